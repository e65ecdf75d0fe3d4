/** Finds out which catalogue a backup has, by names and first bytes alone. */
import { constants, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { systemErrorCode } from '../../../base/index.ts';
import { catalogueFormatOf } from '../../../formats/index.ts';
import type { BackupEra } from '../backup.ts';
import { someEntry } from '../folder-entries.ts';
import { regularFile, statusOf, type BackupFolder } from '../backup-folder.ts';
import { filesTableOf } from '../sqlite/plain-table.ts';

export type CatalogueProbe =
  /** An SQLite header. `expectedBytes` is what the header promises; less than that means cut off. */
  | { readonly kind: 'sqlite'; readonly path: string; readonly bytes: number; readonly expectedBytes: number; readonly logBytes: number }
  /** A Manifest.db that is not SQLite: encrypted, or damaged. */
  | { readonly kind: 'opaque'; readonly path: string; readonly bytes: number; readonly firstBytes: string }
  | {
      readonly kind: 'mbdb';
      readonly path: string;
      readonly bytes: number;
      /** A Manifest.db without a list of files lies beside it: any SQLite program that looks for one leaves it. */
      readonly stray?: { readonly bytes: number };
    }
  /** A Manifest.mbdb that does not begin as one. */
  | { readonly kind: 'not-mbdb'; readonly path: string; readonly bytes: number; readonly firstBytes: string }
  | { readonly kind: 'empty' | 'not-a-file'; readonly path: string }
  | { readonly kind: 'unopenable'; readonly path: string; readonly systemCode: string }
  /** A catalogue of an era that is not read. */
  | { readonly kind: 'older'; readonly era: 'mbdx' | 'mdinfo' }
  | { readonly kind: 'missing' };

const HEADER_BYTES = 100;

/** Manifest.db comes first: a phone that was updated may have left the catalogue of its older system beside it. One that holds nothing does not count. */
export async function probeCatalogue(folder: BackupFolder): Promise<CatalogueProbe> {
  const probe = await probeDatabase(folder);
  if (probe.kind !== 'empty' && probe.kind !== 'sqlite') return probe;
  if (regularFile(folder, 'Manifest.mbdb') === undefined || (regularFile(folder, 'Manifest.db-wal')?.size ?? 0) > 0) return probe;
  const older = await probeOlder(folder);
  if (older.kind !== 'mbdb' || (probe.kind === 'sqlite' && filesTableOf(probe.path) !== 'missing')) return probe;
  return { ...older, stray: { bytes: probe.kind === 'sqlite' ? probe.bytes : 0 } };
}

async function probeDatabase(folder: BackupFolder): Promise<CatalogueProbe> {
  const path = folder.locate('Manifest.db');
  const status = statusOf(path);
  if (path === undefined || status === undefined) return await probeOlder(folder);
  const header = await headerOf(path, status);
  if (!(header instanceof Uint8Array)) return header;
  const expectedBytes = sqliteBytes(header);
  if (expectedBytes === undefined) return { kind: 'opaque', path, bytes: status.size, firstBytes: hexStart(header) };
  return { kind: 'sqlite', path, bytes: status.size, expectedBytes, logBytes: regularFile(folder, 'Manifest.db-wal')?.size ?? 0 };
}

/** The era, as far as headers tell it; an opaque catalogue counts as encrypted only if `encrypted` says so. */
export function eraOf(probe: CatalogueProbe, encrypted: boolean | undefined): BackupEra {
  if (probe.kind === 'older') return probe.era;
  if (probe.kind === 'sqlite') return 'db';
  if (probe.kind === 'mbdb' || probe.kind === 'not-mbdb') return 'mbdb';
  return probe.kind === 'opaque' && encrypted === true ? 'db-encrypted' : 'unknown';
}

/**
 * The length that the header of an SQLite file promises; undefined when it is none (SQLite file format 1.3):
 *
 * | offset | bytes | what |
 * |---|---|---|
 * | 0 | 16 | "SQLite format 3\0" |
 * | 16 | 2 | page size, big-endian; 1 stands for 65536 |
 * | 24, 92 | 4 | change counter, and its value when the next was written |
 * | 28 | 4 | number of pages; holds only if those two are equal |
 */
export function sqliteBytes(header: Uint8Array): number | undefined {
  if (catalogueFormatOf(header) !== 'sqlite') return undefined;
  if (header.length < HEADER_BYTES) return HEADER_BYTES;
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const pageBytes = view.getUint16(16) === 1 ? 65536 : view.getUint16(16);
  const pagesHold = view.getUint32(24) === view.getUint32(92);
  return pageBytes * Math.max(1, pagesHold ? view.getUint32(28) : 1);
}

/** The first bytes of a catalogue, or what keeps them from being read. */
async function headerOf(path: string, status: Stats): Promise<Uint8Array | CatalogueProbe> {
  if (!status.isFile()) return { kind: 'not-a-file', path };
  if (status.size === 0) return { kind: 'empty', path };
  try {
    return await firstBytes(path);
  } catch (error) {
    return { kind: 'unopenable', path, systemCode: systemErrorCode(error) ?? String(error) };
  }
}

/** At most the 100 bytes that the header of an SQLite file has; never through a symbolic link. */
export async function firstBytes(path: string): Promise<Uint8Array> {
  await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  const { buffer, bytesRead } = await file.read(new Uint8Array(HEADER_BYTES), 0, HEADER_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}

/** An index beside Manifest.mbdb, or instead of it, is iOS 4's; property lists one by one are of the time before. */
async function probeOlder(folder: BackupFolder): Promise<CatalogueProbe> {
  if (statusOf(folder.locate('Manifest.mbdx')) !== undefined) return { kind: 'older', era: 'mbdx' };
  const path = folder.locate('Manifest.mbdb');
  const status = statusOf(path);
  if (path === undefined || status === undefined) {
    const isMdinfo = await someEntry(folder.path, (entry) => /^[0-9a-f]{40}\.mdinfo$/i.test(entry.name));
    return isMdinfo ? { kind: 'older', era: 'mdinfo' } : { kind: 'missing' };
  }
  const header = await headerOf(path, status);
  if (!(header instanceof Uint8Array)) return header;
  if (catalogueFormatOf(header) === 'mbdb') return { kind: 'mbdb', path, bytes: status.size };
  return { kind: 'not-mbdb', path, bytes: status.size, firstBytes: hexStart(header) };
}

function hexStart(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 16)).toString('hex');
}
