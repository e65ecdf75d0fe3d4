/** Lays out a keybag as devices do: the header, then one group of records for each class. */
import { keybagNumber, keybagRecord } from './keybag-records.ts';
import type { Derivation } from './parse-keybag.ts';

/** Values of `WRAP` in a class: opened by the password alone, or by password and device. */
const WRAP_PORTABLE = 2;
const WRAP_BOUND = 3;

/** Classes whose keys leave the device in a form that the password opens; all others are bound to the device too. */
const portableClasses: ReadonlySet<number> = new Set([1, 2, 3, 4, 6, 7, 8]);

interface KeybagLayout extends Derivation {
  readonly version: number;
  /** 16 bytes. */
  readonly uuid: Uint8Array;
  /** 40 bytes: the wrapped key of a checksum that only the device can check. */
  readonly hmacKey: Uint8Array;
  readonly doubleProtection?: Derivation;
  readonly classes: readonly { readonly protectionClass: number; readonly uuid: Uint8Array; readonly wrappedKey: Uint8Array }[];
}

export function isPortableClass(protectionClass: number): boolean {
  return portableClasses.has(protectionClass);
}

/**
 * | records | value |
 * |---|---|
 * | VERS, TYPE | 3 (iOS 10.1 and before), 4 or 5; 1 for backup |
 * | UUID, HMCK | 16 and 40 bytes |
 * | WRAP, SALT, ITER | 0, 20 bytes, 10,000 |
 * | DPWT, DPIC, DPSL | 1, 10,000,000, 20 bytes: since iOS 10.2 |
 * | per class: UUID, CLAS, WRAP, KTYP, WPKY | 16 bytes, class, 2 (3: device key too), 0 (AES), 40 bytes |
 *
 * In all 200 bytes, or 148 without double protection, and 108 for each class (published bags; the bags of real backups have 1,388 and 1,712).
 */
export function layOutKeybag(layout: KeybagLayout): Uint8Array {
  const { doubleProtection } = layout;
  const header = [
    keybagNumber('VERS', layout.version),
    keybagNumber('TYPE', 1),
    keybagRecord('UUID', layout.uuid),
    keybagRecord('HMCK', layout.hmacKey),
    keybagNumber('WRAP', 0),
    keybagRecord('SALT', layout.salt),
    keybagNumber('ITER', layout.rounds),
  ];
  if (doubleProtection) {
    header.push(keybagNumber('DPWT', 1), keybagNumber('DPIC', doubleProtection.rounds), keybagRecord('DPSL', doubleProtection.salt));
  }
  const groups = layout.classes.flatMap(({ uuid, protectionClass, wrappedKey }) => [
    keybagRecord('UUID', uuid),
    keybagNumber('CLAS', protectionClass),
    keybagNumber('WRAP', isPortableClass(protectionClass) ? WRAP_PORTABLE : WRAP_BOUND),
    keybagNumber('KTYP', 0),
    keybagRecord('WPKY', wrappedKey),
  ]);
  return new Uint8Array(Buffer.concat([...header, ...groups]));
}
