/** Changes the text of a contract so that a backup keeps it, after a change that was meant: as few lines as possible, everything else as it was written. */
import type { BackupContract } from './contract.ts';
import type { ContractFinding, ContractReport } from './contract-report.ts';
import { sizeText } from './parse/size-text.ts';
import { globOfPath } from './scope.ts';
import { yamlText } from './yaml-text.ts';

/** A contract after a change that was meant. */
export interface AcceptedContract {
  readonly text: string;
  /** Lines that are new, and lines that they replace; in the order of the text. */
  readonly changes: readonly ContractTextChange[];
  /** Findings that no change of a contract should make good: secrets, and what the backup lost. */
  readonly left: readonly ContractFinding[];
}

/** One line of a contract that is other than before. */
export interface ContractTextChange {
  /** Of the old text, counted from 1; where lines are put in, the line before them. */
  readonly line: number;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Accepts what the report says about the contract: new files are listed, budgets raised, classes and items as they are now. */
export function acceptContract(text: string, contract: BackupContract, report: ContractReport): AcceptedContract {
  const editor = new TextEditor(text);
  const left: ContractFinding[] = [];
  const unlisted: string[] = [];
  for (const finding of report.findings) {
    const rule = contract.rules[finding.rule];
    if (rule === undefined || finding.kind === 'doubt') continue;
    switch (finding.code) {
      case 'file-unlisted':
        unlisted.push(globOfPath(finding.path ?? ''));
        break;
      case 'over-budget':
        editor.replaceValue(finding, sizeText(Number(finding.data.actual ?? 0)));
        break;
      case 'protection-weak':
        editor.replaceValue(finding, String(finding.data.actual ?? ''));
        break;
      default:
        left.push(finding);
    }
  }
  if (unlisted.length > 0) editor.addToList('may', unlisted.sort());
  return { ...editor.result(), left };
}

class TextEditor {
  readonly #lines: (string | undefined)[];
  readonly #added = new Map<number, string[]>();
  readonly #before: readonly string[];

  constructor(text: string) {
    this.#before = text.split('\n');
    this.#lines = [...this.#before];
  }

  /** The value behind the glob at which the finding's rule stands. Of several the weakest stays: the last one that is written. */
  replaceValue({ at }: ContractFinding, value: string): void {
    const line = this.#lines[at.line - 1];
    if (line === undefined) return;
    const behind = line.slice(at.end - 1).replace(/^(\s*:\s*)[^,}\s#]+/, `$1${value}`);
    this.#lines[at.line - 1] = line.slice(0, at.end - 1) + behind;
  }

  /** To a list in lines, to one in brackets, or to a new one at the end. */
  addToList(key: string, items: readonly string[]): void {
    const at = this.#lines.findIndex((line) => line !== undefined && new RegExp(`^${key}\\s*:`).test(line));
    const line = this.#lines[at];
    if (line === undefined) {
      this.#added.set(this.#lastLine(), [`${key}:`, ...items.map((item) => `  - ${yamlText(item)}`)]);
      return;
    }
    const inBrackets = /^(\w+\s*:\s*\[)(.*)(\]\s*(?:#.*)?)$/.exec(line);
    if (inBrackets !== null) {
      const [, head = '', inner = '', tail = ''] = inBrackets;
      const all = [...(inner.trim() === '' ? [] : [inner.trim()]), ...items.map((item) => JSON.stringify(item))];
      this.#lines[at] = `${head}${all.join(', ')}${tail}`;
      return;
    }
    let last = at;
    while (/^\s+-|^\s*#|^\s*$|^-\s/.test(this.#lines[last + 1] ?? 'end')) last++;
    while (last > at && /^\s*(#.*)?$/.test(this.#lines[last] ?? '')) last--;
    const indent = /^(\s*)-/.exec(this.#lines[last] ?? '')?.[1] ?? '  ';
    this.#added.set(
      last,
      items.map((item) => `${indent}- ${yamlText(item)}`),
    );
  }

  result(): Pick<AcceptedContract, 'text' | 'changes'> {
    const changes: ContractTextChange[] = [];
    const text: string[] = [];
    for (const [index, line] of this.#lines.entries()) {
      const before = this.#before[index];
      if (line !== undefined) text.push(line);
      if (line !== before) changes.push({ line: index + 1, before, after: line });
      for (const added of this.#added.get(index) ?? []) {
        text.push(added);
        changes.push({ line: index + 1, before: undefined, after: added });
      }
    }
    return { text: text.join('\n'), changes };
  }

  #lastLine(): number {
    let last = this.#lines.length - 1;
    while (last > 0 && (this.#lines[last] ?? '').trim() === '') last--;
    return last;
  }
}
