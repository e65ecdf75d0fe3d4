/** Holds a backup against a contract. */
import { CancelledError, isCodedError, throwIfAborted, type OnProgress } from '../../../base/index.ts';
import { BackupError } from '../../errors.ts';
import type { BackupKeys } from '../../read/backup-keys.ts';
import type { Backup, BackupFile, Page } from '../../read/backup.ts';
import type { SurvivalContext } from '../../survive/survival-rules.ts';
import { nearestWord } from '../parse/nearest-word.ts';
import type { BackupContract, ContractRule } from '../contract.ts';
import type { ContractBasis, ContractReport, ContractVerdict, RuleOutcome } from '../contract-report.ts';
import { domainOfGlob, scopedGlob, scopeOf, type ContractScope } from '../scope.ts';
import type { ContentMatch } from '../search/content-match.ts';
import { searchContent } from '../search/search-content.ts';
import type { SearchPhase } from '../search/search-job.ts';
import { FindingList, type RuleTally } from './finding-list.ts';
import { FileJudge } from './judge-files.ts';
import { judgeKeychain } from './judge-keychain.ts';

/** Phases of holding a backup against a contract. */
export type ContractPhase = 'checking-files' | SearchPhase;

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

const PAGE_ROWS = 5000;

/**
 * Holds a backup against a contract: each rule is kept, broken, or undecided when the backup cannot tell. Nothing in the folder changes.
 * @throws BackupError 'app-missing' if the backup has nothing of the app, 'backup-encrypted' if content is to be searched and the backup is locked,
 * 'pattern-endless', and as `Backup.list`; CancelledError
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
  const scope = scopeOf(target);
  const domains = await domainsOf(backup, contract, scope, signal);
  if (backup.isLocked && rules.some(({ kind }) => kind === 'mustNotContain')) {
    throw new BackupError('backup-encrypted', 'content cannot be searched in a locked backup', { data: { path: backup.summary.path } });
  }
  const list = new FindingList(rules, scope);
  const judge = new FileJudge(rules, list, scope, contextOf(backup));
  await lookAtFiles(backup, judge, domains, options);
  const coverage = judge.finish();
  await lookForContent(backup, judge, list, signal);
  judgeEncryption(backup, rules, list);
  await judgeKeychain(backup, rules, list, { keys, signal });
  await judgeContent(backup, contract, list, domains, options);
  const unusable = await backup.unusableRows(signal);
  if (unusable > 0) doubtAbsence(rules, list, unusable);
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

/** Undefined for all. @throws BackupError 'app-missing' */
async function domainsOf(
  backup: Backup,
  { rules, appFiles }: BackupContract,
  { appId, home }: ContractScope,
  signal: AbortSignal | undefined,
): Promise<readonly string[] | undefined> {
  if (appId === undefined || home === undefined) return undefined;
  const apps = await backup.apps(signal);
  const app = apps.find(({ kind, id }) => kind === 'app' && id === appId);
  if (app === undefined) {
    const known = apps.filter(({ kind }) => kind === 'app').map(({ id }) => id);
    const suggestion = nearestWord(appId, known);
    throw new BackupError('app-missing', `nothing of ${appId}`, {
      data: { app: appId, path: backup.summary.path, ...(suggestion === undefined ? {} : { suggestion }) },
    });
  }
  const globs = rules.flatMap((rule) => ('glob' in rule ? [rule.glob] : rule.kind === 'mustNotContain' ? rule.globs : []));
  const named = globs.flatMap((glob) => domainOfGlob(glob) ?? []);
  const groups = appFiles?.groups.map(({ id }) => `AppDomainGroup-${id}`) ?? [];
  const known = new Set(apps.flatMap((each) => each.domains));
  return [...new Set([...app.domains, ...named, ...groups])].filter((domain) => known.has(domain));
}

async function lookAtFiles(
  backup: Backup,
  judge: FileJudge,
  domains: readonly string[] | undefined,
  { signal, onProgress }: CheckContractOptions,
): Promise<void> {
  const request = { limit: PAGE_ROWS, ...(domains === undefined ? {} : { domains }), ...(signal === undefined ? {} : { signal }) };
  let done = 0;
  for (let coming: Promise<Page<BackupFile>> | undefined = backup.list(request); coming !== undefined;) {
    const page: Page<BackupFile> = await coming;
    // The next page is read while this one is looked at.
    coming = page.next === undefined ? undefined : backup.list({ ...request, after: page.next });
    coming?.catch(() => undefined);
    for (const file of page.rows) judge.look(file);
    done += page.rows.length;
    onProgress?.({ phase: 'checking-files', done, unit: 'files' });
  }
}

/** A file that must be there is there with its content. */
async function lookForContent(backup: Backup, { demanded }: FileJudge, list: FindingList, signal: AbortSignal | undefined): Promise<void> {
  for (const { rule, file } of demanded) {
    const details = await backup.details(file.fileID, signal);
    if (details?.payload === undefined) list.breach(rule, 'content-absent', file);
  }
}

function judgeEncryption(backup: Backup, rules: readonly ContractRule[], list: FindingList): void {
  const isEncrypted = backup.summary.encrypted === true;
  for (const [index, rule] of rules.entries()) {
    if (rule.kind !== 'encrypted' || (rule.wanted === 'required') === isEncrypted) continue;
    list.breach(index, isEncrypted ? 'backup-encrypted' : 'backup-unencrypted');
  }
}

async function judgeContent(
  backup: Backup,
  { rules, target }: BackupContract,
  list: FindingList,
  domains: readonly string[] | undefined,
  { keys, signal, onProgress, patternLimit }: CheckContractOptions,
): Promise<void> {
  const wanted = rules.flatMap((rule, index) => (rule.kind === 'mustNotContain' ? [{ rule, index }] : []));
  if (wanted.length === 0) return;
  const scope = scopeOf(target);
  const patterns = wanted.map(({ rule: { pattern, ignoreCase, globs } }) => {
    return { pattern, ignoreCase, globs: globs.flatMap((glob) => globsIn(glob, scope, domains)) };
  });
  const found = await searchContent(backup.summary.path, patterns, { keys, signal, onProgress, patternLimit }).catch((error: unknown) => {
    if (!isCodedError(error, 'pattern-endless')) throw error instanceof Error ? error : new CancelledError();
    const rule = wanted[Number(error.data.pattern)]?.rule;
    throw new BackupError('pattern-endless', error.message, {
      data: { ...error.data, pattern: rule?.pattern ?? '', line: rule?.at.line ?? 1, column: rule?.at.column ?? 1 },
    });
  });
  for (const match of found.matches) list.breach(wanted[match.pattern]?.index ?? 0, 'content-found', match, dataOf(match));
  for (const [place, { index }] of wanted.entries()) {
    const tally = list.tallies[index];
    if (tally !== undefined) tally.fits = found.filesWithMatch[place] ?? 0;
    for (const file of found.unsearched) list.doubt(index, 'content-unsearched', file, { reason: file.reason });
  }
  if (found.isCut) list.isCut = true;
}

/** `**` alone means every domain that the contract is about, not only the one of the app. */
function globsIn(glob: string, scope: ContractScope, domains: readonly string[] | undefined): string[] {
  if (domains === undefined || domainOfGlob(glob) !== undefined) return [scopedGlob(glob, scope)];
  if (glob !== '**') return [scopedGlob(glob, scope)];
  return domains.map((domain) => scopedGlob('**', { home: domain, appId: undefined }));
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

/** Rules that say what is not there cannot be sure while there are rows that nobody can read. */
function doubtAbsence(rules: readonly ContractRule[], list: FindingList, count: number): void {
  const kinds = new Set<ContractRule['kind']>(['mustNot', 'encryptedOnly', 'frozen', 'budget', 'mustNotContain']);
  for (const [index, { kind }] of rules.entries()) if (kinds.has(kind)) list.doubt(index, 'rows-unusable', undefined, { count });
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
