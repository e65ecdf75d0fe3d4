/** Puts the Manifest.plist that a phone has given back into its place, once it has proven to be the old one under the new password. */
import { closeSync, constants, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { OnProgress } from '../../base/index.ts';
import {
  BACKUP_PLIST_LIMITS,
  decodeManifestProperties,
  FormatError,
  parseKeybag,
  unlockKeybag,
  writeBinaryPlist,
  type ClassKeys,
  type ManifestProperties,
} from '../../formats/index.ts';
import { diskFailure } from '../disk-failure.ts';
import { readJournal } from '../folder/read-journal.ts';
import type { FolderTransaction } from '../folder/folder-transaction.ts';
import { smallFileIfAny } from '../small-file.ts';
import type { ReceivedManifest } from './password-host.ts';

export interface Passwords {
  readonly oldPassword?: string | undefined;
  readonly newPassword?: string | undefined;
}

/** The state of the backup in the folder after a password change. */
export type BackupAfterChange =
  | 'plain' // not encrypted
  | 'opens-with-new'
  | 'opens-with-old' // the next backup is full
  | 'opens-with-neither';

interface CheckOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress<'deriving-key'> | undefined;
}

/**
 * True when it is in its place now: the new password opens its keybag to the very keys to which the old one opens that in the folder, and
 * nothing but the keybag has changed. Otherwise the folder stays as it is, and opens with the old password. Throws 'disk-full', 'file-io' …
 */
export async function keepChangedManifest(
  folder: FolderTransaction,
  received: ReceivedManifest,
  passwords: Required<Passwords>,
  options: CheckOptions = {},
): Promise<boolean> {
  const path = join(folder.backupPath, received.relativePath);
  const [before, after] = [readProperties(path), decoded(received.bytes)];
  if (before === undefined || after === undefined || !isSameButForKeybag(before, after)) return false;
  using newKeys = await opened(after, passwords.newPassword, options);
  using oldKeys = newKeys && (await opened(before, passwords.oldPassword, options));
  if (newKeys === undefined || oldKeys === undefined || !areSameKeys(newKeys.classKeys, oldKeys.classKeys)) return false;
  replace(path, received.bytes, folder.journalPaths.incoming);
  return true;
}

/** Of the version that readers see. Undefined when there is no Manifest.plist, or none that can be read. `newPassword` is tried first. */
export async function backupAfterChange(
  backupPath: string,
  { oldPassword, newPassword }: Passwords,
  options: CheckOptions = {},
): Promise<BackupAfterChange | undefined> {
  const properties = readProperties(readJournal(backupPath)?.locate('Manifest.plist') ?? join(backupPath, 'Manifest.plist'));
  if (properties === undefined) return undefined;
  if (!properties.isEncrypted) return 'plain';
  for (const [password, answer] of [
    [newPassword, 'opens-with-new'],
    [oldPassword, 'opens-with-old'],
  ] as const) {
    using keys = password === undefined ? undefined : await opened(properties, password, options);
    if (keys !== undefined) return answer;
  }
  return 'opens-with-neither';
}

type OpenKeys = { readonly classKeys: ClassKeys } & Disposable;

async function opened(
  { backupKeyBag }: ManifestProperties,
  password: string | undefined,
  { signal, onProgress }: CheckOptions,
): Promise<OpenKeys | undefined> {
  if (backupKeyBag === undefined || password === undefined) return undefined;
  try {
    const classKeys = await unlockKeybag(parseKeybag(backupKeyBag), password, {
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    });
    return {
      classKeys,
      [Symbol.dispose]: () => {
        classKeys.wipe();
      },
    };
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

function readProperties(path: string): ManifestProperties | undefined {
  const bytes = smallFileIfAny(path, BACKUP_PLIST_LIMITS['Manifest.plist'].maxBytes);
  return bytes && decoded(bytes);
}

function decoded(bytes: Uint8Array): ManifestProperties | undefined {
  try {
    return decodeManifestProperties(bytes);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** By what they say, in whatever format and order. */
function isSameButForKeybag(one: ManifestProperties, other: ManifestProperties): boolean {
  const rest = ({ raw }: ManifestProperties) =>
    writeBinaryPlist(new Map([...raw].filter(([key]) => key !== 'BackupKeyBag').sort(([a], [b]) => (a < b ? -1 : 1))));
  return Buffer.compare(rest(one), rest(other)) === 0;
}

function areSameKeys(one: ClassKeys, other: ClassKeys): boolean {
  const [a, b] = [one.copy(), other.copy()];
  const text = ({ keys }: typeof a) => JSON.stringify([...keys].map(([number, key]) => [number, Buffer.from(key).toString('hex')]).sort());
  try {
    return text(a) === text(b);
  } finally {
    for (const [, key] of [...a.keys, ...b.keys]) key.fill(0);
  }
}

/** Forced to the disk before it replaces the old one: whoever loses Manifest.plist loses the backup. */
function replace(path: string, bytes: Uint8Array, beside: string): void {
  try {
    rmSync(beside, { force: true });
    const file = openSync(beside, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL);
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (error) {
    throw diskFailure(error, path);
  }
}
