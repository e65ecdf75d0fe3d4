/** Damage to stored content: gone, cut, garbled, added. */
import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileOf, type AwkwardFile } from './awkward-files.ts';
import { flipped, isDb, isEncrypted, isPlain, type DamageKind } from './damage-kind.ts';
import type { Specimen } from './specimen.ts';
import type { WrittenRow } from './written-backups.ts';

const DAMAGED = { damaged: 1 };
const BLOCK = 16;

/** A change of the stored bytes of one file. */
const stored =
  (file: AwkwardFile, change: (bytes: Buffer) => Uint8Array) =>
  (specimen: Specimen): WrittenRow => {
    const row = fileOf(specimen, file);
    specimen.changeStored(row, change);
    return row;
  };

/** A change of the content of one file that leaves its encryption right. */
const content =
  (file: AwkwardFile, change: (bytes: Buffer) => Uint8Array) =>
  (specimen: Specimen): WrittenRow => {
    const row = fileOf(specimen, file);
    specimen.changePlain(row, change);
    return row;
  };

const removed =
  (file: AwkwardFile) =>
  (specimen: Specimen): WrittenRow => {
    const row = fileOf(specimen, file);
    rmSync(specimen.stored(row));
    return row;
  };

const middle = (bytes: Buffer) => flipped(bytes, bytes.length >> 1);

export const PAYLOAD_DAMAGE: readonly DamageKind[] = [
  { what: 'content is gone', damage: removed('photo'), code: 'payload-missing', counts: { missing: 1 } },
  { what: 'the content of an empty file is gone', damage: removed('empty'), code: 'payload-missing', counts: { missing: 1 } },
  { what: 'content with a digest is gone', damage: removed('preferences'), code: 'payload-missing', counts: { missing: 1 } },
  {
    what: 'nothing of a whole domain is stored, as in a backup that is partial on purpose',
    damage: (specimen) => {
      rmSync(specimen.stored(fileOf(specimen, 'ringtone')));
      return specimen.catalogueName;
    },
    code: 'domain-left-out',
    verdict: 'partial',
    counts: { missing: 1 },
  },
  {
    what: 'content is a link that leads out of the backup',
    damage: (specimen) => {
      const row = fileOf(specimen, 'photo');
      copyFileSync(specimen.stored(row), join(specimen.path, '../outside'));
      rmSync(specimen.stored(row));
      symlinkSync(join(specimen.path, '../outside'), specimen.stored(row));
      return row;
    },
    code: 'payload-missing',
    counts: { missing: 1 },
  },
  {
    what: 'content is a folder',
    damage: (specimen) => {
      const row = fileOf(specimen, 'photo');
      rmSync(specimen.stored(row));
      mkdirSync(specimen.stored(row));
      return row;
    },
    code: 'payload-missing',
    counts: { missing: 1 },
  },
  {
    what: 'whole blocks are cut off',
    damage: stored('big', (bytes) => bytes.subarray(0, 65_536)),
    code: ({ encrypted }) => (encrypted ? 'payload-truncated' : 'size-mismatch'),
    counts: DAMAGED,
  },
  {
    what: 'whole blocks of a file with a digest are cut off',
    damage: stored('contacts', (bytes) => bytes.subarray(0, 4096)),
    code: ({ encrypted }) => (encrypted ? 'payload-truncated' : 'size-mismatch'),
    counts: DAMAGED,
  },
  {
    what: 'some bytes are cut off',
    damage: stored('big', (bytes) => bytes.subarray(0, -5)),
    code: ({ encrypted }) => (encrypted ? 'payload-not-block-aligned' : 'size-mismatch'),
    counts: DAMAGED,
  },
  {
    what: 'content is emptied',
    damage: stored('photo', () => Buffer.alloc(0)),
    code: ({ encrypted }) => (encrypted ? 'payload-truncated' : 'size-mismatch'),
    counts: DAMAGED,
  },
  { what: 'a bit is flipped in a file with a digest', damage: stored('preferences', middle), code: 'digest-mismatch', counts: DAMAGED },
  { what: 'a bit is flipped in a database with a digest', damage: stored('contacts', middle), code: 'digest-mismatch', counts: DAMAGED },
  {
    what: 'a bit is flipped in the last block of a file with a digest',
    damage: stored('wholeBlocks', (bytes) => flipped(bytes, -1)),
    code: 'digest-mismatch',
    counts: DAMAGED,
  },
  {
    what: 'a bit is flipped where a database without a digest has its structure',
    damage: stored('database', (bytes) => flipped(bytes, 4096, 0x40)),
    code: 'sqlite-damaged',
    counts: DAMAGED,
  },
  {
    what: 'a database without a digest has a page of nothing',
    damage: content('database', (bytes) => Buffer.from(bytes).fill(0, 4096, 8192)),
    code: 'sqlite-damaged',
    counts: DAMAGED,
  },
  { what: 'a bit is flipped in a photo, which has no digest', damage: stored('photo', middle), code: undefined },
  {
    what: 'the padding is broken by a bit',
    eras: isEncrypted,
    // The bit comes back in the block after it, which is the last one: its count of padding bytes.
    damage: stored('photo', (bytes) => flipped(bytes, -1 - BLOCK, 0x40)),
    code: 'padding-invalid',
    counts: DAMAGED,
  },
  {
    what: 'the last block is another one',
    eras: isEncrypted,
    damage: stored('ringtone', (bytes) => Buffer.concat([bytes.subarray(0, -BLOCK), Buffer.alloc(BLOCK, 7)])),
    code: 'padding-invalid',
    counts: DAMAGED,
  },
  {
    what: 'whole blocks are stored without padding, as some tools do',
    eras: isEncrypted,
    // 30,000 bytes are whole blocks; after them comes one of padding.
    damage: stored('photo', (bytes) => bytes.subarray(0, -BLOCK)),
    code: 'payload-not-padded',
    counts: { knownGap: 1 },
  },
  {
    what: 'blocks were added',
    eras: isEncrypted,
    damage: stored('photo', (bytes) => Buffer.concat([bytes, Buffer.alloc(2 * BLOCK, 9)])),
    code: 'padding-invalid',
    counts: DAMAGED,
  },
  {
    what: 'an empty file has no padding',
    eras: isEncrypted,
    damage: stored('empty', () => Buffer.alloc(0)),
    code: 'payload-empty-unpadded',
  },
  {
    what: 'one file lies in the clear',
    eras: isEncrypted,
    damage: (specimen) => {
      const row = fileOf(specimen, 'photo');
      writeFileSync(specimen.stored(row), specimen.plain(row));
      return row;
    },
    code: 'encryption-contradiction',
  },
  {
    what: 'content grew',
    damage: content('photo', (bytes) => Buffer.concat([bytes, Buffer.from('more')])),
    code: 'size-differs-benignly',
    counts: { knownGap: 1 },
  },
  {
    what: 'content that is no database is shorter than announced',
    eras: isPlain,
    damage: content('ringtone', (bytes) => bytes.subarray(0, 5000)),
    code: 'size-mismatch',
    counts: DAMAGED,
  },
  {
    what: 'content that is no database is shorter than announced, but rightly padded',
    eras: isEncrypted,
    damage: content('ringtone', (bytes) => bytes.subarray(0, 5000)),
    code: 'size-differs-benignly',
    counts: { knownGap: 1 },
  },
  {
    what: 'a log was written back into its database and emptied',
    damage: content('liveLog', () => Buffer.alloc(0)),
    code: 'size-differs-benignly',
    counts: { knownGap: 1 },
  },
  {
    what: 'settings of an app begin like a property list, and do not go on like one',
    damage: content('appSettings', (bytes) => Buffer.from(bytes).fill(0xff, 8)),
    code: 'plist-unreadable',
    counts: DAMAGED,
  },
  {
    what: 'settings of an app do not even begin like a property list',
    damage: content('appSettings', (bytes) => Buffer.from(bytes).fill(0x20)),
    code: 'content-doubtful',
  },
  {
    what: 'there is content without a row',
    damage: (specimen) => {
      const place = placeOf(specimen, 'ab'.repeat(20));
      mkdirSync(dirname(join(specimen.path, place)), { recursive: true });
      copyFileSync(specimen.stored(fileOf(specimen, 'photo')), join(specimen.path, place));
      return place;
    },
    code: 'payload-orphan',
  },
  {
    what: 'content lies where nobody looks for it as well',
    eras: isDb,
    damage: (specimen) => {
      const row = fileOf(specimen, 'photo');
      const place = `${row.fileID.startsWith('00') ? '01' : '00'}/${row.fileID}`;
      mkdirSync(dirname(join(specimen.path, place)), { recursive: true });
      copyFileSync(specimen.stored(row), join(specimen.path, place));
      return place;
    },
    code: 'payload-misplaced',
  },
  {
    what: 'there is a file of somebody else',
    damage: (specimen) => {
      writeFileSync(join(specimen.path, '.DS_Store'), 'Bud1');
      return '.DS_Store';
    },
    code: 'unknown-file',
  },
];

function placeOf({ era }: Specimen, fileID: string): string {
  return era.catalogue === 'db' ? `${fileID.slice(0, 2)}/${fileID}` : fileID;
}
