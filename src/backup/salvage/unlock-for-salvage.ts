/** Turns a password into keys where Manifest.plist may be lost or damaged: any keybag that is left will do. */
import { isCodedError, throwIfAborted, type OnProgress } from '../../base/index.ts';
import { parseKeybag, unlockKeybag, type ClassKeys } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import type { BackupKeys } from '../read/backup-keys.ts';
import { findBackupFolder } from '../read/find-folder.ts';
import { heldKeys } from '../read/unlock-backup.ts';
import { keyMaterialOf, saysEncrypted } from './key-material.ts';
import { placesOf } from './salvage-places.ts';

/** The keys of a damaged backup, with the keybag that they came from. */
export interface SalvageKeys extends BackupKeys {
  /** The keybag that the password has opened; no secret. */
  readonly keybag: Uint8Array;
}

/** How to unlock a damaged backup. */
export interface SalvageUnlockOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress<'deriving-key'> | undefined;
  /** As in `unlockBackup`. */
  readonly acceptCost?: boolean | undefined;
}

/**
 * Like `unlockBackup`, but the keybag can also come from the journal, the Snapshot, the safety copy, or the bytes of an unreadable
 * Manifest.plist. From a damaged keybag, the classes that open are used. The older password opens an older keybag.
 * @throws FormatError 'password-wrong' when none of them opens, 'keybag-malformed', 'keybag-costly' {rounds}; BackupError 'not-encrypted',
 * 'keybag-missing' if none is left (then no password helps); those of finding the folder; CancelledError
 */
export async function unlockForSalvage(path: string, password: string, options: SalvageUnlockOptions = {}): Promise<SalvageKeys> {
  const { signal, onProgress, acceptCost = false } = options;
  throwIfAborted(signal);
  const found = await findBackupFolder(path);
  const material = keyMaterialOf(placesOf(found.path));
  if (saysEncrypted(material) === false) throw new BackupError('not-encrypted', 'not encrypted', { data: { path: found.path } });
  const bags = new Map(
    material.flatMap(({ keybag }) => (keybag === undefined ? [] : [[Buffer.from(keybag).toString('hex'), keybag] as const])),
  );
  let failure: unknown = new BackupError('keybag-missing', 'no BackupKeyBag is left', { data: { path: found.path } });
  for (const keybag of bags.values()) {
    throwIfAborted(signal);
    try {
      const classKeys: ClassKeys = await unlockKeybag(parseKeybag(keybag), password, {
        acceptCost,
        acceptDamage: true,
        ...(signal === undefined ? {} : { signal }),
        ...(onProgress === undefined ? {} : { onProgress }),
      });
      return Object.assign(heldKeys(found.path, classKeys), { keybag });
    } catch (error) {
      if (!isCodedError(error, 'password-wrong') && !isCodedError(error, 'keybag-malformed')) throw error;
      // A bag whose password is another one says more than one that is damaged.
      if (!isCodedError(failure, 'password-wrong')) failure = error;
    }
  }
  throw failure;
}
