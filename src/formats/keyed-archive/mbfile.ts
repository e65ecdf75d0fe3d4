/** MBFile: what the `file` column of Manifest.db says about one file, directory or symbolic link. */
import { FormatError } from '../errors.ts';
import { Uid, dict, type PlistValue } from '../plist/value.ts';
import { ArchiveWriter } from './archive-writer.ts';
import { KeyedArchive } from './keyed-archive.ts';
import { decodeUsualMBFile } from './usual-mbfile.ts';

export interface MBFile {
  relativePath: string;
  /** st_mode with the type bits, 0o100644 for example. */
  mode: number;
  inode: bigint;
  /** Signed 32 bits: −2 is "nobody". */
  userId: number;
  groupId: number;
  /** Unix seconds, as are the next two. */
  lastModified: number;
  lastStatusChange: number;
  birth: number;
  /** Bytes when the device scanned the file; the payload of a file that changes meanwhile is longer or shorter. */
  size: number;
  protectionClass: number;
  /** BSD st_flags. */
  flags: number;
  /** Class (32 bits, little-endian) and 40 bytes of wrapped key; encrypted backups only. */
  encryptionKey?: Uint8Array;
  /** SHA-1 (20 bytes) of the payload as stored; files of system domains only. */
  digest?: Uint8Array;
  /** A binary plist of its own: dictionary name → data. */
  extendedAttributes?: Uint8Array;
  /** Where a symbolic link points. */
  target?: string;
}

/**
 * Reads an MBFile blob. Byte values are views into `blob`. Values may stand in the dictionary, behind a UID, or in an NSData behind a UID.
 * Keys that are not known are ignored; a missing path, mode or size is an error, other missing numbers are 0.
 * @throws FormatError `mbfile-malformed`
 */
export function decodeMBFile(blob: Uint8Array): MBFile {
  return decodeUsualMBFile(blob) ?? decodeAnyMBFile(blob);
}

/** The slow way, which takes every legal archive; `decodeUsualMBFile` must agree with it. */
export function decodeAnyMBFile(blob: Uint8Array): MBFile {
  try {
    return readFields(KeyedArchive.parse(blob));
  } catch (error) {
    if (error instanceof FormatError && error.code === 'mbfile-malformed') throw error;
    throw new FormatError('mbfile-malformed', 'MBFile: no readable keyed archive', { cause: error });
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
  if (value !== undefined && typeof value !== 'string') throw malformedMBFile('a text that is none');
  return value;
}

function bytesOf(archive: KeyedArchive, field: PlistValue | undefined): Uint8Array | undefined {
  const value = archive.plainValue(field);
  if (value !== undefined && !(value instanceof Uint8Array)) throw malformedMBFile('data that is none');
  return value;
}

function missingField(key: string): never {
  throw malformedMBFile(key);
}

function malformedMBFile(what: string): FormatError {
  return new FormatError('mbfile-malformed', `MBFile: ${what}`, { data: { what } });
}

/**
 * Writes an MBFile blob. Objects in the order of real blobs (measured on iOS 10.1 and 14.3): `$null`, MBFile, RelativePath, [Target],
 * [Digest], [EncryptionKey as NSMutableData, its class], [ExtendedAttributes], the class MBFile.
 */
export function encodeMBFile(file: MBFile): Uint8Array {
  const archive = new ArchiveWriter();
  const fields = dict({
    LastModified: BigInt(file.lastModified),
    Flags: BigInt(file.flags),
    GroupID: BigInt(file.groupId),
    LastStatusChange: BigInt(file.lastStatusChange),
    RelativePath: new Uid(2),
    Birth: BigInt(file.birth),
    Size: BigInt(file.size),
    InodeNumber: file.inode,
    Mode: BigInt(file.mode),
    UserID: BigInt(file.userId),
    ProtectionClass: BigInt(file.protectionClass),
  });
  archive.add(fields);
  archive.add(file.relativePath);
  if (file.target !== undefined) fields.set('Target', archive.add(file.target));
  if (file.digest) fields.set('Digest', archive.add(file.digest));
  if (file.encryptionKey) fields.set('EncryptionKey', addMutableData(archive, file.encryptionKey));
  if (file.extendedAttributes) fields.set('ExtendedAttributes', archive.add(file.extendedAttributes));
  fields.set('$class', archive.addClass('MBFile', ['NSObject']));
  return archive.finish();
}

function addMutableData(archive: ArchiveWriter, bytes: Uint8Array): Uid {
  const object = dict({ 'NS.data': bytes });
  const uid = archive.add(object);
  object.set('$class', archive.addClass('NSMutableData', ['NSData', 'NSObject']));
  return uid;
}
