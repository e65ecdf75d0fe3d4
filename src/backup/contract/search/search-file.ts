/** Searches the content of one file: the rows of a database, the values of a document, the letters of a text, and the bytes of everything. */
import { isCodedError, systemErrorCode } from '../../../base/index.ts';
import type { DatabaseLimits } from '../../preview/sqlite/database-limits.ts';
import type { CatalogueRow } from '../../read/catalogue/ranked-rows.ts';
import { recordOf } from '../../read/file-rows.ts';
import type { ContentJob } from '../../read/stored/content-job.ts';
import { contentTypeOf, SNIFF_BYTES } from '../../read/stored/content-type.ts';
import type { StoredBackup } from '../../read/stored-backup.ts';
import { judgeContent } from '../../read/stored/judge-content.ts';
import { PayloadContent, type ContentTools } from '../../read/stored/payload-content.ts';
import type { MatchPlace, UnsearchedReason } from './content-match.ts';
import type { MatchList } from './match-list.ts';
import type { FilePattern, PlacedPattern } from './file-pattern.ts';
import { searchDatabase } from './search-database.ts';
import type { SearchPulse } from '../thread/contract-job.ts';
import { LONGEST_MATCH } from './search-pattern.ts';
import { isPacked } from './packed-content.ts';
import { searchDocument, type ValueTools } from './search-value.ts';
import { newlinesIn, wideFormOf, widePieces, type WideForm } from './wide-text.ts';

interface FileSearchContext {
  readonly side: StoredBackup;
  readonly tools: ContentTools;
  readonly limits: DatabaseLimits;
  readonly list: MatchList;
  readonly pulse: SearchPulse;
}

const LOG = '-wal';
/** Matches of one pattern in the bytes of a file. */
const MOST_IN_BYTES = 100;
const NEWLINE = 10;
const TEXTS: readonly string[] = ['text', 'json', 'xml', 'html', 'plist', 'vcard', 'rtf'];
/** What SQLite would be asked to do at most with one database. */
const DATABASE_MS = 10 * 60_000;

type Names = Pick<CatalogueRow, 'domain' | 'relativePath'>;

export class FileSearch {
  readonly #context: FileSearchContext;
  /** The database that was searched last: its log comes right behind it. */
  #latest: { readonly name: string; readonly patterns: readonly FilePattern[] } | undefined;
  /** Why the present file was not searched, as far as that has been said. */
  readonly #told = new Set<UnsearchedReason>();
  /** The patterns of the present file. */
  #wanted: readonly number[] = [];

  constructor(context: FileSearchContext) {
    this.#context = context;
  }

  /** @throws CancelledError */
  async file(row: CatalogueRow, wanted: readonly PlacedPattern[]): Promise<void> {
    const { list } = this.#context;
    this.#told.clear();
    this.#wanted = wanted.map(({ index }) => index);
    const patterns = wanted.map((each): FilePattern => ({ ...each, found: list.inFile(each.index, row) }));
    try {
      const job = this.#jobOf(row);
      if (typeof job === 'string') this.#unsearched(row, job);
      else await this.#content(row, job, patterns);
    } catch (error) {
      if (isCodedError(error, 'cancelled')) throw error;
      if (isCodedError(error)) this.#unsearched(row, 'damaged');
      else if (systemErrorCode(error) !== undefined) this.#unsearched(row, 'unreadable');
      else throw error;
    }
  }

  #jobOf(row: CatalogueRow): ContentJob | UnsearchedReason {
    const { side } = this.#context;
    const { record } = recordOf(row);
    if (record === undefined) return 'damaged';
    const stored = side.stored(row.fileID);
    if (stored === undefined) return record.size === 0 ? 'damaged' : 'missing';
    const job = side.contentJob(row, record, stored, side.formOf(stored, record));
    if (!job.isEncrypted) return job;
    if (side.classKeys === undefined) return 'locked';
    return job.wrappedKey === undefined ? 'key' : job;
  }

  async #content(row: CatalogueRow, job: ContentJob, patterns: readonly FilePattern[]): Promise<void> {
    const { tools, limits } = this.#context;
    const opened = PayloadContent.look(job, tools, (content) => {
      if (content.keyFailure !== undefined) return undefined;
      return { start: content.plainAt(0, SNIFF_BYTES), state: content.state(), isSame: content.bytesNow === job.bytes };
    });
    if (opened === undefined) {
      this.#unsearched(row, 'key');
      return;
    }
    const { start } = opened;
    const { type } = contentTypeOf(start);
    const wide = type === 'unknown' ? wideFormOf(start) : undefined;
    if (type === 'sqlite') await this.#database(row, job, patterns);
    if (isPacked(start)) this.#unsearched(row, 'compressed');
    // A large file takes its time, which is no reason to end.
    limits.begin(1, Infinity);
    PayloadContent.look(job, tools, (content) => {
      if (type === 'plist' || type === 'keyed-archive') this.#document(row, content, patterns);
      if (wide !== undefined) this.#wideText(content, wide, patterns);
      if (content.contentBytes === undefined || judgeContent(content).kind === 'damaged') this.#unsearched(row, 'damaged');
      this.#bytes(row, content, patterns, TEXTS.includes(type));
      if (!opened.isSame || content.state() !== opened.state) this.#unsearched(row, 'changed');
    });
  }

  async #database(row: CatalogueRow, job: ContentJob, patterns: readonly FilePattern[]): Promise<void> {
    const { limits, tools } = this.#context;
    this.#latest = { name: nameOf(row), patterns };
    limits.begin(1, DATABASE_MS);
    const isComplete = await searchDatabase(job, patterns, { limits, tools, values: this.#valuesOf(row) });
    if (!isComplete) this.#unsearched(row, 'database');
  }

  #document(row: Names, content: PayloadContent, patterns: readonly FilePattern[]): void {
    const bytes = content.plain();
    const isComplete =
      bytes !== undefined && searchDocument(bytes, patterns, this.#valuesOf(row), (path) => ({ place: { kind: 'value', path } }));
    if (!isComplete) this.#unsearched(row, 'undecoded');
  }

  #valuesOf(row: Names): ValueTools {
    return { attempt: this.#attempt, onUnopened: () => this.#unsearched(row, 'packed') };
  }

  /** Each reason once. */
  #unsearched(row: Names, reason: UnsearchedReason): void {
    if (this.#told.has(reason)) return;
    this.#told.add(reason);
    const { domain, relativePath } = row;
    this.#context.list.unsearched({ domain, relativePath, reason, patterns: this.#wanted });
  }

  #wideText(content: PayloadContent, form: WideForm, patterns: readonly FilePattern[]): void {
    for (const { text, line, end } of widePieces(content.plainChunks(), form)) {
      this.#context.limits.check();
      for (const each of patterns) {
        this.#attempt(each, () => {
          each.pattern.inText(text, (at, match) => {
            if (at >= end) return false;
            return each.found.add({ place: { kind: 'text', line: line + newlinesIn(text.slice(0, at)) }, text: match });
          });
        });
      }
    }
  }

  /** Skips texts already reported from a row or a value; their bytes are the same match again. */
  #bytes(row: Names, content: PayloadContent, patterns: readonly FilePattern[], isText: boolean): void {
    const inDatabase =
      this.#latest?.name === nameOf(row).slice(0, -LOG.length) && row.relativePath.endsWith(LOG) ? this.#latest.patterns : [];
    const places: { readonly each: FilePattern; readonly offset: number; readonly text: string }[] = [];
    const room = new Map(patterns.map((each) => [each, MOST_IN_BYTES]));
    for (const { bytes, start, end } of windowsOf(content)) {
      this.#context.limits.check();
      for (const [each, before] of room) {
        let left = before;
        const told = [each.found, ...inDatabase.filter(({ index }) => index === each.index).map(({ found }) => found)];
        this.#attempt(each, () => {
          each.pattern.inBytes(bytes, (at, text) => {
            if (at >= end || told.some((found) => found.has(text))) return true;
            places.push({ each, offset: start + at, text });
            return --left > 0;
          });
        });
        if (left > 0) room.set(each, left);
        else room.delete(each);
      }
      if (room.size === 0) break;
    }
    const placeOf = isText
      ? linesOf(
          content,
          places.map(({ offset }) => offset),
        )
      : undefined;
    for (const { each, offset, text } of places) each.found.add({ place: placeOf?.(offset) ?? { kind: 'bytes', offset }, text });
  }

  /** Tells the watchdog which pattern is tried. */
  readonly #attempt = ({ index }: PlacedPattern, work: () => void): void => {
    const { pulse } = this.#context;
    Atomics.store(pulse, 0, index + 1);
    Atomics.add(pulse, 1, 1);
    work();
    Atomics.store(pulse, 0, 0);
  };
}

interface ByteWindow {
  readonly bytes: Buffer;
  /** Of the first byte, in the content. */
  readonly start: number;
  /** What begins here or later is found in the next window, as a whole. */
  readonly end: number;
}

/** The content in pieces, and each seam between two of them, so that what lies across it is found, once. Pieces are not copied. */
function* windowsOf(content: PayloadContent): Generator<ByteWindow> {
  let [tail, position] = [Buffer.alloc(0), 0];
  for (const chunk of content.plainChunks()) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    const [start, end] = [position - tail.length, bytes.length - LONGEST_MATCH];
    if (tail.length > 0) yield { bytes: Buffer.concat([tail, bytes.subarray(0, LONGEST_MATCH)]), start, end: tail.length };
    if (end > 0) yield { bytes, start: position, end };
    tail = Buffer.from(bytes.subarray(Math.max(0, end)));
    position += bytes.length;
  }
  if (tail.length > 0) yield { bytes: tail, start: position - tail.length, end: Infinity };
}

function linesOf(content: PayloadContent, offsets: readonly number[]): (offset: number) => MatchPlace {
  const lines = new Map<number, number>();
  const waiting = offsets.toSorted((one, other) => one - other);
  let [line, position] = [1, 0];
  for (const chunk of waiting.length === 0 ? [] : content.plainChunks()) {
    for (let at = 0; at < chunk.length && waiting.length > 0; at++) {
      while (waiting[0] === position + at) lines.set(waiting.shift() ?? 0, line);
      if (chunk[at] === NEWLINE) line++;
    }
    position += chunk.length;
    if (waiting.length === 0) break;
  }
  return (offset) => ({ kind: 'text', line: lines.get(offset) ?? line });
}

function nameOf({ domain, relativePath }: Names): string {
  return `${domain}/${relativePath}`;
}
