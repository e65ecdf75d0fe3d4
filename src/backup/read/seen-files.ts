/** Goes through the files of a catalogue in the order of their paths by what its index knows: SQLite is asked only for the few rows that are unusual. */
import { nextTurn, throwIfAborted } from '../../base/index.ts';
import type { BackupFile } from './backup.ts';
import type { RankedRows } from './catalogue/ranked-rows.ts';
import { fileOf, kindOfFlags } from './file-rows.ts';
import { folderPath } from './find/path-test.ts';
import type { Attributes, RowAttributes } from './find/row-attributes.ts';
import { textOf } from './find/term.ts';

/** What is said of each file. It is good until the next one. */
export interface SeenFile extends Pick<BackupFile, 'domain' | 'relativePath' | 'kind' | 'size' | 'protectionClass' | 'unreadable'> {
  readonly rank: number;
}

interface SeenFilesOptions {
  /** All unless given. */
  readonly domains: readonly string[] | undefined;
  /** Size and protection class of what is in a domain are wanted; they are 0 otherwise, and nothing is unreadable. */
  readonly wantsRecords: (domain: string) => boolean;
  readonly look: (file: SeenFile) => void;
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

interface Source {
  readonly rows: RankedRows;
  readonly attributes: RowAttributes;
}

/** Their paths come and go without leaving the young part of the heap. */
const SLICE_ROWS = 1000;
/** Rows between two looks at a cancel: some milliseconds. */
const TURN_ROWS = 5000;

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** @throws BackupError 'catalogue-unreadable'; CancelledError */
export async function lookAtFiles({ rows, attributes }: Source, options: SeenFilesOptions): Promise<void> {
  const { wantsRecords, look, onProgress, signal } = options;
  const wanted = options.domains === undefined ? undefined : new Set(options.domains);
  const domains = rows.index.domains.filter(({ domain }) => wanted?.has(domain) !== false);
  const total = domains.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const records = await recordsOf(
    attributes,
    domains.filter(({ domain }) => wantsRecords(domain)),
    signal,
  );
  let [done, turn] = [0, 0];
  for (const { domain, first, last } of domains) {
    const slices = new DomainSlices(rows, domain, wantsRecords(domain) ? records : undefined);
    for (let from = first; from <= last; from += SLICE_ROWS) {
      const to = Math.min(last, from + SLICE_ROWS - 1);
      slices.look(from, to, look);
      done += to - from + 1;
      if (done - turn < TURN_ROWS) continue;
      turn = done;
      onProgress(done, total);
      await nextTurn();
      throwIfAborted(signal);
    }
  }
  onProgress(total, total);
}

async function recordsOf(
  attributes: RowAttributes,
  domains: readonly { readonly first: number; readonly last: number }[],
  signal: AbortSignal,
): Promise<Attributes> {
  const count = domains.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const ranks = new Uint32Array(count);
  let at = 0;
  for (const { first, last } of domains) for (let rank = first; rank <= last; rank++) ranks[at++] = rank;
  return await attributes.of(ranks, signal);
}

class DomainSlices {
  readonly #rows: RankedRows;
  readonly #domain: string;
  readonly #records: Attributes | undefined;
  readonly #paths: string[] = [];
  readonly #unusual: number[] = [];
  readonly #seen: Mutable<SeenFile>;
  /** Where the latest path was, for most rows lie beside the one before them. */
  #folder = -1;
  #before = '';

  constructor(rows: RankedRows, domain: string, records: Attributes | undefined) {
    this.#rows = rows;
    this.#domain = domain;
    this.#records = records;
    this.#seen = { domain, relativePath: '', kind: 'file', size: 0, protectionClass: 0, rank: 0 };
  }

  look(first: number, last: number, look: (file: SeenFile) => void): void {
    this.#paths.length = this.#unusual.length = 0;
    for (let rank = first; rank <= last; rank++) {
      const path = this.#pathOf(rank);
      this.#paths.push(path);
      if (this.#isUnusual(rank, path)) this.#unusual.push(rank);
    }
    const asked = this.#unusual.length === 0 ? [] : this.#rows.rowsAt(this.#unusual);
    let next = 0;
    for (let rank = first; rank <= last; rank++) {
      const row = asked[next];
      if (row?.rank === rank) {
        next++;
        look({ ...fileOf(row), rank });
      } else look(this.#seenFile(rank, this.#paths[rank - first] ?? ''));
    }
  }

  #pathOf(rank: number): string {
    const { tables } = this.#rows.index;
    const row = tables.rowOf[rank - 1] ?? 0;
    const parent = tables.parents[row] ?? 0;
    if (parent !== this.#folder) this.#before = folderPath(tables, (this.#folder = parent), true);
    return this.#before + textOf(tables.names, row);
  }

  /** Names that are no plain text, flags that no phone writes, records that have to be decoded to be known. */
  #isUnusual(rank: number, path: string): boolean {
    const kind = this.#kindOf(rank);
    if (kind === undefined || !isPlain(path) || !isPlain(this.#domain)) return true;
    return this.#records !== undefined && kind !== 'directory' && Number.isNaN(this.#records.size(rank));
  }

  #kindOf(rank: number): BackupFile['kind'] | undefined {
    const { flags, rowOf } = this.#rows.index.tables;
    return kindOfFlags(flags[rowOf[rank - 1] ?? 0] ?? -1);
  }

  #seenFile(rank: number, relativePath: string): SeenFile {
    const seen = this.#seen;
    seen.rank = rank;
    seen.relativePath = relativePath;
    seen.kind = this.#kindOf(rank) ?? 'file';
    if (this.#records !== undefined && seen.kind === 'file') {
      seen.size = this.#records.size(rank);
      const protectionClass = this.#records.protectionClass(rank);
      seen.protectionClass = Number.isNaN(protectionClass) ? 0 : protectionClass;
    } else seen.size = seen.protectionClass = 0;
    return seen;
  }
}

/** Bytes that are no text are not spelled alike by everybody, and some readers end at a NUL. */
function isPlain(text: string): boolean {
  return !text.includes('\0') && !text.includes('\uFFFD');
}
