/** A database as one file without a log: what its write-ahead log changes is laid over its pages while they are read. */
import type { RandomContent } from '../stored/random-content.ts';
import { LOG_HEADER_BYTES } from '../write-ahead-log.ts';
import { LogFrames } from './log-frames.ts';

export interface LoggedContent extends RandomContent {
  /**
   * `applied`: pages of a log are shown. `unused`: there is one with more than a header, but not one whole transaction of it, or none of this page size: what
   * it had may be lost.
   */
  readonly log: 'none' | 'applied' | 'unused';
}

/** Both are closed with what is returned. A log that is none, or is of another page size, changes nothing. @throws DatabaseTooLarge */
export function withLog(database: RandomContent, log: RandomContent | undefined): LoggedContent {
  const pages = log === undefined ? undefined : pagesOf(database, log);
  return new PagedContent(database, log, pages);
}

interface LogPages {
  readonly pageBytes: number;
  /** Of the whole database after the last commit. */
  readonly bytes: number;
  /** Page number → where its content is in the log. */
  readonly places: ReadonlyMap<number, number>;
}

function pagesOf(database: RandomContent, log: RandomContent): LogPages | undefined {
  const frames = LogFrames.of((into, position) => log.readAt(into, position));
  const commit = frames?.lastCommit();
  if (frames === undefined || commit === undefined || ![0, frames.pageBytes].includes(pageBytesOf(database))) return undefined;
  const places = new Map<number, number>();
  frames.eachPage(commit, (page, _content, position) => places.set(page, position));
  return { pageBytes: frames.pageBytes, bytes: commit.pages * frames.pageBytes, places };
}

/** Bytes 18 and 19 of the header: 2 for a database with a log, 1 for one without (SQLite file format 1.3). */
const VERSIONS_AT = 18;
const NO_LOG = 1;
const WITH_LOG = 2;

class PagedContent implements LoggedContent {
  readonly bytes: number;
  readonly log: LoggedContent['log'];
  readonly #database: RandomContent;
  readonly #log: RandomContent | undefined;
  readonly #pages: LogPages | undefined;

  constructor(database: RandomContent, log: RandomContent | undefined, pages: LogPages | undefined) {
    this.#database = database;
    this.#log = log;
    this.#pages = pages;
    this.log = pages !== undefined ? 'applied' : log !== undefined && log.bytes > LOG_HEADER_BYTES ? 'unused' : 'none';
    this.bytes = pages?.bytes ?? database.bytes;
  }

  readAt(into: Uint8Array, position: number): number {
    const read = this.#pages === undefined ? this.#database.readAt(into, position) : this.#readPages(this.#pages, into, position);
    for (const at of [VERSIONS_AT, VERSIONS_AT + 1]) {
      // SQLite would look for a log otherwise.
      if (at >= position && at < position + read && into[at - position] === WITH_LOG) into[at - position] = NO_LOG;
    }
    return read;
  }

  hasChanged(): boolean {
    return this.#database.hasChanged() || this.#log?.hasChanged() === true;
  }

  close(): void {
    this.#database.close();
    this.#log?.close();
  }

  #readPages({ pageBytes, places }: LogPages, into: Uint8Array, position: number): number {
    let done = 0;
    while (done < into.length && position + done < this.bytes) {
      const at = position + done;
      const within = at % pageBytes;
      const part = into.subarray(done, done + Math.min(into.length - done, pageBytes - within, this.bytes - at));
      const place = places.get(Math.floor(at / pageBytes) + 1);
      const read = place === undefined ? this.#database.readAt(part, at) : (this.#log?.readAt(part, place + within) ?? 0);
      if (read < part.length) return done + read;
      done += read;
    }
    return done;
  }
}

/** 0 of an empty file: then all there is lies in the log. */
function pageBytesOf(database: RandomContent): number {
  const header = Buffer.alloc(18);
  if (database.readAt(header, 0) < header.length) return database.bytes === 0 ? 0 : -1;
  const size = header.readUInt16BE(16);
  return size === 1 ? 65536 : size;
}
