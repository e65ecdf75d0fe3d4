/** What each finding of a contract means, and what to do about it. */
import type {
  ContractBasis,
  ContractFinding,
  ContractFindingCode,
  ContractFindingData,
  ContractProblem,
  ContractProblemCode,
  ContractRule,
  ContractVerdict,
} from '../backup/index.ts';
import type { Locale } from './locale.ts';
import { phrase, valuesFor } from './phrase.ts';

interface ContractTexts {
  readonly message: string;
  readonly fix: string;
}

const EXCLUDE = phrase(
  'Exclude it from backups (isExcludedFromBackup) each time after it was written, or move it to Library/Caches or tmp.',
);
const VERIFY = phrase('Verify the backup to see what is wrong with it.');

const TEXTS: Readonly<Record<ContractFindingCode, ContractTexts>> = {
  'backup-unencrypted': {
    message: phrase('The backup is not encrypted.'),
    fix: phrase('Turn on backup encryption, then back up again.'),
  },
  'backup-encrypted': {
    message: phrase('The backup is encrypted.'),
    fix: phrase('Turn off backup encryption and back up again, or change the rule.'),
  },
  'file-absent': {
    message: phrase('Nothing in the backup fits “{expected}”.'),
    fix: phrase('Check that the app writes the file and does not exclude it from backups. Library/Caches and tmp are never backed up.'),
  },
  'content-absent': { message: phrase('{path} is listed in the backup, but its content is missing.'), fix: VERIFY },
  'file-present': { message: phrase('{path} is in the backup.'), fix: EXCLUDE },
  'file-in-clear': { message: phrase('{path} is in an unencrypted backup.'), fix: EXCLUDE },
  'protection-weak': {
    message: phrase('{path} has the protection {actual}. At least {expected} is demanded.'),
    fix: phrase('Set the protection (FileProtectionType) when the app writes the file.'),
  },
  'over-budget': {
    message: phrase('{count} files take {actual}. At most {expected} are allowed.'),
    fix: phrase('Exclude what can be made or downloaded again, or raise the budget.'),
  },
  'file-unlisted': {
    message: phrase('{path} is named by no rule.'),
    fix: phrase('Exclude it from backups, or accept it into the contract.'),
  },
  'content-found': {
    message: phrase('{path} contains what the pattern describes: {place} ({start}…, {length} characters).'),
    fix: phrase('Keep it out of the file, for example in the keychain, or exclude the file from backups.'),
  },
  'item-absent': {
    message: phrase('The keychain has no such item.'),
    fix: phrase('Check the names of the item in the rule, and that the app has written it.'),
  },
  'item-accessible': {
    message: phrase('The keychain item {service} {account} is accessible {actual}. The contract demands {expected}.'),
    fix: phrase('Set kSecAttrAccessible when the app adds the item. Items that exist already have to be updated.'),
  },
  'file-lost': {
    message: phrase('A restore does not bring {path} back.'),
    fix: phrase('Files that are bound to the device stay on it. Choose another protection class, or keep the data on a server.'),
  },
  'nothing-survives': {
    message: phrase('Nothing in the backup fits “{expected}”, so nothing of it survives.'),
    fix: phrase('Check that the app writes the file and does not exclude it from backups.'),
  },
  'content-unsearched': { message: phrase('{path} could not be searched as what it is: {reason}.'), fix: VERIFY },
  'class-unknown': { message: phrase('The protection class of {path} is not known.'), fix: VERIFY },
  'survival-unknown': { message: phrase('Nobody can know whether a restore brings {path} back.'), fix: VERIFY },
  'clear-unknown': {
    message: phrase('An encrypted backup does not tell whether {path} would be in an unencrypted one.'),
    fix: phrase('Check the contract with an unencrypted backup, too.'),
  },
  'encryption-unknown': { message: phrase('The backup does not tell whether it is encrypted.'), fix: VERIFY },
  'file-encryption-unknown': {
    message: phrase('{path} is in a backup that does not tell whether it is encrypted.'),
    fix: VERIFY,
  },
  'keychain-sealed': {
    message: phrase('The items of the keychain cannot be read in this backup.'),
    fix: phrase('Only an encrypted backup that is unlocked shows them.'),
  },
  'keychain-unreadable': {
    message: phrase('The keychain of this backup cannot be read ({reason}).'),
    fix: phrase('Only an encrypted backup that is unlocked shows it.'),
  },
  'files-left-out': {
    message: phrase('Files that were left out when this backup was made smaller: {count}. Nobody can tell what is in them.'),
    fix: phrase('Hold the contract against the whole backup.'),
  },
  'run-unfinished': {
    message: phrase('The run that made this backup did not finish.'),
    fix: phrase('Back up again.'),
  },
  'rows-unusable': {
    message: phrase('{count} rows of the catalog cannot be used. What they stand for is not known.'),
    fix: VERIFY,
  },
};

const UNSEARCHED: Readonly<Record<string, string>> = {
  missing: phrase('its content is missing'),
  locked: phrase('it is encrypted, and there is no password'),
  key: phrase('its key does not open'),
  damaged: phrase('it contradicts its record'),
  unreadable: phrase('the disk cannot read it'),
  database: phrase('the database cannot be read row by row, so only its bytes were searched'),
  undecoded: phrase('the property list cannot be decoded, so only its bytes were searched'),
  compressed: phrase('it is compressed, so only its bytes were searched'),
  packed: phrase('something in it could not be opened, so only its bytes were searched'),
  changed: phrase('it changed while it was searched'),
};

/** What is not wrong with a backup no verification finds. */
const UNOPENED: ReadonlySet<string> = new Set(['database', 'undecoded', 'compressed', 'packed']);
const LOOK_YOURSELF = phrase('Look into the file yourself, or exclude it from backups.');
const UNLOCK = phrase('Unlock the backup with its password.');

function fixOf({ code, data: { reason = '' } }: ContractFinding): string {
  if (code !== 'content-unsearched') return TEXTS[code].fix;
  return UNOPENED.has(reason) ? LOOK_YOURSELF : reason === 'locked' ? UNLOCK : VERIFY;
}

/** A finding in the words for a reader: what was found, and what to do. */
export function contractFindingWords(finding: ContractFinding, locale: Locale): ContractTexts {
  const { code, path, data } = finding;
  const { message } = TEXTS[code];
  const fix = fixOf(finding);
  const { translate, format } = locale;
  const sizes = code === 'over-budget' ? { expected: format.bytes(Number(data.expected)), actual: format.bytes(Number(data.actual)) } : {};
  const reason = data.reason === undefined ? {} : { reason: translateIfKnown(data.reason, locale) };
  const names = { service: data.service ?? '', account: data.account ?? '' };
  const values = { ...data, ...names, ...sizes, ...reason, path: path ?? '', place: placeWords(data, locale) };
  return { message: translate(message, valuesFor(message, values, translate)).replace(/ {2,}/g, ' '), fix: translate(fix, {}) };
}

function translateIfKnown(reason: string, { translate }: Locale): string {
  const words = UNSEARCHED[reason];
  return words === undefined ? reason : translate(words, {});
}

function placeWords({ place, line, offset, table, row, column, onlyInLog, value }: ContractFindingData, { translate }: Locale): string {
  const inside = value === undefined ? '' : translate(phrase(', value {value}'), { value: value === '' ? '/' : value });
  switch (place) {
    case 'text':
      return translate(phrase('line {line}'), { line: line ?? 0 });
    case 'bytes':
      return translate(phrase('byte {offset}'), { offset: offset ?? 0 });
    case 'value':
      return translate(phrase('value {value}'), { value: value === undefined || value === '' ? '/' : value });
    case 'row': {
      const log = onlyInLog === true ? translate(phrase(', only in the log (-wal)'), {}) : '';
      return `${translate(phrase('table {table}, row {row}, column {column}'), { table: table ?? '', row: row ?? '', column: column ?? '' })}${inside}${log}`;
    }
    default:
      return '';
  }
}

const VERDICTS: Readonly<Record<ContractVerdict, string>> = {
  kept: phrase('Every rule is kept.'),
  broken: phrase('The contract is broken.'),
  undecided: phrase('No rule is broken, but not every rule could be decided.'),
};

/** What several reports come to: broken if one is, undecided if one is. */
export function worstContractVerdict(verdicts: readonly ContractVerdict[]): ContractVerdict {
  if (verdicts.includes('broken')) return 'broken';
  return verdicts.includes('undecided') ? 'undecided' : 'kept';
}

export function contractVerdictWords(verdict: ContractVerdict, { translate }: Locale): string {
  return translate(VERDICTS[verdict], {});
}

const BASES: Readonly<Record<ContractBasis, string>> = {
  backup: phrase('on the backup'),
  assumed: phrase('on what is assumed about restores'),
  declared: phrase('on what the contract itself declares, which proves nothing about the app'),
};

/** What the state of a rule rests on. */
export function contractBasisWords(basis: ContractBasis, { translate }: Locale): string {
  return translate(BASES[basis], {});
}

/** A rule as a line of a report: in the words of the contract, which are the same in every language. */
export function contractRuleText(rule: ContractRule): string {
  switch (rule.kind) {
    case 'protection':
      return `protection: ${rule.glob}: ${rule.least}`;
    case 'budget':
      return `budget: ${rule.glob}`;
    case 'mustNotContain':
      return `mustNotContain: ${rule.pattern}`;
    case 'keychain':
      return `keychain: ${[rule.service, rule.account, rule.accessGroup, rule.server, rule.accessible].filter((part) => part !== undefined).join(' ')}`;
    case 'survives':
      return `survives: ${rule.phone}: ${rule.glob}`;
    case 'encrypted':
      return `encrypted: ${rule.wanted}`;
    case 'frozen':
      return 'frozen: true';
    default:
      return `${rule.kind}: ${rule.glob}`;
  }
}

const PROBLEMS: Readonly<Record<ContractProblemCode, string>> = {
  'yaml-invalid': phrase('This is not valid YAML: {details}.'),
  'key-unknown': phrase('A contract has no key “{key}”.'),
  'value-wrong': phrase('This must be {wanted}.'),
  'choice-unknown': phrase('“{value}” is none of these: {choices}.'),
  'target-missing': phrase('The contract must say what it is about: “app: BUNDLE-ID” or “device: true”.'),
  'target-double': phrase('A contract is about an app or about the whole device, not both.'),
  'rules-missing': phrase('The contract has no rule.'),
  'glob-empty': phrase('This pattern is empty.'),
  'glob-domain': phrase('“{glob}” does not begin with a domain, so it fits no file of a device. Write HomeDomain/{glob} or **/{glob}.'),
  'size-invalid': phrase('“{value}” is not a size. Write 500KB, 10MB or 1GiB.'),
  'pattern-invalid': phrase('This is not a usable regular expression: {details}.'),
  'rules-contradict': phrase('No backup can keep “{one}” and also “{other}” in line {line}.'),
  'key-needs': phrase('“{needs}” is missing here.'),
};
const DID_YOU_MEAN = phrase('Did you mean “{suggestion}”?');

const WANTED: Readonly<Record<string, string>> = {
  text: phrase('a text'),
  flag: phrase('true or false'),
  true: phrase('true'),
  choice: phrase('one of {choices}'),
  size: phrase('a size such as 10MB'),
  glob: phrase('a path or a pattern'),
  pattern: phrase('a regular expression'),
  list: phrase('a list'),
  map: phrase('a list of names with values'),
  object: phrase('an object with keys'),
};

/** A mistake in a contract in the words for a reader. */
export function contractProblemWords({ code, data }: Pick<ContractProblem, 'code' | 'data'>, { translate }: Locale): string {
  const wanted = WANTED[String(data.wanted)] ?? '';
  const values = { ...data, wanted: wanted === '' ? '' : translate(wanted, valuesFor(wanted, data, translate)) };
  const template = PROBLEMS[code];
  const message = translate(template, valuesFor(template, values, translate));
  return data.suggestion === undefined ? message : `${message} ${translate(DID_YOU_MEAN, { suggestion: data.suggestion })}`;
}
