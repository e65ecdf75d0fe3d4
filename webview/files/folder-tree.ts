/** The real folders of a backup as a tree: read when they are opened, and only rows in sight stand in the DOM. One tab stop. */
import type { Locale } from '../../src/view/index.ts';
import { element, fill, setAttributes } from '../element.ts';
import { icon } from '../icons.ts';
import { rowForKey } from '../list/grid-keys.ts';
import { RowGeometry } from '../list/row-window.ts';
import { middleCut } from '../middle-cut.ts';
import { folderEntries, folderKey, foldersAbove, type FolderEntry, type KnownFolders } from './folder-entries.ts';

interface FolderTreeEvents {
  readonly load: (domain: string, folder: string) => Promise<KnownFolders>;
  readonly chosen: (domain: string, folder: string) => void;
}

export class FolderTree {
  readonly node: HTMLElement;
  readonly #locale: Locale;
  readonly #events: FolderTreeEvents;
  readonly #content = element('div', { class: 'domains-content', role: 'presentation' });
  readonly #known = new Map<string, KnownFolders>();
  readonly #asked = new Set<string>();
  readonly #open = new Set<string>();
  #domains: readonly string[] = [];
  #entries: readonly FolderEntry[] = [];
  #geometry = new RowGeometry(0, 0);
  #chosen = '';

  constructor(locale: Locale, events: FolderTreeEvents) {
    this.#locale = locale;
    this.#events = events;
    this.node = element(
      'div',
      { class: 'domains folders', role: 'tree', tabindex: 0, 'aria-label': locale.translate('Folders', {}) },
      this.#content,
    );
    this.node.addEventListener('keydown', (event) => this.#onKey(event));
    this.node.addEventListener('scroll', () => this.#draw(), { passive: true });
    this.#content.addEventListener('click', (event) => this.#onClick(event));
    new ResizeObserver(() => this.#measure()).observe(this.node);
  }

  /** The domains of a backup that was read anew: nothing else is known of it any more. */
  begin(domains: readonly string[]): void {
    this.#domains = domains;
    this.#known.clear();
    this.#asked.clear();
  }

  /** Marks a folder, opens the way to it and brings it into sight. */
  show(domain: string | undefined, folder = ''): void {
    this.#chosen = domain === undefined ? '' : folderKey(domain, folder);
    if (domain !== undefined) for (const above of foldersAbove(folder)) this.#open.add(folderKey(domain, above));
    this.#update();
    this.#bringIntoSight();
  }

  get #active(): number {
    return this.#entries.findIndex(({ domain, folder, isRest }) => !isRest && folderKey(domain, folder) === this.#chosen);
  }

  #update(): void {
    const rest = this.#locale.translate('More folders: type a path above the list', {});
    this.#entries = folderEntries(this.#domains, this.#open, this.#known, rest);
    for (const { domain, folder, isLoading } of this.#entries) if (isLoading) void this.#load(domain, folder);
    this.#measure();
  }

  async #load(domain: string, folder: string): Promise<void> {
    const key = folderKey(domain, folder);
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    try {
      const known = await this.#events.load(domain, folder);
      if (!this.#asked.has(key)) return;
      this.#known.set(key, known);
    } catch {
      // What is wrong, the list says; another try is one click away.
      this.#asked.delete(key);
      this.#open.delete(key);
    }
    const isWaiting = this.#active === -1;
    this.#update();
    if (isWaiting) this.#bringIntoSight();
  }

  #measure(): void {
    this.#geometry = new RowGeometry(this.#entries.length, this.node.clientHeight);
    this.#content.style.blockSize = `${String(this.#geometry.contentPx)}px`;
    this.#draw();
  }

  #draw(): void {
    const { first, end, topPx } = this.#geometry.windowAt(this.node.scrollTop);
    const active = this.#active;
    const rows = this.#entries.slice(first, end).map((entry, place) => this.#row(entry, first + place, first + place === active));
    if (rows[0] !== undefined) rows[0].style.marginBlockStart = `${String(Math.round(topPx))}px`;
    fill(this.#content, ...rows);
    setAttributes(this.node, { 'aria-activedescendant': active >= first && active < end ? rowId(active) : undefined });
  }

  #row({ label, level, isOpen, isLeaf, isRest }: FolderEntry, index: number, isActive: boolean): HTMLElement {
    const row = element(
      'div',
      {
        class: isRest ? 'domain folder-rest' : 'domain',
        role: 'treeitem',
        id: rowId(index),
        'aria-level': level,
        'aria-selected': String(isActive),
        'aria-expanded': isLeaf ? undefined : String(isOpen),
        'data-index': index,
        title: label,
        'aria-label': label,
      },
      isRest ? undefined : isLeaf ? element('span', { class: 'twistie' }) : icon('chevron', 'twistie'),
      isRest ? undefined : icon(level === 1 ? 'system' : 'directory'),
      element('span', { class: 'domain-name' }, middleCut(label, 'domain-label')),
    );
    row.style.setProperty('--level', String(Math.min(level, 20)));
    return row;
  }

  #onClick(event: MouseEvent): void {
    const target = event.target as Element;
    const index = Number(target.closest<HTMLElement>('.domain')?.dataset.index ?? -1);
    const entry = this.#entries[index];
    if (entry === undefined || entry.isRest) return;
    if (target.closest('.twistie') !== null) this.#toggle(entry);
    else this.#choose(entry);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const active = this.#active;
    const entry = this.#entries[active];
    const moved = rowForKey(event.key, { active, rows: this.#entries.length, rowsPerPage: this.#geometry.rowsPerPage });
    if (moved !== undefined) this.#choose(this.#entries[moved]);
    else if (entry === undefined) return;
    else if (event.key === 'ArrowRight') this.#stepIn(entry, active);
    else if (event.key === 'ArrowLeft') this.#stepOut(entry);
    else if (event.key === ' ' || event.key === 'Enter') this.#toggle(entry);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #stepIn(entry: FolderEntry, index: number): void {
    if (entry.isOpen) this.#choose(this.#entries[index + 1]);
    else this.#toggle(entry);
  }

  #stepOut(entry: FolderEntry): void {
    if (entry.isOpen) this.#toggle(entry);
    else if (entry.folder !== '') this.#choose({ ...entry, folder: foldersAbove(entry.folder).at(-1) ?? '' });
  }

  #toggle({ domain, folder, isLeaf }: FolderEntry): void {
    if (isLeaf) return;
    const key = folderKey(domain, folder);
    if (!this.#open.delete(key)) this.#open.add(key);
    this.#update();
  }

  #choose(entry: FolderEntry | undefined): void {
    if (entry === undefined || entry.isRest) return;
    const { domain, folder } = entry;
    this.show(domain, folder);
    this.#events.chosen(domain, folder);
  }

  #bringIntoSight(): void {
    const active = this.#active;
    if (active >= 0) this.node.scrollTop = this.#geometry.scrollTopToShow(active, this.node.scrollTop);
    this.#draw();
  }
}

function rowId(index: number): string {
  return `folder-${String(index)}`;
}
