/** The phases of each kind of run with a device. */

export type BackupPhase =
  'connecting' | 'waiting-for-passcode' | 'preparing' | 'receiving' | 'moving' | 'removing' | 'finishing' | 'verifying';

export type RestorePhase =
  'deriving-key' | 'connecting' | 'waiting-for-passcode' | 'checking-backup' | 'copying-backup' | 'sending' | 'finishing-restore';

export type PasswordPhase = 'connecting' | 'waiting-for-passcode' | 'changing-password' | 'deriving-key';
