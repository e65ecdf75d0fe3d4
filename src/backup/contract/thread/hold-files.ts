/** Holds the files of a backup against a contract: their names and records, then their content. It blocks, and belongs into a worker. */
import { nextTurn, throwIfAborted, type OnProgress } from '../../../base/index.ts';
import type { ClassKeys } from '../../../formats/index.ts';
import { RowAttributes } from '../../read/find/row-attributes.ts';
import { lookAtFiles } from '../../read/seen-files.ts';
import { StoredBackup } from '../../read/stored-backup.ts';
import { domainsOf, filesLeftOut } from '../evaluate/contract-domains.ts';
import { FindingList } from '../evaluate/finding-list.ts';
import { FileJudge } from '../evaluate/judge-files.ts';
import { scopeOf } from '../scope.ts';
import { runSearch } from '../search/run-search.ts';
import { searchedPatterns } from '../search/searched-patterns.ts';
import { stateOfSummary, type ContractJob, type ContractPhase, type HeldFiles } from './contract-job.ts';

const BATCH_ROWS = 1000;

interface HoldContext {
  readonly classKeys: ClassKeys | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress<ContractPhase>;
}

/** @throws BackupError 'app-missing', and as `openBackup`; CancelledError */
export async function holdFiles(job: ContractJob, context: HoldContext): Promise<HeldFiles> {
  await using backup = await StoredBackup.open(job.path, context.classKeys, context.signal);
  const domains = domainsOf(backup, job.contract);
  const { found, coverage } = await judgeFiles(backup, job, domains, context);
  const search = await runSearch(backup, { ...job, patterns: searchedPatterns(job.contract, domains) }, context);
  const leftOut = filesLeftOut(backup, job.contract);
  return { found, coverage, search, unusableRows: backup.rows.unusableCount, leftOut, state: stateOfSummary(backup.summary) };
}

async function judgeFiles(
  backup: StoredBackup,
  { contract: { rules, target }, context }: ContractJob,
  domains: readonly string[] | undefined,
  { signal, onProgress }: HoldContext,
): Promise<Pick<HeldFiles, 'found' | 'coverage'>> {
  const scope = scopeOf(target);
  const list = new FindingList(rules, scope);
  const judge = new FileJudge(rules, list, scope, context);
  const { rows } = backup;
  using attributes = new RowAttributes(rows);
  await lookAtFiles(
    { rows, attributes },
    {
      domains,
      wantsRecords: (domain) => judge.wantsRecords(domain),
      look: (file) => judge.look(file),
      onProgress: (done, total) => onProgress({ phase: 'checking-files', done, total, unit: 'files' }),
      signal,
    },
  );
  const coverage = judge.finish();
  await lookForContent(backup, judge, list, signal);
  return { found: list.soFar(), coverage };
}

/** A file that must be there is there with its content: each of them, since one that is gone is what the rule is about. */
async function lookForContent(backup: StoredBackup, { demanded }: FileJudge, list: FindingList, signal: AbortSignal): Promise<void> {
  for (const batch of demanded.batches(BATCH_ROWS)) {
    for (const [place, row] of backup.rows.rowsAt(batch.map(({ rank }) => rank)).entries()) {
      const rule = batch[place]?.rule;
      if (rule !== undefined && backup.stored(row.fileID) === undefined) list.breach(rule, 'content-absent', row);
    }
    await nextTurn();
    throwIfAborted(signal);
  }
}
