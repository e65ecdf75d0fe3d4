/** The list of domains as plain entries, headings among them, under a filter. Knows no DOM. */
import type { DomainGroup } from '../src/view/index.ts';
import { domainSections, totalItems, type PlaceRow } from './domain-sections.ts';

export type DomainListEntry =
  | { readonly kind: 'all'; readonly items: number }
  | { readonly kind: 'heading'; readonly group: DomainGroup }
  | {
      readonly kind: 'domain';
      readonly group: DomainGroup;
      readonly domain: string;
      /** Of what is no domain. */
      readonly key?: string;
      readonly label: string;
      /** English template of what a system domain holds. */
      readonly meaning?: string;
      readonly items: number;
    };

/** `matches` says which domains a filter leaves; all of them together always come first. */
export function domainEntries(
  rows: readonly PlaceRow[],
  language: string | undefined,
  matches: (domain: string, meaning: string | undefined) => boolean,
): DomainListEntry[] {
  const entries: DomainListEntry[] = [{ kind: 'all', items: totalItems(rows) }];
  for (const { group, entries: all } of domainSections(rows, language)) {
    const left = all.filter(({ domain, label, meaning }) => matches(domain, meaning) || matches(label, undefined));
    if (left.length > 0) entries.push({ kind: 'heading', group });
    for (const entry of left) entries.push({ kind: 'domain', group, ...entry });
  }
  return entries;
}

/** For each entry how many can be chosen up to it, it included: its place among them. */
export function choosablePlaces(entries: readonly DomainListEntry[]): number[] {
  let count = 0;
  return entries.map(({ kind }) => (kind === 'heading' ? count : ++count));
}

/** The next entry that can be chosen, from `index` on in a direction; undefined when there is none. */
export function choosable(entries: readonly DomainListEntry[], index: number, step: 1 | -1): number | undefined {
  for (let at = index; at >= 0 && at < entries.length; at += step) {
    if (entries[at]?.kind !== 'heading') return at;
  }
  return undefined;
}
