/** What a contract says about a backup: plain data. Text in it comes from backups and must not be trusted. */
import type { BackupContract, ContractPlace, ContractRule } from './contract.ts';
import type { UnsearchedReason } from './search/content-match.ts';

/** `undecided`: nothing was broken, but some rule could not be checked. */
export type ContractVerdict = 'kept' | 'broken' | 'undecided';

/** How a rule was broken. */
export type ContractBreachCode =
  | 'backup-unencrypted'
  | 'backup-encrypted'
  | 'file-absent'
  | 'content-absent' // the backup lists the file, but its content is not there
  | 'file-present'
  | 'file-in-clear' // in an unencrypted backup
  | 'protection-weak' // `expected`, `actual`
  | 'over-budget' // `expected` and `actual` bytes
  | 'file-unlisted' // frozen
  | 'content-found' // `place`, `start`, `length`
  | 'item-absent'
  | 'item-accessible' // `expected`, `actual`
  | 'file-lost' // `reason`
  | 'nothing-survives'; // no file fits

/** Why a rule could not be decided. */
export type ContractDoubtCode =
  | 'content-unsearched' // `reason`
  | 'class-unknown'
  | 'survival-unknown' // `reason`
  | 'clear-unknown' // an encrypted backup does not tell what an unencrypted one has
  | 'encryption-unknown' // the backup does not tell whether it is encrypted
  | 'file-encryption-unknown' // nor, so, whether a file is in the clear
  | 'keychain-sealed' // names of items are readable only in an unlocked encrypted backup
  | 'keychain-unreadable' // `reason`: code of an error
  | 'files-left-out' // `count`: the backup was made smaller on purpose
  | 'run-unfinished' // the run that made the backup did not finish
  | 'rows-unusable'; // rows of the catalog that stand for no file that could be read

/** What a finding is about. */
export type ContractFindingCode = ContractBreachCode | ContractDoubtCode;

/** One breach of a rule, or one reason why it could not be decided. */
export interface ContractFinding {
  readonly code: ContractFindingCode;
  readonly kind: 'breach' | 'doubt';
  /** Which rule of the contract, counted from 0. */
  readonly rule: number;
  readonly at: ContractPlace;
  readonly domain?: string;
  readonly relativePath?: string;
  /** The path as the contract would write it. */
  readonly path?: string;
  readonly data: ContractFindingData;
}

/** The facts of a finding, by its code. */
export interface ContractFindingData {
  readonly expected?: string | number;
  readonly actual?: string | number;
  /** Of `content-found`: in which form, and where. */
  readonly place?: 'text' | 'bytes' | 'row' | 'value';
  readonly line?: number;
  readonly offset?: number;
  readonly table?: string;
  readonly row?: string;
  readonly column?: string;
  readonly onlyInLog?: boolean;
  readonly value?: string;
  readonly start?: string;
  readonly length?: number;
  readonly reason?: UnsearchedReason | (string & {});
  readonly count?: number;
  readonly service?: string;
  readonly account?: string;
}

/**
 * `backup`: on bytes and records of a backup. `assumed`: on rules about restores that are not proven. `declared`: on what the contract itself said about the
 * files of the app, so it proves nothing about the app.
 */
export type ContractBasis = 'backup' | 'assumed' | 'declared';

/** What became of one rule. */
export interface RuleOutcome {
  readonly rule: ContractRule;
  readonly state: ContractVerdict;
  readonly basis: ContractBasis;
  /** Files, or items of the keychain, that the rule is about. */
  readonly fits: number;
  /** All of them; `findings` lists some. */
  readonly breaches: number;
}

/** A contract held against a backup. */
export interface ContractReport {
  /** Absolute path of the contract's file, if it has one. */
  readonly path?: string;
  readonly target: BackupContract['target'];
  readonly backup: {
    readonly path: string;
    readonly udid: string | null;
    readonly productVersion: string | null;
    readonly encrypted: boolean | null;
    readonly date: string | null;
  };
  /** The backup is of a simulated phone that has the files of the contract. */
  readonly isDeclared: boolean;
  readonly verdict: ContractVerdict;
  readonly rules: readonly RuleOutcome[];
  readonly findings: readonly ContractFinding[];
  /** There are more findings than are listed. */
  readonly isCut: boolean;
  readonly coverage: ContractCoverage;
}

/** Which files of the app no rule names. */
export interface ContractCoverage {
  readonly files: number;
  readonly unnamed: number;
  /** The first of them, as the contract would write them. */
  readonly unnamedPaths: readonly string[];
}
