/** One keychain item in a backup (`v_Data`): its visible facts, decryption and encryption. */
import { randomBytes } from 'node:crypto';
import { encryptPayload } from '../encryption/cipher-payload.ts';
import { decryptPayload } from '../encryption/decipher-payload.ts';
import type { ClassKeys } from '../keybag/class-keys.ts';
import { KEY_BYTES, WRAPPED_KEY_BYTES, wrapKey } from '../keybag/key-wrap.ts';
import { plainProtectionClass } from '../keybag/protection-class.ts';
import { TAG_BYTES, openGcm, sealGcm } from './gcm-empty-iv.ts';
import { decodeAttributes, encodeAttributes, encodePlistAttributes, type KeychainValue } from './item-attributes.ts';
import { malformedItem } from './malformed-item.ts';

/** 3 since about iOS 9, 2 before, 0 in iOS 4. */
export type KeychainItemVersion = 0 | 2 | 3;

interface KeychainItemHeader {
  readonly version: KeychainItemVersion;
  readonly protectionClass: number;
  /** 40 bytes. */
  readonly wrappedKey: Uint8Array;
  readonly ciphertext: Uint8Array;
  /** 16 bytes; version 0 has none. */
  readonly tag?: Uint8Array;
}

const LONG_HEAD_BYTES = 12;
const SHORT_HEAD_BYTES = 8;
/** Real items have some hundred bytes, those with certificates a few thousand. Opening one costs a tenth of a second for each megabyte. */
const MAX_BYTES = 1024 * 1024;

/**
 * | bytes | versions 2 and 3 (little-endian; Apple's open source, checked with an independent reader) | version 0 |
 * |---|---|---|
 * | 4, 4 | version, class (flag bits above) | same |
 * | 4    | 40, the length of the wrapped key | – |
 * | 40   | key of the item, wrapped with the class key (RFC 3394) | same |
 * | …    | AES-256-GCM with an empty IV: DER SET (3), binary plist (2) | AES-256-CBC, IV 0, padding: binary plist |
 * | 16   | tag | – |
 *
 * Byte values are views into `data`. @throws FormatError `keychain-malformed`
 */
export function keychainItemHeader(data: Uint8Array): KeychainItemHeader {
  if (data.length < SHORT_HEAD_BYTES) throw malformedItem('an item that is cut off');
  if (data.length > MAX_BYTES) throw malformedItem('an item larger than any real one', { data: { bytes: data.length } });
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const version = view.getUint32(0, true);
  const protectionClass = plainProtectionClass(view.getUint32(4, true));
  if (version === 0) {
    if (data.length < SHORT_HEAD_BYTES + WRAPPED_KEY_BYTES) throw malformedItem('an item that is cut off');
    const [wrappedKey, ciphertext] = splitAt(data.subarray(SHORT_HEAD_BYTES), WRAPPED_KEY_BYTES);
    return { version, protectionClass, wrappedKey, ciphertext };
  }
  if (version !== 2 && version !== 3) throw malformedItem('an item of unknown version', { data: { version } });
  if (data.length < LONG_HEAD_BYTES + WRAPPED_KEY_BYTES + TAG_BYTES) throw malformedItem('an item that is cut off');
  if (view.getUint32(8, true) !== WRAPPED_KEY_BYTES) throw malformedItem('a wrapped key that does not have 40 bytes');
  const [wrappedKey, rest] = splitAt(data.subarray(LONG_HEAD_BYTES), WRAPPED_KEY_BYTES);
  const [ciphertext, tag] = splitAt(rest, rest.length - TAG_BYTES);
  return { version, protectionClass, wrappedKey, ciphertext, tag };
}

/**
 * Opens an item of the keychain. Returns the attributes by Apple's names: acct, svce, agrp, labl, srvr, cdat, mdat, v_Data (the secret) and so
 * on. They are secret: never log them.
 * @throws FormatError `key-unwrap-failed` (`data.reason` is `device-only` for what stays on the device), `keychain-malformed` when the
 * content is damaged
 */
export function openKeychainItem(data: Uint8Array, classKeys: ClassKeys): Map<string, KeychainValue> {
  const header = keychainItemHeader(data);
  const key = classKeys.unwrapWith(header.protectionClass, header.wrappedKey);
  try {
    return decodeAttributes(decrypted(header, key));
  } finally {
    key.fill(0);
  }
}

function decrypted({ ciphertext, tag }: KeychainItemHeader, key: Uint8Array): Uint8Array {
  if (tag === undefined) {
    const { plain, verdict } = decryptPayload(key, ciphertext, undefined);
    if (verdict.kind !== 'ok') throw malformedItem('an item with invalid padding');
    return plain;
  }
  const plain = openGcm(key, ciphertext, tag);
  if (plain === undefined) throw malformedItem('an item whose tag does not match');
  return plain;
}

interface NewKeychainItem {
  readonly protectionClass: number;
  readonly attributes: ReadonlyMap<string, KeychainValue>;
  /** 3 when absent. */
  readonly version?: KeychainItemVersion;
  /** Returns that many bytes. */
  readonly random?: (count: number) => Uint8Array;
}

/**
 * Makes an item. Without a class key for it (the class is bound to the device, or `classKeys` is absent because the backup is not
 * encrypted) its key is wrapped under random bytes in place of the device's key, so nobody can open it.
 */
export function encodeKeychainItem(item: NewKeychainItem, classKeys: ClassKeys | undefined): Uint8Array {
  const { protectionClass, attributes, version = 3, random = randomBytes } = item;
  const key = random(KEY_BYTES);
  const wrappedKey = classKeys?.has(protectionClass) ? classKeys.wrapWith(protectionClass, key) : wrapKey(random(KEY_BYTES), key);
  const plain = version === 3 ? encodeAttributes(attributes) : encodePlistAttributes(attributes);
  const head = Buffer.alloc(version === 0 ? SHORT_HEAD_BYTES : LONG_HEAD_BYTES);
  head.writeUInt32LE(version);
  head.writeUInt32LE(protectionClass, 4);
  if (version !== 0) head.writeUInt32LE(WRAPPED_KEY_BYTES, 8);
  const content = version === 0 ? encryptPayload(key, plain) : sealGcm(key, plain);
  key.fill(0);
  return Buffer.concat([head, wrappedKey, content]);
}

function splitAt(bytes: Uint8Array, at: number): [Uint8Array, Uint8Array] {
  return [bytes.subarray(0, at), bytes.subarray(at)];
}
