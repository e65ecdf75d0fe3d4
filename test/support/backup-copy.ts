/** Copies of fixture backups that a test may damage, and a record of a whole tree to show that nothing in it changed. */
import { createHash } from 'node:crypto';
import { cpSync, lstatSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExpectedRow } from './expected-backup.ts';

export const FIXTURE_UDID = {
  'plain-ios17': '00008120-000E15A83C68A01E',
  'encrypted-ios17': '00008120-000E15A83C68A01E',
  'encrypted-ios9-mbdb': '5f0e1d2c3b4a59687786a5b4c3d2e1f001122334',
} as const;

/** The unencrypted one has none. */
export const FIXTURE_PASSWORD = {
  'plain-ios17': undefined,
  'encrypted-ios17': 'correct horse',
  'encrypted-ios9-mbdb': 'battery staple',
} as const;

export type FixtureName = keyof typeof FIXTURE_UDID;

const FIXTURES = join(import.meta.dirname, '../fixtures/backups');

export function fixturePath(name: FixtureName): string {
  return join(FIXTURES, name, FIXTURE_UDID[name]);
}

/** What the independent writer put in. Its shape is known to the tests that read it. */
export function fixtureFacts(name: FixtureName): FixtureFacts {
  return JSON.parse(readFileSync(join(FIXTURES, name, 'expected.json'), 'utf8')) as FixtureFacts;
}

export interface FixtureFacts {
  readonly udid: string;
  readonly ios: string;
  readonly password: string | null;
  readonly files: readonly FixtureFile[];
  /** By protection class; null for those that stay on the device. Absent when nothing is encrypted. */
  readonly classKeys: Readonly<Record<string, string | null>> | null;
  readonly keychain: readonly FixtureKeychainItem[];
}

export type FixtureFile = ExpectedRow;

export interface FixtureKeychainItem {
  readonly table: string;
  readonly class: number;
  readonly rowid: number;
  readonly decryptable: boolean;
  /** Texts and dates as texts, bytes as hexadecimal digits. */
  readonly attrs: Readonly<Record<string, string | number>>;
}

/** A temporary folder that goes with its owner. */
export function temporaryFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'backup-test-'));
  return {
    path,
    [Symbol.dispose]() {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** A copy of a fixture, `path` being the backup folder itself and `parent` the folder it stands in. */
export function copyFixture(name: FixtureName): { readonly path: string; readonly parent: string } & Disposable {
  const folder = temporaryFolder();
  const path = join(folder.path, FIXTURE_UDID[name]);
  cpSync(fixturePath(name), path, { recursive: true, preserveTimestamps: true });
  return {
    path,
    parent: folder.path,
    [Symbol.dispose]() {
      folder[Symbol.dispose]();
    },
  };
}

/** One line for everything below a folder: kind, mode, size, date to the nanosecond, digest. Two equal records mean that nothing changed. */
export function recordTree(root: string): string[] {
  const lines = [describeEntry(root, '.')];
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) lines.push(describeEntry(join(root, name), name));
  return lines;
}

function describeEntry(path: string, name: string): string {
  const status = lstatSync(path, { bigint: true });
  // Of a giant size and dates have to do.
  const content = status.isFile()
    ? status.size > 64n * 1024n * 1024n
      ? 'giant'
      : createHash('sha1').update(readFileSync(path)).digest('hex')
    : status.isSymbolicLink()
      ? readlinkSync(path)
      : '';
  return [name, status.mode.toString(8), status.size, status.mtimeNs, status.ctimeNs, content].join(' ');
}
