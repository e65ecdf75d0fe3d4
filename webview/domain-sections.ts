/** The domains of a backup in sections, as the list on the left shows them. Knows no DOM. */
import { GROUP_ORDER, domainWords, type DomainGroup, type DomainRow } from '../src/view/index.ts';

/** A domain, or something else that has a key, words and files. */
export interface PlaceRow extends DomainRow {
  readonly key?: string;
  readonly words?: { readonly group: DomainGroup; readonly label: string; readonly meaning?: string };
}

interface DomainEntry {
  readonly domain: string;
  /** Of what is no domain. */
  readonly key?: string;
  readonly label: string;
  /** English template of what a system domain holds. */
  readonly meaning?: string;
  readonly items: number;
}

interface DomainSection {
  readonly group: DomainGroup;
  readonly entries: readonly DomainEntry[];
}

/** Sections that have entries, in a fixed order; entries by name in the reader's language. */
export function domainSections(rows: readonly PlaceRow[], language?: string): DomainSection[] {
  const collator = new Intl.Collator(language, { numeric: true, sensitivity: 'base' });
  const groups = Map.groupBy(rows.map(entryOf), ({ group }) => group);
  return GROUP_ORDER.flatMap((group) => {
    const entries = groups.get(group);
    if (entries === undefined) return [];
    return [{ group, entries: entries.map(({ entry }) => entry).sort((a, b) => collator.compare(a.label, b.label)) }];
  });
}

export function totalItems(rows: readonly DomainRow[]): number {
  return rows.reduce((sum, { items }) => sum + items, 0);
}

function entryOf({ domain, items, key, words = domainWords(domain) }: PlaceRow): { group: DomainGroup; entry: DomainEntry } {
  const { group, label, meaning } = words;
  return { group, entry: { domain, label, items, ...(key === undefined ? {} : { key }), ...(meaning === undefined ? {} : { meaning }) } };
}
