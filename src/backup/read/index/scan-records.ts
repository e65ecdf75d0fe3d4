/** Reads size, date and class of all rows straight from the pages of Manifest.db: a fraction of the time that a row takes that SQLite hands over. */
import { closeSync, constants, openSync } from 'node:fs';
import { readUsualNumbers, type FileNumbers } from '../../../formats/index.ts';
import type { CatalogueTables } from './catalogue-tables.ts';
import { PageReader } from './page-reader.ts';
import { TableWalk } from './table-walk.ts';

/** Some milliseconds of work. */
const STEP_PAGES = 1000;

/** Who asked is told each row once; `numbers` are good until the next one. */
type OnRecord = (rank: number, flags: number, numbers: FileNumbers) => void;

/**
 * Reads a piece of the table each time, so that others get their turn. Comes back with the ranks of rows whose records have another form or do not
 * fit on their page, which SQLite has to be asked for; with undefined when the table is unusual or `mostMissed` is too few, and SQLite has to read
 * all of it.
 */
export function* scanRecords(
  path: string,
  rootPage: number,
  tables: CatalogueTables,
  { onRecord, mostMissed }: { readonly onRecord: OnRecord; readonly mostMissed: number },
): Generator<undefined, readonly number[] | undefined, undefined> {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const pages = PageReader.of(file);
    if (pages === undefined) return undefined;
    const scan = new RecordScan(pages, rootPage, tables, onRecord);
    for (let state = scan.step(STEP_PAGES); state !== 'end'; state = scan.step(STEP_PAGES)) {
      if (state === 'odd' || scan.missed.length > mostMissed) return undefined;
      yield undefined;
    }
    return scan.isWhole && scan.missed.length <= mostMissed ? scan.missed : undefined;
  } finally {
    closeSync(file);
  }
}

class RecordScan extends TableWalk {
  readonly missed: number[] = [];
  readonly #tables: CatalogueTables;
  readonly #onRecord: OnRecord;
  readonly #numbers: FileNumbers = { mode: 0, size: 0, lastModified: 0, protectionClass: 0 };
  /** Both rows of the index and those of the table ascend. */
  #row = 0;

  constructor(pages: PageReader, rootPage: number, tables: CatalogueTables, onRecord: OnRecord) {
    super(pages, rootPage);
    this.#tables = tables;
    this.#onRecord = onRecord;
  }

  /** Every row of the index was there. */
  get isWhole(): boolean {
    return this.#row === this.#tables.rowids.length;
  }

  protected readRecord(rowid: number, _bytes: number, localEnd: number): boolean {
    const { rowids, rankOf, flags } = this.#tables;
    const row = this.#row;
    // The others cannot be used.
    if (rowids[row] !== rowid) return true;
    this.#row++;
    const rank = rankOf[row] ?? 0;
    const { varints } = this;
    const record = varints.at;
    const headerEnd = record + varints.next();
    let start = headerEnd;
    for (let column = 0; column < COLUMNS_BEFORE; column++) start += bytesOf(varints.next());
    const type = varints.at < headerEnd ? varints.next() : 0;
    const end = start + bytesOf(type);
    const isHere = varints.at <= headerEnd && isBlob(type) && end <= localEnd;
    const { buffer, byteOffset } = this.pages.window;
    if (isHere && readUsualNumbers(new Uint8Array(buffer, byteOffset + start, end - start), this.#numbers)) {
      this.#onRecord(rank, flags[row] ?? 0, this.#numbers);
    } else this.missed.push(rank);
    return true;
  }
}

/** fileID, domain, relativePath, flags. */
const COLUMNS_BEFORE = 4;
const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0];

/** Of a value of a type. */
function bytesOf(type: number): number {
  return type < INTEGER_BYTES.length ? (INTEGER_BYTES[type] ?? 0) : Math.floor((type - INTEGER_BYTES.length) / 2);
}

function isBlob(type: number): boolean {
  return type >= 12 && type % 2 === 0;
}
