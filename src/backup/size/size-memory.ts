/** The size of a backup that was measured before, as long as the folder is the same. Kept in the state folder of the account. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { systemErrorCode } from '../../base/index.ts';
import { readFolderState } from '../history/folder-state.ts';
import { stateFolder } from '../history/history-key.ts';
import type { BackupSize } from '../library.ts';
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
    const digest = createHash('sha256').update(realPathOf(path)).digest('hex').slice(0, 32);
    return new SizeMemory(join(stateFolder(), 'sizes', digest), (await readFolderState(path))?.quick);
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
    const next = `${this.#file}.${randomUUID().slice(0, 8)}`;
    try {
      mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
      writeFileSync(next, JSON.stringify({ state: this.#state, ...size }), { flag: 'wx', mode: 0o600 });
      renameSync(next, this.#file);
    } catch (error) {
      rmSync(next, { force: true });
      if (systemErrorCode(error) === undefined) throw error;
    }
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

function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
