/** A search through the content of a backup from beginning to end. It blocks, and belongs into a worker. */
import { nextTurn, throwIfAborted, type OnProgress } from '../../../base/index.ts';
import type { ClassKeys } from '../../../formats/index.ts';
import { DatabaseLimits } from '../../preview/sqlite/database-limits.ts';
import type { CatalogueRow } from '../../read/catalogue/ranked-rows.ts';
import { RowAttributes } from '../../read/find/row-attributes.ts';
import { GrowingNumbers } from '../../read/index/growing-numbers.ts';
import { makePrivateFolder } from '../../read/private-folder.ts';
import { loadSqlite } from '../../read/sqlite/load-sqlite.ts';
import { lookAtFiles } from '../../read/seen-files.ts';
import type { StoredBackup } from '../../read/stored-backup.ts';
import type { SearchResult } from './content-match.ts';
import { compileContractGlob, composed } from '../contract-glob.ts';
import type { PlacedPattern } from './file-pattern.ts';
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
  const placed = patterns.map((text, index): GlobbedPattern => {
    return { index, pattern: new SearchPattern(text), globs: text.globs.map((glob) => compileContractGlob(glob)) };
  });
  const ranks = await ranksOf(side, placed, signal);
  await using folder = await makePrivateFolder();
  let [bytes, sinceTurn, sinceNews, files] = [0, 0, 0, 0];
  const tell = () => {
    sinceNews = 0;
    onProgress({ phase: 'searching-content', done: files, total: ranks.length, unit: 'files', bytes });
  };
  const tools = {
    classKeys,
    sqlite: await loadSqlite(),
    privateFolder: folder.path,
    buffer: new Uint8Array(BUFFER_BYTES),
    countBytes: (count: number) => {
      bytes += count;
      sinceTurn += count;
      sinceNews += count;
      // A large file is no reason for silence.
      if (sinceNews >= TURN_BYTES) tell();
    },
  };
  const search = new FileSearch({ side, tools, limits: new DatabaseLimits(cancelled), list, pulse });
  for (const row of rowsAt(side, ranks)) {
    await search.file(row, wantedIn(row, placed));
    if (++files % BATCH_ROWS !== 0 && sinceTurn < TURN_BYTES) continue;
    sinceTurn = 0;
    tell();
    await nextTurn();
    throwIfAborted(signal);
  }
  tell();
  return { ...list.result(), files, bytes };
}

interface GlobbedPattern extends PlacedPattern {
  readonly globs: readonly ((path: string) => boolean)[];
}

/** Of the files to look into: most rows of a backup are told by their names to be none. */
async function ranksOf({ rows }: StoredBackup, patterns: readonly GlobbedPattern[], signal: AbortSignal): Promise<Uint32Array> {
  const ranks = new GrowingNumbers(new Uint32Array(BATCH_ROWS));
  using attributes = new RowAttributes(rows);
  await lookAtFiles(
    { rows, attributes },
    {
      domains: undefined,
      wantsRecords: () => false,
      look: (file) => {
        if (file.kind === 'file' && wantedIn(file, patterns).length > 0) ranks.push(file.rank);
      },
      onProgress: () => undefined,
      signal,
    },
  );
  return ranks.packed;
}

function wantedIn<Pattern extends GlobbedPattern>({ domain, relativePath }: Names, patterns: readonly Pattern[]): Pattern[] {
  const name = composed(`${domain}/${relativePath}`);
  return patterns.filter(({ globs }) => globs.some((fits) => fits(name)));
}

type Names = Pick<CatalogueRow, 'domain' | 'relativePath'>;

function* rowsAt({ rows }: StoredBackup, ranks: Uint32Array): Generator<CatalogueRow, void, undefined> {
  for (let at = 0; at < ranks.length; at += BATCH_ROWS) yield* rows.rowsAt([...ranks.subarray(at, at + BATCH_ROWS)]);
}
