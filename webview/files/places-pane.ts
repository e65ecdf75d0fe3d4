/** The left side of the Files view: domains, apps, or the tree of folders, and the switch between them. */
import { phrase, type AppRow, type DomainRow, type Locale, type PlacesMode } from '../../src/view/index.ts';
import { DomainList } from '../domain-list.ts';
import type { AppIcons } from '../domain-row.ts';
import { element, setAttributes } from '../element.ts';
import { appRows, type FilesPlace } from './files-place.ts';
import type { KnownFolders } from './folder-entries.ts';
import { FolderTree } from './folder-tree.ts';

const MODES: Readonly<Record<PlacesMode, string>> = { domains: phrase('Domains'), apps: phrase('Apps'), folders: phrase('Folders') };

interface PlacesEvents {
  readonly mode: (mode: PlacesMode) => void;
  /** Undefined for all of them. */
  readonly domain: (domain: string | undefined) => void;
  readonly app: (key: string | undefined) => void;
  readonly folder: (domain: string, folder: string) => void;
  readonly folders: (domain: string, folder: string) => Promise<KnownFolders>;
}

export class PlacesPane {
  readonly node: HTMLElement;
  readonly #locale: Locale;
  readonly #list: DomainList;
  readonly #tree: FolderTree;
  readonly #buttons = new Map<PlacesMode, HTMLElement>();
  #mode: PlacesMode = 'domains';
  #domains: readonly DomainRow[] = [];
  #apps: readonly AppRow[] = [];

  constructor(locale: Locale, language: string, events: PlacesEvents) {
    this.#locale = locale;
    this.#list = new DomainList(locale, language, (key) => (this.#mode === 'apps' ? events.app(key) : events.domain(key)));
    this.#tree = new FolderTree(locale, { load: events.folders, chosen: events.folder });
    for (const [mode, words] of Object.entries(MODES) as [PlacesMode, string][]) {
      const node = element('button', { class: 'chip', type: 'button' }, locale.translate(words, {}));
      node.addEventListener('click', () => events.mode(mode));
      this.#buttons.set(mode, node);
    }
    const label = locale.translate('Show files by', {});
    const modes = element('div', { class: 'places-switch', role: 'group', 'aria-label': label }, ...this.#buttons.values());
    this.node = element(
      'nav',
      { class: 'left', 'aria-label': locale.translate('Domains', {}) },
      modes,
      ...this.#list.nodes,
      this.#tree.node,
    );
    this.#showMode('domains');
  }

  /** In the order of the keyboard. */
  get regions(): readonly HTMLElement[] {
    return [...this.#list.nodes, this.#tree.node];
  }

  /** What a backup that was read anew has. */
  begin(domains: readonly DomainRow[], apps: readonly AppRow[]): void {
    this.#domains = domains;
    this.#apps = apps;
    this.#tree.begin(domains.map(({ domain }) => domain));
  }

  show({ mode, domain, app, folder }: FilesPlace): void {
    this.#showMode(mode);
    if (mode === 'folders') this.#tree.show(domain, folder);
    else if (mode === 'apps') this.#list.show(appRows(this.#apps), app);
    else this.#list.show(this.#domains, domain);
  }

  set icons(icons: AppIcons) {
    this.#list.icons = icons;
  }

  clearFilter(): boolean {
    return this.#list.clearFilter();
  }

  #showMode(mode: PlacesMode): void {
    this.#mode = mode;
    for (const [each, node] of this.#buttons) setAttributes(node, { 'aria-pressed': String(each === mode) });
    const [filter, list] = this.#list.nodes;
    list.hidden = mode === 'folders';
    if (mode === 'folders') filter.hidden = true;
    this.#tree.node.hidden = mode !== 'folders';
    this.#list.label = this.#locale.translate(mode === 'apps' ? 'Apps' : 'Domains', {});
  }
}
