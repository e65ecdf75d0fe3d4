/** Turns the password of a backup into the keys of its files. */
import { isCodedError, throwIfAborted, toDisposable, type Disposable, type OnProgress } from '../../base/index.ts';
import { dataAt, parseKeybag, unlockKeybag, type ClassKeys, type Keybag } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import type { BackupKeys } from './backup-keys.ts';
import { catalogueSourceOf } from './catalogue/catalogue-source.ts';
import { CatalogueClient } from './catalogue/catalogue-client.ts';
import { findBackupFolder } from './find-folder.ts';
import { dictionaryOf } from './plist-reading.ts';
import { guardPrivateFolders } from './private-folder.ts';
import { samplesAreEncrypted } from './sampled-files.ts';
import { inspectFolder, plistUnreadable, type InspectedFolder } from './summary.ts';

/** How to unlock a backup. */
export interface UnlockBackupOptions {
  readonly signal?: AbortSignal | undefined;
  /** Deriving a key takes seconds on purpose; percent of the time that is expected. */
  readonly onProgress?: OnProgress<'deriving-key'> | undefined;
  /** A person agreed to more than 100 million rounds of derivation, after 'keybag-costly' reported the number. */
  readonly acceptCost?: boolean | undefined;
  /** Continue with the keys that open, after 'keybag-damaged' reported which do not. */
  readonly acceptDamage?: boolean | undefined;
}

/**
 * Unlocks the backup in `path`, or one level below or above it. Only Manifest.plist is needed. Other files may be missing. The work runs in
 * another thread.
 * @throws FormatError 'password-wrong', 'keybag-malformed', 'keybag-damaged', 'keybag-costly' {rounds}; BackupError 'not-encrypted',
 * 'keybag-missing', 'plist-unreadable' and those of a folder that cannot be looked into ('folder-missing', 'not-a-backup' …); CancelledError at
 * once, while the thread finishes on its own
 *
 * @example
 * ```ts
 * await using keys = await unlockBackup('backups/UDID', password); // locked at the end of the block
 * await using backup = await openBackup(keys.path, { keys });
 * ```
 */
export async function unlockBackup(path: string, password: string, options: UnlockBackupOptions = {}): Promise<BackupKeys> {
  const { signal, onProgress, acceptCost = false, acceptDamage = false } = options;
  throwIfAborted(signal);
  guardPrivateFolders();
  const found = await findBackupFolder(path);
  const keybag = await keybagOf(await inspectFolder(found.path), signal);
  throwIfAborted(signal);
  const classKeys = await unlockKeybag(keybag, password, {
    acceptCost,
    acceptDamage,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  return heldKeys(found.path, classKeys);
}

/** @throws BackupError 'not-encrypted', 'keybag-missing', 'plist-unreadable'; FormatError 'keybag-malformed' */
async function keybagOf(inspected: InspectedFolder, signal: AbortSignal | undefined): Promise<Keybag> {
  const { folder, plists, summary } = inspected;
  const manifest = dictionaryOf(plists['Manifest.plist']);
  if (manifest === undefined) throw plistUnreadable(plists['Manifest.plist']);
  // An unencrypted backup has a keybag as well, which no password opens.
  if (summary.encrypted === false && !(await areFilesEncrypted(inspected, signal))) {
    throw new BackupError('not-encrypted', 'not encrypted', { data: { path: folder.path } });
  }
  const bytes = dataAt(manifest, 'BackupKeyBag');
  if (bytes === undefined) throw new BackupError('keybag-missing', 'no BackupKeyBag', { data: { path: folder.path } });
  return parseKeybag(bytes);
}

/** What is stored says so, although Manifest.plist denies it. */
async function areFilesEncrypted(inspected: InspectedFolder, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    // In a thread, for the catalogue may be a hostile one.
    await using catalogue = await CatalogueClient.open(catalogueSourceOf(inspected, false), undefined, signal);
    return samplesAreEncrypted(await catalogue.ask('sample', {}, signal), inspected.folder) === true;
  } catch (error) {
    if (error instanceof BackupError) return false; // whoever opens it will say why
    throw error;
  }
}

/** What of a keybag can be told without a password; undefined when it cannot be read. */
export function readableKeybag(inspected: InspectedFolder): Keybag | undefined {
  const manifest = dictionaryOf(inspected.plists['Manifest.plist']);
  const bytes = manifest && dataAt(manifest, 'BackupKeyBag');
  try {
    return bytes && parseKeybag(bytes);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return undefined;
  }
}

/** Class keys as an object with a life; whoever gets it locks it. */
export function heldKeys(path: string, classKeys: ClassKeys): BackupKeys {
  return new UnlockedKeys(path, classKeys);
}

class UnlockedKeys implements BackupKeys {
  readonly path: string;
  readonly classKeys: ClassKeys;
  readonly #works = new Set<() => void | Promise<void>>();
  #locking: Promise<void> | undefined;

  constructor(path: string, classKeys: ClassKeys) {
    this.path = path;
    this.classKeys = classKeys;
  }

  get locked(): boolean {
    return this.#locking !== undefined;
  }

  onLock(work: () => void | Promise<void>): Disposable {
    if (this.locked) {
      void settled([work]);
      return toDisposable(() => undefined);
    }
    const own = () => work(); // the same work may be given twice
    this.#works.add(own);
    return toDisposable(() => this.#works.delete(own));
  }

  lock(): Promise<void> {
    this.#locking ??= this.#lockNow();
    return this.#locking;
  }

  dispose(): void {
    void this.lock();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.lock();
  }

  /** The keys go first, whatever the others do. */
  async #lockNow(): Promise<void> {
    this.classKeys.wipe();
    await settled([...this.#works]);
    this.#works.clear();
  }
}

/** One that fails keeps no other from being done. */
async function settled(works: readonly (() => void | Promise<void>)[]): Promise<void> {
  await Promise.allSettled(works.map(async (work) => work()));
}
