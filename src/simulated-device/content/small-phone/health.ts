/** Health: samples from the phone and from an Apple Watch, activity rings, workouts. */
import { addDatabaseWithLog, addPlist } from '../add-files.ts';
import { dict } from '../../../formats/index.ts';
import { appleSeconds } from '../apple-time.ts';
import type { PhoneBuilder } from '../phone-builder.ts';
import type { Insert } from '../sqlite-file.ts';

const OPEN_SCHEMA = `
CREATE TABLE sources (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, uuid BLOB UNIQUE NOT NULL, bundle_id TEXT NOT NULL, name TEXT NOT NULL, source_options INTEGER NOT NULL, product_type TEXT);
CREATE TABLE source_devices (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, uuid BLOB UNIQUE, name TEXT, manufacturer TEXT, model TEXT, hardware TEXT, software TEXT);`;
const SECURE_SCHEMA = `
CREATE TABLE samples (data_id INTEGER PRIMARY KEY, start_date REAL, end_date REAL, data_type INTEGER);
CREATE TABLE quantity_samples (data_id INTEGER PRIMARY KEY, quantity REAL, original_quantity REAL, original_unit INTEGER);
CREATE TABLE data_provenances (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, source_id INTEGER NOT NULL, device_id INTEGER NOT NULL, origin_product_type TEXT NOT NULL, source_version TEXT NOT NULL);
CREATE TABLE objects (data_id INTEGER PRIMARY KEY AUTOINCREMENT, uuid BLOB UNIQUE, provenance INTEGER NOT NULL, type INTEGER, creation_date REAL);
CREATE TABLE activity_caches (data_id INTEGER PRIMARY KEY, cache_index INTEGER, energy_burned REAL, energy_burned_goal REAL, brisk_minutes REAL, brisk_minutes_goal REAL, active_hours REAL, active_hours_goal REAL, steps REAL, walk_distance REAL);
CREATE TABLE workouts (data_id INTEGER PRIMARY KEY, total_distance REAL, goal_type INTEGER, goal REAL);
CREATE TABLE workout_activities (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, owner_id INTEGER, activity_type INTEGER, start_date REAL, end_date REAL, duration REAL);
CREATE INDEX samples_type ON samples(data_type, start_date);`;

/** Data types as Health numbers them. */
const TYPE_HEART_RATE = 5;
const TYPE_STEPS = 7;
const TYPE_ACTIVITY = 76;
const TYPE_WORKOUT = 79;
const PROVENANCE_PHONE = 1;
const PROVENANCE_WATCH = 2;
const DAYS = 60;
const DAY_SECONDS = 86_400;

export function addHealth(phone: PhoneBuilder): void {
  const health = phone.domain('HealthDomain');
  const provenance = (insert: Insert) => {
    fillSources(insert, phone);
  };
  const device = (insert: Insert) => {
    insert('source_devices', { ROWID: 3, uuid: phone.random('third device').bytes(16), name: 'Sample Scale', manufacturer: 'Example' });
  };
  addDatabaseWithLog(health, 'Health/healthdb.sqlite', { schema: OPEN_SCHEMA, fill: provenance }, device);
  const fill = (insert: Insert) => {
    for (let day = DAYS; day >= 1; day--) insertDay(insert, phone, day);
    fillProvenances(insert);
  };
  const today = (insert: Insert) => {
    insertDay(insert, phone, 0);
  };
  addDatabaseWithLog(health, 'Health/healthdb_secure.sqlite', { schema: SECURE_SCHEMA, fill }, today);
  // Measurements of high frequency; a format of its own, never published: opaque bytes here.
  health.file('Health/healthdb_secure.hfd', () => phone.random('high frequency data').bytes(65_536), { protectionClass: 2 });
  addPlist(health, 'Health/MedicalID/MedicalIDData.archive', () => dict({ schemaVersion: 1n, isDisabled: true }));
  addPlist(health, 'Health/Preferences/com.apple.healthd.plist', () => dict({ HDActivitySharingEnabled: false }));
}

function fillSources(insert: Insert, phone: PhoneBuilder): void {
  const random = phone.random('health sources');
  insert('sources', {
    ROWID: 1,
    uuid: random.bytes(16),
    bundle_id: 'com.apple.health.sample-phone',
    name: 'iPhone',
    source_options: 0,
    product_type: 'iPhone14,5',
  });
  insert('sources', {
    ROWID: 2,
    uuid: random.bytes(16),
    bundle_id: 'com.apple.health.sample-watch',
    name: 'Apple Watch',
    source_options: 0,
    product_type: 'Watch6,1',
  });
  const apple = { manufacturer: 'Apple Inc.' };
  insert('source_devices', {
    ROWID: 1,
    uuid: random.bytes(16),
    name: 'iPhone',
    ...apple,
    model: 'iPhone',
    hardware: 'iPhone14,5',
    software: '17.5.1',
  });
  insert('source_devices', {
    ROWID: 2,
    uuid: random.bytes(16),
    name: 'Apple Watch',
    ...apple,
    model: 'Watch',
    hardware: 'Watch6,1',
    software: '10.5',
  });
}

function fillProvenances(insert: Insert): void {
  insert('data_provenances', {
    ROWID: PROVENANCE_PHONE,
    source_id: 1,
    device_id: 1,
    origin_product_type: 'iPhone14,5',
    source_version: '17.5.1',
  });
  insert('data_provenances', {
    ROWID: PROVENANCE_WATCH,
    source_id: 2,
    device_id: 2,
    origin_product_type: 'Watch6,1',
    source_version: '10.5',
  });
}

/** Steps from the phone; heart rate, rings and every third day a workout from the watch. */
function insertDay(insert: Insert, phone: PhoneBuilder, daysAgo: number): void {
  const random = phone.random(`health ${daysAgo} days ago`);
  const noon = appleSeconds(phone.now) - daysAgo * DAY_SECONDS;
  const sample = (offset: number, type: number, provenance: number, start: number, seconds: number): number => {
    const id = (DAYS - daysAgo) * 20 + offset;
    insert('samples', { data_id: id, start_date: start, end_date: start + seconds, data_type: type });
    insert('objects', { data_id: id, uuid: random.bytes(16), provenance, type: 2, creation_date: start + seconds });
    return id;
  };
  const steps = random.int(2000, 12_000);
  insert('quantity_samples', { data_id: sample(1, TYPE_STEPS, PROVENANCE_PHONE, noon - 40_000, 36_000), quantity: steps });
  for (let hour = 0; hour < 12; hour++) {
    insert('quantity_samples', {
      data_id: sample(2 + hour, TYPE_HEART_RATE, PROVENANCE_WATCH, noon + hour * 1800, 5),
      quantity: random.int(55, 120) / 60,
    });
  }
  const rings = { energy_burned: random.int(200, 700), energy_burned_goal: 500, brisk_minutes: random.int(5, 60), brisk_minutes_goal: 30 };
  const standing = { active_hours: random.int(6, 14), active_hours_goal: 12, steps, walk_distance: steps * 0.7 };
  insert('activity_caches', {
    data_id: sample(15, TYPE_ACTIVITY, PROVENANCE_WATCH, noon, 0),
    cache_index: 20_260_000 - daysAgo,
    ...rings,
    ...standing,
  });
  if (daysAgo % 3 !== 0) return;
  const workout = sample(16, TYPE_WORKOUT, PROVENANCE_WATCH, noon + 20_000, 1800);
  insert('workouts', { data_id: workout, total_distance: random.int(2000, 9000), goal_type: 0, goal: 0 });
  insert('workout_activities', {
    ROWID: workout,
    owner_id: workout,
    activity_type: 37,
    start_date: noon + 20_000,
    end_date: noon + 21_800,
    duration: 1800,
  });
}
