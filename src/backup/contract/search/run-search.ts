/** A search through the content of a backup from beginning to end. It blocks, and belongs into a worker. */
import { nextTurn, throwIfAborted, type OnProgress } from '../../../base/index.ts';
import type { ClassKeys } from '../../../formats/index.ts';
import { DatabaseLimits } from '../../preview/sqlite/database-limits.ts';
import type { CatalogueRow } from '../../read/catalogue/ranked-rows.ts';
import { kindOf, recordOf } from '../../read/file-rows.ts';
import { makePrivateFolder } from '../../read/private-folder.ts';
import { loadSqlite } from '../../read/sqlite/load-sqlite.ts';
import type { StoredBackup } from '../../read/stored-backup.ts';
import type { SearchResult } from './content-match.ts';
import { compileContractGlob, composed } from '../contract-glob.ts';
import { FileSearch } from './search-file.ts';
import { MatchList } from './match-list.ts';
import type { SearchedPattern } from './searched-patterns.ts';
import type { ContractJob, ContractPhase } from '../thread/contract-job.ts';
import { SearchPattern } from './search-pattern.ts';

interface SearchJob extends Pick<ContractJob, 'pulse' | 'cancelled'> {
  readonly patterns: readonly SearchedPattern[];
}

interface SearchContext {
  readonly classKeys: ClassKeys | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress<ContractPhase>;
}

const BUFFER_BYTES = 1024 * 1024;
const BATCH_ROWS = 1000;
/** Bytes between two looks at a cancel. */
const TURN_BYTES = 16 * 1024 * 1024;

/** @throws CancelledError, system errors of the private folder */
export async function runSearch(
  side: StoredBackup,
  { patterns, pulse, cancelled }: SearchJob,
  context: SearchContext,
): Promise<SearchResult> {
  const { classKeys, signal, onProgress } = context;
  const list = new MatchList(patterns.length);
  if (patterns.length === 0) return { ...list.result(), files: 0, bytes: 0 };
  await using folder = await makePrivateFolder();
  const limits = new DatabaseLimits(cancelled);
  let [bytes, sinceTurn, files] = [0, 0, 0];
  const tools = {
    classKeys,
    sqlite: await loadSqlite(),
    privateFolder: folder.path,
    buffer: new Uint8Array(BUFFER_BYTES),
    countBytes: (count: number) => {
      bytes += count;
      sinceTurn += count;
    },
  };
  const compiled = patterns.map((text, index) => {
    return { index, pattern: new SearchPattern(text), globs: text.globs.map((glob) => compileContractGlob(glob)) };
  });
  const search = new FileSearch({ side, tools, limits, list, pulse });
  const total = side.rows.rangeOf(undefined).last;
  for (const row of rowsOf(side)) {
    const name = composed(`${row.domain}/${row.relativePath}`);
    const wanted = compiled.filter(({ globs }) => globs.some((fits) => fits(name)));
    if (wanted.length > 0 && isFile(row)) {
      await search.file(row, wanted);
      files++;
    }
    if (row.rank % BATCH_ROWS !== 0 && sinceTurn < TURN_BYTES) continue;
    sinceTurn = 0;
    onProgress({ phase: 'searching-content', done: row.rank, total, unit: 'files', bytes });
    await nextTurn();
    throwIfAborted(signal);
  }
  return { ...list.result(), files, bytes };
}

function* rowsOf({ rows }: StoredBackup): Generator<CatalogueRow, void, undefined> {
  const { last } = rows.rangeOf(undefined);
  for (let first = 1; first <= last; first += BATCH_ROWS) yield* rows.rows({ first, last: first + BATCH_ROWS - 1 });
}

function isFile(row: CatalogueRow): boolean {
  return kindOf(row.flags, recordOf(row).record?.mode) === 'file';
}
