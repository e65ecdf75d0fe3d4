/** What a comparison of two backups ends in: the shape is a contract with other programs. */
import type { BackupDifference, DatabaseChange } from '../backup/index.ts';

/** A comparison with the rows of the databases that changed. */
export interface CompareReport extends BackupDifference {
  readonly databases: readonly DatabaseChange[];
  /** Databases that changed and were not compared row by row. */
  readonly omittedDatabases: number;
}
