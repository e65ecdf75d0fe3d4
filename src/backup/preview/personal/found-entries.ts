/** The entries of a kind in which a text is found, in their order and by groups. A long search gives what it has found in its time. */
import type { OpenedKind } from './kind-reader.ts';
import type { PersonalGroup, PersonalKind } from './personal-entry.ts';
import { TextSearch, type PersonalSearch } from './search-text.ts';

/** Entries that are read at once. */
const STEP = 200;

export interface FoundEntries {
  readonly search: PersonalSearch;
  /** Those with something found in them, or all of a group that has the text in its name; absent if the kind has no groups. */
  readonly groups?: readonly PersonalGroup[];
  readonly keys: (group: string | undefined) => BigInt64Array;
  /** Entries that were not looked at, because there was no time. */
  readonly unsearched: number;
}

interface SearchedKind {
  readonly kind: PersonalKind;
  readonly opened: OpenedKind;
  readonly groups: readonly PersonalGroup[] | undefined;
}

/** @param hasTime asked now and then */
export function findEntries({ kind, opened, groups }: SearchedKind, search: PersonalSearch, hasTime: () => boolean): FoundEntries {
  const text = new TextSearch(search);
  const all = BigInt64Array.from(opened.keys(undefined));
  const { found, unsearched } = searched(opened, text, kind === 'messages' ? all.toReversed() : all, hasTime);
  const byName = groups?.filter((group) => text.isInGroup(group)) ?? [];
  const whole = new Set(byName.map(({ key }) => key));
  for (const group of whole) for (const key of opened.keys(group)) found.add(key);
  const keysOf = (group: string | undefined) =>
    BigInt64Array.from(group === undefined ? all : opened.keys(group)).filter((key) => found.has(key));
  const counted = groups?.flatMap((group) => {
    const entries = found.size === 0 ? 0 : keysOf(group.key).length;
    return entries > 0 || whole.has(group.key) ? [{ ...group, entries }] : [];
  });
  return { search, ...(counted === undefined ? {} : { groups: counted }), keys: keysOf, unsearched };
}

function searched(
  opened: OpenedKind,
  text: TextSearch,
  keys: BigInt64Array,
  hasTime: () => boolean,
): { readonly found: Set<bigint>; readonly unsearched: number } {
  const found = new Set<bigint>();
  for (let position = 0; position < keys.length; position += STEP) {
    if (!hasTime()) return { found, unsearched: keys.length - position };
    for (const entry of opened.entries([...keys.subarray(position, position + STEP)])) {
      if (text.isInEntry(entry)) found.add(BigInt(entry.key));
    }
  }
  return { found, unsearched: 0 };
}
