/** Puts a keybag under another password: the same class keys, wrapped again, as a device does when the backup password is changed. */
import { randomBytes } from 'node:crypto';
import { FormatError } from '../errors.ts';
import { deriveKey, type DeriveKey } from './derive-key.ts';
import { unwrapKey, wrapKey } from './key-wrap.ts';
import { keybagRecord, readKeybagRecords, type KeybagRecord } from './keybag-records.ts';
import { parseKeybag } from './parse-keybag.ts';

export interface NewPassword {
  readonly oldPassword: string;
  readonly newPassword: string;
  /** Returns that many bytes. */
  readonly random?: (count: number) => Uint8Array;
  readonly derive?: DeriveKey;
  readonly signal?: AbortSignal;
}

/**
 * Rewraps a keybag for a new password: new salts, the same numbers of rounds, and every key that the old password opens wrapped under the new
 * one. Everything else stays the same, byte for byte and in its order. Data that was encrypted with the class keys stays valid.
 * @throws FormatError `keybag-malformed`, `password-wrong` if not every key that a password wraps opens; CancelledError
 */
export async function rewrapKeybag(bag: Uint8Array, options: NewPassword): Promise<Uint8Array> {
  const { oldPassword, newPassword, random = randomBytes, derive = deriveKey, signal } = options;
  const keybag = parseKeybag(bag);
  const salts = new Map([['SALT', random(keybag.salt.length)]]);
  if (keybag.doubleProtection) salts.set('DPSL', random(keybag.doubleProtection.salt.length));
  const oldKey = await derive(oldPassword, keybag, signal);
  const newKey = await derive(
    newPassword,
    {
      salt: salts.get('SALT') ?? keybag.salt,
      rounds: keybag.rounds,
      ...(keybag.doubleProtection && {
        doubleProtection: { ...keybag.doubleProtection, salt: salts.get('DPSL') ?? keybag.doubleProtection.salt },
      }),
    },
    signal,
  );
  try {
    const records = Array.from(readKeybagRecords(bag), (record) => {
      const value = record.tag === 'WPKY' ? rewrapped(record, oldKey, newKey) : (salts.get(record.tag) ?? record.value);
      return keybagRecord(record.tag, value);
    });
    return new Uint8Array(Buffer.concat(records));
  } finally {
    oldKey.fill(0);
    newKey.fill(0);
  }
}

/** Keys that the device has wrapped too are moved as well: what the password gives of them is what the device made. */
function rewrapped({ value }: KeybagRecord, oldKey: Uint8Array, newKey: Uint8Array): Uint8Array {
  const key = unwrapKey(oldKey, value);
  if (key === undefined) throw new FormatError('password-wrong', 'keybag: a class key does not open');
  const wrapped = wrapKey(newKey, key);
  key.fill(0);
  return wrapped;
}
