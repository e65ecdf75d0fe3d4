/** What reports for people and for CI say around findings: titles, labels, states of checks, and why something was not looked at. */
import type { ContractRuleKind } from '../backup/index.ts';
import { phrase } from './phrase.ts';

/** A page is about one of these. */
export const REPORT_TITLES = {
  verify: phrase('Verification of a backup'),
  contract: phrase('Check of a backup contract'),
  compare: phrase('Comparison of two backups'),
} as const;

export const REPORT_LABELS = {
  backup: phrase('Backup'),
  device: phrase('Device'),
  system: phrase('System'),
  encryption: phrase('Encryption'),
  date: phrase('Date'),
  level: phrase('Level'),
  contract: phrase('Contract'),
  about: phrase('Subject'),
  before: phrase('Before'),
  after: phrase('After'),
} as const;

export const REPORT_HEADINGS = {
  numbers: phrase('Numbers'),
  notes: phrase('Remarks'),
  checks: phrase('Checks'),
  rules: phrase('Rules'),
  changes: phrase('Changes'),
  findings: phrase('Findings'),
  state: phrase('State'),
  check: phrase('Check'),
  cause: phrase('Cause'),
} as const;

/** What became of one check or rule. */
export const CASE_WORDS = {
  passed: phrase('Passed'),
  noted: phrase('Noted'),
  failed: phrase('Failed'),
  undecided: phrase('Undecided'),
  skipped: phrase('Not checked'),
} as const;

export const REPORT_FACTS = {
  'encryption-on': phrase('encrypted'),
  'encryption-off': phrase('not encrypted'),
  unknown: phrase('unknown'),
  'whole-device': phrase('the whole device'),
  quick: phrase('quick'),
  full: phrase('full'),
  sample: phrase('a sample of {count} files'),
} as const;

export const REPORT_NUMBERS = {
  proven: phrase('Proven'),
  consistent: phrase('Consistent'),
  knownGap: phrase('Known gap'),
  damaged: phrase('Damaged'),
  missing: phrase('Missing'),
  notChecked: phrase('Not checked'),
  kept: phrase('Rules kept'),
  broken: phrase('Rules broken'),
  undecided: phrase('Rules undecided'),
  unnamed: phrase('Files no rule names'),
} as const;

/** Sentences that stand beside the findings. */
export const REPORT_NOTES = {
  'declared-phone': phrase('The backup is of a simulated phone with the files of the contract.'),
  'findings-cut': phrase('There are more findings than are listed.'),
  'rule-basis': phrase('This rests {basis}.'),
  'rule-broken': phrase('The rule is broken. What breaks it is not listed.'),
  'rule-undecided': phrase('The rule could not be decided.'),
  'more-of-these': phrase('… and {count} more'),
  'others-passed': phrase('{count} other checks'),
  'nothing-found': phrase('Nothing was found.'),
  'in-contract': phrase('line {line}, column {column}'),
  'was-interrupted': phrase('{name} was interrupted. Its last good version was compared.'),
  'not-finished': phrase('{name} was not finished, or its property lists are damaged.'),
  'compared-locked': phrase('{name} is encrypted and was compared without its password.'),
  'rows-left-out': phrase('The list of files of {name} has {count} rows that cannot be used and were not compared.'),
} as const;

/** Why a check is neither passed nor failed. */
export const SKIP_REASONS = {
  level: phrase('A quick check does not read content. A full check looks for this.'),
  sample: phrase('Only a sample of the content was read.'),
  'no-list': phrase('The list of files could not be read, so no file could be checked.'),
  unread: phrase('Not every file could be checked.'),
} as const;

/** The verdict of a comparison, and its checks. */
export const COMPARED_WORDS = {
  equal: phrase('The backups do not differ.'),
  different: phrase('The backups differ.'),
  unknown: phrase('No difference was found, but not everything could be compared.'),
  'no-added': phrase('No file was added'),
  'no-removed': phrase('No file was removed'),
  'no-changed': phrase('No content changed'),
  'no-metadata': phrase('No metadata changed'),
  'no-not-compared': phrase('Every file could be compared'),
  'no-unusable': phrase('Every row of both lists of files can be used'),
} as const;

interface RuleHelp {
  readonly title: string;
  readonly help: string;
}

/** What each key of a contract demands. */
export const CONTRACT_RULE_HELP: Readonly<Record<ContractRuleKind, RuleHelp>> = {
  must: {
    title: phrase('Something must be in the backup'),
    help: phrase('At least one file that fits the pattern must be in the backup, with its content.'),
  },
  mustNot: {
    title: phrase('Something must not be in the backup'),
    help: phrase('No file that fits the pattern may be in the backup. Exclude it, or move it to Library/Caches or tmp.'),
  },
  may: {
    title: phrase('Something may be in the backup'),
    help: phrase('Files that fit the pattern are known and wanted. The rule names them for a frozen contract.'),
  },
  encryptedOnly: {
    title: phrase('Something must be in encrypted backups only'),
    help: phrase('No file that fits the pattern may be in an unencrypted backup.'),
  },
  protection: {
    title: phrase('A protection class is demanded'),
    help: phrase('Every file that fits the pattern must have at least this protection class.'),
  },
  budget: {
    title: phrase('A size is limited'),
    help: phrase('All files that fit the pattern must not be larger together than the rule allows.'),
  },
  mustNotContain: {
    title: phrase('Content must not be in the backup'),
    help: phrase(
      'Nothing that fits the pattern may be in texts, rows of databases, property lists or archives. Keep secrets in the keychain, or exclude the file.',
    ),
  },
  keychain: {
    title: phrase('A keychain item is demanded'),
    help: phrase('The keychain must have the item, with the accessibility that the rule states.'),
  },
  survives: {
    title: phrase('Something must survive a restore'),
    help: phrase('Every file that fits the pattern must come back when the backup is restored.'),
  },
  encrypted: {
    title: phrase('The encryption of the backup is demanded'),
    help: phrase('The backup must be encrypted, or must not be, as the rule states.'),
  },
  frozen: {
    title: phrase('Nothing new without being listed'),
    help: phrase('Every file of the app must be named by a rule.'),
  },
};
