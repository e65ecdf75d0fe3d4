/** The phases of each kind of run with a device. */

export type BackupPhase =
  | 'connecting'
  | 'waiting-for-passcode'
  | 'preparing'
  | 'receiving'
  | 'moving'
  | 'removing'
  | 'finishing'
  | 'verifying';

/** The phase of a restore. */
export type RestorePhase =
  | 'deriving-key'
  | 'connecting'
  | 'waiting-for-passcode'
  | 'checking-backup'
  | 'copying-backup'
  | 'sending'
  | 'finishing-restore';

/** The phase of a password change. */
export type PasswordPhase = 'connecting' | 'waiting-for-passcode' | 'changing-password' | 'deriving-key';
