/** Edits the text of a contract at the places of its values, so that everything else stays as it was written: comments, quotes, ends of lines. */
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { ContractPlace } from '../contract.ts';
import { yamlText } from '../yaml-text.ts';

/** One line of a contract that is other than before. */
export interface ContractTextChange {
  /** Of the old text, counted from 1; where lines are put in, the line before them. */
  readonly line: number;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Within one line. */
interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export class ContractEditor {
  readonly #text: string;
  readonly #lines: LineCounter = new LineCounter();
  readonly #root: YAMLMap | undefined;
  readonly #replacements: Replacement[] = [];
  /** Lines that come behind a line, which is counted from 1. */
  readonly #added = new Map<number, readonly string[]>();

  /** Without a map in it, nothing can be edited. */
  constructor(text: string) {
    this.#text = text;
    const { contents } = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    this.#root = isMap(contents) ? contents : undefined;
  }

  /** The value of a glob in `budget` or `protection`: `at` is the place of the glob. False if there is none. */
  replaceValue(key: 'budget' | 'protection', at: ContractPlace, value: string): boolean {
    const map = this.#valueOf(key);
    const pair = isMap(map) ? map.items.find((each) => this.#isAt(each.key, at)) : undefined;
    const node = pair?.value as Node | null | undefined;
    if (!node?.range) return false;
    const [from, to] = node.range;
    const isQuoted = isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE');
    this.#replacements.push({ from, to, text: isQuoted ? JSON.stringify(value) : value });
    return true;
  }

  /** To a list in lines, to one in brackets, or to a new one at the end. False where the list is written elsewhere, as behind an alias. */
  addToList(key: string, items: readonly string[]): boolean {
    const value = this.#valueOf(key);
    if (value === undefined) return this.#addKey(key, items);
    if (!isSeq(value)) return false;
    if (value.flow === true) this.#addInBrackets(value, items);
    else this.#addLines(value, items);
    return true;
  }

  result(): { readonly text: string; readonly changes: readonly ContractTextChange[] } {
    const before = this.#text.split('\n');
    const ending = before[0]?.endsWith('\r') === true ? '\r' : '';
    const changes: ContractTextChange[] = [];
    const text: string[] = [];
    for (const [index, line] of before.entries()) {
      const after = this.#replacedIn(index + 1, line);
      const added = this.#added.get(index + 1) ?? [];
      if (after !== line) changes.push({ line: index + 1, before: shown(line), after: shown(after) });
      changes.push(...added.map((each) => ({ line: index + 1, before: undefined, after: each })));
      const isLast = index === before.length - 1;
      // The last line of a text has no end yet, and what comes behind it ends as it did.
      text.push(isLast && added.length > 0 ? after + ending : after);
      text.push(...added.map((each, place) => (isLast && place === added.length - 1 ? each : each + ending)));
    }
    return { text: text.join('\n'), changes };
  }

  #valueOf(key: string): Node | undefined {
    const pair = this.#root?.items.find((each) => isScalar(each.key) && each.key.value === key);
    return (pair?.value as Node | null | undefined) ?? undefined;
  }

  #isAt(key: Pair['key'], at: ContractPlace): boolean {
    if (!isScalar(key) || !key.range) return false;
    const { line, col } = this.#lines.linePos(key.range[0]);
    return line === at.line && col === at.column;
  }

  #addInBrackets({ items, range }: YAMLSeq, added: readonly string[]): void {
    if (!range) return;
    const written = added.map((item) => JSON.stringify(item)).join(', ');
    const last = items.at(-1) as Node | undefined;
    if (!last?.range) {
      this.#replacements.push({ from: range[0] + 1, to: range[0] + 1, text: written });
      return;
    }
    const at = last.range[1];
    this.#replacements.push({ from: at, to: at, text: `, ${written}` });
  }

  #addLines({ items, range }: YAMLSeq, added: readonly string[]): void {
    const last = items.at(-1) as Node | undefined;
    if (!range || !last?.range) return;
    const indent = ' '.repeat(this.#lines.linePos(range[0]).col - 1);
    const { line } = this.#lines.linePos(last.range[1]);
    this.#added.set(
      line,
      added.map((item) => `${indent}- ${yamlText(item)}`),
    );
  }

  #addKey(key: string, items: readonly string[]): boolean {
    const root = this.#root;
    const last = root?.items.at(-1);
    if (!root?.range || last === undefined) return false;
    if (root.flow === true) {
      const end = ((last.value ?? last.key) as Node).range?.[1];
      if (end === undefined) return false;
      const written = items.map((item) => JSON.stringify(item)).join(', ');
      this.#replacements.push({ from: end, to: end, text: `, ${JSON.stringify(key)}: [${written}]` });
      return true;
    }
    const indent = ' '.repeat(this.#lines.linePos(root.range[0]).col - 1);
    this.#added.set(this.#lastLine(), [`${indent}${key}:`, ...items.map((item) => `${indent}  - ${yamlText(item)}`)]);
    return true;
  }

  /** The last one that says something; the end of a document is not one. */
  #lastLine(): number {
    const lines = this.#text.split('\n');
    let last = lines.length;
    while (last > 1 && /^\s*$|^\.\.\./.test(lines[last - 1] ?? '')) last--;
    return last;
  }

  #replacedIn(line: number, text: string): string {
    const start = this.#lines.lineStarts[line - 1] ?? 0;
    const own = this.#replacements.filter(({ from }) => from >= start && from <= start + text.length);
    return own
      .toSorted((one, other) => other.from - one.from)
      .reduce((edited, { from, to, text: put }) => edited.slice(0, from - start) + put + edited.slice(to - start), text);
  }
}

function shown(line: string): string {
  return line.replace(/\r$/, '');
}
