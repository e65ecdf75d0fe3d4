/** One page of a tree: a node, some of its children, and a few levels below them, within limits. */
import { BackupError } from '../errors.ts';
import type { PreviewLimit, TreeNode, TreeType, TreeWindow } from './preview.ts';

/** A value of a document, whatever its format. Children are made when they are asked for. */
export interface TreeValue {
  readonly type: TreeType;
  /** Of a scalar that is no data: all of its text. */
  readonly text?: string;
  readonly data?: Uint8Array;
  readonly className?: string | undefined;
  readonly object?: number | undefined;
  /** Of a container. */
  readonly count?: number;
  readonly child?: (place: number) => TreeChild;
}

/** A child under its key; members of arrays have none. */
export interface TreeChild {
  readonly key?: string | undefined;
  readonly value: TreeValue;
}

interface PageLimits {
  readonly nodes: number;
  readonly characters: number;
  readonly text: number;
  readonly data: number;
}

/** Far below what a page of the browser can show, and one message of a megabyte can hold. */
const PAGE: PageLimits = { nodes: 2000, characters: 256 * 1024, text: 4096, data: 1024 };
/** What an editor shows without effort. */
const WHOLE: PageLimits = { nodes: 100_000, characters: 8 * 1024 * 1024, text: 1024 * 1024, data: 64 * 1024 };
const LONGEST_KEY = 1024;
const LIMIT = { usual: 200, most: 1000 };
const DEPTH = { usual: 3, most: 64 };
const WHOLE_DEPTH = 256;

interface TreePage {
  readonly path: readonly number[];
  readonly from: number;
  readonly node: TreeNode;
  readonly limits: readonly PreviewLimit[];
}

/** @throws BackupError 'range-invalid' for a path or a window that the tree does not have */
export function treePage(root: TreeValue, window: TreeWindow = {}): TreePage {
  const { isWhole = false } = window;
  if (isWhole) {
    const writer = new PageWriter(WHOLE.nodes, WHOLE_DEPTH, WHOLE);
    return { path: [], from: 0, node: writer.write({ value: root }, 0), limits: writer.limits };
  }
  const { path = [], from = 0, limit = LIMIT.usual, depth = DEPTH.usual } = window;
  if (!isWithin(from, 0, Number.MAX_SAFE_INTEGER) || !isWithin(limit, 1, LIMIT.most) || !isWithin(depth, 1, DEPTH.most)) {
    throw rangeError({ from, limit, depth });
  }
  const here = childAt(root, path);
  const writer = new PageWriter(limit, depth, PAGE);
  return { path, from, node: writer.write(here, from), limits: writer.limits };
}

/** @throws BackupError 'range-invalid' if there is no data at the end of `path` */
export function dataIn(root: TreeValue, path: readonly number[]): Uint8Array {
  const { data } = childAt(root, path).value;
  if (data === undefined) throw rangeError({ path: path.join('.') });
  return data;
}

function childAt(root: TreeValue, path: readonly number[]): TreeChild {
  let here: TreeChild = { value: root };
  for (const place of path) {
    const { count = 0, child } = here.value;
    if (!isWithin(place, 0, count - 1) || child === undefined) throw rangeError({ path: path.join('.') });
    here = child(place);
  }
  return here;
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}

function rangeError(data: Readonly<Record<string, unknown>>): BackupError {
  return new BackupError('range-invalid', 'the tree has no such place', { data });
}

interface Waiting {
  readonly value: TreeValue;
  readonly node: OpenNode;
  readonly depth: number;
}

type OpenNode = { -readonly [Key in keyof TreeNode]: TreeNode[Key] } & { children?: OpenNode[] };

/** Level by level, so that a large first child does not hide its siblings. */
class PageWriter {
  readonly #limit: number;
  readonly #depth: number;
  readonly #most: PageLimits;
  #nodesLeft: number;
  #charactersLeft: number;
  readonly #reached = new Map<PreviewLimit['kind'], number>();

  constructor(limit: number, depth: number, most: PageLimits) {
    this.#most = most;
    this.#nodesLeft = most.nodes;
    this.#charactersLeft = most.characters;
    this.#limit = limit;
    this.#depth = depth;
  }

  get limits(): PreviewLimit[] {
    return [...this.#reached].map(([kind, most]) => ({ kind, most }));
  }

  write(root: TreeChild, from: number): TreeNode {
    const node = this.#node(root);
    const waiting: Waiting[] = root.value.count === undefined ? [] : [{ value: root.value, node, depth: 0 }];
    // The list grows while it is walked.
    for (const { value, node: open, depth } of waiting) {
      if (depth < this.#depth) {
        open.children = this.#children(value, depth === 0 ? from : 0, (child, childNode) => {
          if (child.count !== undefined) waiting.push({ value: child, node: childNode, depth: depth + 1 });
        });
      } else if (value.count !== 0) this.#reached.set('depth', this.#depth);
    }
    return node;
  }

  #children({ count = 0, child }: TreeValue, from: number, onChild: (value: TreeValue, node: OpenNode) => void): OpenNode[] {
    const children: OpenNode[] = [];
    const end = Math.min(count, from + this.#limit);
    for (let place = from; place < end && this.#nodesLeft > 0 && child !== undefined; place++) {
      const made = child(place);
      const node = this.#node(made);
      children.push(node);
      onChild(made.value, node);
    }
    if (children.length < count) this.#reached.set('nodes', this.#limit);
    return children;
  }

  #node({ key, value }: TreeChild): OpenNode {
    this.#nodesLeft--;
    const { type, className, object, count } = value;
    return {
      type,
      ...(key === undefined ? {} : { key: this.#cut(key, LONGEST_KEY).text }),
      ...(className === undefined ? {} : { className: this.#cut(className, LONGEST_KEY).text }),
      ...(object === undefined ? {} : { object }),
      ...this.#scalar(value),
      ...(count === undefined ? {} : { count }),
    };
  }

  #scalar({ text, data }: TreeValue): { text?: string; length?: number } {
    if (text !== undefined) return this.#cut(text, this.#most.text);
    if (data === undefined) return {};
    const shown = Math.min(data.length, this.#most.data, Math.max(0, this.#charactersLeft >> 1));
    this.#charactersLeft -= shown * 2;
    if (shown < data.length) this.#reached.set('text', this.#most.data);
    return { text: Buffer.from(data.subarray(0, shown)).toString('hex'), length: data.length };
  }

  /** Not between the halves of a pair. */
  #cut(text: string, most: number): { text: string; length?: number } {
    const shown = Math.min(most, Math.max(0, this.#charactersLeft));
    this.#charactersLeft -= Math.min(shown, text.length);
    if (text.length <= shown) return { text };
    this.#reached.set('text', most);
    return { text: text.slice(0, shown).replace(/[\ud800-\udbff]$/, ''), length: text.length };
  }
}
