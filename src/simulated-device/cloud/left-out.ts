/** What an iCloud backup leaves out because iCloud already has it, as on a phone that syncs what a new account syncs. */
import { majorOf } from '../../base/index.ts';

interface LeftOut {
  readonly domain: string;
  /** A path, or the beginning of one up to a slash or a name; '' = the whole domain. */
  readonly prefix: string;
  /** Major version of iOS. */
  readonly since?: number;
}

/** Apple's list (support articles 108770 and 108353): contacts, calendars, notes, voice memos, Health from iOS 12 on, mail. Which files that are is assumed. */
const LEFT_OUT: readonly LeftOut[] = [
  { domain: 'HomeDomain', prefix: 'Library/AddressBook' },
  { domain: 'HomeDomain', prefix: 'Library/Calendar' },
  { domain: 'HomeDomain', prefix: 'Library/Mail' },
  { domain: 'HomeDomain', prefix: 'Library/Notes' },
  { domain: 'AppDomainGroup-group.com.apple.notes', prefix: '' },
  { domain: 'AppDomainGroup-group.com.apple.VoiceMemos.shared', prefix: '' },
  { domain: 'MediaDomain', prefix: 'Media/Recordings' },
  { domain: 'HealthDomain', prefix: '', since: 12 },
];

export function isLeftOut(file: { readonly domain: string; readonly relativePath: string }, productVersion: string): boolean {
  const major = majorOf(productVersion) ?? 0;
  return LEFT_OUT.some(({ domain, prefix, since = 0 }) => domain === file.domain && major >= since && file.relativePath.startsWith(prefix));
}
