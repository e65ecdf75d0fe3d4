/** One row of the file list: made once, then filled with another file whenever it is reused. */
import type { FileRow, PageTarget, Locale } from '../../src/view/index.ts';
import { setContextTarget } from '../context-target.ts';
import { element, fill, setAttributes } from '../element.ts';
import { icon } from '../icons.ts';
import { middleCut } from '../middle-cut.ts';

/** Rows of the grid are counted from 1, and its head is the first. */
const ROWS_BEFORE = 2;

export class FileRowElement {
  readonly node: HTMLElement;
  readonly #locale: Locale;
  readonly #path = element('span', { class: 'cell path', role: 'gridcell' });
  readonly #domain = element('span', { class: 'cell of-domain', role: 'gridcell' });
  readonly #size = element('span', { class: 'cell size', role: 'gridcell' });
  readonly #modified = element('span', { class: 'cell modified', role: 'gridcell' });
  #shown: FileRow | undefined;
  index = -1;

  constructor(locale: Locale) {
    this.#locale = locale;
    this.node = element('div', { class: 'row', role: 'row' }, this.#path, this.#domain, this.#size, this.#modified);
  }

  /** `file` is undefined while it is still being read. */
  show(index: number, file: FileRow | undefined, active: boolean): void {
    if (index !== this.index) {
      this.index = index;
      setAttributes(this.node, { id: rowId(index), 'aria-rowindex': index + ROWS_BEFORE });
    }
    setAttributes(this.node, { 'aria-selected': String(active), 'aria-busy': file === undefined ? 'true' : undefined });
    if (file === this.#shown && file !== undefined) return;
    this.#shown = file;
    if (file === undefined) this.#fillPending();
    else this.#fillWith(file);
  }

  #fillPending(): void {
    fill(this.#path, element('span', { class: 'pending' }));
    for (const cell of [this.#domain, this.#size, this.#modified]) fill(cell);
    this.node.removeAttribute('title');
    setContextTarget(this.node, undefined);
    this.#path.removeAttribute('aria-label');
  }

  #fillWith(file: FileRow): void {
    const { format, translate } = this.#locale;
    const [folder, name] = splitPath(file.relativePath);
    const shownName = name === '' ? translate('(root of the domain)', {}) : name;
    fill(this.#path, icon(file.kind), element('span', { class: 'path-text' }, ...folderParts(folder), middleCut(shownName, 'name')));
    fill(this.#domain, middleCut(file.domain, 'domain-text'));
    fill(this.#size, file.kind === 'file' ? format.bytes(file.size) : '');
    fill(this.#modified, file.modified === null ? '—' : format.figureDateTime(new Date(file.modified)));
    this.#path.setAttribute('aria-label', file.relativePath === '' ? shownName : file.relativePath);
    const target = targetOf(file);
    this.node.title = target.name;
    setContextTarget(this.node, target);
  }
}

export function targetOf({ domain, relativePath, fileID }: FileRow): PageTarget {
  return { webviewSection: 'file', fileID, name: `${domain}/${relativePath}` };
}

export function rowId(index: number): string {
  return `file-${String(index)}`;
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
