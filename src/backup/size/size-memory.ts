/** The size of a backup that was measured before, as long as the folder is the same. Kept in the state folder of the account. */
import { readFolderState } from '../history/folder-state.ts';
import type { BackupSize } from '../library.ts';
import { makeFolderFor, replaceFile, stateFileOf } from '../own-state.ts';
import { smallFileIfAny } from '../small-file.ts';

const MOST_BYTES = 1024;

export class SizeMemory {
  readonly #file: string;
  readonly #state: string | undefined;

  private constructor(file: string, state: string | undefined) {
    this.#file = file;
    this.#state = state;
  }

  /** Looks at the folder as it is now. */
  static async open(path: string): Promise<SizeMemory> {
    return new SizeMemory(stateFileOf('sizes', path), (await readFolderState(path))?.quick);
  }

  /** Undefined when the folder was never measured, or has changed since. */
  recall(): BackupSize | undefined {
    const bytes = smallFileIfAny(this.#file, MOST_BYTES);
    if (bytes === undefined || this.#state === undefined) return undefined;
    const { state, size } = parsed(Buffer.from(bytes).toString('utf8'));
    return state === this.#state ? size : undefined;
  }

  /** A place that cannot be written to only means that the folder is measured again. */
  keep(size: BackupSize): void {
    if (this.#state === undefined || this.recall() !== undefined) return;
    if (makeFolderFor(this.#file)) replaceFile(this.#file, JSON.stringify({ state: this.#state, ...size }));
  }
}

/** The size of a backup that was measured before and has not changed since. */
export async function rememberedSize(path: string): Promise<BackupSize | undefined> {
  return (await SizeMemory.open(path)).recall();
}

function parsed(text: string): { state?: string; size?: BackupSize } {
  try {
    const { state, files, bytes } = JSON.parse(text) as Record<string, unknown>;
    const isKnown = typeof state === 'string' && Number.isSafeInteger(files) && Number.isSafeInteger(bytes);
    return isKnown ? { state, size: { files: files as number, bytes: bytes as number } } : {};
  } catch {
    return {};
  }
}
