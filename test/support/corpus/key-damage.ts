/** Damage to the keys of an encrypted backup: keybag and key of the catalogue. */
import { fileOf } from './awkward-files.ts';
import { flipped, hasEncryptedCatalogue, isEncrypted, type DamageKind } from './damage-kind.ts';
import type { Specimen } from './specimen.ts';

const MANIFEST = 'Manifest.plist';
const CLASS_ENTRY_BYTES = 108;

const keybag =
  (change: (bytes: Buffer) => Uint8Array) =>
  (specimen: Specimen): string => {
    specimen.changeData(MANIFEST, 'BackupKeyBag', change);
    return MANIFEST;
  };

const manifestKey =
  (change: (bytes: Buffer) => Uint8Array) =>
  (specimen: Specimen): string => {
    specimen.changeData(MANIFEST, 'ManifestKey', change);
    return specimen.catalogueName;
  };

export const KEY_DAMAGE: readonly DamageKind[] = [
  {
    what: 'the keybag is cut off',
    eras: isEncrypted,
    damage: keybag((bytes) => bytes.subarray(0, -20)),
    unlock: 'keybag-malformed',
    code: 'keybag-unreadable',
  },
  {
    what: 'a length in the keybag is absurd',
    eras: isEncrypted,
    damage: keybag((bytes) => Buffer.from(bytes).fill(0xff, 4, 8)),
    unlock: 'keybag-malformed',
    code: 'keybag-unreadable',
  },
  {
    what: 'the keybag is empty',
    eras: isEncrypted,
    damage: keybag(() => Buffer.alloc(0)),
    unlock: 'keybag-malformed',
    code: 'keybag-unreadable',
  },
  {
    what: 'the keybag is missing',
    eras: isEncrypted,
    damage: (specimen) => {
      specimen.editPlist(MANIFEST, { BackupKeyBag: undefined });
      return MANIFEST;
    },
    unlock: 'keybag-missing',
    code: 'keybag-unreadable',
  },
  {
    what: 'the key of a class is damaged, which only who knows the password can tell',
    eras: isEncrypted,
    // Classes go down to 1: the end of that of class 4 is three entries before the end.
    damage: keybag((bytes) => flipped(bytes, -3 * CLASS_ENTRY_BYTES - 1)),
    unlock: 'keybag-damaged',
    code: undefined,
    verdict: 'unconfirmed',
  },
  {
    what: 'the key of a class that only one file has is missing',
    eras: isEncrypted,
    // Class 1 is the last entry.
    damage: (specimen) => {
      keybag((bytes) => bytes.subarray(0, -CLASS_ENTRY_BYTES))(specimen);
      return fileOf(specimen, 'keychain');
    },
    code: 'key-unwrap-failed',
    counts: { damaged: 1 },
  },
  {
    what: 'the key of the catalogue is damaged',
    eras: hasEncryptedCatalogue,
    damage: manifestKey((bytes) => flipped(bytes, 20)),
    code: 'catalogue-unreadable',
    verdict: 'unreadable',
  },
  {
    what: 'the key of the catalogue is cut off',
    eras: hasEncryptedCatalogue,
    damage: manifestKey((bytes) => bytes.subarray(0, 30)),
    code: 'catalogue-unreadable',
    verdict: 'unreadable',
  },
  {
    what: 'the key of the catalogue is missing',
    eras: hasEncryptedCatalogue,
    damage: (specimen) => {
      specimen.editPlist(MANIFEST, { ManifestKey: undefined });
      return specimen.catalogueName;
    },
    code: 'catalogue-unreadable',
    verdict: 'unreadable',
  },
  {
    what: 'the key of the catalogue is one that opens, but not this catalogue',
    eras: hasEncryptedCatalogue,
    damage: (specimen) => {
      const key = specimen.wrappedFor(fileOf(specimen, 'photo'), 3);
      return manifestKey(() => key)(specimen);
    },
    code: 'catalogue-unreadable',
    verdict: 'unreadable',
  },
];
