/** The backups that are shown as folders: which folder an id stands for, and each opened while somebody reads in it. Knows no VS Code. */
import { Emitter, isCodedError, type Event } from '../../base/index.ts';
import { BackupError, FileTree, openBackup, type Backup, type BackupKeys } from '../../backup/index.ts';
import { mountIdOf } from './mount-address.ts';

/** Where ids are kept over the end of the window, such as VS Code's memento: windows share it. */
interface MountMemory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

export interface OpenedTree {
  readonly backup: Backup;
  readonly tree: FileTree;
}

interface MountedBackupsOptions {
  readonly memory: MountMemory;
  /** The keys of a backup while it is unlocked; asked at every use. */
  readonly keysOf: (path: string) => BackupKeys | undefined;
}

/** An opened backup has a thread and an index in memory; after this long without a question it is closed. */
const IDLE_MS = 60_000;
const MEMORY_KEY = 'mounts/';

interface Opening {
  readonly opened: Promise<OpenedTree>;
  uses: number;
  /** What was opened is no longer what stands there: whoever was asking is answered from the new one. */
  isOutdated?: true;
  idle?: ReturnType<typeof setTimeout>;
}

export class MountedBackups {
  readonly #options: MountedBackupsOptions;
  readonly #open = new Map<string, Opening>();
  readonly #changes = new Emitter<string>();

  /** The path of a backup of which everything is to be read again. */
  readonly onDidChange: Event<string> = this.#changes.event;

  constructor(options: MountedBackupsOptions) {
    this.#options = options;
  }

  /** Gives a backup an id that every window finds again. */
  async mount(path: string): Promise<string> {
    const id = mountIdOf(path);
    await this.#options.memory.update(MEMORY_KEY + id, path);
    return id;
  }

  /** The folder of an id; undefined for one that was never given. */
  pathOf(id: string): string | undefined {
    const path = this.#options.memory.get(MEMORY_KEY + id);
    return typeof path === 'string' && mountIdOf(path) === id ? path : undefined;
  }

  /**
   * Does something with an opened backup, which stays open a little for the next question. `work` begins anew when the folder changes under it.
   * @throws BackupError 'not-a-backup' for an id that was never given, and as `openBackup` and `work`
   */
  async use<Result>(id: string, work: (opened: OpenedTree) => Promise<Result>): Promise<Result> {
    const path = this.pathOf(id);
    if (path === undefined) throw new BackupError('not-a-backup', `no folder is known as ${id}`, { data: { path: id } });
    for (;;) {
      const opening = this.#opening(path);
      clearTimeout(opening.idle);
      opening.uses++;
      try {
        return await work(await opening.opened);
      } catch (error) {
        if (opening.isOutdated !== true || !isCodedError(error, 'cancelled')) throw error;
      } finally {
        opening.uses--;
        if (opening.uses === 0) this.#closeLater(path, opening);
      }
    }
  }

  /** Backups that are open now. */
  paths(): string[] {
    return [...this.#open.keys()];
  }

  /** The folder has changed, or was locked or unlocked. */
  changed(path: string): void {
    const opening = this.#open.get(path);
    if (opening !== undefined) opening.isOutdated = true;
    void this.forget(path).finally(() => this.#changes.fire(path));
  }

  /** Forgets what was opened. Questions under way end with 'cancelled'. */
  async forget(path: string): Promise<void> {
    const opening = this.#open.get(path);
    this.#open.delete(path);
    clearTimeout(opening?.idle);
    const opened = await opening?.opened.catch(() => undefined);
    await opened?.backup.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((path) => this.forget(path)));
  }

  #opening(path: string): Opening {
    const known = this.#open.get(path);
    if (known !== undefined) return known;
    const opened = openBackup(path, { keys: this.#options.keysOf(path) }).then((backup) => ({ backup, tree: new FileTree(backup) }));
    const opening: Opening = { opened, uses: 0 };
    this.#open.set(path, opening);
    // A failure is not kept, so that the next question tries again.
    opened.catch(() => {
      if (this.#open.get(path) === opening) this.#open.delete(path);
    });
    return opening;
  }

  #closeLater(path: string, opening: Opening): void {
    if (this.#open.get(path) !== opening) return;
    opening.idle = setTimeout(() => void this.forget(path), IDLE_MS);
    // A window that closes does not wait for it.
    opening.idle.unref();
  }
}
