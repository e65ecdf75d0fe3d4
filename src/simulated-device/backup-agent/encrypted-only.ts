/** What a phone gives away only into an encrypted backup. */

interface EncryptedOnly {
  readonly domain: string;
  /** A path, or the beginning of one up to a slash or a name; '' = the whole domain. */
  readonly prefix: string;
  /** From this iOS version on. */
  readonly fromMajor: number;
}

/** Apple lists Health, call history and website history (support article 108353); the versions are assumed. Passwords stay inside a sealed keychain. */
const ENCRYPTED_ONLY: readonly EncryptedOnly[] = [
  { domain: 'HealthDomain', prefix: '', fromMajor: 8 },
  { domain: 'HomeDomain', prefix: 'Library/CallHistoryDB', fromMajor: 13 },
  { domain: 'HomeDomain', prefix: 'Library/Safari/History.db', fromMajor: 13 },
  { domain: 'AppDomain-com.apple.mobilesafari', prefix: 'Library/Safari/History.db', fromMajor: 13 },
];

export function isOnlyInEncrypted(file: { domain: string; relativePath: string }, iosMajor: number): boolean {
  return ENCRYPTED_ONLY.some(
    (rule) => iosMajor >= rule.fromMajor && rule.domain === file.domain && file.relativePath.startsWith(rule.prefix),
  );
}
