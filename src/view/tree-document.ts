/** A property list, keyed archive or JSON document as lines of text: one value a line, two spaces for each level. */
import type { TreeNode } from '../backup/index.ts';
import { visible } from './plain-text.ts';

/** What is said of a number, where numbers alone would not say it. */
interface TreeWords {
  readonly empty: string;
  /** How long data is. */
  readonly bytes: (count: number) => string;
  /** How many values are left out. */
  readonly more: (count: number) => string;
}

const NUMBERS: TreeWords = { empty: '0', bytes: String, more: String };

/** Ends with a line end. Of what is left out, the number is given in its place. */
export function treeDocument(root: TreeNode, words: TreeWords = NUMBERS): string {
  const lines: string[] = [];
  const write = (node: TreeNode, level: number) => {
    const { key, count = 0, children = [] } = node;
    const indent = '  '.repeat(level);
    const name = key === undefined ? (level === 0 ? '' : '- ') : `${visible(key)}: `;
    lines.push(`${indent}${name}${valueOf(node, words)}`);
    for (const child of children) write(child, level + 1);
    const left = count - children.length;
    if (left > 0) lines.push(`${indent}  … (${words.more(left)})`);
  };
  write(root, 0);
  return `${lines.join('\n')}\n`;
}

function valueOf({ type, text, length, count, className, object }: TreeNode, words: TreeWords): string {
  const number = object === undefined ? '' : ` #${String(object)}`;
  const name = className === undefined ? type : visible(className);
  if (count !== undefined) return `${name}${number}${count === 0 ? ` (${words.empty})` : ''}`;
  if (type === 'reference') return `→ ${className === undefined ? '' : visible(className)}${number}`;
  if (type === 'data') return `<${text ?? ''}${isCut(text, length, 2) ? '…' : ''}> (${words.bytes(length ?? 0)})`;
  if (type === 'string') return `${visible(JSON.stringify(text ?? ''))}${isCut(text, length, 1) ? '…' : ''}`;
  return visible(text ?? type);
}

function isCut(text: string | undefined, length: number | undefined, charactersEach: number): boolean {
  return length !== undefined && (text?.length ?? 0) < length * charactersEach;
}
