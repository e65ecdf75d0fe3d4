/** Holds a backup against a contract. */
import { isCodedError, throwIfAborted, type OnProgress } from '../../../base/index.ts';
import { BackupError } from '../../errors.ts';
import type { BackupKeys } from '../../read/backup-keys.ts';
import type { Backup } from '../../read/backup.ts';
import { closeMarkOf } from '../../read/folder-mark.ts';
import type { SurvivalContext } from '../../survive/survival-rules.ts';
import type { BackupContract, ContractRule } from '../contract.ts';
import type { ContractBasis, ContractReport, ContractVerdict, RuleOutcome } from '../contract-report.ts';
import { scopeOf } from '../scope.ts';
import type { ContentMatch, SearchResult } from '../search/content-match.ts';
import { stateOfSummary, type ContractPhase, type HeldFiles } from '../thread/contract-job.ts';
import { holdInThread } from '../thread/hold-in-thread.ts';
import { FindingList, type RuleTally } from './finding-list.ts';
import { judgeKeychain } from './judge-keychain.ts';

/** How to hold a backup against a contract. */
export interface CheckContractOptions {
  /** The keys that the backup was opened with. */
  readonly keys?: BackupKeys | undefined;
  /** The file of the contract, for the report. */
  readonly path?: string | undefined;
  /** The backup is of a simulated phone that has the files of the contract: what it says about them proves nothing about the app. */
  readonly isDeclared?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress<ContractPhase> | undefined;
  /** Milliseconds that one pattern may take for one piece of content; 10,000 unless given. */
  readonly patternLimit?: number | undefined;
}

/**
 * Holds a backup against a contract: each rule is kept, broken, or undecided when the backup cannot tell. Nothing in the folder changes.
 * @throws BackupError 'app-missing' if the backup has nothing of the app, 'backup-encrypted' if content is to be searched and the backup is locked,
 * 'pattern-endless', 'backup-changed' if somebody writes to the folder meanwhile, and as `Backup.list`; CancelledError
 *
 * @example
 * ```ts
 * const contract = parseContract('app: com.example.myapp\nmustNot: ["Documents/*.pem"]', 'app.backup-contract.yml');
 * await using backup = await openBackup('backups/UDID');
 * const { verdict, findings } = await checkContract(backup, contract);
 * for (const { code, path, at } of findings) console.log(verdict, code, path, at.line);
 * ```
 */
export async function checkContract(backup: Backup, contract: BackupContract, options: CheckContractOptions = {}): Promise<ContractReport> {
  const { keys, signal, isDeclared = false } = options;
  const { rules, target } = contract;
  throwIfAborted(signal);
  if (backup.isLocked && rules.some(({ kind }) => kind === 'mustNotContain')) {
    throw new BackupError('backup-encrypted', 'content cannot be searched in a locked backup', { data: { path: backup.summary.path } });
  }
  const before = await closeMarkOf(backup.summary.path);
  const held = await holdFiles(backup, contract, options).catch(async (error: unknown) => {
    // What somebody else has taken away or replaced cannot be read, but that is not what is wrong.
    if (!isCodedError(error, 'cancelled') && (await closeMarkOf(backup.summary.path)) !== before) throw changed(backup, error);
    throw error;
  });
  if (held.state !== stateOfSummary(backup.summary)) throw changed(backup);
  const { coverage, search } = held;
  const list = new FindingList(rules, scopeOf(target), held.found);
  judgeEncryption(backup, rules, list);
  await judgeKeychain(backup, rules, list, { keys, signal });
  judgeContent(rules, search, list);
  doubtAbsence(rules, list, backup, held);
  if ((await closeMarkOf(backup.summary.path)) !== before) throw changed(backup);
  const outcomes = rules.map((rule, index): RuleOutcome => {
    const tally = list.tallies[index] ?? { breaches: 0, doubts: 0, fits: 0, isAssumed: false };
    return { rule, state: stateOf(tally), basis: basisOf(rule, tally, contract, isDeclared), fits: tally.fits, breaches: tally.breaches };
  });
  return {
    ...(options.path === undefined ? {} : { path: options.path }),
    target,
    backup: factsOf(backup),
    isDeclared,
    verdict: verdictOf(outcomes),
    rules: outcomes,
    findings: list.findings.toSorted((one, other) => one.at.line - other.at.line || one.at.column - other.at.column),
    isCut: list.isCut,
    coverage,
  };
}

function changed({ summary: { path } }: Backup, cause?: unknown): BackupError {
  return new BackupError('backup-changed', 'the folder is in another state than before', { data: { path }, cause });
}

async function holdFiles(backup: Backup, contract: BackupContract, options: CheckContractOptions): Promise<HeldFiles> {
  try {
    return await holdInThread({ path: backup.summary.path, contract, context: contextOf(backup) }, options);
  } catch (error) {
    if (!isCodedError(error, 'pattern-endless')) throw error;
    const rule = contract.rules.filter(({ kind }) => kind === 'mustNotContain')[Number(error.data.pattern)];
    throw new BackupError('pattern-endless', error.message, {
      data: {
        ...error.data,
        pattern: rule !== undefined && 'pattern' in rule ? rule.pattern : '',
        line: rule?.at.line ?? 1,
        column: rule?.at.column ?? 1,
      },
    });
  }
}

function judgeEncryption(backup: Backup, rules: readonly ContractRule[], list: FindingList): void {
  const { encrypted } = backup.summary;
  for (const [index, rule] of rules.entries()) {
    if (rule.kind !== 'encrypted' || (rule.wanted === 'required') === encrypted) continue;
    if (encrypted === undefined) list.doubt(index, 'encryption-unknown');
    else list.breach(index, encrypted ? 'backup-encrypted' : 'backup-unencrypted');
  }
}

function judgeContent(rules: readonly ContractRule[], found: SearchResult, list: FindingList): void {
  const wanted = rules.flatMap(({ kind }, index) => (kind === 'mustNotContain' ? [index] : []));
  for (const match of found.matches) list.breach(wanted[match.pattern] ?? 0, 'content-found', match, dataOf(match));
  for (const file of found.unsearched) {
    for (const pattern of file.patterns) list.doubt(wanted[pattern] ?? 0, 'content-unsearched', file, { reason: file.reason });
  }
  for (const [place, index] of wanted.entries()) {
    const count = found.counts[place];
    if (count !== undefined) list.count(index, { fits: count.files, breaches: count.matches, doubts: count.unsearched });
  }
}

function dataOf({ place, inside, start, length }: ContentMatch): ContractReport['findings'][number]['data'] {
  const value = inside === undefined ? {} : { value: inside.join('/') };
  switch (place.kind) {
    case 'text':
      return { place: 'text', line: place.line, start, length };
    case 'bytes':
      return { place: 'bytes', offset: place.offset, start, length };
    case 'row':
      return {
        place: 'row',
        table: place.table,
        row: place.row,
        column: place.column,
        onlyInLog: place.onlyInLog,
        ...value,
        start,
        length,
      };
    case 'value':
      return { place: 'value', value: place.path.join('/'), start, length };
  }
}

/** Rules that are kept by what is not there. */
const BY_ABSENCE: ReadonlySet<ContractRule['kind']> = new Set([
  'mustNot',
  'encryptedOnly',
  'frozen',
  'protection',
  'budget',
  'mustNotContain',
]);

/** They cannot be sure while there are rows that nobody can read, files that were left out on purpose, or a run that never came to its end. */
function doubtAbsence(rules: readonly ContractRule[], list: FindingList, { summary }: Backup, { unusableRows, leftOut }: HeldFiles): void {
  const { snapshotState } = summary;
  for (const [index, { kind }] of rules.entries()) {
    if (!BY_ABSENCE.has(kind)) continue;
    if (unusableRows > 0) list.doubt(index, 'rows-unusable', undefined, { count: unusableRows });
    if (leftOut !== undefined) list.doubt(index, 'files-left-out', undefined, { count: leftOut });
    if (snapshotState !== undefined && snapshotState !== 'finished') list.doubt(index, 'run-unfinished');
  }
}

function contextOf({ summary: { encrypted, productVersion } }: Backup): SurvivalContext {
  const major = Number.parseInt(productVersion ?? '', 10);
  return { encrypted, iosMajor: Number.isNaN(major) ? undefined : major };
}

function factsOf({ summary: { path, udid, productVersion, encrypted, date } }: Backup): ContractReport['backup'] {
  return {
    path,
    udid: udid ?? null,
    productVersion: productVersion ?? null,
    encrypted: encrypted ?? null,
    date: date?.toISOString() ?? null,
  };
}

function stateOf({ breaches, doubts }: RuleTally): ContractVerdict {
  return breaches > 0 ? 'broken' : doubts > 0 ? 'undecided' : 'kept';
}

function verdictOf(outcomes: readonly RuleOutcome[]): ContractVerdict {
  if (outcomes.some(({ state }) => state === 'broken')) return 'broken';
  return outcomes.some(({ state }) => state === 'undecided') ? 'undecided' : 'kept';
}

/** On a phone that has the files of the contract, classes, items and what is excluded come from the contract, too. */
function basisOf({ kind }: ContractRule, { isAssumed }: RuleTally, { appFiles }: BackupContract, isDeclared: boolean): ContractBasis {
  if (isDeclared) {
    if (kind === 'protection' || kind === 'keychain' || kind === 'survives' || kind === 'encrypted') return 'declared';
    const leavesOut = (appFiles?.excluded.length ?? 0) > 0;
    if (leavesOut && (kind === 'mustNot' || kind === 'encryptedOnly' || kind === 'frozen' || kind === 'budget')) return 'declared';
  }
  return isAssumed ? 'assumed' : 'backup';
}
