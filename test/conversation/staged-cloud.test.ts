/** The staging service of a simulated phone over a real socket, and the command line that uses it: iCloud, staged. */
import assert from 'node:assert/strict';
import { isCodedError } from '../../src/base/index.ts';
import { readCloudBackup } from '../../src/backup/index.ts';
import { Device, STAGING_SERVICE, Staging, type CloudProgress } from '../../src/device-protocol/index.ts';
import type { CloudOptions, SimulatedDeviceOptions } from '../../src/simulated-device/index.ts';
import { backupLab, documentOf, type CliOptions } from '../support/backup-lab.ts';
import { APP, cloudContent } from '../support/cloud-phone.ts';
import { trustQuickly } from '../support/quick-trust.ts';
import { openPhone, simulated, type Simulated } from '../support/simulated.ts';

/** Slow enough to be met in the middle: it never ends by itself within a test. */
const NEVER_DONE: CloudOptions = { isOn: true, uploadBytesPerSecond: 1 };

async function trusted(cloud: CloudOptions = { isOn: true }, options: SimulatedDeviceOptions = {}): Promise<Simulated> {
  const sim = await simulated({ devices: [{ content: cloudContent(), cloud, ...options }] });
  await trustQuickly(sim);
  return sim;
}

function refused(code: number) {
  return (error: unknown) => isCodedError(error, 'device-refused') && error.data.deviceCode === code && error.data.operation === 'staging';
}

describe('the staging service', () => {
  it('tells everything as the phone itself has it, and changes it', async () => {
    await using sim = await trusted({ isOn: true, oldBackupBytes: 9 });
    await using staging = await Staging.open(await openPhone(sim));
    const changed = await staging.stageCloud({
      account: 'not-provisioned',
      power: false,
      wifi: false,
      locked: true,
      quota: 50_000_000_000,
      otherBytes: 12,
      uploadBytesPerSecond: 1000,
      apps: { [APP]: false },
    });
    const own = await sim.phone.cloud.state();
    assert.deepEqual({ ...changed, now: undefined }, { ...own, now: undefined });
    assert.deepEqual(
      [own.account, own.power, own.wifi, own.locked, own.quota, own.otherBytes, own.uploadBytesPerSecond, own.blockedBy],
      ['not-provisioned', false, false, true, 50_000_000_000, 12, 1000, 'account'],
    );
    assert.equal(own.apps.find(({ id }) => id === APP)?.isIncluded, false);
  });

  it('backs up with progress, and every host then reads the date', async () => {
    await using sim = await trusted();
    await using staging = await Staging.open(await openPhone(sim));
    const told: CloudProgress[] = [];
    const backup = await staging.backUpToCloud({ onProgress: (progress) => told.push(progress) });
    assert.ok(told.length > 10);
    assert.equal(told.at(-1)?.done, backup.size);
    assert.deepEqual((await staging.cloud()).backups, [backup]);
    const { lastBackup } = await readCloudBackup({ mux: sim.mux, udid: sim.phone.udid });
    assert.equal(lastBackup?.getTime(), Math.floor(backup.date.getTime() / 1000) * 1000);
    const { isOn, backups } = await staging.deleteCloudBackup(backup.id);
    assert.deepEqual([isOn, backups], [false, []]);
  });

  it('is reached while the phone is locked', async () => {
    await using sim = await trusted({ isOn: true }, { locked: true });
    await using staging = await Staging.open(await openPhone(sim));
    assert.equal((await staging.stageCloud({ locked: false })).locked, false);
    assert.equal(sim.phone.locked, false);
  });

  it('ends a backup whose host goes away, by signal or by the cable: the date stays', async () => {
    const ways: ((sim: Simulated, stop: AbortController) => void)[] = [
      (_, stop) => {
        stop.abort();
      },
      ({ phone }) => {
        phone.detach();
      },
    ];
    for (const goAway of ways) {
      await using sim = await trusted(NEVER_DONE);
      const staging = await Staging.open(await openPhone(sim));
      const stop = new AbortController();
      const isUploading = Promise.withResolvers<undefined>();
      const failed = assert.rejects(
        staging.backUpToCloud({
          signal: stop.signal,
          onProgress: ({ phase }) => {
            if (phase === 'uploading') isUploading.resolve(undefined);
          },
        }),
      );
      await isUploading.promise;
      const ended = new Promise<void>((resolve) => {
        sim.phone.cloud.onDidChange(() => {
          resolve();
        });
      });
      goAway(sim, stop);
      await failed;
      await ended;
      const { running, backups, lastAttempt } = await sim.phone.cloud.state();
      assert.deepEqual([running, backups, lastAttempt?.code], [undefined, [], 202]);
      await staging[Symbol.asyncDispose]();
    }
  });

  it('serves two hosts: one backs up, the other sees it, may not start another one, and can end it', async () => {
    await using sim = await trusted(NEVER_DONE);
    const device = await openPhone(sim);
    await using first = await Staging.open(device);
    await using second = await Staging.open(device);
    assert.equal(await second.cancelCloudBackup(), false);
    const isUploading = Promise.withResolvers<undefined>();
    const failed = assert.rejects(
      first.backUpToCloud({
        onProgress: ({ phase }) => {
          if (phase === 'uploading') isUploading.resolve(undefined);
        },
      }),
      refused(202),
    );
    await isUploading.promise;
    assert.equal((await second.cloud()).running?.phase, 'uploading');
    await assert.rejects(second.backUpToCloud(), refused(14));
    assert.equal(await second.cancelCloudBackup(), true);
    await failed;
    assert.equal((await first.cloud()).running, undefined);
  });

  it('interrupts a backup when another host takes the Wi-Fi away', async () => {
    await using sim = await trusted(NEVER_DONE);
    const device = await openPhone(sim);
    await using first = await Staging.open(device);
    await using second = await Staging.open(device);
    const isUploading = Promise.withResolvers<undefined>();
    const failed = assert.rejects(
      first.backUpToCloud({
        onProgress: () => {
          isUploading.resolve(undefined);
        },
      }),
      refused(300),
    );
    await isUploading.promise;
    await second.stageCloud({ wifi: false });
    await failed;
  });

  it('refuses what makes no sense, and what the phone would refuse', async () => {
    await using sim = await trusted();
    await using staging = await Staging.open(await openPhone(sim));
    await assert.rejects(staging.stageCloud({ account: 'everything' as 'none' }), refused(1));
    await assert.rejects(staging.stageCloud({ uploadBytesPerSecond: 0 }), refused(1));
    await assert.rejects(staging.stageCloud({ apps: { nothing: false } }), refused(1));
    await assert.rejects(staging.deleteCloudBackup('backup-9'), refused(1));
    await staging.stageCloud({ quota: 5 });
    await assert.rejects(staging.backUpToCloud(), refused(303));
  });

  it('is never asked for on a real phone', async () => {
    await using sim = await trusted();
    const { attached } = await openPhone(sim);
    const asked: string[] = [];
    sim.phone.notifications.onDidPost(({ name }) => asked.push(name));
    const real = new Device(sim.mux, { ...attached, isSimulated: undefined });
    await assert.rejects(Staging.open(real), (error) => isCodedError(error, 'not-simulated') && error.data.udid === sim.phone.udid);
    assert.deepEqual([sim.phone.state.connections, sim.phone.state.waitingServices], [[], []]);
  });

  it('ends with a request that it does not know, and reports it', async () => {
    await using sim = await trusted();
    const { writePlistFrame } = await import('../../src/device-protocol/index.ts');
    const connection = await (await openPhone(sim)).startService(STAGING_SERVICE);
    await writePlistFrame(connection, new Map([['Request', 'MakeCoffee']]), 'binary');
    assert.equal(await connection.atEnd(), true);
    await connection.close();
    assert.match(sim.takeViolations().join(), /MakeCoffee/);
  });
});

describe('backup-lab cloud, staged', () => {
  const optionsOf = ({ simulator }: Simulated): CliOptions => ({ address: simulator.address });

  it('lists, stages, backs up and deletes, and says that it is staged', async () => {
    await using sim = await trusted();
    const options = optionsOf(sim);
    const { udid } = sim.phone;
    const empty = await backupLab(['cloud', 'list', udid], options);
    assert.equal(empty.status, 0, empty.stderr);
    assert.match(empty.stdout, /^Staged: .*\nAccount: signed-in\niCloud Backup: on\nLast iCloud backup: none\n/);
    assert.match(empty.stdout, /\nNo automatic backup: The screen of the device is not locked\.\nThere are no backups in iCloud\.\n/);
    const staged = await backupLab(
      ['cloud', 'stage', udid, `quota=2TB,used=1.5GB,old-backup=200MB,speed=5MB,app:${APP}=off,power=off`],
      options,
    );
    assert.equal(staged.status, 0, staged.stderr);
    assert.match(staged.stdout, /\nNo automatic backup: The device is not connected to power\.\n/);
    const { quota, otherBytes, uploadBytesPerSecond } = await sim.phone.cloud.state();
    assert.deepEqual([quota, otherBytes, uploadBytesPerSecond], [2e12, 1.5e9, 5e6]);
    const made = await backupLab(['cloud', 'backup', udid, '--progress'], options);
    assert.equal(made.status, 0, made.stderr);
    assert.match(
      made.stderr,
      /^Measuring what to back up\nUploading to iCloud \(staged\).*\nStaged: .*\nThe iCloud backup \(staged\) is finished: /,
    );
    const listed = await backupLab(['cloud', 'list', udid], options);
    assert.match(
      listed.stdout,
      /\nBackups in iCloud:\n {2}backup-2 .* iPhone \(iPhone14,5, iOS 17\.5\.1\), this device\n {2}backup-1 .* 200 MB .*another device\n/,
    );
    const deleted = await backupLab(['cloud', 'delete', udid, 'backup-2'], options);
    assert.deepEqual([deleted.status, deleted.stdout], [0, '']);
    assert.match(deleted.stderr, /\nThe backup was deleted\. iCloud Backup is off\.\n$/);
  });

  it('has documents for scripts', async () => {
    await using sim = await trusted({ isOn: true }, { locked: true });
    const options = optionsOf(sim);
    const { udid } = sim.phone;
    sim.phone.cloud.stage({ wifi: false });
    const list = documentOf(await backupLab(['cloud', 'list', udid, '--json'], options));
    assert.deepEqual(
      [list.schema, list.staged, list.udid, list.lastBackup, list.backups],
      ['backup-lab/cloud-list@1', true, udid, null, []],
    );
    assert.deepEqual(list.nextAutomaticBackup, { at: null, blockedBy: 'wifi', reason: 'The device is not connected to Wi-Fi.' });
    sim.phone.cloud.stage({ power: false, wifi: true });
    const { schema, staged, backup } = documentOf(await backupLab(['cloud', 'backup', udid, '--json'], options));
    const [own] = (await sim.phone.cloud.state()).backups;
    assert.ok(own);
    assert.deepEqual([schema, staged, backup], ['backup-lab/cloud-backup@1', true, { ...own, date: own.date.toISOString() }]);
    const stagedDocument = documentOf(await backupLab(['cloud', 'stage', udid, 'power=on', '--json'], options));
    assert.equal(stagedDocument.schema, 'backup-lab/cloud-stage@1');
    const { at, blockedBy } = stagedDocument.nextAutomaticBackup as Record<string, string | null>;
    assert.deepEqual([blockedBy, Date.parse(at ?? '') > own.date.getTime() + 23 * 3_600_000], [null, true]);
    const gone = documentOf(await backupLab(['cloud', 'delete', udid, own.id, '--json'], options));
    assert.deepEqual([gone.schema, gone.deleted, gone.isOn], ['backup-lab/cloud-delete@1', own.id, false]);
  });

  it('Ctrl+C ends a backup with status 10, and the last one stays', async () => {
    await using sim = await trusted(NEVER_DONE);
    const result = await backupLab(['cloud', 'backup', sim.phone.udid, '--progress'], {
      ...optionsOf(sim),
      onOutput: ({ stderr }, command) => {
        if (stderr.includes('Uploading')) command.kill();
      },
    });
    assert.equal(result.status, 10, result.stderr);
    await sim.simulator.settled();
    const { backups, lastBackup, running } = await sim.phone.cloud.state();
    assert.deepEqual([backups, lastBackup, running], [[], undefined, undefined]);
    assert.equal((await readCloudBackup({ mux: sim.mux, udid: sim.phone.udid })).lastBackup, undefined);
  });

  it('explains what a phone refuses, in words of its own for each', async () => {
    await using sim = await trusted();
    const options = optionsOf(sim);
    const { udid } = sim.phone;
    for (const [change, words] of [
      [{ quota: 5 }, /^There is not enough space in iCloud \(staged\) for this backup\. .*\(device-refused\)\n$/],
      [{ wifi: false }, /^The simulated device is not connected to Wi-Fi, /],
      [{ account: 'none' }, /No account exists/],
    ] as const) {
      sim.phone.cloud.stage(change);
      const { status, stderr } = await backupLab(['cloud', 'backup', udid], options);
      assert.equal(status, 5);
      assert.match(stderr, words);
    }
  });

  it('says which key or value makes no sense', async () => {
    for (const [settings, words] of [
      ['weather=rain', /nothing to stage called "weather"\. The keys are account, wifi, .* app:ID\. \(usage\)/],
      ['', /nothing to stage called ""/],
      ['account=mine', /key account takes none, signed-in or not-provisioned, not "mine"/],
      ['wifi=perhaps', /key wifi takes on or off, not "perhaps"/],
      ['power=', /key power takes on or off, not ""/],
      ['quota=big', /key quota takes a size such as 5GB or 200MB, not "big"/],
      ['quota=5XB', /key quota takes a size/],
      ['quota=-1', /key quota takes a size/],
      ['speed=0', /more than none/],
      [`app:${APP}=maybe`, /key app:com\.example\.cloudy takes on or off/],
    ] as const) {
      const { status, stderr } = await backupLab(['cloud', 'stage', 'UDID', settings]);
      assert.equal(status, 2, settings);
      assert.match(stderr, words);
    }
  });

  it('simulate takes the same keys', async () => {
    const { parsePhone } = await import('../../src/cli/simulated-phones.ts');
    assert.deepEqual(parsePhone('iphone,account=signed-in,cloud-backup=on,quota=5GB,wifi=off,power=on,app:a.b=off,app:c.d=on', {}), {
      preset: 'iphone',
      cloudAccount: 'signed-in',
      cloud: { isOn: true, quota: 5e9, wifi: false, power: true, apps: { 'a.b': false, 'c.d': true } },
    });
    for (const pair of ['wifi=9', 'quota=none', 'cloud-backup=x', 'weather=rain']) {
      assert.equal((await backupLab(['simulate', '--device', `iphone,${pair}`])).status, 2, pair);
    }
  });
});
