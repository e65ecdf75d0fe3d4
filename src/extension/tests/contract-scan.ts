/** Walks over the text of a contract, which need not be valid yet because somebody types it: which keys stand where, and in what the end of the text lies. Knows no VS Code. */

/** In the place of a key: an entry of a list. */
export const ITEM = Symbol('item');

/** Leads from the root of a contract into it. */
export type ContractStep = string | typeof ITEM;

interface BlockFrame {
  readonly indent: number;
  readonly step: ContractStep;
  readonly line: number;
}

/** An open bracket; `key` is the one whose value is being written. */
interface FlowFrame {
  readonly kind: 'map' | 'list';
  readonly id: string;
  key?: string | undefined;
}

/** A key, and which object it is one of. */
interface ScannedKey {
  readonly container: string;
  readonly name: string;
  readonly line: number;
}

export interface ScanEnd {
  /** To the object whose key is being written, or to the value. */
  readonly steps: readonly ContractStep[];
  readonly at: 'key' | 'value';
  /** What of the word is there. */
  readonly typed: string;
  readonly container: string;
  readonly isInBrackets: boolean;
}

const KEY = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#{}[\],][^#]*?)\s*:(?:\s+|$)/;

export class ContractScan {
  readonly keys: ScannedKey[] = [];
  readonly #blocks: BlockFrame[] = [];
  readonly #flows: FlowFrame[] = [];
  #token = '';
  #line = 0;
  #isValue = false;

  constructor(text: string) {
    const lines = text.split(/\r?\n/);
    for (const [index, line] of lines.entries()) {
      this.#line = index;
      this.#readLine(line, index === lines.length - 1);
    }
  }

  get end(): ScanEnd {
    const flow = this.#flows.at(-1);
    const isInBrackets = flow !== undefined;
    const isValue = flow === undefined ? this.#isValue : flow.kind === 'list' || flow.key !== undefined;
    const typed = this.#token.trimStart();
    return { steps: this.#steps(), at: isValue ? 'value' : 'key', typed, container: this.#container(), isInBrackets };
  }

  #readLine(line: string, isLast: boolean): void {
    if (this.#flows.length > 0) {
      this.#readFlow(line);
      return;
    }
    const indent = line.length - line.trimStart().length;
    const rest = line.slice(indent);
    this.#isValue = false;
    this.#token = rest;
    if ((rest === '' && !isLast) || rest.startsWith('#')) return;
    this.#close(indent, /^-(\s|$)/.test(rest));
    this.#readBlock(rest, indent);
  }

  /** A list may stand as far to the left as its key. */
  #close(indent: number, isItem: boolean): void {
    for (let top = this.#blocks.at(-1); top !== undefined; top = this.#blocks.at(-1)) {
      const isOpen = top.indent < indent || (isItem && top.indent === indent && top.step !== ITEM);
      if (isOpen) return;
      this.#blocks.pop();
    }
  }

  #readBlock(text: string, column: number): void {
    let [rest, indent] = [text, column];
    for (let dash = /^-(\s+|$)/.exec(rest); dash !== null; dash = /^-(\s+|$)/.exec(rest)) {
      this.#blocks.push({ indent, step: ITEM, line: this.#line });
      indent += dash[0].length;
      rest = rest.slice(dash[0].length);
    }
    this.#token = rest;
    const key = KEY.exec(rest);
    if (key !== null) {
      const name = unquoted(key[1] ?? '');
      this.keys.push({ container: this.#container(), name, line: this.#line });
      this.#blocks.push({ indent, step: name, line: this.#line });
      rest = rest.slice(key[0].length);
      this.#token = rest;
      this.#isValue = true;
    }
    if (/^[{[]/.test(rest)) this.#readFlow(rest);
  }

  #readFlow(text: string): void {
    let quote = '';
    let token = '';
    for (let at = 0; at < text.length; at++) {
      const character = text.charAt(at);
      if (quote !== '') {
        if (character === quote) quote = '';
        token += character;
        continue;
      }
      const top = this.#flows.at(-1);
      if (at > 0 && top === undefined) break;
      if (character === '#' && /\s$|^$/.test(token)) break;
      if (character === '{' || character === '[') {
        this.#flows.push({ kind: character === '{' ? 'map' : 'list', id: `${String(this.#line)}:${String(at)}` });
        token = '';
      } else if (character === '}' || character === ']') {
        this.#flows.pop();
        token = '';
      } else if (character === ',') {
        if (top !== undefined) top.key = undefined;
        token = '';
      } else if (character === ':' && top?.kind === 'map' && top.key === undefined && /^(\s|$)/.test(text.slice(at + 1))) {
        const name = unquoted(token.trim());
        this.keys.push({ container: this.#container(), name, line: this.#line });
        top.key = name;
        token = '';
      } else {
        if (token === '' && (character === '"' || character === "'")) quote = character;
        if (token !== '' || !/\s/.test(character)) token += character;
      }
    }
    this.#token = token;
  }

  #steps(): ContractStep[] {
    const inFlows = this.#flows.flatMap(({ kind, key }): ContractStep[] => (kind === 'list' ? [ITEM] : key === undefined ? [] : [key]));
    return [...this.#blocks.map(({ step }) => step), ...inFlows];
  }

  /** Two entries of one list are two objects. */
  #container(): string {
    const blocks = this.#blocks.map(({ step, line }) => (step === ITEM ? `-${String(line)}` : step));
    return [...blocks, ...this.#flows.map(({ id }) => id)].join('/');
  }
}

function unquoted(text: string): string {
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text;
}
