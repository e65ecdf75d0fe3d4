/** Reads the MBFile blobs of Manifest.db. */
import { isUtf8 } from 'node:buffer';
import { FormatError } from '../errors.ts';
import type { PlistValue } from '../plist/value.ts';
import { KeyedArchive } from './keyed-archive.ts';
import type { MBFile } from './mbfile.ts';
import { decodeUsualMBFile } from './usual-mbfile.ts';

/**
 * Reads an MBFile blob. Byte values are views into `blob`. Every value can be in the dictionary itself (iOS 27 reportedly does that), behind a
 * UID, or (text and data) in an object of Foundation behind a UID. Unknown keys are ignored; a missing path, mode or size is an error, other
 * missing numbers are 0.
 * @throws FormatError `mbfile-malformed`
 */
export function decodeMBFile(blob: Uint8Array): MBFile {
  return decodeUsualMBFile(blob) ?? decodeAnyMBFile(blob);
}

/** Real blobs have up to 1,850 bytes and some 40 values. A catalogue has a million of them, so that one must not cost more than a little. */
const LIMITS = { maxBytes: 1024 * 1024, maxDepth: 16, maxObjects: 10_000 };

/** The slow way, which takes every legal archive; `decodeUsualMBFile` must agree with it. */
export function decodeAnyMBFile(blob: Uint8Array): MBFile {
  try {
    return readFields(KeyedArchive.parse(blob, LIMITS));
  } catch (error) {
    if (error instanceof FormatError && error.code === 'mbfile-malformed') throw error;
    throw new FormatError('mbfile-malformed', 'MBFile: not a readable keyed archive', { cause: error });
  }
}

function readFields(archive: KeyedArchive): MBFile {
  const root = archive.root();
  if (!(root instanceof Map)) throw malformedMBFile('no root object');
  const integer = (key: string, missing?: bigint): bigint => {
    const value = archive.plainValue(root.get(key)) ?? missing;
    if (typeof value !== 'bigint') throw malformedMBFile(key);
    return value;
  };
  const number = (key: string): number => Number(integer(key, 0n));
  const file: MBFile = {
    relativePath: textOf(archive, root.get('RelativePath')) ?? missingField('RelativePath'),
    mode: Number(integer('Mode')),
    inode: integer('InodeNumber', 0n),
    userId: Number(BigInt.asIntN(32, integer('UserID', 0n))),
    groupId: Number(BigInt.asIntN(32, integer('GroupID', 0n))),
    lastModified: number('LastModified'),
    lastStatusChange: number('LastStatusChange'),
    birth: number('Birth'),
    size: Number(integer('Size')),
    protectionClass: number('ProtectionClass'),
    flags: number('Flags'),
  };
  const encryptionKey = bytesOf(archive, root.get('EncryptionKey'));
  const digest = bytesOf(archive, root.get('Digest'));
  const extendedAttributes = bytesOf(archive, root.get('ExtendedAttributes'));
  const target = textOf(archive, root.get('Target'));
  if (encryptionKey) file.encryptionKey = encryptionKey;
  if (digest) file.digest = digest;
  if (extendedAttributes) file.extendedAttributes = extendedAttributes;
  if (target !== undefined) file.target = target;
  return file;
}

function textOf(archive: KeyedArchive, field: PlistValue | undefined): string | undefined {
  const value = archive.plainValue(field);
  if (value instanceof Uint8Array && isUtf8(value)) return Buffer.from(value).toString('utf8');
  if (value !== undefined && typeof value !== 'string') throw malformedMBFile('a text that is not a string');
  return value;
}

function bytesOf(archive: KeyedArchive, field: PlistValue | undefined): Uint8Array | undefined {
  const value = archive.plainValue(field);
  if (value !== undefined && !(value instanceof Uint8Array)) throw malformedMBFile('a data value that is not data');
  return value;
}

function missingField(key: string): never {
  throw malformedMBFile(key);
}

function malformedMBFile(what: string): FormatError {
  return new FormatError('mbfile-malformed', `MBFile: ${what}`, { data: { what } });
}
