/** The versions of iOS that simulated phones of contracts have. */
import type { Memento } from 'vscode';
import { Emitter, type Event } from '../../base/index.ts';

const MEMORY_KEY = 'contractVersions';
const VERSION = /^\d{1,3}(\.\d{1,3}){0,2}$/;

/** Which versions of iOS the phones have, in this workspace. */
export class PhoneVersions {
  readonly #memory: Memento;
  readonly #changes = new Emitter<undefined>();
  readonly onDidChange: Event<undefined> = this.#changes.event;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  /** The newest one alone, unless others were chosen. */
  get(): readonly string[] {
    const versions: unknown = this.#memory.get(MEMORY_KEY);
    return Array.isArray(versions) ? versions.filter((each): each is string => typeof each === 'string' && VERSION.test(each)) : [];
  }

  async set(versions: readonly string[]): Promise<void> {
    await this.#memory.update(MEMORY_KEY, versions);
    this.#changes.fire(undefined);
  }
}
