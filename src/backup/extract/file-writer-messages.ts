/** What goes between an extraction and the threads that write its files. */
import type { ClassKeysData } from '../../formats/index.ts';
import type { ErrorMessage } from '../worker/worker-errors.ts';
import type { TargetPlace } from './target-folders.ts';
import type { FileJob, FileOutcome } from './write-file.ts';

export interface FileWriterJob {
  /** The backup folder. */
  readonly path: string;
  readonly target: TargetPlace;
  readonly keys: ClassKeysData | undefined;
  readonly isEncryptedBackup: boolean;
  readonly token: string;
  readonly keepsDamaged: boolean;
  readonly state: SharedArrayBuffer;
}

/** Files to write; an empty list is the end. */
export type ToFileWriter = readonly FileJob[];

export type FromFileWriter =
  /** One for each file, in their order. */
  { readonly kind: 'outcomes'; readonly outcomes: readonly FileOutcome[] } | { readonly kind: 'failure'; readonly error: ErrorMessage };
