/** Reads what the property lists and headers of a backup say about its encryption; no password is needed. */
import { throwIfAborted } from '../../base/index.ts';
import type { ClassKeys, Keybag } from '../../formats/index.ts';
import type { EncryptionFacts, KeybagFacts } from './encryption-facts.ts';
import { findBackupFolder } from './find-folder.ts';
import { inspectFolder, type InspectedFolder } from './summary.ts';
import { readableKeybag } from './unlock-backup.ts';

/**
 * Reads the encryption facts of a backup without its list of files, so `filesByClass` is missing. `Backup.encryption` has it.
 * @throws BackupError of a folder that cannot be looked into: 'folder-missing', 'not-a-backup' …; CancelledError
 */
export async function readEncryption(path: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<EncryptionFacts> {
  throwIfAborted(signal);
  const found = await findBackupFolder(path, signal);
  return encryptionFactsOf(await inspectFolder(found.path));
}

/** With the keys of an unlocked backup, also which classes can be used. */
export function encryptionFactsOf(inspected: InspectedFolder, classKeys?: ClassKeys): EncryptionFacts {
  const keybag = readableKeybag(inspected);
  return {
    encrypted: inspected.summary.encrypted,
    catalogueEncrypted: inspected.summary.era === 'db-encrypted',
    ...(keybag === undefined ? {} : { keybag: keybagFacts(keybag, classKeys) }),
  };
}

function keybagFacts(keybag: Keybag, classKeys: ClassKeys | undefined): KeybagFacts {
  return {
    version: keybag.version,
    uuid: Buffer.from(keybag.uuid).toString('hex'),
    rounds: { ...(keybag.doubleProtection && { first: keybag.doubleProtection.rounds }), second: keybag.rounds },
    classes: keybag.classes.map(({ protectionClass, wrap }) => ({
      protectionClass,
      deviceOnly: (wrap & WRAPPED_BY_DEVICE) !== 0,
      ...(classKeys === undefined ? {} : { usable: classKeys.has(protectionClass) }),
    })),
  };
}

/** Of `KeybagClass.wrap`. */
const WRAPPED_BY_DEVICE = 1;
