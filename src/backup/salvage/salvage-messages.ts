/** What goes between a salvage and the worker it runs in. */
import type { Progress } from '../../base/index.ts';
import type { ClassKeysData } from '../../formats/index.ts';
import type { ErrorMessage } from '../worker-errors.ts';
import type { SalvagePhase, SalvageReport } from './salvage-report.ts';

export interface SalvageJob {
  readonly path: string;
  readonly target: string;
  /** Wiped by whoever holds it. */
  readonly classKeys: ClassKeysData | undefined;
  readonly keybag: Uint8Array | undefined;
}

/** The only message to the worker. */
export const CANCEL = 'cancel';

export type FromSalvageWorker =
  | { readonly kind: 'progress'; readonly progress: Progress<SalvagePhase> }
  | { readonly kind: 'report'; readonly report: SalvageReport }
  | { readonly kind: 'failure'; readonly error: ErrorMessage };
