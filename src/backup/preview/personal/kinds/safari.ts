/** Safari's history: which page was open when. Addresses are shown as text. */
import type { SqliteValue } from '../../../read/sqlite/sqlite.ts';
import { inOrder, keysOf, listOf, rowsOf, type KindReader, type OpenedKind, type ReaderTools } from '../kind-reader.ts';
import type { PersonalTrait, ReadEntry } from '../personal-entry.ts';
import { defined, isSet, textColumn, textOf, timeOf } from '../row-values.ts';

export const SAFARI: KindReader = {
  needs: [
    ['history_visits', 'id', 'history_item', 'visit_time', 'title'],
    ['history_items', 'id', 'url'],
  ],
  open: (tools) => new OpenedHistory(tools),
};

class OpenedHistory implements OpenedKind {
  readonly #tools: ReaderTools;

  constructor(tools: ReaderTools) {
    this.#tools = tools;
  }

  keys(): Iterable<bigint> {
    return keysOf(this.#tools, 'SELECT id FROM history_visits ORDER BY visit_time DESC, id DESC');
  }

  entries(keys: readonly bigint[]): ReadEntry[] {
    const optional = (column: string) => this.#tools.columns.optional('history_visits', column, 'v');
    const sql = `SELECT v.id, v.visit_time, ${textColumn('v.title')}, ${textColumn('i.url')}, ${optional('load_successful')}, ${optional('redirect_source')}
      FROM history_visits v LEFT JOIN history_items i ON i.id = v.history_item WHERE v.id IN ${listOf(keys)}`;
    return inOrder(keys, [...rowsOf(this.#tools, sql)].map(visitOf));
  }
}

function visitOf([key, time, title, url, loaded, source]: readonly SqliteValue[]): ReadEntry {
  const traits: PersonalTrait[] = [];
  if (loaded !== null && !isSet(loaded)) traits.push('not-loaded');
  if (isSet(source)) traits.push('redirected');
  const address = textOf(url);
  return {
    key: String(key),
    ...defined({ title: textOf(title), time: timeOf(time) }),
    people: [],
    traits,
    facts: address === undefined ? [] : [{ name: 'web-address', value: address }],
    files: [],
    pictures: [],
  };
}
