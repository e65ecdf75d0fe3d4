/** The backups that contracts are held against. */
import type { Memento, Uri } from 'vscode';
import { Emitter, type Event } from '../../base/index.ts';

const MEMORY_KEY = 'contractBackup/';

/** Which backup belongs to which contract, in this workspace. */
export class ChosenBackups {
  readonly #memory: Memento;
  readonly #changes = new Emitter<undefined>();
  readonly onDidChange: Event<undefined> = this.#changes.event;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  get(uri: Uri): string | undefined {
    const path = this.#memory.get(MEMORY_KEY + uri.toString());
    return typeof path === 'string' ? path : undefined;
  }

  async set(uris: readonly Uri[], path: string): Promise<void> {
    for (const uri of uris) await this.#memory.update(MEMORY_KEY + uri.toString(), path);
    this.#changes.fire(undefined);
  }
}
