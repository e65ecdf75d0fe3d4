/** Damage to single rows of the catalogue. */
import { fileOf, type AwkwardFile } from './awkward-files.ts';
import { isDb, isEncrypted, isMbdb, type DamageKind } from './damage-kind.ts';
import { littleEndian, type Specimen } from './specimen.ts';
import type { WrittenRow } from './written-backups.ts';

const DAMAGED = { damaged: 1 };
const YEAR_SECONDS = 365 * 24 * 60 * 60;
const NULL_FIELD = Buffer.from([0xff, 0xff]);

/** A change of bytes in the record of one file. */
const record =
  (file: AwkwardFile, change: (row: WrittenRow, specimen: Specimen) => readonly [Uint8Array, Uint8Array]) =>
  (specimen: Specimen): WrittenRow => {
    const row = fileOf(specimen, file);
    specimen.changeRecord(row, ...change(row, specimen));
    return row;
  };

const sql =
  (file: AwkwardFile, statement: string) =>
  (specimen: Specimen): WrittenRow => {
    const row = fileOf(specimen, file);
    specimen.editDatabase((database) => database.prepare(statement).run(row.fileID));
    return row;
  };

const bytesOf = (hex: string | null): Buffer => Buffer.from(hex ?? '', 'hex');

/** The length that mbdb puts before a value, and the value. */
const field = (value: Buffer): Buffer => Buffer.concat([Buffer.from([value.length >> 8, value.length & 0xff]), value]);

/** In a keyed archive another name of the key takes the value away; in mbdb the field becomes null. */
const without = (specimen: Specimen, name: string, value: Buffer): readonly [Uint8Array, Uint8Array] =>
  specimen.era.catalogue === 'db' ? [Buffer.from(name), Buffer.from(name.replace(/.$/, '_'))] : [field(value), NULL_FIELD];

export const ROW_DAMAGE: readonly DamageKind[] = [
  {
    what: 'a digest is another one',
    damage: record('preferences', ({ digest }) => [bytesOf(digest), Buffer.alloc(20, 1)]),
    code: 'digest-mismatch',
    counts: DAMAGED,
  },
  {
    what: 'a digest is missing',
    damage: record('preferences', ({ digest }, specimen) => without(specimen, 'Digest', bytesOf(digest))),
    code: 'digest-missing',
  },
  {
    what: 'a fileID is that of no name',
    eras: isDb,
    damage: (specimen) => {
      const row = fileOf(specimen, 'photo');
      const fileID = 'cd'.repeat(20);
      specimen.editDatabase((database) => database.prepare('UPDATE Files SET fileID = ? WHERE fileID = ?').run(fileID, row.fileID));
      return { ...row, fileID };
    },
    code: 'file-id-mismatch',
    counts: DAMAGED,
  },
  {
    what: 'a fileID is a BLOB that spells it',
    eras: isDb,
    damage: sql('photo', 'UPDATE Files SET fileID = CAST(fileID AS BLOB) WHERE fileID = ?'),
    code: 'row-unreadable',
  },
  {
    what: 'a row has lost its fileID',
    eras: isDb,
    damage: (specimen) => {
      sql('photo', 'UPDATE Files SET fileID = NULL WHERE fileID = ?')(specimen);
      return specimen.catalogueName;
    },
    code: 'row-unreadable',
  },
  {
    what: 'a row has lost its domain',
    eras: isDb,
    damage: (specimen) => {
      sql('photo', 'UPDATE Files SET domain = NULL WHERE fileID = ?')(specimen);
      return specimen.catalogueName;
    },
    code: 'row-unreadable',
  },
  {
    what: 'a record is garbled',
    eras: isDb,
    damage: sql('photo', "UPDATE Files SET file = X'62706C6973743030FFFF' WHERE fileID = ?"),
    code: 'file-record-unreadable',
    counts: DAMAGED,
  },
  {
    what: 'a record is gone',
    eras: isDb,
    damage: sql('photo', 'UPDATE Files SET file = NULL WHERE fileID = ?'),
    code: 'file-record-unreadable',
    counts: DAMAGED,
  },
  {
    what: 'a record is that of another file',
    eras: isDb,
    damage: record('photo', () => [Buffer.from('IMG_0001.JPG'), Buffer.from('IMG_0009.JPG')]),
    code: 'file-record-unreadable',
    counts: DAMAGED,
  },
  {
    what: 'flags and mode contradict each other',
    eras: isDb,
    damage: sql('photo', 'UPDATE Files SET flags = 4 WHERE fileID = ?'),
    code: 'flags-mode-mismatch',
    counts: DAMAGED,
  },
  {
    what: 'flags are none that there are',
    eras: isDb,
    damage: sql('photo', 'UPDATE Files SET flags = 7 WHERE fileID = ?'),
    code: 'flags-mode-mismatch',
    counts: DAMAGED,
  },
  {
    what: 'the mode is that of nothing',
    eras: isMbdb,
    damage: record('photo', ({ mode, inode }) => [modeAndInode(mode, inode), modeAndInode(mode & 0o777, inode)]),
    code: 'flags-mode-mismatch',
    counts: DAMAGED,
  },
  {
    what: 'a folder has no row',
    damage: (specimen) => {
      specimen.removeRow(fileOf(specimen, 'ringtoneFolder'));
      return fileOf(specimen, 'ringtone');
    },
    code: 'parent-missing',
  },
  {
    what: 'a file is dated later than its backup',
    damage: (specimen) => {
      const row = fileOf(specimen, 'photo');
      specimen.changeRecord(row, bigEndian(row.mtime), bigEndian(row.mtime + 10 * YEAR_SECONDS));
      return 'Manifest.plist';
    },
    code: 'dates-implausible',
  },
  {
    what: 'a row is gone',
    damage: (specimen) => {
      const row = fileOf(specimen, 'ringtone');
      specimen.removeRow(row);
      return row.place ?? '';
    },
    code: 'payload-orphan',
  },
  {
    what: 'a file key is damaged',
    eras: isEncrypted,
    damage: record('photo', ({ encryptionKey }) => [bytesOf(encryptionKey).subarray(20), bytesOf(encryptionKey).subarray(20).fill(3)]),
    code: 'key-unwrap-failed',
    counts: DAMAGED,
  },
  {
    what: 'a file key is missing',
    eras: isEncrypted,
    damage: record('photo', ({ encryptionKey }, specimen) => without(specimen, 'EncryptionKey', bytesOf(encryptionKey))),
    code: 'key-unwrap-failed',
    counts: DAMAGED,
  },
  {
    what: 'a file key says that it is of another class',
    eras: isEncrypted,
    damage: record('photo', keyOfClass(4)),
    code: 'key-unwrap-failed',
    counts: DAMAGED,
  },
  {
    what: 'a file key says that it is of a class that stays on the device',
    eras: isEncrypted,
    damage: record('photo', keyOfClass(11)),
    code: 'key-unwrap-failed',
    counts: DAMAGED,
  },
  {
    what: 'a file key says that it is of a class that there is not',
    eras: isEncrypted,
    damage: record('photo', keyOfClass(0x55555555)),
    code: 'key-unwrap-failed',
    counts: DAMAGED,
  },
  {
    what: 'a file key is rightly wrapped for another class than that of the record',
    eras: isEncrypted,
    damage: record('photo', (row, specimen) => [bytesOf(row.encryptionKey), specimen.wrappedFor(row, 4)]),
    code: 'protection-class-mismatch',
  },
];

/** The prefix of an EncryptionKey, found together with the bytes after it. */
function keyOfClass(protectionClass: number) {
  return ({ encryptionKey }: WrittenRow): readonly [Uint8Array, Uint8Array] => {
    const wrapped = bytesOf(encryptionKey);
    return [wrapped, Buffer.concat([littleEndian(protectionClass), wrapped.subarray(4)])];
  };
}

function bigEndian(seconds: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(seconds);
  return bytes;
}

function modeAndInode(mode: number, inode: number): Buffer {
  const bytes = Buffer.alloc(10);
  bytes.writeUInt16BE(mode);
  bytes.writeBigUInt64BE(BigInt(inode), 2);
  return bytes;
}
