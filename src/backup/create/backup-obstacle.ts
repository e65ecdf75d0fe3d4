/** What can prevent a backup, found before it begins, as data. */

/** Most have the name of the error with which the run would end; the others are known only beforehand. */
export type BackupObstacleCode =
  // the place
  | 'disk-absent' // the folder is on a disk or a server that is not connected now
  | 'folder-missing'
  | 'folder-denied'
  | 'folder-protected'
  | 'folder-unwritable'
  | 'folder-is-backup' // the chosen folder is a backup itself
  | 'place-blocked'
  | 'backup-running' // another program or window writes into the folder
  | 'file-io'
  // what the folder contains
  | 'previous-broken'
  | 'snapshot-left' // a finished backup with the working folder of another run
  | 'run-interrupted' // an earlier run did not end; this one continues it
  // space
  | 'space-missing' // less than any device demands
  | 'space-doubtful'
  | 'device-full' // the device itself has no room to prepare a backup
  // the device
  | 'encryption-required' // device management demands a password, and none is set
  | 'sync-lock-busy';

/** Something that prevents a backup, or may prevent it. */
export interface BackupObstacle {
  readonly code: BackupObstacleCode;
  /**
   * `blocks`: the run would fail. `doubt`: it may go well. `note`: nothing to decide; the run takes care of it.
   */
  readonly weight: 'blocks' | 'doubt' | 'note';
  /** For logs, in English. */
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}
