/** Sees what other programs do to the folders of backups while somebody looks at them: the view and open pages follow. Knows no VS Code. */
import type { Disposable } from '../../base/index.ts';
import { Pulse } from '../pulse.ts';
import { changedFolders, markFolders, type FolderMarks } from './folder-look.ts';

const REST_MS = 3000;

interface BackupWatchOptions {
  readonly folders: () => readonly string[];
  /** Backups that are open in a page, wherever they lie. */
  readonly openPaths: () => readonly string[];
  /** Looks into the folders again. */
  scan(): Promise<void>;
  /** A backup that is open in a page is another one now. */
  changed(path: string): void;
  readonly restMs?: number;
}

export class BackupWatch implements Disposable {
  readonly #options: BackupWatchOptions;
  readonly #pulse: Pulse;
  #marks: FolderMarks | undefined;

  constructor(options: BackupWatchOptions) {
    this.#options = options;
    this.#pulse = new Pulse(options.restMs ?? REST_MS, (signal) => this.#look(signal));
  }

  set(isWanted: boolean): void {
    this.#pulse.set(isWanted);
    // Whatever happens unseen is found by the scan that comes with the next look.
    if (!isWanted) this.#marks = undefined;
  }

  /** What happened until now is known already: a run of this window has ended, and whoever cares was told. */
  startAnew(): void {
    this.#marks = undefined;
  }

  dispose(): void {
    this.#pulse.dispose();
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { folders, openPaths } = this.#options;
    const marks = await markFolders(folders(), openPaths(), signal);
    if (signal.aborted) return;
    const before = this.#marks;
    this.#marks = marks;
    const places = before === undefined ? [] : changedFolders(before, marks);
    if (before !== undefined && places.length === 0) return;
    // The first look comes some time after the last scan, and nobody knows what happened in between.
    await this.#options.scan();
    for (const path of openPaths()) if (places.includes(path)) this.#options.changed(path);
  }
}
