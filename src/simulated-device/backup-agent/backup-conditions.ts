/** What prevents a phone from starting a backup, no matter who asks. */
import { MBCode, MobileBackupError } from './mobile-backup-error.ts';

/** Switches of the phone. */
export interface BackupConditions {
  /** False until somebody has gone through the Setup Assistant. */
  isSetUp: boolean;
  /** Apps and data are still coming from iCloud. */
  isRestoringFromCloud: boolean;
  /** The file-system snapshot of an aborted run stays until a restart, and the next runs fail with it (log of iOS 15.2). */
  keepsSnapshotOfAborted: boolean;
}

/** Throws 212, 25; asked after the passcode (order as read in iOS 26.1). */
export function requireReadiness({ isSetUp, isRestoringFromCloud }: BackupConditions): void {
  if (!isSetUp) throw new MobileBackupError(MBCode.setupUnfinished, 'Unable to backup until Setup is finished');
  if (isRestoringFromCloud) {
    throw new MobileBackupError(MBCode.cloudRestoreRunning, 'iTunes Backup is unavailable while an iCloud Restore is in progress');
  }
}
