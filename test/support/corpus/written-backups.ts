/** Backups by the second writer, one of each era, written when first asked for and kept until the process ends. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requireProgram } from '../../host/debian-packages.ts';
import type { ExpectedRow } from '../expected-backup.ts';

export interface Era {
  readonly name: string;
  /** Content is encrypted. */
  readonly encrypted: boolean;
  readonly catalogue: 'mbdb' | 'db';
  /** So is the list of files. */
  readonly catalogueEncrypted: boolean;
}

export const ERAS: readonly Era[] = [
  { name: 'mbdb-plain', encrypted: false, catalogue: 'mbdb', catalogueEncrypted: false },
  { name: 'mbdb-encrypted', encrypted: true, catalogue: 'mbdb', catalogueEncrypted: false },
  { name: 'db-readable-encrypted', encrypted: true, catalogue: 'db', catalogueEncrypted: false },
  { name: 'db-plain', encrypted: false, catalogue: 'db', catalogueEncrypted: false },
  { name: 'db-encrypted', encrypted: true, catalogue: 'db', catalogueEncrypted: true },
];

/** The same as `db-encrypted` in all that damage could touch: only looked at whole. */
export const NEWEST_ERA: Era = { name: 'db-encrypted-27', encrypted: true, catalogue: 'db', catalogueEncrypted: true };

/** What the second writer put in; bytes are hexadecimal digits. */
export interface WrittenFacts {
  readonly udid: string;
  readonly productVersion: string;
  readonly encrypted: boolean;
  readonly password: string | null;
  readonly keybag: {
    readonly version: number;
    readonly uuid: string;
    readonly iterations: number;
    readonly derivations: number | null;
    readonly classes: readonly number[];
    readonly deviceOnly: readonly number[];
  };
  readonly classKeys: Readonly<Record<string, string | null>> | null;
  readonly catalogueKey: string | null;
  readonly keychain: readonly WrittenKeychainItem[];
  readonly files: readonly WrittenRow[];
}

export interface WrittenRow extends ExpectedRow {
  readonly encryptionKey: string | null;
  readonly fileKey: string | null;
  /** Where the content lies in the backup folder. */
  readonly place: string | null;
  /** Where the record stands in Manifest.mbdb. */
  readonly record: { readonly offset: number; readonly bytes: number } | null;
}

export interface WrittenKeychainItem {
  readonly table: string;
  readonly class: number;
  readonly row: number;
  readonly readable: boolean;
  readonly attributes: Readonly<Record<string, string | number | { readonly hex: string }>>;
}

export interface WrittenBackup {
  readonly path: string;
  readonly facts: WrittenFacts;
}

const SCRIPTS = join(import.meta.dirname, '../second-writer');
const written = new Map<string, Promise<WrittenBackup>>();
let root: string | undefined;

export function writtenBackup(era: Era): Promise<WrittenBackup> {
  const known = written.get(era.name);
  if (known !== undefined) return known;
  const writing = writeBackup(era.name, join(corpusFolder(), era.name));
  written.set(era.name, writing);
  return writing;
}

/** `options` as the program takes them. */
export async function writeBackup(era: string, folder: string, options: readonly string[] = []): Promise<WrittenBackup> {
  mkdirSync(folder, { recursive: true });
  await runSecond('write_backup.py', [era, folder, ...options]);
  const facts = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as WrittenFacts;
  return { path: join(folder, facts.udid), facts };
}

/** What the second reader finds in a backup folder. */
export async function readBySecond(path: string, password?: string): Promise<SecondReading> {
  const output = await runSecond('second_reader.py', password === undefined ? [path] : [path, password]);
  return JSON.parse(output) as SecondReading;
}

export interface SecondReading {
  /** Whose keys the password opened. */
  readonly classes: readonly number[];
  readonly rows: readonly (Pick<
    WrittenRow,
    'fileID' | 'domain' | 'relativePath' | 'mode' | 'size' | 'digest' | 'encryptionKey' | 'target' | 'xattrs' | 'storedSha1'
  > & { readonly sha256: string | null })[];
  readonly keychain: readonly Pick<WrittenKeychainItem, 'table' | 'class' | 'attributes'>[];
}

async function runSecond(script: string, args: readonly string[]): Promise<string> {
  // -B: no compiled files beside the scripts.
  const command = ['-B', join(SCRIPTS, script), ...args];
  return (await promisify(execFile)(requireProgram('python3-pycryptodome'), command, { maxBuffer: 1 << 26 })).stdout;
}

function corpusFolder(): string {
  if (root === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'backup-corpus-'));
    process.once('exit', () => {
      rmSync(folder, { recursive: true, force: true });
    });
    root = folder;
  }
  return root;
}
