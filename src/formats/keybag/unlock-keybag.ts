/** Opens a keybag with the backup password. */
import { throwIfAborted, type OnProgress } from '../../base/index.ts';
import { FormatError } from '../errors.ts';
import { ClassKeys } from './class-keys.ts';
import { deriveKey, derivationRounds, type DeriveKey } from './derive-key.ts';
import { DerivationProgress } from './derivation-progress.ts';
import { unwrapKey } from './key-wrap.ts';
import { malformedKeybag } from './keybag-records.ts';
import { WRAP_DEVICE, WRAP_PASSWORD, type Keybag, type KeybagClass } from './parse-keybag.ts';

/** Ten times what devices ask for (10,010,000 since iOS 10.2); a hostile bag can ask for hours. */
const COSTLY_ROUNDS = 100_000_000;

interface UnlockOptions {
  readonly signal?: AbortSignal;
  /** In percent. PBKDF2 cannot say how far it is: the time is estimated from a short calibration, so the end may come early or late. */
  readonly onProgress?: OnProgress<'deriving-key'>;
  /** A person has agreed to more than `COSTLY_ROUNDS`. */
  readonly acceptCost?: boolean;
  /** Go on with the classes that opened where others are damaged. */
  readonly acceptDamage?: boolean;
  readonly derive?: DeriveKey;
}

/**
 * Unlocks a keybag. The password is right if every key that it wraps passes the check of RFC 3394 (8 bytes each, so not by chance). Keys that
 * the device has also wrapped pass it too, but are not used. A password that fails is tried once more in its other Unicode form, if it has one.
 * @throws FormatError `keybag-costly` {rounds}, `password-wrong`, `keybag-damaged` {classes: those that did not open}, `keybag-malformed`
 * when the bag has no key that a password could open; CancelledError at once, while the thread finishes on its own
 */
export async function unlockKeybag(keybag: Keybag, password: string, options: UnlockOptions = {}): Promise<ClassKeys> {
  const rounds = derivationRounds(keybag);
  if (rounds > COSTLY_ROUNDS && options.acceptCost !== true) {
    throw new FormatError('keybag-costly', `keybag: ${rounds} rounds of derivation`, { data: { rounds } });
  }
  const spellings = spellingsOf(password);
  const progress = new DerivationProgress(rounds * spellings.length, options);
  try {
    await progress.start();
    for (const spelling of spellings) {
      const classKeys = await tryPassword(keybag, spelling, options);
      if (classKeys === undefined) continue;
      progress.finish();
      return classKeys;
    }
    throw new FormatError('password-wrong', 'keybag: none of the class keys opens');
  } finally {
    progress.stop();
  }
}

/** Undefined when the password is wrong. */
async function tryPassword(
  keybag: Keybag,
  password: string,
  { signal, acceptDamage = false, derive = deriveKey }: UnlockOptions,
): Promise<ClassKeys | undefined> {
  const wrappingKey = await derive(password, keybag, signal);
  try {
    throwIfAborted(signal);
    return openClasses(keybag, wrappingKey, acceptDamage);
  } finally {
    wrappingKey.fill(0);
  }
}

/** As typed first: a device takes the bytes that it got. Keyboards of other systems may compose an accent differently. */
function spellingsOf(password: string): readonly string[] {
  return [...new Set([password, password.normalize('NFC'), password.normalize('NFD')])];
}

/** Undefined when no key opens. */
function openClasses(keybag: Keybag, wrappingKey: Uint8Array, acceptDamage: boolean): ClassKeys | undefined {
  const wrapped = keybag.classes.filter(isWrappedByPassword);
  if (wrapped.length === 0) throw malformedKeybag('it has no key that a password opens');
  const keys = wrapped.map((entry) => ({ entry, key: unwrapKey(wrappingKey, entry.wrappedKey) }));
  try {
    const damaged = keys.filter(({ key }) => key === undefined).map(({ entry }) => entry.protectionClass);
    if (damaged.length === wrapped.length) return undefined;
    if (damaged.length > 0 && !acceptDamage) {
      throw new FormatError('keybag-damaged', `keybag: the keys of classes ${damaged.join(', ')} do not open`, {
        data: { classes: damaged },
      });
    }
    return ClassKeys.from({
      keys: keys.flatMap(({ entry, key }) => (key && (entry.wrap & WRAP_DEVICE) === 0 ? [[entry.protectionClass, key]] : [])),
      deviceOnly: keybag.classes.filter(({ wrap }) => (wrap & WRAP_DEVICE) !== 0).map(({ protectionClass }) => protectionClass),
    });
  } finally {
    for (const { key } of keys) key?.fill(0);
  }
}

type WrappedClass = KeybagClass & { readonly wrappedKey: Uint8Array };

function isWrappedByPassword(entry: KeybagClass): entry is WrappedClass {
  return (entry.wrap & WRAP_PASSWORD) !== 0 && entry.wrappedKey !== undefined;
}
