/** What a salvage is asked for, and what it has found out before anything is written. */
import type { OnProgress } from '../../base/index.ts';
import type { ClassKeys } from '../../formats/index.ts';
import type { SqliteEngine } from '../read/sqlite/sqlite.ts';
import type { KeyMaterial } from './key-material.ts';
import type { ReadSource } from './read-sources.ts';
import type { RowStore } from './row-store.ts';
import type { SalvagePlace } from './salvage-places.ts';
import type { SalvagePhase } from './salvage-report.ts';

export interface SalvageRun {
  /** The backup folder itself. */
  readonly path: string;
  readonly target: string;
  readonly classKeys: ClassKeys | undefined;
  /** The keybag that the password has opened, if that is known. */
  readonly keybag: Uint8Array | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress<SalvagePhase>;
}

export interface Findings {
  readonly path: string;
  readonly places: readonly SalvagePlace[];
  readonly material: readonly KeyMaterial[];
  readonly engine: SqliteEngine;
  readonly store: RowStore;
  readonly sources: readonly ReadSource[];
  /** As property lists and records say; without keys, not where neither records nor content know of it. */
  readonly isEncrypted: boolean;
  /** As most of what is stored says: it decides where the bytes of a file alone do not. */
  readonly storesEncrypted: boolean;
  readonly classKeys: ClassKeys | undefined;
  readonly keybag: Uint8Array | undefined;
}
