/** The verdict on a backup, from what was found and what could be looked at. */
import type { Finding, FindingCode } from './finding.ts';
import type { FileCounts, Verdict } from './report.ts';

/** How far the list of files could be read. */
export type CatalogueState =
  | 'read'
  | 'closed' // encrypted, at least the files, or of an era that is not read: nothing is known against it
  | 'unreadable'; // missing, damaged, or never read to its end

/**
 * An unfinished run is that first of all, for what else is wrong may be its doing. No single word in a property list makes a backup good: a
 * missing Status.plist, or files that could not be looked at, leave it unconfirmed; and partial is only what is good in all that is there.
 */
export function verdictOf(findings: readonly Finding[], counts: FileCounts, catalogue: CatalogueState): Verdict {
  const has = (code: FindingCode) => findings.some((finding) => finding.code === code);
  if (has('snapshot-unfinished')) return 'incomplete';
  if (catalogue === 'unreadable' || has('catalogue-unreadable')) return 'unreadable';
  if (findings.some(({ severity }) => severity === 'error')) return 'damaged';
  if (catalogue === 'closed' || counts.notChecked > 0 || has('status-plist-missing')) return 'unconfirmed';
  if (has('domain-left-out') || has('left-out-on-purpose')) return 'partial';
  return counts.knownGap > 0 ? 'good-with-known-gaps' : 'good';
}
