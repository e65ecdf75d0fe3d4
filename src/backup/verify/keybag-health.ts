/** Judges the keybag of Manifest.plist by its form; whether its keys open takes the password. */
import { isCodedError } from '../../base/index.ts';
import { parseKeybag, type Keybag, type KeybagClass } from '../../formats/index.ts';
import { valueOf, type PlistReadings } from '../read/plist-reading.ts';

export interface KeybagHealth {
  readonly bytes: number;
  /** Why it cannot be read; absent when it can. */
  readonly reason?: string;
  /** Classes of files whose key is there, but not in a form that a password could open. One that is not there at all is missed by its files. */
  readonly lostClasses: readonly number[];
  /** What a backup of today never has, but a reader can live with. */
  readonly oddities: readonly string[];
}

/** Complete, complete unless open, until first unlock, none: the classes of files. The others are for items of the keychain. */
const FILE_CLASSES: readonly number[] = [1, 2, 3, 4];
const BACKUP_TYPE = 1;
const WRAPPED_KEY_BYTES = 40;
const PASSWORD_BIT = 2;

/** Undefined without a Manifest.plist that can be read. */
export function keybagHealth(plists: PlistReadings): KeybagHealth | undefined {
  const manifest = valueOf(plists['Manifest.plist']);
  if (manifest === undefined) return undefined;
  const bag = manifest.backupKeyBag ?? new Uint8Array(0);
  if (bag.length === 0) return { bytes: 0, reason: 'missing', lostClasses: FILE_CLASSES, oddities: [] };
  try {
    const keybag = parseKeybag(bag);
    const lost = keybag.classes.filter((each) => FILE_CLASSES.includes(each.protectionClass) && !canBeOpened(each));
    return { bytes: bag.length, lostClasses: lost.map(({ protectionClass }) => protectionClass), oddities: odditiesOf(keybag) };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { bytes: bag.length, reason: error.message, lostClasses: FILE_CLASSES, oddities: [] };
  }
}

function canBeOpened({ wrap, wrappedKey }: KeybagClass): boolean {
  return (wrap & PASSWORD_BIT) !== 0 && wrappedKey?.length === WRAPPED_KEY_BYTES;
}

function odditiesOf({ type, classes }: Keybag): string[] {
  const odd: string[] = [];
  if (type !== BACKUP_TYPE) odd.push(`TYPE ${type}`);
  for (const { protectionClass, keyType, wrappedKey } of classes) {
    if (keyType !== 0) odd.push(`KTYP ${keyType} of class ${protectionClass}`);
    if (wrappedKey !== undefined && wrappedKey.length !== WRAPPED_KEY_BYTES) {
      odd.push(`WPKY of ${wrappedKey.length} bytes of class ${protectionClass}`);
    }
  }
  const ids = classes.map(({ protectionClass }) => protectionClass);
  if (new Set(ids).size < ids.length) odd.push('a duplicate class');
  return odd;
}
