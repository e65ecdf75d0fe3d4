/** Key bags and catalogue keys from every Manifest.plist that is left of a backup, whole or not. */
import { BACKUP_PLIST_LIMITS, boolAt, dataAt, type ClassKeys } from '../../formats/index.ts';
import { isCodedError } from '../../base/index.ts';
import { dictionaryOf } from '../read/plist-reading.ts';
import { smallFileIfAny } from '../small-file.ts';
import { carveKeybag, carveManifestKeys } from './carve-keybag.ts';
import { copiesOf, type SalvagePlace } from './salvage-places.ts';

export interface KeyMaterial {
  readonly from: SalvagePlace['kind'];
  /** Taken from the bytes of what is no property list any more. */
  readonly isCarved: boolean;
  readonly keybag?: Uint8Array;
  /** At most one where Manifest.plist could be read. */
  readonly manifestKeys: readonly Uint8Array[];
  readonly isEncrypted?: boolean;
}

/** In the order of trust. */
export function keyMaterialOf(places: readonly SalvagePlace[]): KeyMaterial[] {
  const read = places.flatMap(({ kind, plists }): KeyMaterial[] => {
    const plist = dictionaryOf(plists['Manifest.plist']);
    if (plist === undefined) return [];
    const keybag = dataAt(plist, 'BackupKeyBag');
    const manifestKey = dataAt(plist, 'ManifestKey');
    const isEncrypted = boolAt(plist, 'IsEncrypted');
    return [
      {
        from: kind,
        isCarved: false,
        manifestKeys: manifestKey === undefined ? [] : [manifestKey],
        ...(keybag === undefined ? {} : { keybag }),
        ...(isEncrypted === undefined ? {} : { isEncrypted }),
      },
    ];
  });
  return [...read, ...carvedMaterial(places)];
}

function carvedMaterial(places: readonly SalvagePlace[]): KeyMaterial[] {
  const unreadable = places.filter(({ plists }) => dictionaryOf(plists['Manifest.plist']) === undefined);
  return copiesOf(unreadable, 'Manifest.plist').flatMap(({ path, kind }) => {
    const bytes = smallFileIfAny(path, BACKUP_PLIST_LIMITS['Manifest.plist'].maxBytes);
    if (bytes === undefined) return [];
    const keybag = carveKeybag(bytes);
    const manifestKeys = carveManifestKeys(bytes);
    if (keybag === undefined && manifestKeys.length === 0) return [];
    return [{ from: kind, isCarved: true, manifestKeys, ...(keybag === undefined ? {} : { keybag }) }];
  });
}

/** Whether the property lists say that files are encrypted; a catalogue key says so, too. */
export function saysEncrypted(material: readonly KeyMaterial[]): boolean | undefined {
  for (const { isEncrypted, manifestKeys } of material) {
    if (isEncrypted !== undefined) return isEncrypted;
    if (manifestKeys.length > 0) return true;
  }
  return undefined;
}

/** The wrapped keys that these class keys open: their check makes that a proof. Most trusted first. */
export function fittingManifestKeys(material: readonly KeyMaterial[], classKeys: ClassKeys): Uint8Array[] {
  return material.flatMap(({ manifestKeys }) => manifestKeys).filter((wrapped) => opens(classKeys, wrapped));
}

export function opens(classKeys: ClassKeys, wrapped: Uint8Array): boolean {
  try {
    classKeys.unwrap(wrapped).fill(0);
    return true;
  } catch (error) {
    if (!isCodedError(error, 'key-unwrap-failed')) throw error;
    return false;
  }
}
