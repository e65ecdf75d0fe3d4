/** Writes the MBFile blobs of Manifest.db. */
import { Uid, dict } from '../plist/value.ts';
import { ArchiveWriter } from './archive-writer.ts';
import type { MBFile } from './mbfile.ts';

/**
 * Writes an MBFile blob. Objects in the order of real blobs (measured on iOS 10.1 and 14.3): `$null`, MBFile, RelativePath, [Target],
 * [Digest], [EncryptionKey as NSMutableData, its class], [ExtendedAttributes], the class MBFile. `dataIn: 'record'` puts digest and attributes
 * in the MBFile itself, as iOS 27 reportedly does.
 */
export function encodeMBFile(file: MBFile, { dataIn = 'object' }: { readonly dataIn?: 'object' | 'record' } = {}): Uint8Array {
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
  const data = (bytes: Uint8Array) => (dataIn === 'record' ? bytes : archive.add(bytes));
  archive.add(fields);
  archive.add(file.relativePath);
  if (file.target !== undefined) fields.set('Target', archive.add(file.target));
  if (file.digest) fields.set('Digest', data(file.digest));
  if (file.encryptionKey) fields.set('EncryptionKey', addMutableData(archive, file.encryptionKey));
  if (file.extendedAttributes) fields.set('ExtendedAttributes', data(file.extendedAttributes));
  fields.set('$class', archive.addClass('MBFile', ['NSObject']));
  return archive.finish();
}

function addMutableData(archive: ArchiveWriter, bytes: Uint8Array): Uid {
  const object = dict({ 'NS.data': bytes });
  const uid = archive.add(object);
  object.set('$class', archive.addClass('NSMutableData', ['NSData', 'NSObject']));
  return uid;
}
