/** BELIEFS.md: every behaviour that the code knows has its row, and no row claims a check that is none. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEVICE_MESSAGE_NAMES } from '../../../src/device-protocol/index.ts';
import { MBCode } from '../../../src/simulated-device/backup-agent/mobile-backup-error.ts';
import { REQUEST_HANDLERS } from '../../../src/simulated-device/backup-agent/requests/index.ts';
import { FAULTS } from '../../../src/simulated-device/faults/catalogue.ts';
import { behaviourOf } from '../../../src/simulated-device/ios-versions.ts';
import { LOCKDOWN_REQUESTS } from '../../../src/simulated-device/lockdown/lockdownd.ts';
import { SERVICES } from '../../../src/simulated-device/services/registry.ts';
import { TRIALS } from '../../support/faults/trials/index.ts';
import { LOGGED } from '../../support/logged-sequences.ts';

interface Row {
  readonly id: string;
  readonly behaviour: string;
  readonly evidence: string;
  readonly check: string;
}

const ROOT = join(import.meta.dirname, '../../..');
const TABLE = readFileSync(join(ROOT, 'src/simulated-device/BELIEFS.md'), 'utf8');
/** Other people's programs. */
const FOREIGN = 'test/interop/';
/** Comparisons with logs and dumps of real devices. */
const LOG_DERIVED: ReadonlySet<string> = new Set([
  'test/conversation/logged-sequences.test.ts',
  'test/conversation/surprises.test.ts',
  'test/unit/simulated-device/backup-agent/logged-files-and-requests.test.ts',
  'test/unit/simulated-device/backup-agent/logged-sequences.test.ts',
  'test/unit/simulated-device/lockdown/published-values.test.ts',
]);
const FAULTS_MET_BY_THE_TOOL = 'test/interop/faults.test.ts';

function rowsOf(table: string): Row[] {
  return table.split('\n').flatMap((line) => {
    const [, id, behaviour = '', evidence = '', check = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const name = /^`([^`]+)`$/.exec(id ?? '')?.[1];
    return name === undefined ? [] : [{ id: name, behaviour, evidence, check }];
  });
}

/** Everything that a host can meet, by the id of its row. */
function behaviours(): string[] {
  const options = readFileSync(join(ROOT, 'src/simulated-device/phone/device-options.ts'), 'utf8');
  const [, members = ''] = options.split('export interface SimulatedDeviceOptions {');
  return [
    ...Array.from({ length: 24 }, (_, n) => `surprise-${n + 1}`),
    ...Object.keys(LOCKDOWN_REQUESTS).map((name) => `lockdown.${name}`),
    ...Object.keys(SERVICES).map((name) => `service.${name}`),
    ...['Hello', ...Object.keys(REQUEST_HANDLERS)].map((name) => `mb2.${name}`),
    ...[...Object.values(DEVICE_MESSAGE_NAMES), 'DLMessageStatusResponse'].map((name) => `dl.${name}`),
    ...Object.values(MBCode).map((code) => `mb.${code}`),
    ...Object.keys(behaviourOf('17.0')).map((column) => `ios.${column}`),
    ...[...members.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name = '']) => `option.${name}`),
    ...FAULTS.map(({ id }) => id),
  ];
}

/** What is wrong with a table, in words. */
function complaints(table: string): string[] {
  const rows = rowsOf(table);
  const ids = rows.map(({ id }) => id);
  const known = new Set(ids);
  return [
    ...behaviours().flatMap((id) => (known.has(id) ? [] : [`${id} has no row`])),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${id} has two rows`),
    ...rows.flatMap((row) => rowComplaints(row)),
  ];
}

function rowComplaints({ id, behaviour, evidence, check }: Row): string[] {
  const files = [...check.matchAll(/`((?:test|src)\/[^`]+)`/g)].map(([, file = '']) => file);
  const isChecked = files.some((file) => file.startsWith(FOREIGN) || LOG_DERIVED.has(file));
  const isAssumed = check.includes('**assumed**');
  return [
    ...(behaviour === '' || evidence === '' ? [`${id} says nothing`] : []),
    ...files.filter((file) => !existsSync(join(ROOT, file))).map((file) => `${id}: there is no ${file}`),
    ...(isChecked || isAssumed ? [] : [`${id} names no check and does not say that it is assumed`]),
    ...(isFault(id) && files.includes(FAULTS_MET_BY_THE_TOOL) !== isMetByTool(id)
      ? [`${id}: idevicebackup2 ${isMetByTool(id) ? 'meets' : 'does not meet'} it`]
      : []),
  ];
}

function isFault(id: string): boolean {
  return /^F\d\d$/.test(id);
}

function isMetByTool(fault: string): boolean {
  return TRIALS.some(({ id, tool }) => id === fault && tool !== undefined);
}

describe('BELIEFS.md', () => {
  it('has a row for every behaviour, and no row claims a check that is none', () => {
    assert.deepEqual(complaints(TABLE), []);
  });

  it('names faults that exist', () => {
    const faults = new Set(FAULTS.map(({ id }) => id));
    const rows = rowsOf(TABLE).filter(({ id }) => isFault(id));
    assert.deepEqual(
      rows.map(({ id }) => id).filter((id) => !faults.has(id)),
      [],
    );
  });

  it('would be found out: a gap, a missing file, an unchecked row, a row twice, an empty one', () => {
    const rows = rowsOf(TABLE);
    assert.ok(rows.length > 200);
    const without = TABLE.split('\n').filter((line) => !line.startsWith('| `mb2.Backup`') && !line.startsWith('| `ios.catalogue`'));
    assert.deepEqual(complaints(without.join('\n')), ['mb2.Backup has no row', 'ios.catalogue has no row']);
    const planted = (line: string) => complaints(`${TABLE}\n${line}\n`);
    assert.deepEqual(planted('| `x` | b | e | `test/interop/nobody.test.ts` |'), ['x: there is no test/interop/nobody.test.ts']);
    assert.deepEqual(planted('| `x` | b | e | `test/unit/simulated-device/beliefs.test.ts` |'), [
      'x names no check and does not say that it is assumed',
    ]);
    assert.deepEqual(planted('| `x` | b | e | it works |'), ['x names no check and does not say that it is assumed']);
    assert.deepEqual(planted('| `mb2.Backup` | b | e | **assumed** |'), ['mb2.Backup has two rows']);
    assert.deepEqual(planted('| `x` | | e | **assumed** |'), ['x says nothing']);
  });

  it('stands beside a test of each numbered surprise', () => {
    const folders = ['test/conversation', 'test/unit/simulated-device/backup-agent'];
    const numbers = folders.flatMap((folder) =>
      readdirSync(join(ROOT, folder))
        .filter((name) => name.startsWith('surprises'))
        .flatMap((name) => [...readFileSync(join(ROOT, folder, name), 'utf8').matchAll(/\n {2}surprise\((\d+),/g)])
        .map(([, number]) => Number(number)),
    );
    assert.deepEqual(
      numbers.toSorted((a, b) => a - b),
      Array.from({ length: 24 }, (_, n) => n + 1),
    );
  });

  it('leaves no log uncompared', () => {
    const sources = [...LOG_DERIVED, 'test/interop/logged-output.test.ts'].map((file) => readFileSync(join(ROOT, file), 'utf8')).join('');
    assert.deepEqual(
      LOGGED.map(({ id }) => id).filter((id) => !sources.includes(`'${id}'`)),
      [],
    );
  });

  it('counts as log-derived only what opens the logs', () => {
    for (const file of LOG_DERIVED) assert.match(readFileSync(join(ROOT, file), 'utf8'), /logged\(|published|PUBLISHED/, file);
  });
});
