/** A tree of values as the rows that are in sight: opened and closed, its children loaded piece by piece. Knows no DOM. */
import type { TreeNode } from '../backup/index.ts';
import { visible } from './plain-text.ts';
import type { ShownContent } from './preview-page.ts';

/** One row: a value, or a place where more children can be asked for. */
export interface ContentTreeRow {
  /** Stable while the document is shown. */
  readonly id: string;
  readonly path: readonly number[];
  readonly level: number;
  /** Place among its siblings, counted from 1, and how many there are. */
  readonly place: number;
  readonly siblings: number;
  /** `line`: some of the bytes of the data above. */
  readonly kind: 'leaf' | 'closed' | 'open' | 'more' | 'line';
  /** Key or place of the value; of `more`, nothing. */
  readonly name: string;
  readonly type: TreeNode['type'];
  /** What the value is, for eyes. */
  readonly text: string;
  /** Of `more`: the first child that is not here, and how many are left. */
  readonly from: number;
  readonly left: number;
}

/** What a part of the document was asked with. */
interface TreePart {
  readonly path: readonly number[];
  readonly from: number;
  readonly node: TreeNode;
}

/** What was asked for when data was opened: what its bytes are. */
interface DataInside {
  readonly title: string;
  readonly content: ShownContent;
}

/** Where something is asked for: in the document, or in data that these paths lead to, one inside of the other. */
export interface TreePlace {
  readonly inside: readonly (readonly number[])[];
  readonly path: readonly number[];
}

interface Known {
  readonly node: TreeNode;
  children: Known[];
  /** Of data that is open: what its bytes are. Its only child is the document in it, or its children are lines. */
  title?: string;
  readonly line?: string;
}

const LONGEST_SHOWN = 400;
/** Data inside of data is asked for no deeper. */
const DEEPEST_INSIDE = 8;
/** Of data that is no document. */
const MOST_LINES = 16;
const BYTES_A_LINE = 16;

export class ContentTree {
  #root: Known;
  readonly #open = new Set<string>();
  readonly #opensData: boolean;

  /** @param opensData data can be opened, too: it is asked for by the places of this form of the document */
  constructor(root: TreeNode, opensData = false) {
    this.#root = knownOf(root);
    if (!isData(root)) this.#open.add('');
    this.#opensData = opensData;
  }

  /** Takes children that were asked for. Those that do not follow the ones that are here are nothing. */
  add({ path, from, node }: TreePart): void {
    const known = this.#at(path);
    if (from !== known?.children.length) return;
    known.children = [...known.children, ...(node.children ?? []).map(knownOf)];
  }

  /** What the bytes of some data are: a document, which opens, or their first lines. */
  addInside(path: readonly number[], { title, content }: DataInside): void {
    const known = this.#at(path);
    if (known === undefined || !isData(known.node) || known.title !== undefined) return;
    known.title = title;
    if (content.kind === 'tree') {
      known.children = [knownOf(content.node)];
      if (!isData(content.node)) this.#open.add(idOf([...path, 0]));
    } else known.children = linesOf(content).map((line) => ({ node: { type: 'data' }, children: [], line }));
  }

  /** Opens or closes a container, or data. Says what has to be asked for first. */
  toggle(path: readonly number[]): 'children' | 'inside' | undefined {
    const id = idOf(path);
    const known = this.#at(path);
    if (known === undefined || !this.#canOpen(known, path)) return undefined;
    if (this.#open.delete(id)) return undefined;
    this.#open.add(id);
    if (isData(known.node)) return known.title === undefined ? 'inside' : undefined;
    return known.children.length === 0 && (known.node.count ?? 0) > 0 ? 'children' : undefined;
  }

  /** Where the value of a row is asked for. */
  placeOf(path: readonly number[]): TreePlace {
    const inside: (readonly number[])[] = [];
    let known: Known | undefined = this.#root;
    let start = 0;
    for (const [at, place] of path.entries()) {
      if (known !== undefined && isData(known.node)) {
        // The only child of data is the document in it.
        inside.push(path.slice(start, at));
        start = at + 1;
      }
      known = known?.children[place];
    }
    return { inside, path: path.slice(start) };
  }

  isOpen(path: readonly number[]): boolean {
    return this.#open.has(idOf(path));
  }

  rows(): ContentTreeRow[] {
    const rows: ContentTreeRow[] = [];
    this.#collect(this.#root, [], { place: 1, siblings: 1 }, rows);
    return rows;
  }

  #collect(known: Known, path: readonly number[], among: { place: number; siblings: number }, rows: ContentTreeRow[]): void {
    const { node, children } = known;
    const id = idOf(path);
    const canOpen = this.#canOpen(known, path);
    const isOpen = canOpen && this.#open.has(id);
    const level = path.length + 1;
    const kind = known.line !== undefined ? 'line' : isOpen ? 'open' : canOpen ? 'closed' : 'leaf';
    const isInside = isData(this.#at(path.slice(0, -1))?.node) && path.length > 0;
    const name = isInside ? '' : nameOf(node, path);
    const text = known.line ?? (isOpen ? known.title : undefined) ?? textOf(node);
    rows.push({ id, path, level, ...among, kind, name, type: node.type, text, from: 0, left: 0 });
    if (!isOpen) return;
    const count = Math.max(node.count ?? 0, children.length);
    const left = count - children.length;
    const siblings = children.length + (left > 0 ? 1 : 0);
    for (const [at, child] of children.entries()) this.#collect(child, [...path, at], { place: at + 1, siblings }, rows);
    if (left === 0) return;
    const more = { kind: 'more' as const, name: '', type: node.type, text: '', from: children.length, left };
    rows.push({ id: `${id}+`, path, level: level + 1, place: siblings, siblings, ...more });
  }

  #canOpen({ node, line }: Known, path: readonly number[]): boolean {
    if (isContainer(node)) return true;
    const isFull = isData(node) && line === undefined && (node.length ?? 0) > 0;
    return isFull && this.#opensData && this.placeOf(path).inside.length < DEEPEST_INSIDE;
  }

  #at(path: readonly number[]): Known | undefined {
    let known: Known | undefined = this.#root;
    for (const place of path) known = known?.children[place];
    return known;
  }
}

/** The row that a key leads to, and what it does there; undefined for other keys. By the pattern of a tree. */
export function contentTreeKey(
  key: string,
  rows: readonly ContentTreeRow[],
  active: number,
): { readonly active: number; readonly toggles: boolean } | undefined {
  const row = rows[active];
  const last = rows.length - 1;
  const to = (index: number, toggles = false) => ({ active: Math.max(0, Math.min(last, index)), toggles });
  switch (key) {
    case 'ArrowDown':
      return to(active + 1);
    case 'ArrowUp':
      return to(active - 1);
    case 'Home':
      return to(0);
    case 'End':
      return to(last);
    case 'Enter':
    case ' ':
      return to(active, true);
    case 'ArrowRight':
      if (row?.kind === 'open') return to(active + 1);
      return to(active, row?.kind === 'closed' || row?.kind === 'more');
    case 'ArrowLeft':
      if (row?.kind === 'open') return to(active, true);
      return to(parentOf(rows, active));
    default:
      return undefined;
  }
}

function parentOf(rows: readonly ContentTreeRow[], active: number): number {
  const level = rows[active]?.level ?? 1;
  for (let at = active - 1; at >= 0; at--) if ((rows[at]?.level ?? 1) < level) return at;
  return active;
}

function knownOf(node: TreeNode): Known {
  return { node, children: (node.children ?? []).map(knownOf) };
}

function isContainer({ count }: TreeNode): boolean {
  return count !== undefined && count > 0;
}

function isData(node: TreeNode | undefined): boolean {
  return node?.type === 'data';
}

/** Of what is behind them, the number of bytes is given; of a text only that there is more. */
function linesOf(content: ShownContent): string[] {
  if (content.kind === 'text') {
    const lines = content.text.replace(/\n$/, '').split('\n');
    const isCut = lines.length > MOST_LINES || content.rest > 0 || lines.some((line) => line.length > LONGEST_SHOWN);
    return [...lines.slice(0, MOST_LINES).map((line) => line.slice(0, LONGEST_SHOWN)), ...(isCut ? ['…'] : [])];
  }
  if (content.kind !== 'hex') return [];
  const { lines, rest } = content;
  const left = rest + (lines.length > MOST_LINES ? content.to - MOST_LINES * BYTES_A_LINE : 0);
  return [...lines.slice(0, MOST_LINES), ...(left > 0 ? [`… (${String(left)})`] : [])];
}

function idOf(path: readonly number[]): string {
  return path.join('.');
}

function nameOf({ key }: TreeNode, path: readonly number[]): string {
  if (key !== undefined) return visible(key);
  const place = path.at(-1);
  return place === undefined ? '' : String(place);
}

/** Scalars as they are, containers by their class and size. */
function textOf({ type, text, length, count, className, object }: TreeNode): string {
  const number = object === undefined ? '' : ` #${String(object)}`;
  const name = className === undefined ? type : visible(className);
  if (count !== undefined) return `${name}${number} (${String(count)})`;
  if (type === 'reference') return `→ ${className === undefined ? '' : visible(className)}${number}`;
  if (type === 'null') return 'null';
  const shown = visible((text ?? '').slice(0, LONGEST_SHOWN));
  const all = type === 'data' ? (length ?? 0) * 2 : (length ?? text?.length ?? 0);
  const value = type === 'string' ? `"${shown}"` : shown;
  return all > (text ?? '').slice(0, LONGEST_SHOWN).length ? `${value}… (${String(length ?? all)})` : value;
}
