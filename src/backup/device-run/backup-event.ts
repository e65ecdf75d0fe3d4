/** The events of a backup run, in addition to its progress. */

export type BackupEventCode =
  | 'passcode-needed' // the device shows its passcode prompt
  | 'passcode-prompt-gone'
  | 'unlock-needed' // the device starts no session before somebody unlocks it
  | 'device-unlocked'
  | 'prompts-unseen' // the device does not tell when it shows a prompt
  | 'service-busy' // too many services are open; once more
  | 'service-restarting' // the backup service lets nobody in for a moment
  | 'device-quiet' // nothing has come for a while; it is waited on
  | 'sync-lock-busy' // another host holds the lock; it is tried again
  | 'previous-session-closing' // the backup service does not speak yet; it is opened again
  | 'keychain-export-failed' // the device could not export its keychain; it is asked once more
  | 'device-did-not-confirm' // all files came, and the link ended without the device's last word
  | 'previous-set-aside' // a broken folder was put beside
  | 'previous-not-kept' // to keep the version before would have cost too much space
  | 'encryption-differs' // the backup is encrypted, or is not, against what the device said before
  | 'device-file-error'; // the device could not read one of its files

/** An event during a run that a person may want to know about. */
export interface BackupEvent {
  readonly kind: 'prompt' | 'retry' | 'file-error' | 'verdict';
  /** For `verdict` the verdict itself. */
  readonly code: BackupEventCode | (string & {});
  /** For logs, in English; for a file error the device's own words. */
  readonly message: string;
  /** How long the device, or this run, waits for somebody to do it. */
  readonly secondsLeft?: number;
  /** The file on the device. Untrusted text. */
  readonly item?: string;
}
