/** The previous versions that were kept by runs from VS Code: only those are thinned out, never what a person has archived. */
import type { Memento } from 'vscode';
import { pruneVersions } from '../../backup/index.ts';

const KEY = 'ownVersions';
/** Paths of versions that are long gone are forgotten in the end. */
const MOST_PATHS = 1000;

export class OwnVersions {
  readonly #state: Memento;

  constructor(state: Memento) {
    this.#state = state;
  }

  /** Remembers a version that a run has kept, and removes older ones of that backup beyond `keep`. */
  async add(backup: string, version: string, keep: number): Promise<void> {
    const known = [...this.#state.get<readonly string[]>(KEY, []), version];
    const gone = new Set(await pruneVersions(backup, { keep, own: known }));
    await this.#state.update(KEY, known.filter((path) => !gone.has(path)).slice(-MOST_PATHS));
  }
}
