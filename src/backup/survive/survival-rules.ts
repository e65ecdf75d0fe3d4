/** Answers what survives, for one file and for one item of the keychain: the rules that are known, each with where it comes from. */
import type { BackupFile } from '../read/backup.ts';
import type { KeychainRow } from '../read/keychain-listing.ts';
import type { Survival, SurvivalAnswer, SurvivalReason } from './survival.ts';

/** What the answers depend on besides the file. */
export interface SurvivalContext {
  readonly encrypted: boolean | undefined;
  /** Of iOS; undefined if unknown, and then the rules of current versions hold. */
  readonly iosMajor: number | undefined;
}

interface EncryptedOnly {
  readonly domain: string;
  readonly prefix: string;
  readonly reason: SurvivalReason;
  /** Assumed; Apple names no version. */
  readonly sinceIos: number;
}

/** Apple lists Health data, call history and website history (support article 108353); passwords and Wi-Fi settings are in the keychain. */
const ENCRYPTED_ONLY: readonly EncryptedOnly[] = [
  { domain: 'HealthDomain', prefix: '', reason: 'health', sinceIos: 8 },
  { domain: 'HomeDomain', prefix: 'Library/CallHistoryDB', reason: 'call-history', sinceIos: 13 },
  { domain: 'HomeDomain', prefix: 'Library/Safari/History.db', reason: 'website-history', sinceIos: 13 },
  { domain: 'AppDomain-com.apple.mobilesafari', prefix: 'Library/Safari/History.db', reason: 'website-history', sinceIos: 13 },
];

const KEYCHAIN = { domain: 'KeychainDomain', relativePath: 'keychain-backup.plist' };
/** “This device only”, from `aku` to `akpu`. */
const DEVICE_CLASSES = { first: 9, last: 12 };

/** What of a file the answers depend on. */
type SurvivingFile = Pick<BackupFile, 'domain' | 'relativePath' | 'protectionClass' | 'unreadable'>;

export function survivalOfFile(file: SurvivingFile, context: SurvivalContext): Survival {
  const listed: SurvivalAnswer = { survives: true, evidence: 'this-backup', reason: 'listed' };
  // Of a backup that does not tell whether it is encrypted, neither answer is proven by what it lists.
  return {
    unencrypted: context.encrypted === false ? listed : inUnencrypted(file, context),
    encrypted: context.encrypted === true ? listed : yes('no-known-rule'),
    ...restoreOfFile(file),
  };
}

/** Why only encrypted backups contain a file; undefined for all others. */
export function reasonOnlyEncrypted(
  { domain, relativePath }: Pick<BackupFile, 'domain' | 'relativePath'>,
  iosMajor = Infinity,
): SurvivalReason | undefined {
  const rule = ENCRYPTED_ONLY.find((each) => each.domain === domain && relativePath.startsWith(each.prefix) && iosMajor >= each.sinceIos);
  // The folder of a domain alone tells nothing.
  return rule === undefined || (relativePath === '' && rule.prefix === '') ? undefined : rule.reason;
}

function inUnencrypted({ domain, relativePath }: SurvivingFile, { iosMajor = Infinity }: SurvivalContext): SurvivalAnswer {
  const reason = reasonOnlyEncrypted({ domain, relativePath }, iosMajor);
  return reason === undefined ? yes('no-known-rule') : { survives: false, evidence: 'apple', reason };
}

function restoreOfFile({ domain, relativePath, unreadable, protectionClass }: SurvivingFile): Pick<Survival, 'samePhone' | 'otherPhone'> {
  if (unreadable) return both({ survives: null, evidence: 'assumed', reason: 'record-unreadable' });
  if (domain === KEYCHAIN.domain && relativePath === KEYCHAIN.relativePath) {
    return both({ survives: true, evidence: 'assumed', reason: 'see-items' });
  }
  if (protectionClass >= DEVICE_CLASSES.first && protectionClass <= DEVICE_CLASSES.last) {
    return { samePhone: yes('device-only'), otherPhone: { survives: false, evidence: 'class', reason: 'device-only' } };
  }
  return both(yes('any-phone'));
}

/** Of an item that this backup has. */
export function survivalOfItem({ fate, protectionClass, reason }: KeychainRow, { encrypted }: SurvivalContext): Survival {
  const listed: SurvivalAnswer = { survives: true, evidence: 'this-backup', reason: 'listed' };
  const contained =
    encrypted === true
      ? { unencrypted: yes('keychain-sealed'), encrypted: listed }
      : { unencrypted: listed, encrypted: yes('no-known-rule') };
  return { ...contained, ...restoreOfItem({ fate, protectionClass, reason }, encrypted === true) };
}

function restoreOfItem(
  { fate, protectionClass, reason }: { readonly [Field in 'fate' | 'protectionClass' | 'reason']: KeychainRow[Field] | undefined },
  isEncrypted: boolean,
): Pick<Survival, 'samePhone' | 'otherPhone'> {
  const no = (why: SurvivalReason): SurvivalAnswer => ({ survives: false, evidence: 'class', reason: why });
  if (reason === 'damaged' || reason === 'key-damaged') {
    return both({ survives: false, evidence: 'this-backup', reason: 'record-unreadable' });
  }
  switch (fate) {
    case 'any-phone':
      return both({ survives: true, evidence: 'class', reason: 'any-phone' });
    case 'same-phone': {
      const why = isEncrypted || isDeviceClass(protectionClass) ? 'device-only' : 'keychain-sealed';
      return { samePhone: { survives: true, evidence: 'class', reason: why }, otherPhone: no(why) };
    }
    case 'not-restored':
    case undefined:
      return protectionClass === DEVICE_CLASSES.last
        ? both(no('passcode-only'))
        : both({ survives: null, evidence: 'assumed', reason: 'class-unknown' });
  }
}

function isDeviceClass(protectionClass: number | undefined): boolean {
  return protectionClass !== undefined && protectionClass >= DEVICE_CLASSES.first && protectionClass <= DEVICE_CLASSES.last;
}

function yes(reason: SurvivalReason): SurvivalAnswer {
  return { survives: true, evidence: 'assumed', reason };
}

function both(answer: SurvivalAnswer): Pick<Survival, 'samePhone' | 'otherPhone'> {
  return { samePhone: answer, otherPhone: answer };
}
