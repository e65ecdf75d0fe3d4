/** A property list, keyed archive or JSON document as lines of text: one value a line, two spaces for each level. */
import type { TreeNode } from '../backup/index.ts';
import { visible } from './plain-text.ts';

/** Ends with a line end. Of what is left out, the number is given in its place. */
export function treeDocument(root: TreeNode): string {
  const lines: string[] = [];
  const write = (node: TreeNode, level: number) => {
    const { key, count = 0, children = [] } = node;
    const indent = '  '.repeat(level);
    const name = key === undefined ? (level === 0 ? '' : '- ') : `${visible(key)}: `;
    lines.push(`${indent}${name}${valueOf(node)}`);
    for (const child of children) write(child, level + 1);
    const left = count - children.length;
    if (left > 0) lines.push(`${indent}  … (${String(left)})`);
  };
  write(root, 0);
  return `${lines.join('\n')}\n`;
}

function valueOf({ type, text, length, count, className, object }: TreeNode): string {
  const number = object === undefined ? '' : ` #${String(object)}`;
  const name = className === undefined ? type : visible(className);
  if (count !== undefined) return `${name}${number}${count === 0 ? ' (0)' : ''}`;
  if (type === 'reference') return `→ ${className === undefined ? '' : visible(className)}${number}`;
  if (type === 'data') return `<${text ?? ''}${isCut(text, length, 2) ? '…' : ''}> (${String(length ?? 0)})`;
  if (type === 'string') return `${visible(JSON.stringify(text ?? ''))}${isCut(text, length, 1) ? '…' : ''}`;
  return visible(text ?? type);
}

function isCut(text: string | undefined, length: number | undefined, charactersEach: number): boolean {
  return length !== undefined && (text?.length ?? 0) < length * charactersEach;
}
