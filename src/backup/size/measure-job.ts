/** What goes between a measurement of backups and the thread that does it. */
import type { BackupSize } from '../library.ts';

export interface MeasureRun {
  readonly job: { readonly paths: readonly string[] };
  /** One backup is measured. */
  readonly news: { readonly path: string; readonly size: BackupSize };
  readonly result: null;
  readonly answer: never;
}
