/** Health: samples from the phone and from an Apple Watch with their sources, activity rings, workouts. */
import { addPlist } from '../add-files.ts';
import { dict } from '../../../formats/index.ts';
import { appleSeconds } from '../apple-time.ts';
import { addKnownDatabase } from '../known-database.ts';
import type { PhoneBuilder } from '../phone-builder.ts';
import { HEALTH_SAMPLES_SCHEMA, HEALTH_SOURCES_SCHEMA } from '../schemas/health-schemas.ts';
import type { Insert } from '../sqlite-file.ts';
import { HEALTH_DAYS, HealthRows, PROVENANCE } from './health-rows.ts';

/** The watch that was paired while that version of iOS was current. */
function watchOf({ ios }: PhoneBuilder): { readonly productType: string; readonly version: string; readonly build: string } {
  if (ios <= 11) return { productType: 'Watch2,4', version: '4.3', build: '15T567' };
  return { productType: 'Watch6,1', version: '10.5', build: '21T576' };
}

export function addHealth(phone: PhoneBuilder): void {
  const health = phone.domain('HealthDomain');
  const { ios } = phone;
  addKnownDatabase(health, 'Health/healthdb.sqlite', {
    schema: HEALTH_SOURCES_SCHEMA,
    ios,
    fill: (insert) => {
      fillSources(insert, phone);
    },
    later: (insert) => {
      insertDevice(insert, phone, {
        row: 3,
        name: 'Sample Scale',
        manufacturer: 'Example',
        model: 'Scale',
        hardware: 'Scale1',
        software: '1',
      });
    },
  });
  addKnownDatabase(health, 'Health/healthdb_secure.sqlite', {
    schema: HEALTH_SAMPLES_SCHEMA,
    ios,
    fill: (insert, columns) => {
      fillProvenances(insert, phone);
      const rows = new HealthRows(insert, columns, phone);
      rows.insertWords();
      for (let day = HEALTH_DAYS; day >= 1; day--) rows.insertDay(day);
    },
    later: (insert, columns) => {
      new HealthRows(insert, columns, phone).insertDay(0);
    },
  });
  // Measurements of high frequency; a format of its own, never published: opaque bytes here.
  health.file('Health/healthdb_secure.hfd', () => phone.random('high frequency data').bytes(65_536), { protectionClass: 2 });
  addPlist(health, 'MedicalID/MedicalIDData.archive', () => dict({ schemaVersion: 1n, isDisabled: true }));
}

/** What was known to Health from the start of the phone. */
function since(phone: PhoneBuilder): number {
  return appleSeconds(phone.now) - 400 * 86_400;
}

function fillSources(insert: Insert, phone: PhoneBuilder): void {
  const random = phone.random('health sources');
  const watch = watchOf(phone);
  const { productType, productVersion } = phone.device;
  const source = (row: number, name: string, product: string, isLocal: boolean) => {
    const uuid = random.bytes(16);
    const bundle_id = `com.apple.health.${phone.random(`health source ${row}`).uuid()}`;
    const state = { source_options: 2, local_device: isLocal ? 1 : 0, deleted: 0, mod_date: since(phone), provenance: 0, sync_anchor: row };
    insert('sources', { ROWID: row, uuid, bundle_id, name, product_type: product, ...state });
  };
  source(1, 'iPhone', productType, true);
  source(2, 'Apple Watch', watch.productType, false);
  const apple = 'Apple Inc.';
  insertDevice(insert, phone, {
    row: 1,
    name: 'iPhone',
    manufacturer: apple,
    model: 'iPhone',
    hardware: productType,
    software: productVersion,
  });
  insertDevice(insert, phone, {
    row: 2,
    name: 'Apple Watch',
    manufacturer: apple,
    model: 'Watch',
    hardware: watch.productType,
    software: watch.version,
  });
}

interface DeviceFacts {
  readonly row: number;
  readonly name: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly hardware: string;
  readonly software: string;
}

function insertDevice(insert: Insert, phone: PhoneBuilder, { row, ...facts }: DeviceFacts): void {
  const uuid = phone.random(`health device ${row}`).bytes(16);
  const unknown = { firmware: '__NONE__', localIdentifier: '__NONE__', FDAUDI: '__NONE__' };
  insert('source_devices', { ROWID: row, ...facts, ...unknown, creation_date: since(phone), sync_provenance: 0, sync_identity: 1, uuid });
}

function fillProvenances(insert: Insert, phone: PhoneBuilder): void {
  const watch = watchOf(phone);
  const { productType, productVersion, buildVersion } = phone.device;
  const local = { local_product_type: productType, local_build: buildVersion, tz_name: 'Etc/UTC', sync_provenance: 0, derived_flags: 0 };
  const origin = (ROWID: number, product: string, build: string, version: string) => {
    const [major = '0', minor = '0', patch = '0'] = version.split('.');
    insert('data_provenances', {
      ROWID,
      origin_product_type: product,
      origin_build: build,
      source_id: ROWID,
      device_id: ROWID,
      contributor_id: 1,
      source_version: version,
      origin_major_version: Number(major),
      origin_minor_version: Number(minor),
      origin_patch_version: Number(patch),
      ...local,
    });
  };
  origin(PROVENANCE.phone, productType, buildVersion, productVersion);
  origin(PROVENANCE.watch, watch.productType, watch.build, watch.version);
}
