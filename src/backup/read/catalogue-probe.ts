/** Finds out which catalogue a backup has, by names and first bytes alone. */
import { open } from 'node:fs/promises';
import { systemErrorCode } from '../../base/index.ts';
import type { BackupEra } from './backup.ts';
import { regularFile, statusOf, type BackupFolder } from './backup-folder.ts';

export type CatalogueProbe =
  /** An SQLite header. `expectedBytes` is what the header promises; less than that means cut off. */
  | { readonly kind: 'sqlite'; readonly path: string; readonly bytes: number; readonly expectedBytes: number; readonly logBytes: number }
  /** A Manifest.db that is not SQLite: encrypted, or damaged. */
  | { readonly kind: 'opaque'; readonly path: string; readonly bytes: number; readonly firstBytes: string }
  | { readonly kind: 'empty' | 'not-a-file'; readonly path: string }
  | { readonly kind: 'unopenable'; readonly path: string; readonly systemCode: string }
  /** A catalogue of an older era. */
  | { readonly kind: 'older'; readonly era: 'mbdb' | 'mbdx' | 'mdinfo' }
  | { readonly kind: 'missing' };

const HEADER_BYTES = 100;
const SQLITE_MAGIC = 'SQLite format 3\0';

export async function probeCatalogue(folder: BackupFolder): Promise<CatalogueProbe> {
  const path = folder.locate('Manifest.db');
  const status = statusOf(path);
  if (path === undefined || status === undefined) return probeOlder(folder);
  if (!status.isFile()) return { kind: 'not-a-file', path };
  if (status.size === 0) return { kind: 'empty', path };
  let header: Uint8Array;
  try {
    header = await firstBytes(path);
  } catch (error) {
    return { kind: 'unopenable', path, systemCode: systemErrorCode(error) ?? String(error) };
  }
  const expectedBytes = sqliteBytes(header);
  if (expectedBytes === undefined) {
    return { kind: 'opaque', path, bytes: status.size, firstBytes: Buffer.from(header.subarray(0, 16)).toString('hex') };
  }
  return { kind: 'sqlite', path, bytes: status.size, expectedBytes, logBytes: regularFile(folder, 'Manifest.db-wal')?.size ?? 0 };
}

/** The era, as far as headers tell it; an opaque catalogue counts as encrypted only if `encrypted` says so. */
export function eraOf(probe: CatalogueProbe, encrypted: boolean | undefined): BackupEra {
  if (probe.kind === 'older') return probe.era;
  if (probe.kind === 'sqlite') return 'db';
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
  if (header.length < 16 || Buffer.from(header.subarray(0, 16)).toString('latin1') !== SQLITE_MAGIC) return undefined;
  if (header.length < HEADER_BYTES) return HEADER_BYTES;
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const pageBytes = view.getUint16(16) === 1 ? 65536 : view.getUint16(16);
  const pagesHold = view.getUint32(24) === view.getUint32(92);
  return pageBytes * Math.max(1, pagesHold ? view.getUint32(28) : 1);
}

async function firstBytes(path: string): Promise<Uint8Array> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(new Uint8Array(HEADER_BYTES), 0, HEADER_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}

function probeOlder(folder: BackupFolder): CatalogueProbe {
  if (regularFile(folder, 'Manifest.mbdb') !== undefined) {
    return { kind: 'older', era: regularFile(folder, 'Manifest.mbdx') === undefined ? 'mbdb' : 'mbdx' };
  }
  const isMdinfo = folder.list('').some((name) => /^[0-9a-f]{40}\.mdinfo$/i.test(name));
  return isMdinfo ? { kind: 'older', era: 'mdinfo' } : { kind: 'missing' };
}
