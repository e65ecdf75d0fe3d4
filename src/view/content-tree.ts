/** A tree of values as the rows that are in sight: opened and closed, its children loaded piece by piece. Knows no DOM. */
import type { TreeNode } from '../backup/index.ts';
import { visible } from './plain-text.ts';

/** One row: a value, or a place where more children can be asked for. */
export interface ContentTreeRow {
  /** Stable while the document is shown. */
  readonly id: string;
  readonly path: readonly number[];
  readonly level: number;
  /** Place among its siblings, counted from 1, and how many there are. */
  readonly place: number;
  readonly siblings: number;
  readonly kind: 'leaf' | 'closed' | 'open' | 'more';
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

interface Known {
  readonly node: TreeNode;
  children: Known[];
}

const LONGEST_SHOWN = 400;

export class ContentTree {
  #root: Known;
  readonly #open = new Set<string>(['']);

  constructor(root: TreeNode) {
    this.#root = knownOf(root);
  }

  /** Takes children that were asked for. Those that do not follow the ones that are here are nothing. */
  add({ path, from, node }: TreePart): void {
    const known = this.#at(path);
    if (from !== known?.children.length) return;
    known.children = [...known.children, ...(node.children ?? []).map(knownOf)];
  }

  /** Opens or closes a container. True if its children have to be asked for first. */
  toggle(path: readonly number[]): boolean {
    const id = idOf(path);
    const known = this.#at(path);
    if (known === undefined || !isContainer(known.node)) return false;
    if (this.#open.delete(id)) return false;
    this.#open.add(id);
    return known.children.length === 0 && (known.node.count ?? 0) > 0;
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
    const isOpen = isContainer(node) && this.#open.has(id);
    const level = path.length + 1;
    const kind = isOpen ? 'open' : isContainer(node) ? 'closed' : 'leaf';
    rows.push({ id, path, level, ...among, kind, name: nameOf(node, path), type: node.type, text: textOf(node), from: 0, left: 0 });
    if (!isOpen) return;
    const count = Math.max(node.count ?? 0, children.length);
    const left = count - children.length;
    const siblings = children.length + (left > 0 ? 1 : 0);
    for (const [at, child] of children.entries()) this.#collect(child, [...path, at], { place: at + 1, siblings }, rows);
    if (left === 0) return;
    const more = { kind: 'more' as const, name: '', type: node.type, text: '', from: children.length, left };
    rows.push({ id: `${id}+`, path, level: level + 1, place: siblings, siblings, ...more });
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
