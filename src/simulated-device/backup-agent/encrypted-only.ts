/** What a phone includes only in encrypted backups. */
import type { IosBehaviour } from '../ios-versions.ts';

type EncryptedOnlyRules = Pick<IosBehaviour, 'healthOnlyEncrypted' | 'historyOnlyEncrypted'>;

interface EncryptedOnly {
  readonly domain: string;
  /** A path, or the beginning of one up to a slash or a name; '' = the whole domain. */
  readonly prefix: string;
  /** Holds for the versions that do so. */
  readonly rule: keyof EncryptedOnlyRules;
}

/** Apple lists Health, call history and website history (support article 108353); from which version on is assumed. Groups of tabs: one report of the phone's own list. Passwords stay inside a sealed keychain. */
const ENCRYPTED_ONLY: readonly EncryptedOnly[] = [
  { domain: 'HealthDomain', prefix: '', rule: 'healthOnlyEncrypted' },
  { domain: 'HomeDomain', prefix: 'Library/CallHistoryDB', rule: 'historyOnlyEncrypted' },
  { domain: 'HomeDomain', prefix: 'Library/Safari/History.db', rule: 'historyOnlyEncrypted' },
  { domain: 'HomeDomain', prefix: 'Library/Safari/SafariTabs.db', rule: 'historyOnlyEncrypted' },
  { domain: 'AppDomain-com.apple.mobilesafari', prefix: 'Library/Safari/History.db', rule: 'historyOnlyEncrypted' },
];

export function isOnlyInEncrypted(file: { domain: string; relativePath: string }, behaviour: EncryptedOnlyRules): boolean {
  return ENCRYPTED_ONLY.some(
    ({ domain, prefix, rule }) => behaviour[rule] && domain === file.domain && file.relativePath.startsWith(prefix),
  );
}
