/** The backups that are unlocked in this window: their keys, until somebody locks them or nobody has used them for a while. Knows no VS Code. */
import { Emitter, toDisposable, type Disposable, type Event } from '../../base/index.ts';
import type { BackupKeys } from '../../backup/index.ts';

const MINUTE_MS = 60_000;

interface UnlockedBackupsOptions {
  /** How long keys are kept without use; 0 keeps them until the window closes. Asked anew at every use. */
  readonly lockAfterMinutes: () => number;
}

interface Unlocked {
  readonly keys: BackupKeys;
  /** Jobs that need the keys however long they run. */
  holds: number;
  idle?: ReturnType<typeof setTimeout>;
}

export class UnlockedBackups {
  readonly #options: UnlockedBackupsOptions;
  readonly #unlocked = new Map<string, Unlocked>();
  readonly #changes = new Emitter<string>();

  /** The path of a backup that was unlocked or locked. */
  readonly onDidChange: Event<string> = this.#changes.event;

  constructor(options: UnlockedBackupsOptions) {
    this.#options = options;
  }

  has(path: string): boolean {
    return this.#unlocked.has(path);
  }

  paths(): string[] {
    return [...this.#unlocked.keys()];
  }

  /** The keys of a backup, if it is unlocked; counts as a use. */
  use(path: string): BackupKeys | undefined {
    const unlocked = this.#unlocked.get(path);
    if (unlocked !== undefined) this.#waitForIdle(path, unlocked);
    return unlocked?.keys;
  }

  /** Takes keys over. Where somebody was faster, the keys that are in use already stay, and these are wiped. Returns those that count. */
  add(path: string, keys: BackupKeys): BackupKeys {
    const before = this.use(path);
    if (before !== undefined) {
      if (before !== keys) keys.dispose();
      return before;
    }
    const unlocked: Unlocked = { keys, holds: 0 };
    this.#unlocked.set(path, unlocked);
    this.#waitForIdle(path, unlocked);
    this.#changes.fire(path);
    return keys;
  }

  /** Keeps a backup from locking itself while a job needs it. Locking by hand still locks it. */
  hold(path: string): Disposable {
    const unlocked = this.#unlocked.get(path);
    if (unlocked === undefined) return toDisposable(() => undefined);
    unlocked.holds++;
    return toDisposable(() => {
      unlocked.holds--;
      if (this.#unlocked.get(path) === unlocked) this.#waitForIdle(path, unlocked);
    });
  }

  /** Comes back when the keys are wiped and everything that was opened with them is closed. */
  async lock(path: string): Promise<void> {
    const unlocked = this.#unlocked.get(path);
    if (unlocked === undefined) return;
    this.#unlocked.delete(path);
    clearTimeout(unlocked.idle);
    const locking = unlocked.keys.lock();
    this.#changes.fire(path);
    await locking;
  }

  /** At the end of the window. */
  async lockAll(): Promise<void> {
    await Promise.all(this.paths().map((path) => this.lock(path)));
  }

  #waitForIdle(path: string, unlocked: Unlocked): void {
    clearTimeout(unlocked.idle);
    const minutes = this.#options.lockAfterMinutes();
    if (minutes <= 0) return;
    unlocked.idle = setTimeout(() => {
      if (unlocked.holds === 0) void this.lock(path);
    }, minutes * MINUTE_MS);
    // A window that closes does not wait for it.
    unlocked.idle.unref();
  }
}
