/** What happens during a backup run beside its progress. */

export type BackupEventCode =
  | 'passcode-needed' // the device shows its passcode prompt
  | 'passcode-prompt-gone'
  | 'sync-lock-busy' // another host holds the lock; it is tried again
  | 'device-file-error'; // the device could not read one of its files

export interface BackupEvent {
  readonly kind: 'prompt' | 'retry' | 'file-error' | 'verdict';
  /** For `verdict` the verdict itself. */
  readonly code: BackupEventCode | (string & {});
  /** For logs, in English; for a file error the device's own words. */
  readonly message: string;
  /** The file on the device. Untrusted text. */
  readonly item?: string;
}
