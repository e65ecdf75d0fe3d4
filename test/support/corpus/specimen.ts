/** A fresh copy of a written backup that a test may damage, with the tools for it; none of them uses the product's own codecs of files and keys. */
import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { constants, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { dataAt, parsePlist, type PlistDict, type PlistValue } from '../../../src/formats/index.ts';
import { temporaryFolder } from '../backup-copy.ts';
import { editPlist } from '../damaged-backup.ts';
import { writtenBackup, type Era, type WrittenFacts, type WrittenRow } from './written-backups.ts';

const ZERO_IV = Buffer.alloc(16);
const WRAP_CHECK = Buffer.alloc(8, 0xa6);

export class Specimen implements Disposable {
  readonly #folder: { readonly path: string } & Disposable;
  readonly era: Era;
  readonly facts: WrittenFacts;
  /** The backup folder. */
  readonly path: string;

  static async of(era: Era): Promise<Specimen> {
    const { path, facts } = await writtenBackup(era);
    return new Specimen(era, facts, path);
  }

  private constructor(era: Era, facts: WrittenFacts, original: string) {
    this.#folder = temporaryFolder();
    this.era = era;
    this.facts = facts;
    this.path = join(this.#folder.path, facts.udid);
    cpSync(original, this.path, { recursive: true, preserveTimestamps: true, mode: constants.COPYFILE_FICLONE });
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }

  row(domain: string, relativePath: string): WrittenRow {
    const found = this.facts.files.find((row) => row.domain === domain && row.relativePath === relativePath);
    return found ?? assert.fail(`the second writer writes no ${domain}/${relativePath}`);
  }

  /** Where the content of a file lies. */
  stored(row: WrittenRow): string {
    return join(this.path, row.place ?? assert.fail(`${row.relativePath} has no content`));
  }

  changeStored(row: WrittenRow, change: (bytes: Buffer) => Uint8Array): void {
    const file = this.stored(row);
    writeFileSync(file, change(readFileSync(file)));
  }

  plain(row: WrittenRow): Buffer {
    const stored = readFileSync(this.stored(row));
    return row.fileKey === null ? stored : decrypt(row.fileKey, stored);
  }

  /** Stores other content, rightly encrypted. */
  changePlain(row: WrittenRow, change: (bytes: Buffer) => Uint8Array): void {
    const plain = change(this.plain(row));
    writeFileSync(this.stored(row), row.fileKey === null ? plain : encrypt(row.fileKey, plain));
  }

  get catalogueName(): string {
    return `Manifest.${this.era.catalogue}`;
  }

  changeCatalogueStored(change: (bytes: Buffer) => Uint8Array): void {
    const file = join(this.path, this.catalogueName);
    writeFileSync(file, change(readFileSync(file)));
  }

  /** As it is when decrypted. */
  changeCatalogue(change: (bytes: Buffer) => Uint8Array): void {
    const key = this.facts.catalogueKey;
    this.changeCatalogueStored((stored) => (key === null ? change(stored) : encrypt(key, change(decrypt(key, stored)))));
  }

  editDatabase(edit: (database: DatabaseSync) => void): void {
    const copy = join(this.#folder.path, 'edited.db');
    this.changeCatalogue((bytes) => {
      writeFileSync(copy, bytes);
      const database = new DatabaseSync(copy);
      database.exec('PRAGMA synchronous=OFF');
      edit(database);
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      database.close();
      const edited = readFileSync(copy);
      rmSync(copy);
      return edited;
    });
  }

  /** Replaces bytes in the record of a row. In Manifest.db they must be as many: a property list has offsets. */
  changeRecord({ fileID, record }: WrittenRow, from: Uint8Array, to: Uint8Array): void {
    if (record !== null) {
      this.changeCatalogue((bytes) => {
        const { offset, bytes: length } = record;
        const changed = replaced(bytes.subarray(offset, offset + length), from, to);
        return Buffer.concat([bytes.subarray(0, offset), changed, bytes.subarray(offset + length)]);
      });
      return;
    }
    assert.equal(from.length, to.length);
    this.editDatabase((database) => {
      const blob = database.prepare('SELECT file FROM Files WHERE fileID = ?').get(fileID)?.file as Uint8Array;
      database.prepare('UPDATE Files SET file = ? WHERE fileID = ?').run(replaced(Buffer.from(blob), from, to), fileID);
    });
  }

  removeRow({ fileID, record }: WrittenRow): void {
    if (record === null) {
      this.editDatabase((database) => database.prepare('DELETE FROM Files WHERE fileID = ?').run(fileID));
    } else {
      this.changeCatalogue((bytes) => Buffer.concat([bytes.subarray(0, record.offset), bytes.subarray(record.offset + record.bytes)]));
    }
  }

  editPlist(name: string, changes: Record<string, PlistValue | undefined>): void {
    editPlist(join(this.path, name), changes);
  }

  plist(name: string): PlistDict {
    return parsePlist(readFileSync(join(this.path, name))) as PlistDict;
  }

  changeData(name: string, key: string, change: (bytes: Buffer) => Uint8Array): void {
    this.editPlist(name, { [key]: change(Buffer.from(dataAt(this.plist(name), key) ?? assert.fail(`${name} has no ${key}`))) });
  }

  /** An EncryptionKey for the key of this file in another protection class. */
  wrappedFor(row: WrittenRow, protectionClass: number): Buffer {
    const classKey = this.facts.classKeys?.[protectionClass] ?? assert.fail(`no key of class ${protectionClass}`);
    const cipher = createCipheriv('id-aes256-wrap', Buffer.from(classKey, 'hex'), WRAP_CHECK);
    const wrapped = Buffer.concat([cipher.update(Buffer.from(row.fileKey ?? assert.fail('a file without key'), 'hex')), cipher.final()]);
    return Buffer.concat([littleEndian(protectionClass), wrapped]);
  }
}

export function littleEndian(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}

function replaced(bytes: Buffer, from: Uint8Array, to: Uint8Array): Buffer {
  const at = bytes.indexOf(from);
  assert.ok(at >= 0, 'the record holds what is to be replaced');
  return Buffer.concat([bytes.subarray(0, at), to, bytes.subarray(at + from.length)]);
}

function encrypt(key: string, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-cbc', Buffer.from(key, 'hex'), ZERO_IV);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

function decrypt(key: string, stored: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-cbc', Buffer.from(key, 'hex'), ZERO_IV);
  return Buffer.concat([decipher.update(stored), decipher.final()]);
}
