/** Damage to the property lists, and what an unfinished run leaves. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dictAt } from '../../../src/formats/index.ts';
import { hasEncryptedCatalogue, isEncrypted, isPlain, type DamageKind } from './damage-kind.ts';
import type { Specimen } from './specimen.ts';
import type { Era } from './written-backups.ts';

const MANIFEST = 'Manifest.plist';

const remove = (name: string) => (specimen: Specimen) => {
  rmSync(join(specimen.path, name));
  return name;
};
const write = (name: string, content: string) => (specimen: Specimen) => {
  writeFileSync(join(specimen.path, name), content);
  return name;
};
const change =
  (name: string, changes: Parameters<Specimen['editPlist']>[1], named = name) =>
  (specimen: Specimen) => {
    specimen.editPlist(name, changes);
    return named;
  };

/** With Manifest.plist go the keys: an encrypted catalogue stays closed for ever, and so does the content of the others. */
const withoutKeys = ({ catalogueEncrypted }: Era) => (catalogueEncrypted ? 'unreadable' : 'damaged');

export const PLIST_DAMAGE: readonly DamageKind[] = [
  ...withAndWithoutKeys('Manifest.plist is missing', remove(MANIFEST), 'manifest-plist-missing'),
  ...withAndWithoutKeys('Manifest.plist is empty', write(MANIFEST, ''), 'manifest-plist-empty'),
  ...withAndWithoutKeys('Manifest.plist is broken', write(MANIFEST, 'bplist00 and no more'), 'plist-unreadable'),
  { what: 'Status.plist is missing', damage: remove('Status.plist'), code: 'status-plist-missing', verdict: 'unconfirmed' },
  { what: 'Status.plist is empty', damage: write('Status.plist', ''), code: 'plist-unreadable' },
  { what: 'Status.plist is broken', damage: write('Status.plist', '<plist><dict>'), code: 'plist-unreadable' },
  { what: 'Info.plist is missing', damage: remove('Info.plist'), code: 'info-plist-missing' },
  { what: 'Info.plist is empty', damage: write('Info.plist', ''), code: 'plist-unreadable' },
  {
    what: 'Info.plist is broken',
    damage: write('Info.plist', '<?xml version="1.0"?><plist version="1.0"><dict><key>'),
    code: 'plist-unreadable',
  },
  {
    what: 'Info.plist is of another system',
    damage: change('Info.plist', { 'Product Version': '12.0' }, MANIFEST),
    code: 'plists-disagree',
  },
  {
    what: 'Info.plist is of another device',
    damage: change('Info.plist', { 'Serial Number': 'OTHER0000001' }, MANIFEST),
    code: 'plists-disagree',
  },
  {
    what: 'Manifest.plist is of another phone',
    damage: (specimen) => {
      const lockdown = dictAt(specimen.plist(MANIFEST), 'Lockdown') ?? new Map();
      const other = new Map(lockdown).set('UniqueDeviceID', '0'.repeat(40));
      return change(MANIFEST, { Lockdown: other })(specimen);
    },
    code: 'plists-disagree',
  },
  {
    what: 'Status.plist is of another year',
    damage: change('Status.plist', { Date: new Date('2020-01-01T00:00:00Z') }, MANIFEST),
    code: 'plists-disagree',
  },
  {
    what: 'Manifest.plist denies the encryption that the catalogue shows',
    eras: hasEncryptedCatalogue,
    damage: change(MANIFEST, { IsEncrypted: false }),
    code: 'encryption-contradiction',
  },
  {
    what: 'Manifest.plist denies the encryption of the files',
    eras: (era) => era.encrypted && !era.catalogueEncrypted,
    damage: change(MANIFEST, { IsEncrypted: false }),
    code: 'encryption-contradiction',
  },
  {
    what: 'Manifest.plist claims an encryption that there is not',
    eras: isPlain,
    damage: change(MANIFEST, { IsEncrypted: true }),
    code: 'encryption-contradiction',
  },
  {
    what: 'Manifest.db lies in the clear beside its key',
    eras: hasEncryptedCatalogue,
    damage: (specimen) => {
      const path = join(specimen.path, 'Manifest.db');
      specimen.changeCatalogue((bytes) => {
        writeFileSync(join(specimen.path, '../plain.db'), bytes);
        return bytes;
      });
      renameSync(join(specimen.path, '../plain.db'), path);
      return MANIFEST;
    },
    code: 'encryption-contradiction',
  },
  {
    what: 'another program has decrypted everything but Manifest.plist',
    eras: isEncrypted,
    damage: (specimen) => {
      for (const row of specimen.facts.files) if (row.fileKey !== null) writeFileSync(specimen.stored(row), specimen.plain(row));
      return MANIFEST;
    },
    code: 'encryption-contradiction',
  },
  { what: 'a version is one that no device writes', damage: change(MANIFEST, { Version: '11.0' }), code: 'value-unexpected' },
  { what: 'a finished backup calls itself empty', damage: change('Status.plist', { BackupState: 'empty' }), code: 'value-unexpected' },
  ...(['uploading', 'moving', 'removing'] as const).map((state): DamageKind => ({
    what: `the run ended while ${state}`,
    damage: change('Status.plist', { SnapshotState: state }),
    code: 'snapshot-unfinished',
    verdict: 'incomplete',
  })),
  {
    what: 'Snapshot was left behind',
    damage: (specimen) => {
      mkdirSync(join(specimen.path, 'Snapshot'));
      writeFileSync(join(specimen.path, 'Snapshot/.DS_Store'), 'Bud1');
      return 'Snapshot';
    },
    code: 'snapshot-left',
  },
];

function withAndWithoutKeys(what: string, damage: DamageKind['damage'], code: NonNullable<DamageKind['code']>): DamageKind[] {
  return [
    { what, eras: isPlain, damage, code },
    { what, eras: isEncrypted, damage, code, unlock: 'plist-unreadable', verdict: withoutKeys },
  ];
}
