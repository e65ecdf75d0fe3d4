/** Health, day by day: what the sources measured, added up by source, and the rings and workouts. Units are those that Health keeps values in. */
import type { SqliteValue } from '../../../read/sqlite/sqlite.ts';
import { keysOf, rowsOf, type KindReader, type OpenedKind, type ReaderTools } from '../kind-reader.ts';
import type { PersonalFact, PersonalFactName, ReadEntry } from '../personal-entry.ts';
import { numberOf, textColumn, textOf } from '../row-values.ts';
import { APPLE_EPOCH_MS } from '../../../../formats/index.ts';

/** Each time zone is a multiple of it away from UTC. */
const SLOT_SECONDS = 900;
const DAY_MS = 86_400_000;
const TYPE = { sleep: 63 } as const;
/** samples.data_type → what it is, and how the values of a day become one. */
const QUANTITIES: Readonly<Record<number, { readonly name: PersonalFactName; readonly how: 'sum' | 'range'; readonly factor?: number }>> = {
  3: { name: 'weight', how: 'range' },
  5: { name: 'heart-rate', how: 'range', factor: 60 },
  7: { name: 'steps', how: 'sum' },
  8: { name: 'distance', how: 'sum' },
  10: { name: 'active-energy', how: 'sum' },
  12: { name: 'flights', how: 'sum' },
  118: { name: 'resting-heart-rate', how: 'range' },
};
/** Values of sleep: 0 is in bed, 2 awake. */
const ASLEEP = '(1, 3, 4, 5)';
/** Kinds of rows that are told elsewhere: rings and workouts. */
const TOLD_ELSEWHERE: ReadonlySet<number> = new Set([76, 79]);

export const HEALTH: KindReader = {
  needs: [
    ['samples', 'data_id', 'start_date', 'end_date', 'data_type'],
    ['quantity_samples', 'data_id', 'quantity'],
    ['objects', 'data_id', 'provenance'],
    ['data_provenances', 'ROWID', 'origin_product_type'],
  ],
  open: (tools) => new OpenedHealth(tools),
};

interface Slot {
  readonly type: number;
  readonly source: string;
  readonly count: number;
  readonly sum: number;
  readonly least: number;
  readonly most: number;
  readonly asleepSeconds: number;
}

class OpenedHealth implements OpenedKind {
  readonly #tools: ReaderTools;

  constructor(tools: ReaderTools) {
    this.#tools = tools;
  }

  /** Days of the reader's time zone that have samples, the newest first: the milliseconds of their midnights. */
  keys(): Iterable<bigint> {
    const days = new Set<bigint>();
    for (const slot of keysOf(this.#tools, `SELECT DISTINCT CAST(start_date / ${SLOT_SECONDS} AS INTEGER) FROM samples ORDER BY 1 DESC`)) {
      days.add(dayOf(Number(slot)));
    }
    return days;
  }

  entries(keys: readonly bigint[]): ReadEntry[] {
    if (keys.length === 0) return [];
    const days = keys.map(Number);
    // Up to 25 hours are in a day.
    const range = [secondsOf(Math.min(...days)), secondsOf(Math.max(...days) + DAY_MS + DAY_MS / 24)] as const;
    const slots = this.#slots(range);
    const rings = this.#rings(range);
    const workouts = this.#workouts(range);
    return keys.map((key) => {
      const facts = [...(rings.get(key) ?? []), ...(workouts.get(key) ?? []), ...factsOf(slots.get(key) ?? [])];
      return { key: String(key), time: Number(key), people: [], traits: [], facts, files: [], pictures: [] };
    });
  }

  #slots(range: readonly [number, number]): Map<bigint, Slot[]> {
    const { columns } = this.#tools;
    const isSleep = columns.has('category_samples', 'value');
    const asleep = isSleep
      ? `sum(CASE WHEN s.data_type = ${TYPE.sleep} AND c.value IN ${ASLEEP} THEN s.end_date - s.start_date ELSE 0 END)`
      : '0';
    const sql = `SELECT CAST(s.start_date / ${SLOT_SECONDS} AS INTEGER), s.data_type, ${textColumn('p.origin_product_type')}, count(*), sum(q.quantity),
      min(q.quantity), max(q.quantity), ${asleep} FROM samples s LEFT JOIN quantity_samples q ON q.data_id = s.data_id
      ${isSleep ? 'LEFT JOIN category_samples c ON c.data_id = s.data_id' : ''} LEFT JOIN objects o ON o.data_id = s.data_id
      LEFT JOIN data_provenances p ON p.ROWID = o.provenance WHERE s.start_date >= ? AND s.start_date < ? GROUP BY 1, 2, 3`;
    return byDay(rowsOf(this.#tools, sql, ...range), ([, type, source, count, sum, least, most, asleepSeconds]) => ({
      type: numberOf(type) ?? 0,
      source: textOf(source) ?? '',
      count: numberOf(count) ?? 0,
      sum: numberOf(sum) ?? 0,
      least: numberOf(least) ?? 0,
      most: numberOf(most) ?? 0,
      asleepSeconds: numberOf(asleepSeconds) ?? 0,
    }));
  }

  #rings(range: readonly [number, number]): Map<bigint, PersonalFact[]> {
    const names = ['energy_burned', 'energy_burned_goal', 'brisk_minutes', 'brisk_minutes_goal', 'active_hours', 'active_hours_goal'];
    if (this.#tools.columns.missing([['activity_caches', 'data_id', ...names]]).length > 0) return new Map();
    const sql = `SELECT CAST(s.start_date / ${SLOT_SECONDS} AS INTEGER), ${names.map((name) => `max(r.${name})`).join(', ')} FROM activity_caches r
      JOIN samples s ON s.data_id = r.data_id WHERE s.start_date >= ? AND s.start_date < ? GROUP BY 1`;
    const lists = byDay(rowsOf(this.#tools, sql, ...range), ([, ...values]) =>
      (['move', 'exercise', 'stand-hours'] as const).flatMap((name, index): PersonalFact[] => {
        const [value, goal] = [numberOf(values[2 * index]), numberOf(values[2 * index + 1])];
        return value === undefined ? [] : [{ name, value: goal === undefined ? value : [value, goal] }];
      }),
    );
    return new Map([...lists].map(([day, facts]) => [day, facts.at(-1) ?? []]));
  }

  #workouts(range: readonly [number, number]): Map<bigint, PersonalFact[]> {
    if (!this.#tools.columns.has('workouts', 'data_id')) return new Map();
    const sql = `SELECT CAST(s.start_date / ${SLOT_SECONDS} AS INTEGER), s.end_date - s.start_date FROM workouts w JOIN samples s ON s.data_id = w.data_id
      WHERE s.start_date >= ? AND s.start_date < ? ORDER BY s.start_date`;
    return byDay(rowsOf(this.#tools, sql, ...range), ([, seconds]) => ({ name: 'workout', value: numberOf(seconds) ?? 0 }));
  }
}

/** The midnight before, in the reader's time zone. */
function dayOf(slot: number): bigint {
  const date = new Date(slot * SLOT_SECONDS * 1000 + APPLE_EPOCH_MS);
  return BigInt(new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime() || 0);
}

function secondsOf(milliseconds: number): number {
  return (milliseconds - APPLE_EPOCH_MS) / 1000;
}

function byDay<T>(rows: Iterable<SqliteValue[]>, make: (row: readonly SqliteValue[]) => T): Map<bigint, T[]> {
  const days = new Map<bigint, T[]>();
  for (const row of rows) {
    const day = dayOf(numberOf(row[0]) ?? 0);
    const list = days.get(day) ?? [];
    list.push(make(row));
    days.set(day, list);
  }
  return days;
}

/** Nothing is added up over sources: what two devices measured may be the same steps. */
function factsOf(slots: readonly Slot[]): PersonalFact[] {
  const facts: PersonalFact[] = [];
  for (const source of new Set(slots.map((slot) => slot.source))) {
    const own = slots.filter((slot) => slot.source === source);
    const label = source === '' ? {} : { label: source };
    for (const [type, { name, how, factor = 1 }] of Object.entries(QUANTITIES)) {
      const found = own.filter((slot) => slot.type === Number(type));
      if (found.length === 0) continue;
      const sum = rounded(found.reduce((all, slot) => all + slot.sum, 0) * factor);
      const least = rounded(Math.min(...found.map((slot) => slot.least)) * factor);
      const most = rounded(Math.max(...found.map((slot) => slot.most)) * factor);
      facts.push({ name, value: how === 'sum' ? sum : least === most ? least : [least, most], ...label });
    }
    const asleep = own.reduce((all, slot) => all + slot.asleepSeconds, 0);
    if (asleep > 0) facts.push({ name: 'sleep', value: asleep, ...label });
    const others = own.filter(({ type }) => QUANTITIES[type] === undefined && type !== TYPE.sleep && !TOLD_ELSEWHERE.has(type));
    const count = others.reduce((all, slot) => all + slot.count, 0);
    if (count > 0) facts.push({ name: 'other-samples', value: count, ...label });
  }
  return facts;
}

/** Sums of fractions have a rest that nobody measured. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
