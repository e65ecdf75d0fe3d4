/** The keybag and the key of the catalogue, from the bytes of a Manifest.plist that is no property list any more. */
import { isCodedError } from '../../base/index.ts';
import { parseKeybag } from '../../formats/index.ts';

const VERSION = Buffer.from('VERS\0\0\0\x04', 'latin1');
const LONGEST_VALUE = 256;
const RECORD_HEAD = 8;

/** The keybag, if its records are still in one piece; the last class may be cut off. Whether it is sound, only the password can prove. */
export function carveKeybag(plist: Uint8Array): Uint8Array | undefined {
  for (const bytes of [Buffer.from(plist), ...dataOfXml(plist, 'BackupKeyBag')]) {
    for (let at = bytes.indexOf(VERSION); at !== -1; at = bytes.indexOf(VERSION, at + 1)) {
      const bag = soundPart(bytes.subarray(at));
      if (bag !== undefined) return Uint8Array.from(bag);
    }
  }
  return undefined;
}

/** Records up to the first that is none; without the last class, if that is not whole. */
function soundPart(bytes: Buffer): Buffer | undefined {
  let end = 0;
  let lastClass = 0;
  while (end + RECORD_HEAD <= bytes.length && /^[A-Z]{4}$/.test(bytes.toString('latin1', end, end + 4))) {
    const length = bytes.readUInt32BE(end + 4);
    if (length > LONGEST_VALUE || end + RECORD_HEAD + length > bytes.length) break;
    if (bytes.toString('latin1', end, end + 4) === 'UUID') lastClass = end;
    end += RECORD_HEAD + length;
  }
  return [end, lastClass].map((length) => bytes.subarray(0, length)).find(isKeybag);
}

function isKeybag(bytes: Buffer): boolean {
  try {
    const { type, classes } = parseKeybag(bytes);
    return type === 1 && classes.length > 0 && classes.every(({ wrappedKey, keyType }) => keyType !== 0 || wrappedKey?.length === 40);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return false;
  }
}

/** In a binary property list: data (4) whose length follows (f), as one byte (10): 44 (2c). */
const MANIFEST_KEY_MARK = Buffer.of(0x4f, 0x10, 44);
const HIGHEST_CLASS = 31;

/** All that can be a ManifestKey; unwrapping tells which is one, for a wrapped key proves itself. */
export function carveManifestKeys(plist: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(plist);
  const found = dataOfXml(plist, 'ManifestKey').filter(({ length }) => length === 44);
  for (let at = bytes.indexOf(MANIFEST_KEY_MARK); at !== -1; at = bytes.indexOf(MANIFEST_KEY_MARK, at + 1)) {
    found.push(bytes.subarray(at + 3, at + 3 + 44));
  }
  return found.filter((key) => key.length === 44 && isClass(key.readUInt32LE(0))).map((key) => Uint8Array.from(key));
}

function isClass(number: number): boolean {
  return number >= 1 && number <= HIGHEST_CLASS;
}

/** Data of an XML property list that may be cut off anywhere. */
function dataOfXml(plist: Uint8Array, key: string): Buffer[] {
  const text = Buffer.from(plist).toString('latin1');
  const match = new RegExp(`<key>${key}</key>\\s*<data>([A-Za-z0-9+/=\\s]*)`).exec(text);
  return match?.[1] === undefined ? [] : [Buffer.from(match[1], 'base64')];
}
