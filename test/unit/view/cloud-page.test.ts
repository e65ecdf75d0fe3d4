/** The pages about iCloud: what they say of a device, and that nothing is claimed that nobody can know. */
import assert from 'node:assert/strict';
import type { StagedCloud } from '../../../src/device-protocol/index.ts';
import {
  checkedCloudRequest,
  checkedCloudShown,
  cloudPage,
  englishLocale,
  methodsPage,
  type DeviceState,
  type KnownCloud,
} from '../../../src/view/index.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const STATE: DeviceState = {
  udid: '00008110-0000000000000001',
  condition: 'ready',
  connection: 'usb',
  simulated: false,
  name: 'Test Phone',
  productType: 'iPhone14,5',
  productVersion: '17.5.1',
};
const SAID = { enabled: true, lastBackup: undefined, hasPower: true, isLocked: false, readAt: NOW };
const STAGED: StagedCloud = {
  now: NOW,
  account: 'signed-in',
  isOn: true,
  power: true,
  wifi: false,
  locked: true,
  quota: 5_000_000_000,
  otherBytes: 0,
  freeBytes: 4_000_000_000,
  uploadBytesPerSecond: 1,
  nextSize: 20_000_000,
  blockedBy: 'wifi',
  dueInMs: undefined,
  lastBackup: undefined,
  lastAttempt: undefined,
  running: undefined,
  backups: [],
  apps: [],
};

const page = (known: Partial<KnownCloud>) => cloudPage({ state: STATE, ...known }, englishLocale, NOW);
const factsOf = (known: Partial<KnownCloud>) => page(known).facts.map(({ label, value, source }) => `${label}: ${value} (${source})`);
const conditionsOf = (known: Partial<KnownCloud>) => page(known).conditions.map(({ state }) => state);

describe('the page about iCloud Backup', () => {
  it('has every value with its source and age', () => {
    assert.deepEqual(factsOf({ said: SAID }), [
      'iCloud Backup: On (From the device, now)',
      'Last iCloud backup: Not known (Neither the device nor a readable backup on this computer says.)',
      'Size in iCloud: Not visible to computers (Look at the device.)',
    ]);
    const lastCloudBackup = new Date('2018-02-03T09:12:00Z');
    assert.match(
      factsOf({ said: SAID, inBackup: { lastCloudBackup, backupDate: new Date('2018-02-04T10:00:00Z') } })[1] ?? '',
      /^Last iCloud backup: Feb 3, 2018.* \(From the backup on this computer of Feb 4, 2018/,
    );
    assert.match(
      factsOf({ said: { ...SAID, lastBackup: NOW }, inBackup: { lastCloudBackup, backupDate: undefined } })[1] ?? '',
      /^Last iCloud backup: Mar 1, 2026.* \(From the device, now\)$/,
      'the device is asked first',
    );
  });

  it('says what is not known, and why', () => {
    const silent = page({ problem: 'The device is locked.' });
    assert.deepEqual([silent.problem, silent.facts[0]?.value], ['The device is locked.', 'Not known']);
    assert.equal(page({ said: { ...SAID, enabled: undefined } }).facts[0]?.value, 'Not reported by the device');
    assert.deepEqual(conditionsOf({}), ['unknown', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown']);
    assert.equal(page({}).blocked, 'Whether something keeps the backup from starting is not known.');
  });

  it('calls the system what Apple calls it on each device', () => {
    assert.match(
      cloudPage({ state: { ...STATE, productType: 'iPad12,1', productVersion: '18.2.1' } }, englishLocale, NOW).lead,
      /iPadOS 18\.2\.1$/,
    );
    assert.match(page({}).lead, / iOS 17\.5\.1$/);
  });

  it('agrees with a simulated device that there is no room in a plan that became too small', () => {
    const own = { id: 'backup-1', deviceName: 'Test Phone', productType: 'iPhone14,5', productVersion: '17.5.1', date: NOW, isOwn: true };
    const backups = [{ ...own, size: 20_000_000 }];
    const staged: StagedCloud = {
      ...STAGED,
      wifi: true,
      quota: 1_000_000,
      freeBytes: 0,
      nextSize: 20_000_000,
      blockedBy: 'space',
      backups,
    };
    assert.deepEqual(conditionsOf({ said: SAID, staged }), ['met', 'met', 'met', 'met', 'met', 'missing']);
    assert.equal(conditionsOf({ said: SAID, staged: { ...staged, quota: 25_000_000, blockedBy: undefined } }).at(-1), 'met');
  });

  it('offers the switch only where the device answers', () => {
    const actions = (known: Partial<KnownCloud>) => page(known).buttons.map(({ action }) => action);
    assert.deepEqual(actions({ said: SAID }), ['turn-off', 'compare', 'refresh']);
    assert.deepEqual(actions({ said: { ...SAID, enabled: false } }), ['turn-on', 'compare', 'refresh']);
    assert.deepEqual(actions({}), ['compare', 'refresh']);
  });

  it('names the first condition that is missing of those that a computer can see', () => {
    assert.deepEqual(conditionsOf({ said: SAID }), ['unknown', 'met', 'met', 'unknown', 'missing', 'unknown']);
    assert.equal(page({ said: SAID }).blocked, 'The first that is missing: The screen is locked');
    assert.equal(page({ said: { ...SAID, enabled: false } }).blocked, 'The first that is missing: iCloud Backup is on');
    assert.equal(page({ said: { ...SAID, isLocked: true } }).blocked, 'Nothing that a computer can see keeps the backup from starting.');
    assert.equal(conditionsOf({ said: SAID, state: { ...STATE, connection: 'network' } })[3], 'met');
  });

  it('names the place of the switch as this system and this device have it', () => {
    const settings = (productType: string, productVersion: string) => page({ state: { ...STATE, productType, productVersion } }).settings;
    assert.equal(settings('iPhone14,5', '17.5.1'), 'On the iPhone: Settings > your name > iCloud > iCloud Backup');
    assert.equal(settings('iPad2,1', '9.3.5'), 'On the iPad: Settings > iCloud > Backup');
    assert.match(settings('iPod9,1', '15.8.3'), /^On the iPod touch: /);
  });

  it('has no stage for a real device, and says "staged" of everything on that of a simulated one', () => {
    assert.equal(page({ said: SAID }).stage, undefined);
    const staged = page({ said: SAID, staged: STAGED });
    assert.match(staged.stage?.banner ?? '', /^Staged: this device is simulated\./);
    assert.deepEqual(conditionsOf({ staged: STAGED }), ['met', 'met', 'met', 'missing', 'met', 'met']);
    assert.ok(staged.conditions.every(({ words }) => words.includes('Staged')));
    assert.ok(staged.stage?.facts.every(({ source }) => source.startsWith('Staged')));
    assert.equal(staged.blocked, 'No automatic backup: The device is not connected to Wi-Fi.');
    assert.deepEqual(conditionsOf({ staged: { ...STAGED, otherBytes: 4_999_999_995, freeBytes: 5 } }).at(-1), 'missing');
  });

  it('shows progress and what can be done about it', () => {
    const idle = page({ staged: STAGED }).stage;
    assert.deepEqual([idle?.progress, idle?.buttons.map(({ action }) => action)], [undefined, ['back-up']]);
    const running = page({ staged: { ...STAGED, running: { phase: 'uploading', done: 25, total: 100 } } }).stage;
    assert.deepEqual([running?.progress?.percent, running?.buttons.map(({ action }) => action)], [25, ['cancel']]);
    assert.match(running?.progress?.words ?? '', /^Uploading to iCloud \(staged\) · 25%$/);
    assert.equal(page({ staged: { ...STAGED, running: { phase: 'measuring', done: 0, total: 0 } } }).stage?.progress?.percent, 0);
  });

  it('lists backups, apps and the last attempt; sizes that were staged elsewhere are among the choices', () => {
    const { stage } = page({
      staged: {
        ...STAGED,
        quota: 7,
        otherBytes: 3,
        lastAttempt: { date: NOW, trigger: 'user', code: 303, description: 'There is not enough space (MBErrorDomain/303)' },
        backups: [
          { id: 'b', deviceName: 'Old iPhone', productType: 'iPhone9,3', productVersion: '15.8.3', date: NOW, size: 5e9, isOwn: false },
        ],
        apps: [{ id: 'com.example.a', name: 'A', size: 1000, isIncluded: false }],
      },
    });
    assert.match(stage?.backups[0]?.detail ?? '', /5 GB · iPhone 7 · iOS 15\.8\.3$/);
    assert.deepEqual(stage?.apps, [{ id: 'com.example.a', label: 'A', detail: '1 kB', isIncluded: false }]);
    assert.match(stage.facts.find(({ label }) => label === 'Last attempt')?.value ?? '', /^Not completed: There is not enough space/);
    const chosen = stage.choices.map(({ key, options }) => [key, options.filter(({ isChosen }) => isChosen).map(({ value }) => value)]);
    assert.deepEqual(chosen, [
      ['account', ['signed-in']],
      ['quota', ['7']],
      ['used', ['3']],
    ]);
  });
});

describe('computer or iCloud', () => {
  const methods = (known: Partial<KnownCloud>) => methodsPage({ state: STATE, ...known }, englishLocale, NOW);

  it('compares both ways for this device', () => {
    const { rows, columns } = methods({ said: SAID });
    assert.equal(columns.length, 3);
    assert.ok(rows.length >= 8);
    for (const { label, computer, cloud } of rows) for (const text of [label, computer, cloud]) assert.notEqual(text, '');
    assert.equal(methods({ said: SAID, state: { ...STATE, copy: 'none' } }).rows[0]?.computer, 'No backup found');
    const copy = { date: NOW, check: { verdict: 'good', level: 'quick', at: NOW } } as const;
    assert.match(methods({ said: SAID, state: { ...STATE, copy } }).rows[0]?.computer ?? '', /^Good.* · now$/);
    const encrypted = (known: boolean | undefined) =>
      methods({ state: { ...STATE, ...(known === undefined ? {} : { encrypted: known }) } }).rows.find(({ label }) => label === 'Encrypted')
        ?.computer;
    assert.deepEqual(new Set([encrypted(true), encrypted(false), encrypted(undefined)]).size, 3);
  });

  it('advises by what is in use', () => {
    const copy = { date: NOW };
    const cases: [Partial<KnownCloud>, RegExp][] = [
      [{ said: SAID, state: { ...STATE, copy } }, /^Both are in use/],
      [{ state: { ...STATE, copy } }, /second one/],
      [{ said: SAID }, /^Only iCloud/],
      [{}, /^Neither/],
    ];
    for (const [known, words] of cases) assert.match(methods(known).advice, words);
  });
});

describe('messages of the pages about iCloud', () => {
  it('are taken if they are ours', () => {
    for (const message of [
      { kind: 'ready' },
      { kind: 'violation', directive: 'style-src' },
      { kind: 'do', action: 'back-up' },
      { kind: 'toggle', key: 'wifi', isOn: false },
      { kind: 'choose', key: 'quota', value: '5' },
      { kind: 'app', id: 'a.b', isIncluded: true },
      { kind: 'delete', id: 'backup-1' },
    ]) {
      assert.deepEqual(checkedCloudRequest(message), message);
    }
  });

  it('are refused otherwise', () => {
    for (const message of [
      undefined,
      null,
      'ready',
      {},
      { kind: 'erase' },
      { kind: '__proto__' },
      { kind: 'do', action: 'constructor' },
      { kind: 'do', action: 'erase' },
      { kind: 'toggle', key: 'wifi', isOn: 'no' },
      { kind: 'toggle', key: 'moon', isOn: true },
      { kind: 'choose', key: 'quota', value: 5 },
      { kind: 'app', id: 'x'.repeat(301), isIncluded: true },
      { kind: 'app', id: 'a', isIncluded: 1 },
      { kind: 'delete' },
      { kind: 'violation' },
    ]) {
      assert.equal(checkedCloudRequest(message), undefined, JSON.stringify(message));
    }
    assert.equal(checkedCloudShown({ kind: 'show' }), undefined);
    assert.equal(checkedCloudShown(7), undefined);
  });
});
