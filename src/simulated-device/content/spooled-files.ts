/** Files that a phone received, in a private folder on the disk of this computer, so that a million of them need no memory. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeExtendedAttributes, encodeExtendedAttributes } from '../../formats/index.ts';
import { PhoneEntry, type EntryAttributes } from './phone-entry.ts';

/** Where the bytes of one file lie in the spool. */
export interface SpooledBytes {
  readonly offset: number;
  readonly length: number;
}

export type SpooledAttributes = Omit<EntryAttributes, 'inode'>;

interface Row {
  readonly key: Uint8Array;
  readonly domain: string;
  readonly path: string;
  readonly attributes: string;
  readonly extended: Uint8Array | null;
  readonly number: number;
  readonly offset: number;
  readonly length: number;
}

const OWNER_ONLY = 0o600;
const PAGE_ROWS = 512;
const PIECE_BYTES = 256 * 1024;
/** Content up to this size is read in one piece. */
const WHOLE_BYTES = 1024 * 1024;
const TABLE =
  'CREATE TABLE entry (key BLOB PRIMARY KEY, domain TEXT, path TEXT, attributes TEXT, extended BLOB, number INTEGER, offset INTEGER, length INTEGER)';
const COLUMNS = 'key, domain, path, attributes, extended, number, offset, length';

/** Written once, then read; the folder goes when the spool is disposed of. */
export class SpooledFiles implements Disposable {
  readonly #folder: string;
  readonly #content: number;
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #page: StatementSync;
  readonly #one: StatementSync;
  readonly #firstInode: bigint;
  #length = 0;
  #count = 0;
  #isOpen = true;

  private constructor(folder: string, firstInode: bigint) {
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    this.#folder = folder;
    this.#firstInode = firstInode;
    this.#content = openSync(join(folder, 'content'), 'w+', OWNER_ONLY);
    closeSync(openSync(join(folder, 'entries.db'), 'w', OWNER_ONLY));
    this.#database = new DatabaseSync(join(folder, 'entries.db'));
    for (const statement of ['PRAGMA journal_mode=OFF', 'PRAGMA synchronous=OFF', 'BEGIN', TABLE]) this.#database.exec(statement);
    this.#insert = this.#database.prepare(`INSERT OR REPLACE INTO entry (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#page = this.#database.prepare(`SELECT ${COLUMNS} FROM entry WHERE key > ? ORDER BY key LIMIT ${String(PAGE_ROWS)}`);
    this.#one = this.#database.prepare(`SELECT ${COLUMNS} FROM entry WHERE key = ?`);
  }

  /** The entries get inodes from `firstInode` on, in the order in which they come. */
  static create(firstInode: bigint): SpooledFiles {
    return new SpooledFiles(mkdtempSync(join(tmpdir(), 'simulated-phone-')), firstInode);
  }

  get count(): number {
    return this.#count;
  }

  /** Where the next byte of content will lie. */
  get length(): number {
    return this.#length;
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.#content, bytes, at, bytes.length - at, this.#length + at);
    this.#length += bytes.length;
  }

  add(
    domain: string,
    relativePath: string,
    attributes: SpooledAttributes,
    { offset, length }: SpooledBytes = { offset: 0, length: 0 },
  ): void {
    const { extendedAttributes, ...others } = attributes;
    const extended = extendedAttributes === undefined ? null : encodeExtendedAttributes(extendedAttributes);
    const number = this.#count++;
    this.#insert.run(keyOf(domain, relativePath), domain, relativePath, JSON.stringify(others), extended, number, offset, length);
  }

  read({ offset, length }: SpooledBytes): Uint8Array | Iterable<Uint8Array> {
    return length <= WHOLE_BYTES ? this.#piece(offset, length) : this.#pieces(offset, length);
  }

  /** In the order of `compareEntries`; nothing once the spool is disposed of. */
  *files(): Generator<PhoneEntry> {
    if (!this.#isOpen) return;
    for (let after: Uint8Array = new Uint8Array(0); ;) {
      const page = this.#page.all(after) as unknown as Row[];
      for (const row of page) yield this.#entry(row);
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE_ROWS) return;
      after = last.key;
    }
  }

  file(domain: string, relativePath: string): PhoneEntry | undefined {
    const row = this.#one.get(keyOf(domain, relativePath)) as unknown as Row | undefined;
    return row === undefined ? undefined : this.#entry(row);
  }

  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#database.close();
    closeSync(this.#content);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #entry({ domain, path, attributes, extended, number, offset, length }: Row): PhoneEntry {
    const given = JSON.parse(attributes) as SpooledAttributes;
    const inode = this.#firstInode + BigInt(number);
    const extendedAttributes = extended === null ? {} : { extendedAttributes: decodeExtendedAttributes(extended) };
    const content = { size: length, make: () => this.read({ offset, length }) };
    return new PhoneEntry(domain, path, { ...given, inode, ...extendedAttributes }, content);
  }

  *#pieces(offset: number, length: number): Generator<Uint8Array> {
    for (let at = 0; at < length; at += PIECE_BYTES) yield this.#piece(offset + at, Math.min(PIECE_BYTES, length - at));
  }

  #piece(offset: number, length: number): Uint8Array {
    const bytes = Buffer.allocUnsafeSlow(length);
    for (let at = 0; at < length;) {
      const count = readSync(this.#content, bytes, at, length - at, offset + at);
      if (count === 0) throw new Error('the spool of a simulated phone lost some of its bytes');
      at += count;
    }
    return bytes;
  }
}

/** Compares, byte by byte, as the texts do by UTF-16 code units; a domain ends before any longer one that begins with it. */
function keyOf(domain: string, relativePath: string): Uint8Array {
  return Buffer.from(`${domain}\0${relativePath}`, 'utf16le').swap16();
}
