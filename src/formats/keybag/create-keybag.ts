/** Makes a new keybag for a password, as a device does when its backup is encrypted. */
import { randomBytes } from 'node:crypto';
import { ClassKeys } from './class-keys.ts';
import { deriveKey, type DeriveKey } from './derive-key.ts';
import { KEY_BYTES, wrapKey } from './key-wrap.ts';
import { isPortableClass, layOutKeybag } from './keybag-layout.ts';

const SALT_BYTES = 20;
/** What devices ask for. */
const USUAL_ROUNDS = 10_000;
const USUAL_DOUBLE_PROTECTION_ROUNDS = 10_000_000;

interface NewKeybag {
  readonly password: string;
  readonly rounds?: number;
  /** `false`: a single stage, as up to iOS 10.1. */
  readonly doubleProtectionRounds?: number | false;
  /** 14 since iOS 26. */
  readonly classCount?: 11 | 14;
  /** 3 up to iOS 10.1, 4 since iOS 12, 5 seen since. */
  readonly version?: number;
  /** Returns that many bytes; keys come from it too. */
  readonly random?: (count: number) => Uint8Array;
  readonly derive?: DeriveKey;
  readonly signal?: AbortSignal;
}

/** Makes a keybag, and the keys that it opens to. Classes go from the highest to 1, as in real keybags. @throws CancelledError */
export async function createKeybag(options: NewKeybag): Promise<{ bytes: Uint8Array; classKeys: ClassKeys }> {
  const { password, rounds = USUAL_ROUNDS, doubleProtectionRounds = USUAL_DOUBLE_PROTECTION_ROUNDS, classCount = 11 } = options;
  const { version = 5, random = randomBytes, derive = deriveKey } = options;
  const stages = {
    salt: random(SALT_BYTES),
    rounds,
    ...(doubleProtectionRounds !== false && { doubleProtection: { salt: random(SALT_BYTES), rounds: doubleProtectionRounds } }),
  };
  const wrappingKey = await derive(password, stages, options.signal);
  // For a class that is bound to the device, random bytes stand for what the device made of its key.
  const classes = Array.from({ length: classCount }, (_, index) => {
    const key = random(KEY_BYTES);
    return { protectionClass: classCount - index, uuid: random(16), key, wrappedKey: wrapKey(wrappingKey, key) };
  });
  const portable = classes.filter(({ protectionClass }) => isPortableClass(protectionClass));
  const bound = classes.filter(({ protectionClass }) => !isPortableClass(protectionClass));
  const classKeys = ClassKeys.from({
    keys: portable.map(({ protectionClass, key }) => [protectionClass, key]),
    deviceOnly: bound.map(({ protectionClass }) => protectionClass),
  });
  wrappingKey.fill(0);
  for (const { key } of classes) key.fill(0);
  return { bytes: layOutKeybag({ version, uuid: random(16), hmacKey: random(40), ...stages, classes }), classKeys };
}
