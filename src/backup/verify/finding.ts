/** What a verification can find: the closed set of codes, how severe each is, and the shape of one finding. */

/** The severity of each code. Other programs rely on these codes and severities. */
export const FINDING_SEVERITY = {
  // the plists
  'manifest-plist-missing': 'error',
  'manifest-plist-empty': 'error',
  'status-plist-missing': 'warning',
  'info-plist-missing': 'information',
  'plist-unreadable': 'error',
  'plists-disagree': 'warning',
  'value-unexpected': 'warning',
  'dates-implausible': 'information',
  'keybag-unreadable': 'error',
  'encryption-contradiction': 'error', // plists, catalogue and payloads disagree about encryption
  // the run that made the backup
  'snapshot-unfinished': 'error',
  'snapshot-left': 'warning',
  'run-interrupted': 'warning',
  // the catalogue
  'catalogue-missing': 'error',
  'catalogue-unreadable': 'error',
  'catalogue-empty': 'error',
  'catalogue-log-beside': 'information',
  'catalogue-too-old': 'information',
  'stray-manifest-db': 'warning',
  'password-needed': 'information',
  // a row of the catalogue
  'row-unreadable': 'error',
  'row-without-file': 'information',
  'file-record-unreadable': 'error',
  'file-id-mismatch': 'error',
  'flags-mode-mismatch': 'error',
  'parent-missing': 'warning',
  // a stored file
  'payload-missing': 'error',
  'domain-left-out': 'warning',
  'left-out-on-purpose': 'warning',
  'payload-unreadable': 'error',
  'payload-orphan': 'information',
  'payload-misplaced': 'warning',
  'unknown-file': 'information',
  'size-mismatch': 'error',
  'size-differs-benignly': 'information',
  'digest-mismatch': 'error',
  'digest-missing': 'warning',
  // encrypted content
  'payload-not-block-aligned': 'error',
  'payload-truncated': 'error',
  'padding-invalid': 'error',
  'payload-not-padded': 'warning',
  'payload-empty-unpadded': 'information',
  'key-unwrap-failed': 'error',
  'protection-class-mismatch': 'warning',
  // what the content is
  'sqlite-damaged': 'error',
  'content-doubtful': 'information',
} as const satisfies Record<string, 'error' | 'warning' | 'information'>;

/** The codes of findings. */
export type FindingCode = keyof typeof FINDING_SEVERITY;
/** How serious a finding is: something is lost (`error`), something may be lost (`warning`), or it is only worth knowing (`information`). */
export type FindingSeverity = 'error' | 'warning' | 'information';

/** One finding of a verification. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: FindingSeverity;
  readonly domain?: string;
  readonly relativePath?: string;
  readonly fileID?: string;
  /** One or two English sentences with the facts. The table of words of `view` says what to do. */
  readonly message: string;
  /** The facts themselves: strings, numbers, booleans, null and lists of them. A stored file is named by `file`, relative to the backup. */
  readonly evidence: Readonly<Record<string, unknown>>;
}
