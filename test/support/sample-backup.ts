/** Writes small backup folders with whatever rows a test asks for, honest or hostile. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  dict,
  encodeMBFile,
  encodeManifestProperties,
  encodeStatus,
  fileIdOf,
  isDigestedDomain,
  manifestSchema,
  writePlainKeybag,
  writeXmlPlist,
  type MBFile,
} from '../../src/formats/index.ts';

export const SAMPLE_UDID = '00008030-000123456789001E';

export interface SampleRow {
  readonly domain: string;
  readonly relativePath: string;
  /** 1 unless said. */
  readonly flags?: number;
  /** Stored content of a file; none is stored without it. */
  readonly content?: Uint8Array;
  readonly target?: string;
  readonly record?: Partial<MBFile>;
}

const MODES: Readonly<Record<number, number>> = { 1: 0o100644, 2: 0o040755, 4: 0o120755 };
const MADE_AT = new Date('2024-06-01T12:00:00Z');

export function recordFor(row: SampleRow): MBFile {
  const { flags = 1, content } = row;
  return {
    relativePath: row.relativePath,
    mode: MODES[flags] ?? 0o100644,
    inode: 1000n,
    userId: 501,
    groupId: 501,
    lastModified: 1_700_000_000,
    lastStatusChange: 1_700_000_000,
    birth: 1_699_000_000,
    size: content?.length ?? 0,
    protectionClass: flags === 1 ? 3 : 0,
    flags: 0,
    ...(row.target === undefined ? {} : { target: row.target }),
    ...(flags === 1 && content !== undefined && isDigestedDomain(row.domain)
      ? { digest: createHash('sha1').update(content).digest() }
      : {}),
    ...row.record,
  };
}

/** Roots and directories for everything above the given rows, so that no parent is missing. */
export function withParents(rows: readonly SampleRow[]): SampleRow[] {
  const all = new Map<string, SampleRow>();
  const add = (row: SampleRow) => all.set(`${row.domain}\0${row.relativePath}`, row);
  for (const { domain, relativePath } of rows) {
    add({ domain, relativePath: '', flags: 2 });
    for (let slash = relativePath.indexOf('/'); slash > 0; slash = relativePath.indexOf('/', slash + 1)) {
      add({ domain, relativePath: relativePath.slice(0, slash), flags: 2 });
    }
  }
  for (const row of rows) add(row);
  return [...all.values()];
}

/** A whole backup folder: catalogue, property lists, payloads. */
export function writeSampleBackup(path: string, rows: readonly SampleRow[], productVersion = '17.4'): void {
  mkdirSync(path, { recursive: true });
  for (const { flags = 1, content, domain, relativePath } of rows) {
    if (flags === 1 && content !== undefined) writePayload(path, fileIdOf(domain, relativePath), content);
  }
  writeCatalogue(join(path, 'Manifest.db'), (insert) => {
    for (const row of rows) {
      insert(fileIdOf(row.domain, row.relativePath), row.domain, row.relativePath, row.flags ?? 1, encodeMBFile(recordFor(row)));
    }
  });
  writePlists(path, productVersion);
}

export function writePayload(path: string, fileID: string, content: Uint8Array): void {
  const file = join(path, fileID.slice(0, 2), fileID);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

export type Insert = (
  fileID: string | null,
  domain: string | null,
  relativePath: string | null,
  flags: number,
  blob: Uint8Array | null,
) => void;

export function writeCatalogue(path: string, fill: (insert: Insert) => void, iosMajor = 17): void {
  const schema = manifestSchema(iosMajor);
  using database = new DatabaseSync(path);
  for (const sql of ['PRAGMA synchronous=OFF', ...schema.pragmas, ...schema.tables, ...schema.indexes, 'BEGIN']) database.exec(sql);
  const statement = database.prepare('INSERT INTO Files VALUES (?, ?, ?, ?, ?)');
  fill((...values) => statement.run(...values));
  for (const sql of ['COMMIT', ...schema.closing]) database.exec(sql);
}

/** `encryption` is given by who encrypts. */
export function writePlists(
  path: string,
  productVersion: string,
  encryption?: { readonly keybag: Uint8Array; readonly manifestKey?: Uint8Array },
  {
    udid = SAMPLE_UDID,
    name = 'iPhone',
    madeAt = MADE_AT,
  }: { readonly udid?: string; readonly name?: string; readonly madeAt?: Date } = {},
): void {
  const names = { 'Build Version': '21E219', 'Device Name': name, 'Product Type': 'iPhone14,5', 'Product Version': productVersion };
  const lockdown = dict({
    UniqueDeviceID: udid,
    BuildVersion: '21E219',
    DeviceName: name,
    ProductType: 'iPhone14,5',
    ProductVersion: productVersion,
    SerialNumber: 'SAMPLES00001',
  });
  const info = dict({
    ...names,
    'Serial Number': 'SAMPLES00001',
    'Target Identifier': udid,
    'Target Type': 'Device',
    'Last Backup Date': madeAt,
  });
  writeFileSync(join(path, 'Info.plist'), writeXmlPlist(info));
  writeFileSync(
    join(path, 'Manifest.plist'),
    encodeManifestProperties({
      version: '10.0',
      systemDomainsVersion: '24.0',
      date: madeAt,
      isEncrypted: encryption !== undefined,
      wasPasscodeSet: true,
      backupKeyBag: encryption?.keybag ?? writePlainKeybag((count) => new Uint8Array(count)),
      ...(encryption?.manifestKey === undefined ? {} : { manifestKey: encryption.manifestKey }),
      lockdown,
      applications: dict({}),
    }),
  );
  writeFileSync(
    join(path, 'Status.plist'),
    encodeStatus({
      uuid: '0BADC0DE-0000-4000-8000-000000000002',
      date: madeAt,
      backupState: 'new',
      snapshotState: 'finished',
      isFullBackup: false,
      version: '3.3',
    }),
  );
}
