/** The keybag of a backup: opened with the phone's current password, or made for it. */
import { createKeybag, FormatError, parseKeybag, unlockKeybag, type ClassKeys } from '../../../formats/index.ts';
import type { RunContext } from '../run-context.ts';

export interface OpenKeybag {
  /** As it stands in Manifest.plist. */
  readonly bytes: Uint8Array;
  readonly classKeys: ClassKeys;
}

/** Undefined when there is no password, no bag, or one that the password does not open: nothing can be built upon that. */
export async function openKeybag({ device, drive }: RunContext, bytes: Uint8Array | undefined): Promise<OpenKeybag | undefined> {
  const { current, derive } = device.backupPassword;
  if (current === undefined || bytes === undefined) return undefined;
  try {
    return { bytes, classKeys: await unlockKeybag(parseKeybag(bytes), current, { derive, signal: drive.link.signal }) };
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** With the records, classes and rounds of this iOS version. */
export async function makeKeybag(context: RunContext, password: string): Promise<OpenKeybag> {
  const { device, drive, behaviour } = context;
  const { rounds, derive } = device.backupPassword;
  const source = context.random(`keybag ${device.agentMemory.nextNumber()} at ${device.now().toISOString()}`);
  return await createKeybag({
    password,
    rounds: rounds.rounds,
    doubleProtectionRounds: behaviour.doubleDerivation && rounds.doubleProtectionRounds,
    classCount: behaviour.keybagClasses,
    version: behaviour.keybagVersion,
    random: (count) => source.bytes(count),
    derive,
    signal: drive.link.signal,
  });
}

/** Two bags with the same class keys: a change of the password keeps the bag's UUID. */
export function isSameKeybag(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(parseKeybag(one).uuid, parseKeybag(other).uuid) === 0;
}
