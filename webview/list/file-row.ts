/** One row of the file list: made once, then filled with another file whenever it is reused. */
import { classLetter, protectionWords, type CellName, type FileRow, type PageTarget, type Locale } from '../../src/view/index.ts';
import { setContextTarget } from '../context-target.ts';
import { element, fill, setAttributes } from '../element.ts';
import { icon } from '../icons.ts';
import { middleCut } from '../middle-cut.ts';

/** Rows of the grid are counted from 1, and its head is the first. */
const ROWS_BEFORE = 2;

interface RowState {
  /** Keys start from it. */
  readonly isActive: boolean;
  readonly isSelected: boolean;
  /** What its menu does concerns all selected rows. */
  readonly isOneOfMany: boolean;
  readonly namesOnly: boolean;
}

export class FileRowElement {
  readonly node: HTMLElement;
  readonly #locale: Locale;
  readonly #path = cell('path', 'path');
  readonly #domain = cell('of-domain', 'domain');
  readonly #size = cell('size', 'size');
  readonly #modified = cell('modified', 'modified');
  readonly #class = cell('class', 'class');
  #shown: FileRow | undefined;
  #namesOnly = false;
  #isOneOfMany = false;
  #isFilled = false;
  #state = '';
  index = -1;

  constructor(locale: Locale) {
    this.#locale = locale;
    this.node = element('div', { class: 'row', role: 'row' }, this.#path, this.#domain, this.#size, this.#modified, this.#class);
  }

  /** `file` is undefined while it is still being read. */
  show(index: number, file: FileRow | undefined, { isActive, isSelected, isOneOfMany, namesOnly }: RowState): void {
    if (index !== this.index) {
      this.index = index;
      setAttributes(this.node, { id: rowId(index), 'aria-rowindex': index + ROWS_BEFORE });
    }
    const state = `${String(isSelected)} ${String(isActive)} ${String(file === undefined)}`;
    // Sixty times a second, for every row in sight.
    if (state !== this.#state) {
      this.#state = state;
      setAttributes(this.node, {
        'aria-selected': String(isSelected),
        'data-active': isActive,
        'aria-busy': file === undefined ? 'true' : undefined,
      });
    }
    const isSame = file === this.#shown && namesOnly === this.#namesOnly && isOneOfMany === this.#isOneOfMany;
    if (isSame && this.#isFilled) return;
    this.#isFilled = true;
    this.#shown = file;
    this.#namesOnly = namesOnly;
    this.#isOneOfMany = isOneOfMany;
    if (file === undefined) this.#fillPending();
    else this.#fillWith(file);
  }

  #fillPending(): void {
    fill(this.#path, element('span', { class: 'pending' }));
    for (const each of [this.#domain, this.#size, this.#modified, this.#class]) fill(each);
    this.node.removeAttribute('title');
    setContextTarget(this.node, undefined);
    this.#path.removeAttribute('aria-label');
  }

  #fillWith(file: FileRow): void {
    const { format, translate } = this.#locale;
    const [folder, name] = splitPath(file.relativePath);
    const shownName = name === '' ? translate('(root of the domain)', {}) : name;
    const folders = this.#namesOnly ? [] : folderParts(folder);
    fill(this.#path, icon(file.kind), element('span', { class: 'path-text' }, ...folders, middleCut(shownName, 'name')));
    fill(this.#domain, middleCut(file.domain, 'domain-text'));
    const isKnown = file.unreadable !== true;
    fill(this.#size, file.kind !== 'file' ? '' : isKnown ? format.bytes(file.size) : '—');
    fill(this.#modified, file.modified === null ? '—' : format.figureDateTime(new Date(file.modified)));
    const letter = file.kind === 'file' && isKnown ? classLetter(file.protectionClass) : '';
    const words = protectionWords(file.protectionClass);
    fill(this.#class, letter);
    setAttributes(this.#class, { title: letter === '' || words === undefined ? undefined : translate(words, {}) });
    this.#path.setAttribute('aria-label', file.relativePath === '' ? shownName : this.#namesOnly ? name : file.relativePath);
    const target = targetOf(file, this.#isOneOfMany);
    this.node.title = target.name;
    setContextTarget(this.node, target);
  }
}

export function targetOf({ domain, relativePath, fileID }: FileRow, isOneOfMany: boolean): PageTarget {
  return { webviewSection: 'file', fileID, name: `${domain}/${relativePath}`, ...(isOneOfMany ? { selected: true } : {}) };
}

export function rowId(index: number): string {
  return `file-${String(index)}`;
}

/** VS Code puts what a cell says of itself together with what its row says. */
function cell(name: string, column: CellName): HTMLElement {
  return element('span', { class: `cell ${name}`, role: 'gridcell', 'data-vscode-context': JSON.stringify({ column }) });
}

/** The folder, and the name. */
function splitPath(path: string): [string, string] {
  const cut = path.lastIndexOf('/');
  return [path.slice(0, Math.max(0, cut)), path.slice(cut + 1)];
}

/** The folder may be cut; the slash behind it stays. */
function folderParts(folder: string): HTMLElement[] {
  if (folder === '') return [];
  return [element('span', { class: 'folder' }, folder), element('span', { class: 'folder-end' }, '/')];
}
