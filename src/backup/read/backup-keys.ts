/** The keys of an unlocked backup, as an object with a life: whoever locks it wipes them and closes whatever was opened with them. */
import type { Disposable } from '../../base/index.ts';
import type { ClassKeys } from '../../formats/index.ts';

/** The unlocked keys of an encrypted backup. Their holder owns them, and locks or disposes them. */
export interface BackupKeys extends Disposable, AsyncDisposable {
  /** The folder that contains the backup. */
  readonly path: string;
  /** Wiped by `lock`. Threads get a copy of their own (`copy()`), which they wipe themselves. */
  readonly classKeys: ClassKeys;
  readonly locked: boolean;
  /** Calls `work` when the keys are locked, or immediately if they already are. Does not call it after the returned object was disposed. */
  onLock(work: () => void | Promise<void>): Disposable;
  /** Wipes the keys at once. Resolves when every Backup that was opened with them is closed and its temporary files are removed. */
  lock(): Promise<void>;
  /** As `lock`, without waiting for the end. */
  dispose(): void;
}
