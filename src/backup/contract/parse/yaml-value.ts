/** A YAML document as plain values that know where they stand. What YAML has beyond JSON (tags, merge keys, documents) is not understood here. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Alias, type Node } from 'yaml';
import type { ContractPlace, ContractProblem } from '../contract.ts';

export type YamlValue = { readonly at: ContractPlace } & (
  | { readonly kind: 'text' | 'number' | 'flag'; readonly text: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'list'; readonly items: readonly YamlValue[] }
  | { readonly kind: 'map'; readonly entries: readonly YamlEntry[] }
);

export interface YamlEntry {
  readonly key: string;
  readonly keyAt: ContractPlace;
  readonly value: YamlValue;
}

/** A contract has some hundred; aliases of aliases could make billions of a few. */
const MOST_VALUES = 100_000;
/** Behind a broken bracket everything is a mistake. */
const MOST_MISTAKES = 20;
const START: ContractPlace = { line: 1, column: 1, end: 1 };

interface YamlDocument {
  readonly value: YamlValue;
  readonly problems: readonly ContractProblem[];
}

export function readYaml(text: string): YamlDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, stringKeys: true });
  const reader = new NodeReader(lines, (alias) => alias.resolve(document) ?? null);
  const problems = document.errors.slice(0, MOST_MISTAKES).map(({ message, pos: [from, to] }): ContractProblem => {
    return { code: 'yaml-invalid', at: reader.place(from, to), data: { details: firstSentence(message) } };
  });
  const value = reader.read(document.contents, 0);
  return { value, problems: [...problems, ...reader.problems] };
}

function firstSentence(message: string): string {
  // What stands behind a semicolon is for programmers.
  return (message.split(/[\n;]/)[0] ?? '').replace(/:$/, '');
}

type ResolveAlias = (alias: Alias) => unknown;

class NodeReader {
  readonly problems: ContractProblem[] = [];
  readonly #lines: LineCounter;
  readonly #resolve: ResolveAlias;
  #values = 0;

  constructor(lines: LineCounter, resolve: ResolveAlias) {
    this.#lines = lines;
    this.#resolve = resolve;
  }

  place(from: number, to: number): ContractPlace {
    const start = this.#lines.linePos(from);
    const stop = this.#lines.linePos(Math.max(from, to));
    const { line, col } = start;
    return { line, column: col, end: stop.line === line ? Math.max(stop.col, col + 1) : col + 1 };
  }

  read(node: unknown, depth: number): YamlValue {
    const at = this.#placeOf(node);
    if (++this.#values > MOST_VALUES || depth > 64) {
      if (this.#values === MOST_VALUES + 1) {
        this.problems.push({ code: 'yaml-invalid', at, data: { details: 'The document is too large' } });
      }
      return { kind: 'nothing', at };
    }
    if (isAlias(node)) return { ...this.read(this.#resolve(node), depth + 1), at };
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }): YamlEntry => {
        return { key: isScalar(key) ? String(key.value) : '', keyAt: this.#placeOf(key), value: this.#valueOf(key, value, depth) };
      });
      return { kind: 'map', entries, at };
    }
    if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => this.read(item, depth + 1)), at };
    return isScalar(node) ? scalarOf(node.value, node.source, at) : { kind: 'nothing', at };
  }

  /** A key without a value stands for both. */
  #valueOf(key: unknown, value: unknown, depth: number): YamlValue {
    const read = this.read(value, depth + 1);
    return read.kind === 'nothing' ? { ...read, at: this.#placeOf(key) } : read;
  }

  #placeOf(node: unknown): ContractPlace {
    const range = typeof node === 'object' && node !== null && 'range' in node ? (node as Node).range : undefined;
    return range ? this.place(range[0], range[1]) : START;
  }
}

/** Of numbers and dates the text counts as it is written. */
function scalarOf(value: unknown, source: string | undefined, at: ContractPlace): YamlValue {
  if (value === null || value === undefined) return { kind: 'nothing', at };
  if (typeof value === 'boolean') return { kind: 'flag', text: String(value), at };
  if (typeof value === 'number' || typeof value === 'bigint') return { kind: 'number', text: source ?? String(value), at };
  return { kind: 'text', text: typeof value === 'string' ? value : (source ?? ''), at };
}
