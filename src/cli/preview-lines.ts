/** The content of a preview as lines for a terminal. */
import type { Preview, SqliteContent, TreeNode } from '../backup/index.ts';
import { assertNever } from '../base/index.ts';
import { hexLines } from '../view/index.ts';
import { printable, printableLines } from './printable.ts';

/** Ends with a line end unless it is empty. Text from the backup is made safe. */
export function previewText({ content }: Preview): string {
  switch (content.kind) {
    case 'empty':
      return '';
    case 'text':
      return content.text.endsWith('\n') || content.text === '' ? printableLines(content.text) : `${printableLines(content.text)}\n`;
    case 'hex':
      return joinLines(hexLines(content.data, content.from));
    case 'tree':
      return joinLines(treeLines(content.node));
    case 'sqlite':
      return joinLines(factLines(sqliteFacts(content)));
    default:
      return assertNever(content);
  }
}

function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** `Name: value`, one a line. */
function factLines(facts: readonly (readonly [name: string, value: string | number | undefined])[]): string[] {
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${printable(String(value))}`]));
}

function sqliteFacts({ pageSize, pages, encoding, userVersion, companions }: SqliteContent): [string, string | number][] {
  return [
    ['Page size', pageSize],
    ['Pages', pages],
    ['Encoding', encoding],
    ['User version', userVersion],
    ...companions.map(({ suffix, bytes }): [string, string] => [suffix, `${bytes.toString()} bytes`]),
  ];
}

/** Two spaces for each level. Of what is left out, the number is given. */
function treeLines(node: TreeNode, level = 0): string[] {
  const { key, count = 0, children } = node;
  const indent = '  '.repeat(level);
  const name = key === undefined ? (level === 0 ? '' : '- ') : `${printable(key)}: `;
  const line = `${indent}${name}${valueOf(node)}`;
  const left = count - (children?.length ?? 0);
  const rest = left > 0 && children !== undefined ? [`${indent}  … (${left.toString()} more)`] : [];
  return [line, ...(children ?? []).flatMap((child) => treeLines(child, level + 1)), ...rest];
}

function valueOf({ type, text, length, count, className, object, children }: TreeNode): string {
  const number = object === undefined ? '' : ` #${object.toString()}`;
  if (count !== undefined) {
    const items = count === 0 ? ' (empty)' : children === undefined ? ` (${count.toString()} inside)` : '';
    return `${className === undefined ? type : printable(className)}${number}${items}`;
  }
  if (type === 'reference') return `→ ${className === undefined ? '' : printable(className)}${number}`;
  if (type === 'data') return `<${text ?? ''}${isCut(text, length, 2) ? '…' : ''}> (${(length ?? 0).toString()} bytes)`;
  if (type === 'string') return `${JSON.stringify(printable(text ?? ''))}${isCut(text, length, 1) ? '…' : ''}`;
  return printable(text ?? type);
}

function isCut(text: string | undefined, length: number | undefined, charactersEach: number): boolean {
  return length !== undefined && (text?.length ?? 0) < length * charactersEach;
}
