/** The phases of each kind of run with a device. */

export type BackupPhase =
  'connecting' | 'waiting-for-passcode' | 'preparing' | 'receiving' | 'moving' | 'removing' | 'finishing' | 'verifying';

/** What a restore is busy with. */
export type RestorePhase =
  'deriving-key' | 'connecting' | 'waiting-for-passcode' | 'checking-backup' | 'copying-backup' | 'sending' | 'finishing-restore';

/** What a change of the backup password is busy with. */
export type PasswordPhase = 'connecting' | 'waiting-for-passcode' | 'changing-password' | 'deriving-key';
