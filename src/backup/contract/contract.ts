/** What a contract says, as plain data: rules about what of an app, or of a whole device, a backup must and must not contain. */

/** A position in the text of a contract, counted from 1. `end` is the column after the last character on that line. */
export interface ContractPlace {
  readonly line: number;
  readonly column: number;
  readonly end: number;
}

/** `NSFileProtectionType` by its short name, the strictest first. */
export const PROTECTION_NAMES = ['complete', 'completeUnlessOpen', 'untilFirstUnlock', 'none'] as const;
/** One of them. */
export type ProtectionName = (typeof PROTECTION_NAMES)[number];

/** `kSecAttrAccessible` by its short name. */
export const ACCESSIBILITY_NAMES = [
  'whenUnlocked',
  'afterFirstUnlock',
  'always',
  'whenUnlockedThisDeviceOnly',
  'afterFirstUnlockThisDeviceOnly',
  'alwaysThisDeviceOnly',
  'whenPasscodeSetThisDeviceOnly',
] as const;
/** One of them. */
export type AccessibilityName = (typeof ACCESSIBILITY_NAMES)[number];

/** The phone that a backup is restored to. */
export type RestoredPhone = 'samePhone' | 'otherPhone';

interface RuleBase {
  readonly at: ContractPlace;
}

/** A rule about files: `glob` as it is written, for `domain/relativePath` after `scopedGlob`. */
interface PathRule extends RuleBase {
  readonly kind: 'must' | 'mustNot' | 'may' | 'encryptedOnly';
  readonly glob: string;
}

/** A file must be protected at least so well. */
interface ProtectionRule extends RuleBase {
  readonly kind: 'protection';
  readonly glob: string;
  readonly least: ProtectionName;
}

/** All files together must not be larger. */
interface BudgetRule extends RuleBase {
  readonly kind: 'budget';
  readonly glob: string;
  readonly bytes: number;
}

/** Nothing of a pattern must be in the content of files. */
interface ContentRule extends RuleBase {
  readonly kind: 'mustNotContain';
  /** A regular expression of JavaScript, with `u` if it allows that. */
  readonly pattern: string;
  /** Capital and small letters are alike. */
  readonly ignoreCase: boolean;
  readonly globs: readonly string[];
}

/** An item of the keychain that must be there, and how it must be accessible. */
export interface KeychainRule extends RuleBase {
  readonly kind: 'keychain';
  readonly service?: string;
  readonly account?: string;
  readonly accessGroup?: string;
  readonly server?: string;
  readonly accessible?: AccessibilityName;
}

/** Every file that fits must come back with a restore. */
interface SurvivesRule extends RuleBase {
  readonly kind: 'survives';
  readonly phone: RestoredPhone;
  readonly glob: string;
}

/** Whether the backup must be encrypted. */
interface EncryptedRule extends RuleBase {
  readonly kind: 'encrypted';
  readonly wanted: 'required' | 'forbidden';
}

/** Nothing new without being listed. */
interface FrozenRule extends RuleBase {
  readonly kind: 'frozen';
}

/** One thing that a contract says. */
export type ContractRule = PathRule | ProtectionRule | BudgetRule | ContentRule | KeychainRule | SurvivesRule | EncryptedRule | FrozenRule;

/** The key under which a rule stands. */
export type ContractRuleKind = ContractRule['kind'];

/** A folder of the workspace that is laid into the container of the app on a simulated phone. */
export interface ContractAppFiles {
  readonly at: ContractPlace;
  /** As it is written; relative to the folder of the contract. */
  readonly folder: string;
  /** Globs for what the app excludes from backups. */
  readonly excluded: readonly string[];
  /** Protection classes that the app sets; the last glob that fits counts. */
  readonly protection: readonly { readonly glob: string; readonly protection: ProtectionName }[];
  /** Folders for the shared containers of the app, by the id of the group. */
  readonly groups: readonly { readonly id: string; readonly folder: string }[];
}

/** An item that the app puts into the keychain of a simulated phone. */
export interface ContractKeychainItem {
  readonly service: string;
  readonly account: string;
  readonly accessGroup?: string;
  readonly accessible: AccessibilityName;
}

/** One app by its bundle id, or the whole device. */
export type ContractTarget = { readonly kind: 'app'; readonly id: string } | { readonly kind: 'device' };

/** A contract that was read without a mistake. */
export interface BackupContract {
  readonly target: ContractTarget;
  readonly rules: readonly ContractRule[];
  readonly appFiles?: ContractAppFiles;
  readonly appKeychain: readonly ContractKeychainItem[];
}

/** What is wrong with the text of a contract. */
export type ContractProblemCode =
  | 'yaml-invalid' // `details`
  | 'key-unknown' // `key`, `suggestion`
  | 'value-wrong' // `key`, `wanted`
  | 'choice-unknown' // `key`, `value`, `choices`, `suggestion`
  | 'target-missing'
  | 'target-double'
  | 'rules-missing' // it says nothing
  | 'glob-empty' // `key`
  | 'glob-domain' // `glob`: of a whole device, and it names no domain
  | 'size-invalid' // `value`
  | 'pattern-invalid' // `details`
  | 'rules-contradict' // `one`, `other`, `line`: two rules that no backup can keep
  | 'key-needs'; // `key`, `needs`: it means nothing without the other

/** A mistake in a contract, with the words that it is about. */
export interface ContractProblem {
  readonly code: ContractProblemCode;
  readonly at: ContractPlace;
  readonly data: Readonly<Record<string, string | number>>;
}
