/** Exports the keychain into a backup and reads it back: each item under its class key, device-bound ones under keys that only this phone has. */
import { ClassKeys, FormatError, parseKeybag } from '../../../formats/index.ts';
import type { PhoneFile } from '../../content/phone-content.ts';
import {
  decodePhoneKeychain,
  encodePhoneKeychain,
  KEYCHAIN_CLASSES,
  KEYCHAIN_DOMAIN,
  KEYCHAIN_PATH,
  openKeychain,
  sealKeychain,
} from '../../content/phone-keychain.ts';
import type { RunContext } from '../run-context.ts';

/** What goes by the passcode of the phone alone is in no backup (Apple's documentation for 12; 13 and 14 assumed). */
const LAST_EXPORTED_CLASS = 11;

interface KeychainSeal {
  /** As it stands in Manifest.plist. */
  readonly keybag: Uint8Array;
  readonly classKeys: ClassKeys;
}

export function isKeychain({ domain, relativePath }: Pick<PhoneFile, 'domain' | 'relativePath'>): boolean {
  return domain === KEYCHAIN_DOMAIN && relativePath === KEYCHAIN_PATH;
}

/** The file as a backup carries it; `seal` of an encrypted one. Under one keybag the same items give the same bytes. */
export function exportKeychain(context: RunContext, file: PhoneFile, seal: KeychainSeal | undefined): PhoneFile {
  const items = decodePhoneKeychain(wholeOf(file));
  if (items === undefined) return file;
  const bag = seal === undefined ? 'this phone' : Buffer.from(parseKeybag(seal.keybag).uuid).toString('hex');
  const random = context.random(`keychain under ${bag}`);
  const exported = items.filter(({ protectionClass }) => protectionClass <= LAST_EXPORTED_CLASS);
  const bytes = sealKeychain(exported, keysFor(context, seal?.classKeys), (count) => random.bytes(count));
  return withContent(file, bytes);
}

/**
 * The file of a backup as content of this phone: items of the bag's classes open with `classKeys` (of an encrypted backup), bound ones on the
 * phone that they came from; the others are lost. Bytes that are no keychain stay as they are.
 */
export function importKeychain(context: RunContext, bytes: Uint8Array, classKeys: ClassKeys | undefined): Uint8Array {
  try {
    return encodePhoneKeychain(openKeychain(bytes, keysFor(context, classKeys)), context.device.seed);
  } catch (error) {
    if (error instanceof FormatError) return bytes;
    throw error;
  }
}

/** The bag's keys, and for all classes that it has none for those of the phone itself. */
function keysFor(context: RunContext, classKeys: ClassKeys | undefined): ClassKeys {
  const random = context.random(`UID key of ${context.device.udid}`);
  const own = KEYCHAIN_CLASSES.map((number) => [number, random.bytes(32)] as const);
  const keys = [...own, ...(classKeys?.copy().keys ?? [])];
  return ClassKeys.from({ keys, deviceOnly: [] });
}

function wholeOf(file: PhoneFile): Uint8Array {
  const content = file.read();
  return content instanceof Uint8Array ? content : Buffer.concat([...content]);
}

function withContent(file: PhoneFile, bytes: Uint8Array): PhoneFile {
  const { domain, relativePath, kind, mode, userId, groupId, inode, lastModified, lastStatusChange, birth, protectionClass, flags } = file;
  const attributes = {
    domain,
    relativePath,
    kind,
    mode,
    userId,
    groupId,
    inode,
    lastModified,
    lastStatusChange,
    birth,
    protectionClass,
    flags,
  };
  const extended = file.extendedAttributes && { extendedAttributes: file.extendedAttributes };
  return { ...attributes, ...extended, size: bytes.length, read: () => bytes };
}
