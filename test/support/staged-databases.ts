/** The databases of a made-up phone, opened like those of a real one: each in a folder with its log beside it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeSmallPhone } from '../../src/simulated-device/content/small-phone.ts';
import type { PhoneContent } from '../../src/simulated-device/index.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Whole content of a file; fails when there is none. */
export function bytesOfFile(content: PhoneContent, domain: string, path: string): Buffer {
  const made = content.file(domain, path)?.read();
  if (made === undefined) throw new Error(`there is no ${domain}/${path}`);
  return made instanceof Uint8Array ? Buffer.from(made) : Buffer.concat([...made]);
}

/** A phone of that version of iOS. */
export function phoneOfVersion(productVersion: string): PhoneContent {
  return makeSmallPhone({ seed: 1, device: { productType: 'iPhone14,5', productVersion, buildVersion: '21F90' } });
}

export class StagedDatabases implements Disposable {
  readonly content: PhoneContent;
  readonly #folder = mkdtempSync(join(tmpdir(), 'staged-databases-'));
  readonly #open = new Map<string, DatabaseSync>();

  constructor(content: PhoneContent) {
    this.content = content;
  }

  /** Every database: its domain and path. */
  list(): { readonly domain: string; readonly path: string }[] {
    return [...this.content.files()]
      .filter(({ kind, relativePath }) => kind === 'file' && /\.(db|sqlite|sqlitedb|storedata|sqlite3)$/.test(relativePath))
      .map(({ domain, relativePath }) => ({ domain, path: relativePath }));
  }

  /** With what is only in the log. */
  open(domain: string, path: string): DatabaseSync {
    const key = `${domain}/${path}`;
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    const folder = join(this.#folder, String(this.#open.size));
    mkdirSync(folder);
    const copy = join(folder, 'copy.db');
    for (const suffix of ['', '-wal', '-shm']) {
      if (this.content.file(domain, path + suffix) === undefined) continue;
      writeFileSync(copy + suffix, bytesOfFile(this.content, domain, path + suffix));
    }
    const database = new DatabaseSync(copy);
    this.#open.set(key, database);
    return database;
  }

  rows(domain: string, path: string, sql: string): Row[] {
    return this.open(domain, path).prepare(sql).all();
  }

  [Symbol.dispose](): void {
    for (const database of this.#open.values()) database.close();
    rmSync(this.#folder, { recursive: true });
  }
}
