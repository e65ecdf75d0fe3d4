/** The staged iCloud Backup of a simulated phone: conditions, several days of a virtual clock, space, interruptions, and what hosts read of it. */
import assert from 'node:assert/strict';
import { isCodedError, nextTurn } from '../../../../src/base/index.ts';
import type { CloudCondition, CloudProgress, StagedCloudChanges } from '../../../../src/device-protocol/index.ts';
import { parsePlist } from '../../../../src/formats/index.ts';
import {
  VirtualClock,
  startSimulator,
  type SimulatedDevice,
  type SimulatedDeviceOptions,
  type Simulator,
} from '../../../../src/simulated-device/index.ts';
import { ALL_BYTES, APP, PHOTOS, SIZES, cloudContent } from '../../../support/cloud-phone.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NEEDED: StagedCloudChanges = { power: true, wifi: true, locked: true };

interface Staged extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly phone: SimulatedDevice;
  readonly clock: VirtualClock;
}

async function staged(options: SimulatedDeviceOptions = {}): Promise<Staged> {
  const clock = new VirtualClock(new Date('2026-03-01T12:00:00Z'));
  const simulator = await startSimulator({ devices: [{ clock, content: cloudContent(), cloud: { isOn: true }, ...options }] });
  const [phone] = simulator.devices;
  assert.ok(phone);
  return { simulator, phone, clock, [Symbol.asyncDispose]: () => simulator.close() };
}

/** Runs Back Up Now to its end, whatever the clock. */
async function backUpNow({ phone, clock }: Staged) {
  const done = phone.cloud.backUpNow();
  const moved = clock.untilSleeping().then(() => clock.advance(HOUR));
  const backup = await done;
  await moved;
  return backup;
}

function fails(code: number, words: RegExp) {
  return (error: unknown) => {
    assert.ok(isCodedError(error, 'simulator-cloud-failed'), String(error));
    assert.equal(error.data.deviceCode, code);
    assert.match(String(error.data.description), words);
    return true;
  };
}

describe('the conditions of the automatic iCloud backup', () => {
  const missing: [CloudCondition, StagedCloudChanges][] = [
    ['account', { account: 'none' }],
    ['account', { account: 'not-provisioned' }],
    ['power', { power: false }],
    ['wifi', { wifi: false }],
    ['locked', { locked: false }],
    ['space', { quota: ALL_BYTES - 1 }],
  ];
  for (const [condition, change] of missing) {
    it(`${JSON.stringify(change)}: it is blocked by ${condition}`, async () => {
      await using sim = await staged();
      sim.phone.cloud.stage({ ...NEEDED, ...change });
      assert.deepEqual(await sim.phone.untilNextAutoBackup(), { blockedBy: condition });
      await sim.clock.advance(3 * DAY);
      assert.deepEqual((await sim.phone.cloud.state()).backups, []);
    });
  }

  it('the first that is missing is named, in their order', async () => {
    await using sim = await staged({ cloudAccount: 'none', cloud: {} });
    const { cloud } = sim.phone;
    cloud.stage({ power: false, wifi: false, locked: false, quota: 1 });
    const fixes: [CloudCondition, () => void][] = [
      ['account', () => (cloud.account = 'signed-in')],
      ['switch', () => (cloud.isOn = true)],
      ['power', () => (sim.phone.hasPower = true)],
      ['wifi', () => cloud.stage({ wifi: true })],
      ['locked', () => (sim.phone.locked = true)],
      ['space', () => cloud.stage({ quota: 1_000_000 })],
    ];
    for (const [condition, fix] of fixes) {
      assert.deepEqual(await sim.phone.untilNextAutoBackup(), { blockedBy: condition });
      fix();
    }
    assert.deepEqual(await sim.phone.untilNextAutoBackup(), { dueInMs: 0 });
  });

  it('power is what the battery says to every host', async () => {
    await using sim = await staged();
    const battery = () => sim.phone.values.domain('com.apple.mobile.battery')?.get('ExternalConnected');
    assert.equal(battery(), true);
    sim.phone.cloud.stage({ power: false });
    assert.deepEqual([battery(), sim.phone.hasPower], [false, false]);
  });

  it('a phone on which iCloud Backup is off waits for nothing', async () => {
    await using sim = await staged({ cloud: {}, locked: true });
    assert.equal(sim.clock.sleeping, 0);
    sim.phone.cloud.isOn = true;
    assert.equal(sim.clock.sleeping, 1);
    sim.phone.locked = false;
    assert.equal(sim.clock.sleeping, 0);
  });
});

describe('the daily iCloud backup', () => {
  it('is made once a day for as long as everything is there', async () => {
    await using sim = await staged({ locked: true });
    const dates: bigint[] = [];
    sim.phone.cloud.onDidChange(() => {
      const date = sim.phone.values.domain('com.apple.mobile.backup')?.get('LastCloudBackupDate');
      if (typeof date === 'bigint' && dates.at(-1) !== date) dates.push(date);
    });
    await sim.clock.advance(HOUR);
    assert.equal(dates.length, 1);
    const next = await sim.phone.untilNextAutoBackup();
    assert.ok(next.dueInMs !== undefined && next.dueInMs > DAY - HOUR && next.dueInMs < DAY, JSON.stringify(next));
    await sim.clock.advance(3 * DAY);
    assert.equal(dates.length, 4);
    const { backups, lastAttempt } = await sim.phone.cloud.state();
    assert.equal(backups.length, 1, 'each takes the place of the one before');
    assert.deepEqual([lastAttempt?.trigger, lastAttempt?.code], ['automatic', 0]);
  });

  it('that was missed is made as soon as the screen is locked', async () => {
    await using sim = await staged();
    await sim.clock.advance(2 * DAY);
    assert.equal((await sim.phone.cloud.state()).lastBackup, undefined);
    sim.phone.locked = true;
    await sim.clock.advance(HOUR);
    const { lastBackup } = await sim.phone.cloud.state();
    assert.ok(lastBackup && lastBackup.getTime() > Date.parse('2026-03-03T12:00:00Z'));
  });

  it('counts from the last one, also from one by hand', async () => {
    await using sim = await staged({ locked: false });
    await backUpNow(sim);
    sim.phone.locked = true;
    const { dueInMs } = await sim.phone.untilNextAutoBackup();
    assert.ok(dueInMs !== undefined && dueInMs > 22 * HOUR && dueInMs < DAY);
  });

  it('that did not fit is reported, and tried again when there is room', async () => {
    await using sim = await staged({ locked: true, cloud: { isOn: true, quota: 100 } });
    await sim.clock.advance(3 * DAY);
    const full = await sim.phone.cloud.state();
    assert.deepEqual([full.lastBackup, full.lastAttempt?.trigger, full.lastAttempt?.code], [undefined, 'automatic', 303]);
    sim.phone.cloud.stage({ quota: 50_000 });
    await sim.clock.advance(HOUR);
    assert.equal((await sim.phone.cloud.state()).lastAttempt?.code, 0);
  });

  it('that Wi-Fi interrupted begins anew when Wi-Fi is back', async () => {
    await using sim = await staged({ locked: true, cloud: { isOn: true, uploadBytesPerSecond: 10 } });
    await sim.clock.advance(60_000);
    assert.equal((await sim.phone.cloud.state()).running?.phase, 'uploading');
    sim.phone.cloud.stage({ wifi: false });
    await nextTurn();
    await sim.clock.advance(DAY);
    const dropped = await sim.phone.cloud.state();
    assert.deepEqual([dropped.running, dropped.lastAttempt?.code, dropped.backups], [undefined, 300, []]);
    sim.phone.cloud.stage({ wifi: true });
    await sim.clock.advance(HOUR);
    assert.equal((await sim.phone.cloud.state()).lastAttempt?.code, 0);
  });

  it('waits for one by hand that is running, and does not follow it', async () => {
    await using sim = await staged({ cloud: { isOn: true, uploadBytesPerSecond: 10 } });
    const byHand = sim.phone.cloud.backUpNow();
    await sim.clock.untilSleeping();
    sim.phone.locked = true;
    await sim.clock.advance(2 * HOUR);
    const backup = await byHand;
    const { backups, lastAttempt } = await sim.phone.cloud.state();
    assert.deepEqual([backups, lastAttempt?.trigger], [[backup], 'user']);
  });
});

describe('Back Up Now', () => {
  it('needs neither power nor a locked screen, tells how far it is, and leaves date and size', async () => {
    await using sim = await staged();
    sim.phone.cloud.stage({ power: false });
    const told: CloudProgress[] = [];
    const size = await sim.phone.cloud.nextSize();
    const done = sim.phone.cloud.backUpNow({ onProgress: (progress) => told.push(progress) });
    await sim.clock.untilSleeping();
    await sim.clock.advance(HOUR);
    const backup = await done;
    assert.equal(backup.size, size);
    assert.deepEqual(told[0], { phase: 'measuring', done: 0, total: 0 });
    assert.deepEqual(told.at(-1), { phase: 'uploading', done: size, total: size });
    assert.deepEqual(
      told.map(({ done: bytes }) => bytes),
      told.map(({ done: bytes }) => bytes).toSorted((a, b) => a - b),
    );
    const state = await sim.phone.cloud.state();
    assert.deepEqual([state.backups, state.lastBackup, state.freeBytes], [[backup], backup.date, 5_000_000_000 - size]);
  });

  it('is said to every host by its date, and stands in the file of backup settings that a computer backup has', async () => {
    await using sim = await staged();
    const { date } = await backUpNow(sim);
    const values = sim.phone.values.domain('com.apple.mobile.backup');
    const seconds = BigInt(Math.floor(date.getTime() / 1000) - 978_307_200);
    assert.deepEqual([values?.get('LastCloudBackupDate'), values?.get('LastCloudBackupTZ')], [seconds, 'UTC']);
    const file = sim.phone.content.file('HomeDomain', 'Library/Preferences/com.apple.mobile.ldbackup.plist');
    const bytes = file?.read();
    assert.ok(bytes instanceof Uint8Array);
    const plist = parsePlist(bytes);
    assert.ok(plist instanceof Map);
    assert.deepEqual([plist.get('LastCloudBackupDate'), plist.get('CloudBackupEnabled')], [seconds, true]);
  });

  const refusals: [string, StagedCloudChanges, number, RegExp][] = [
    ['without an account', { account: 'none' }, 1, /^No account exists \(MBErrorDomain\/1\)$/],
    ['with an account that is not set up', { account: 'not-provisioned' }, 1, /not provisioned/],
    ['without Wi-Fi', { wifi: false }, 301, /not connected to Wi-Fi/],
    ['that does not fit', { quota: ALL_BYTES - 1 }, 303, /not enough space/],
    ['that does not fit beside what else is there', { quota: 20_000, otherBytes: 11_000 }, 303, /not enough space/],
    ['that does not fit beside the backup of another device', { quota: 20_000, oldBackupBytes: 11_000 }, 303, /not enough space/],
  ];
  for (const [when, change, code, words] of refusals) {
    it(`${when} is refused with ${String(code)}, and noted`, async () => {
      await using sim = await staged();
      sim.phone.cloud.stage(change);
      await assert.rejects(sim.phone.cloud.backUpNow(), fails(code, words));
      const { lastAttempt, lastBackup } = await sim.phone.cloud.state();
      assert.deepEqual([lastAttempt?.code, lastAttempt?.trigger, lastBackup], [code, 'user', undefined]);
    });
  }

  it('with the switch off is refused', async () => {
    await using sim = await staged({ cloud: {} });
    await assert.rejects(sim.phone.cloud.backUpNow(), fails(1, /iCloud Backup is off/));
  });

  const ends: [string, number, (sim: Staged) => unknown][] = [
    [
      'Wi-Fi drops',
      300,
      ({ phone }) => {
        phone.cloud.stage({ wifi: false });
      },
    ],
    ['the account is signed out', 1, ({ phone }) => (phone.cloud.account = 'none')],
    ['the switch is turned off', 1, ({ phone }) => (phone.cloud.isOn = false)],
    [
      'the phone restarts',
      300,
      ({ phone, clock }) => {
        void phone.reboot();
        return clock.advance(HOUR);
      },
    ],
    ['somebody cancels', 202, ({ phone }) => phone.cloud.cancel()],
  ];
  for (const [what, code, end] of ends) {
    it(`is not completed when ${what}: date and size stay as they were`, async () => {
      await using sim = await staged({ cloud: { isOn: true, uploadBytesPerSecond: 100 } });
      const first = await backUpNow(sim);
      const second = sim.phone.cloud.backUpNow();
      const failed = assert.rejects(second, fails(code, /./));
      await sim.clock.untilSleeping();
      await sim.clock.advance(10_000);
      await end(sim);
      await failed;
      sim.phone.cloud.account = 'signed-in';
      const { backups, lastBackup, running, lastAttempt } = await sim.phone.cloud.state();
      assert.deepEqual([backups, lastBackup, running, lastAttempt?.code], [[first], first.date, undefined, code]);
    });
  }

  it('is ended by the signal of whoever began it, even before it begins', async () => {
    await using sim = await staged();
    await assert.rejects(sim.phone.cloud.backUpNow({ signal: AbortSignal.abort() }), fails(202, /canceled/));
    assert.equal((await sim.phone.cloud.state()).running, undefined);
  });

  it('is refused while another one runs', async () => {
    await using sim = await staged();
    const first = sim.phone.cloud.backUpNow();
    await assert.rejects(sim.phone.cloud.backUpNow(), fails(14, /running/));
    await sim.clock.untilSleeping();
    await sim.clock.advance(HOUR);
    await first;
  });

  it('does not fit any more when the plan became smaller meanwhile', async () => {
    await using sim = await staged();
    const failed = assert.rejects(sim.phone.cloud.backUpNow(), fails(303, /space/));
    await sim.clock.untilSleeping();
    sim.phone.cloud.stage({ quota: 10 });
    await sim.clock.advance(HOUR);
    await failed;
  });
});

describe('what is in iCloud', () => {
  it('the next backup has what is on the phone now, without what iCloud has already and apps that are switched off', async () => {
    await using sim = await staged({ cloud: {} });
    const { cloud, content } = sim.phone;
    assert.equal(await cloud.nextSize(), ALL_BYTES);
    assert.deepEqual((await cloud.state()).apps, [
      { id: APP, name: 'Cloudy', size: SIZES.app, isIncluded: true },
      { id: PHOTOS, name: 'Photo Library', size: SIZES.photos, isIncluded: true },
    ]);
    cloud.stage({ apps: { [APP]: false } });
    assert.equal(await cloud.nextSize(), ALL_BYTES - SIZES.app);
    content.setFile('CameraRollDomain', 'Media/DCIM/2.jpg', { content: new Uint8Array(500) });
    assert.equal(await cloud.nextSize(), ALL_BYTES - SIZES.app + 500);
    cloud.stage({ apps: { [APP]: true, [PHOTOS]: false } });
    assert.equal(await cloud.nextSize(), ALL_BYTES - SIZES.photos);
    assert.throws(
      () => {
        cloud.stage({ apps: { 'com.example.nothing': false } });
      },
      fails(1, /com\.example\.nothing/),
    );
  });

  it('Health counts before iOS 12', async () => {
    await using sim = await staged({ preset: 'ios-10', cloud: {} });
    assert.equal(await sim.phone.cloud.nextSize(), ALL_BYTES + 80_000);
  });

  it('a new backup takes the place of the own one, so it fits where only the difference does', async () => {
    await using sim = await staged({ cloud: { isOn: true, quota: ALL_BYTES + 600 } });
    await backUpNow(sim);
    // The file of backup settings has grown by now.
    const second = await backUpNow(sim);
    assert.equal((await sim.phone.cloud.state()).freeBytes, ALL_BYTES + 600 - second.size);
  });

  it('deleting the backup of another device leaves the switch alone; deleting the own one turns it off', async () => {
    await using sim = await staged({ cloud: { isOn: true, oldBackupBytes: 7000 } });
    const { cloud } = sim.phone;
    const own = await backUpNow(sim);
    const { backups } = await cloud.state();
    assert.deepEqual(
      backups.map(({ isOwn, size }) => [isOwn, size]),
      [
        [true, own.size],
        [false, 7000],
      ],
    );
    cloud.delete(backups[1]?.id ?? '');
    assert.deepEqual([cloud.isOn, (await cloud.state()).freeBytes], [true, 5_000_000_000 - own.size]);
    cloud.delete(own.id);
    const after = await cloud.state();
    assert.deepEqual([after.isOn, after.backups, after.freeBytes, after.lastBackup], [false, [], 5_000_000_000, undefined]);
    assert.equal(sim.phone.values.domain('com.apple.mobile.backup')?.get('CloudBackupEnabled'), false);
    assert.throws(
      () => {
        cloud.delete(own.id);
      },
      fails(1, /no backup with the id/),
    );
  });

  it('stays when the phone is erased, which turns the switch off', async () => {
    await using sim = await staged();
    const backup = await backUpNow(sim);
    const erased = sim.phone.erase();
    await sim.clock.untilSleeping();
    await sim.clock.advance(HOUR);
    await erased;
    const { isOn, backups } = await sim.phone.cloud.state();
    assert.deepEqual([isOn, backups], [false, [backup]]);
    assert.equal(sim.phone.values.domain('com.apple.mobile.backup')?.has('LastCloudBackupDate'), false);
  });

  it('is not shown without an account', async () => {
    await using sim = await staged();
    const { id } = await backUpNow(sim);
    sim.phone.cloud.account = 'none';
    assert.deepEqual((await sim.phone.cloud.state()).backups, []);
    assert.throws(
      () => {
        sim.phone.cloud.delete(id);
      },
      fails(1, /No account exists/),
    );
  });
});
