/** What each finding of a verification is looked for in, so that no report calls a check passed that was never made. */
import type { FINDING_SEVERITY, FindingCode, FindingSeverity, VerifyReport } from '../backup/index.ts';
import type { SKIP_REASONS } from '../view/index.ts';

/**
 * `folder`: property lists, keybag, the run and the list of files itself. `files`: the rows of that list, and what is stored. `content`: the
 * content of files, which only a full check reads.
 */
type VerifyScope = 'folder' | 'files' | 'content';

/** The severities are those of `backup`, which this room may only name as types. */
const CODES: { readonly [Code in FindingCode]: readonly [VerifyScope, (typeof FINDING_SEVERITY)[Code]] } = {
  'manifest-plist-missing': ['folder', 'error'],
  'manifest-plist-empty': ['folder', 'error'],
  'status-plist-missing': ['folder', 'warning'],
  'info-plist-missing': ['folder', 'information'],
  'plist-unreadable': ['folder', 'error'],
  'plists-disagree': ['folder', 'warning'],
  'value-unexpected': ['folder', 'warning'],
  'dates-implausible': ['folder', 'information'],
  'keybag-unreadable': ['folder', 'error'],
  'encryption-contradiction': ['files', 'error'],
  'snapshot-unfinished': ['folder', 'error'],
  'snapshot-left': ['folder', 'warning'],
  'run-interrupted': ['folder', 'warning'],
  'catalogue-missing': ['folder', 'error'],
  'catalogue-unreadable': ['folder', 'error'],
  'catalogue-empty': ['folder', 'error'],
  'catalogue-log-beside': ['folder', 'information'],
  'catalogue-too-old': ['folder', 'information'],
  'stray-manifest-db': ['folder', 'warning'],
  'password-needed': ['folder', 'information'],
  'row-unreadable': ['files', 'error'],
  'row-without-file': ['files', 'information'],
  'file-record-unreadable': ['files', 'error'],
  'file-id-mismatch': ['files', 'error'],
  'flags-mode-mismatch': ['files', 'error'],
  'parent-missing': ['files', 'warning'],
  'payload-missing': ['files', 'error'],
  'domain-left-out': ['files', 'warning'],
  'left-out-on-purpose': ['files', 'warning'],
  'payload-unreadable': ['content', 'error'],
  'payload-orphan': ['files', 'information'],
  'payload-misplaced': ['files', 'warning'],
  'unknown-file': ['files', 'information'],
  'size-mismatch': ['content', 'error'],
  'size-differs-benignly': ['content', 'information'],
  'digest-mismatch': ['content', 'error'],
  'digest-missing': ['files', 'warning'],
  'payload-not-block-aligned': ['files', 'error'],
  'payload-truncated': ['content', 'error'],
  'padding-invalid': ['content', 'error'],
  'payload-not-padded': ['content', 'warning'],
  'payload-empty-unpadded': ['content', 'information'],
  'key-unwrap-failed': ['content', 'error'],
  'protection-class-mismatch': ['content', 'warning'],
  'sqlite-damaged': ['content', 'error'],
  'content-doubtful': ['content', 'information'],
};

/** All codes that a check looks for. */
export const CHECKED_CODES = Object.keys(CODES) as readonly FindingCode[];

export function severityOf(code: FindingCode): FindingSeverity {
  return CODES[code][1];
}

/** Why nobody can say that there is nothing of `code`, although nothing was found; undefined if it was looked for everywhere. */
export function notLookedFor(code: FindingCode, { level, counts, verdict, provable }: VerifyReport): keyof typeof SKIP_REASONS | undefined {
  const [scope] = CODES[code];
  if (scope === 'folder') return undefined;
  if (verdict === 'unreadable' || provable === undefined) return 'no-list';
  if (counts.notChecked > 0) return 'unread';
  if (scope === 'files' || level === 'full') return undefined;
  return level === 'sample' ? 'sample' : 'level';
}
