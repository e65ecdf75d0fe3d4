/** The files of a run: the phone's content at the start, with the exported keychain, and without what only encrypted backups include. */
import type { PhoneFile } from '../content/phone-content.ts';
import { isOnlyInEncrypted } from './encrypted-only.ts';
import { exportKeychain, isKeychain } from './encryption/keychain-export.ts';
import type { RunEncryption } from './encryption/run-encryption.ts';
import type { RunContext } from './run-context.ts';

/** May be walked many times, always with the same files; later changes of the phone belong to the next run. */
export function filesToBackUp(context: RunContext, encryption: RunEncryption | undefined): Iterable<PhoneFile> {
  const { device, behaviour } = context;
  const snapshot = device.content.snapshot();
  let keychain: PhoneFile | undefined;
  return {
    *[Symbol.iterator]() {
      for (const file of snapshot.files()) {
        if (encryption === undefined && isOnlyInEncrypted(file, behaviour)) continue;
        yield isKeychain(file) ? (keychain ??= exportKeychain(context, file, encryption)) : file;
      }
    },
  };
}
