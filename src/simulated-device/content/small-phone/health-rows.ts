/** The rows of a day in Health: steps and distance from the phone, heart rate, sleep, rings and workouts from the watch. */
import { appleSeconds } from '../apple-time.ts';
import type { TableColumns } from '../known-database.ts';
import type { PhoneBuilder } from '../phone-builder.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Insert } from '../sqlite-file.ts';

export const HEALTH_DAYS = 60;
/** Rows of data_provenances: which device of which source. */
export const PROVENANCE = { phone: 1, watch: 2 } as const;

/** Data types as Health numbers them. */
const TYPE = { heartRate: 5, steps: 7, distance: 8, activeEnergy: 10, sleep: 63, rings: 76, workout: 79, restingHeartRate: 118 } as const;
/** What an object is: objects.type. */
const OBJECT_SAMPLE = 1;
const UNITS = ['count', 'm', 'count/min', 'kcal'] as const;
const KEYS = ['_HKPrivateHeartRateContext', '_HKPrivateWorkoutAverageHeartRate', 'HKTimeZone'] as const;
const KEY = { context: 1, averageRate: 2, timeZone: 3 } as const;
const CONTEXT_BACKGROUND = 1;
const RUNNING = 37;
const ROWS_PER_DAY = 32;
const HEART_RATES = 12;
const DAY_SECONDS = 86_400;
const ASLEEP = 1;

interface Sample {
  readonly type: number;
  readonly provenance: number;
  /** Seconds since 2001. */
  readonly start: number;
  readonly seconds: number;
}

export class HealthRows {
  readonly #insert: Insert;
  readonly #columns: TableColumns;
  readonly #phone: PhoneBuilder;
  #row = 0;

  constructor(insert: Insert, columns: TableColumns, phone: PhoneBuilder) {
    this.#insert = insert;
    this.#columns = columns;
    this.#phone = phone;
  }

  /** Units and the names of further facts. */
  insertWords(): void {
    for (const [index, unit_string] of UNITS.entries()) this.#insert('unit_strings', { ROWID: index + 1, unit_string });
    for (const [index, key] of KEYS.entries()) this.#insert('metadata_keys', { ROWID: index + 1, key });
  }

  insertDay(daysAgo: number): void {
    const random = this.#phone.random(`health ${daysAgo} days ago`);
    const noon = appleSeconds(this.#phone.now) - daysAgo * DAY_SECONDS;
    this.#row = (HEALTH_DAYS - daysAgo) * ROWS_PER_DAY;
    const steps = random.int(2000, 12_000);
    const walk = { provenance: PROVENANCE.phone, start: noon - 40_000, seconds: 36_000 };
    this.#quantity({ type: TYPE.steps, ...walk }, steps, random);
    this.#quantity({ type: TYPE.distance, ...walk }, Math.round(steps * 0.7), random);
    for (let hour = 0; hour < HEART_RATES; hour++) {
      const rate = { type: TYPE.heartRate, provenance: PROVENANCE.watch, start: noon + hour * 1800, seconds: 5 };
      this.#fact(this.#quantity(rate, random.int(55, 120) / 60, random), KEY.context, CONTEXT_BACKGROUND);
    }
    this.#quantity({ type: TYPE.restingHeartRate, provenance: PROVENANCE.watch, start: noon, seconds: 0 }, random.int(52, 64), random);
    const night = { type: TYPE.sleep, provenance: PROVENANCE.watch, start: noon - 46_800, seconds: random.int(21_600, 30_000) };
    this.#insert('category_samples', { data_id: this.#sample(night, random), value: ASLEEP });
    this.#insertRings(noon, daysAgo, steps, random);
    if (daysAgo % 3 === 0) this.#insertWorkout(noon + 20_000, random);
  }

  #sample({ type, provenance, start, seconds }: Sample, random: SeededRandom): number {
    const data_id = ++this.#row;
    this.#insert('samples', { data_id, start_date: start, end_date: start + seconds, data_type: type });
    this.#insert('objects', { data_id, uuid: random.bytes(16), provenance, type: OBJECT_SAMPLE, creation_date: start + seconds });
    return data_id;
  }

  #quantity(sample: Sample, quantity: number, random: SeededRandom): number {
    const data_id = this.#sample(sample, random);
    this.#insert('quantity_samples', { data_id, quantity });
    return data_id;
  }

  #fact(object: number, key: number, value: number): void {
    this.#insert('metadata_values', { key_id: key, object_id: object, value_type: 1, numerical_value: value });
  }

  #insertRings(noon: number, daysAgo: number, steps: number, random: SeededRandom): void {
    const rings = {
      energy_burned: random.int(200, 700),
      energy_burned_goal: 500,
      brisk_minutes: random.int(5, 60),
      brisk_minutes_goal: 30,
    };
    const standing = { active_hours: random.int(6, 14), active_hours_goal: 12, steps, walk_distance: Math.round(steps * 0.7), flights: 4 };
    const day = new Date((this.#phone.now - daysAgo * DAY_SECONDS) * 1000).toISOString().slice(0, 10).replaceAll('-', '');
    this.#insert('activity_caches', {
      data_id: this.#sample({ type: TYPE.rings, provenance: PROVENANCE.watch, start: noon, seconds: 0 }, random),
      cache_index: Number(day),
      sequence: 1,
      activity_mode: 1,
      ...rings,
      ...standing,
    });
  }

  /** Since iOS 16 what somebody did in a workout is a row of its own, and its sums are too. */
  #insertWorkout(start: number, random: SeededRandom): void {
    const duration = 1800;
    const data_id = this.#sample({ type: TYPE.workout, provenance: PROVENANCE.watch, start, seconds: duration }, random);
    const total_distance = random.int(2000, 9000) / 1000;
    const energy = random.int(150, 400);
    this.#fact(data_id, KEY.averageRate, random.int(120, 160) / 60);
    const workout = { data_id, total_distance, goal_type: 0, goal: 0 };
    if (this.#columns('workout_activities') === undefined) {
      this.#insert('workouts', {
        ...workout,
        duration,
        activity_type: RUNNING,
        total_energy_burned: energy,
        total_basal_energy_burned: 40,
      });
      return;
    }
    this.#insert('workouts', workout);
    const activity = { ROWID: data_id, uuid: random.bytes(16), owner_id: data_id, is_primary_activity: 1, activity_type: RUNNING };
    const course = { location_type: 3, swimming_location_type: 0, start_date: start, end_date: start + duration, duration };
    this.#insert('workout_activities', { ...activity, ...course });
    const statistics = { workout_activity_id: data_id, data_type: TYPE.activeEnergy, quantity: energy };
    this.#insert('workout_statistics', { ROWID: data_id, ...statistics });
  }
}
