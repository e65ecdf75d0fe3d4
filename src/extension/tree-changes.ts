/**
 * Tells VS Code which rows of a tree have changed. VS Code draws once the changes have rested for 200 ms, and rows that change more often would
 * stand still as long as they do: here changes are gathered, and told with longer pauses. Knows no VS Code.
 */
import { Emitter, type Disposable, type Event } from '../base/index.ts';

/** A little more than VS Code waits. */
export const TREE_PAUSE_MS = 250;

export class TreeChanges<Node> implements Disposable {
  readonly #told = new Emitter<Node[] | undefined>();
  #nodes = new Set<Node>();
  #all = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isPausing = false;

  /** Rows to draw again; undefined for the whole tree. */
  readonly event: Event<Node[] | undefined> = this.#told.event;

  /** Without a node, the whole tree has changed. */
  push(node?: Node): void {
    if (node === undefined) this.#all = true;
    else this.#nodes.add(node);
    // What changes together is told together.
    if (!this.#isPausing) this.#timer ??= setTimeout(() => this.#tell(), 0);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#told.dispose();
  }

  #tell(): void {
    const nodes = this.#all ? undefined : [...this.#nodes];
    this.#all = false;
    this.#nodes = new Set();
    this.#isPausing = true;
    this.#timer = setTimeout(() => {
      this.#isPausing = false;
      this.#timer = undefined;
      if (this.#all || this.#nodes.size > 0) this.#tell();
    }, TREE_PAUSE_MS);
    this.#told.fire(nodes);
  }
}
