/** Where the Files view is: in a domain, an app or a folder, under a filter, in an order; and which files those are. Knows no DOM. */
import type { AppRow, DomainRow, FileFilter, FileQuery, PageState, PlacesMode } from '../../src/view/index.ts';
import type { PlaceRow } from '../domain-sections.ts';

export interface FilesPlace {
  readonly mode: PlacesMode;
  readonly domain?: string;
  /** See `appKey`. */
  readonly app?: string;
  /** Of `domain`; "" is its root. */
  readonly folder?: string;
  /** The line that filters. */
  readonly line: string;
  readonly order?: NonNullable<PageState['order']>;
}

export const EVERYWHERE: FilesPlace = { mode: 'domains', line: '' };

export function placeOf({ places = 'domains', domain, app, folder, search = '', order }: Partial<PageState> = {}): FilesPlace {
  return {
    mode: places,
    line: search,
    ...(domain === undefined ? {} : { domain }),
    ...(app === undefined ? {} : { app }),
    ...(folder === undefined ? {} : { folder }),
    ...(order === undefined ? {} : { order }),
  };
}

export function stateOf({ mode, line, ...place }: FilesPlace): Partial<PageState> {
  return { places: mode, ...(line === '' ? {} : { search: line }), ...place };
}

/** A folder that is filtered is looked through at any depth; without a filter its own items are shown. */
export function queryOf({ mode, domain, app, folder = '', order }: FilesPlace, filter: FileFilter, apps: readonly AppRow[]): FileQuery {
  const isFiltered = filter.where !== undefined || filter.finding !== undefined;
  const rest = { ...filter, ...(order === undefined ? {} : { order }) };
  if (mode === 'apps') return { ...rest, ...(app === undefined ? {} : { domains: domainsOf(app, apps) }) };
  if (domain === undefined) return rest;
  if (mode === 'domains') return { ...rest, domain };
  return { ...rest, domain, ...(isFiltered ? { below: folder } : { folder }) };
}

/** An app and a group may have the same id. */
export function appKey({ kind, id }: AppRow): string {
  return `${kind} ${id}`;
}

export function domainsOf(key: string, apps: readonly AppRow[]): readonly string[] {
  return apps.find((app) => appKey(app) === key)?.domains ?? [];
}

/** Apps as entries of the list on the left: by name, with their bundle id beside it. */
export function appRows(apps: readonly AppRow[]): PlaceRow[] {
  return apps.map((app) => {
    const { kind, id, name, items } = app;
    if (kind === 'system') return { domain: id, key: appKey(app), items };
    return {
      domain: id,
      key: appKey(app),
      items,
      words: { group: kind, label: name ?? id, ...(name === undefined ? {} : { meaning: id }) },
    };
  });
}

/** As one types it: `HomeDomain/Library/SMS`. */
export function pathText({ domain, folder = '' }: Pick<FilesPlace, 'domain' | 'folder'>): string {
  if (domain === undefined) return '';
  return folder === '' ? domain : `${domain}/${folder}`;
}

/**
 * The place that was typed; undefined if there is no such domain. Names of domains may have slashes, so the longest one that fits is meant. A slash
 * at the end is left out, capitals and small letters of the domain are alike.
 */
export function typedPlace(
  text: string,
  domains: readonly DomainRow[],
): { readonly domain?: string; readonly folder?: string } | undefined {
  const path = text.trim().replace(/^\/+|\/+$/g, '');
  if (path === '') return {};
  const lower = path.toLowerCase();
  const fits = (domain: string) => lower === domain.toLowerCase() || lower.startsWith(`${domain.toLowerCase()}/`);
  const [domain] = domains
    .map((row) => row.domain)
    .filter(fits)
    .sort((a, b) => b.length - a.length);
  return domain === undefined ? undefined : { domain, folder: path.slice(domain.length + 1) };
}

/** What a typed text can be completed to: names of domains at first, then those of folders in what is before the last slash. */
export function completionOf(
  text: string,
  domains: readonly DomainRow[],
): { domains: readonly string[] } | { domain: string; folder: string; begins: string } {
  const cut = text.lastIndexOf('/');
  const within = cut === -1 ? undefined : typedPlace(text.slice(0, cut), domains);
  if (within?.domain !== undefined) return { domain: within.domain, folder: within.folder ?? '', begins: text.slice(cut + 1) };
  const lower = text.toLowerCase();
  return { domains: domains.map(({ domain }) => domain).filter((domain) => domain.toLowerCase().includes(lower)) };
}

/** The folder around a folder; undefined for what is in none. */
export function upFrom({ domain, folder = '' }: FilesPlace): { readonly domain?: string; readonly folder?: string } | undefined {
  if (domain === undefined) return undefined;
  if (folder === '') return {};
  return { domain, folder: folder.slice(0, Math.max(0, folder.lastIndexOf('/'))) };
}
