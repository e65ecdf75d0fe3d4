/** Debian's idevicebackup2 restores simulated phones: whole round trips, its options byte for byte, and how it is refused. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileIdOf } from '../../src/formats/index.ts';
import type { SimulatedDeviceOptions, TraceEvent } from '../../src/simulated-device/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import { assertSameBackup } from '../support/compare-backups.ts';
import { trialContent } from '../support/faults/trial-content.ts';
import { interopSimulator, type InteropSimulator } from '../support/interop/interop-simulator.ts';
import { testsSideBySide } from '../support/interop/tests-side-by-side.ts';
import { downloads, restoreOptions, untilBack } from '../support/restore-run.ts';

const PASSWORD = 'pass word';
const QUICK: SimulatedDeviceOptions = { restartSeconds: 0, keybagRounds: 'low' };

describe('idevicebackup2 restore', () => {
  const test = testsSideBySide();

  test('brings an erased phone back: its next backup is the same', async () => {
    await roundTrip(QUICK, ['restore', '--system', '--settings', '--remove']);
  });

  test('brings an erased phone back from an encrypted backup, with the password', async () => {
    const phone = { ...QUICK, content: trialContent(), backupPassword: PASSWORD };
    await roundTrip(phone, ['restore', '--system', '--settings', '--password', PASSWORD], PASSWORD);
  });

  test('sends its options as they are known of it, and the phone takes its own defaults for the rest', async () => {
    await withBackup({ ...QUICK, content: trialContent() }, async ({ simulator, folder, trace }) => {
      const { phone } = simulator;
      const tried = [
        {
          args: ['--no-reboot'],
          sent: [false, false, true, true, undefined],
          effective: { systemFiles: false, shouldReboot: false, copyBackup: false, preserveSettings: true, removeItemsNotRestored: true },
        },
        {
          args: ['--no-reboot', '--settings', '--remove', '--system', '--copy'],
          sent: [true, false, undefined, false, true],
          effective: { systemFiles: true, shouldReboot: false, copyBackup: true, preserveSettings: false, removeItemsNotRestored: true },
        },
      ];
      for (const { args, sent, effective } of tried) {
        trace.length = 0;
        const { status, stdout } = await simulator.run('idevicebackup2', ['restore', ...args, folder]);
        assert.equal(status, 0, stdout);
        assert.match(stdout, /Restore Successful\./);
        assert.deepEqual(Object.values(restoreOptions(trace)), sent);
        assert.deepEqual(phone.restored.at(-1)?.effective, effective);
        assert.deepEqual(downloads(trace).slice(0, 4), [['Status.plist'], ['Manifest.plist'], ['Manifest.db'], ['Info.plist']]);
        assert.deepEqual(downloads(trace).at(-1), []);
        assert.equal(phone.isAttached, true);
        await phone.reboot();
      }
    });
  });

  test('with a wrong password changes nothing', async () => {
    await withBackup({ ...QUICK, content: trialContent(), backupPassword: PASSWORD }, async ({ simulator, folder }) => {
      const { revision } = simulator.phone.content;
      const wrong = await simulator.run('idevicebackup2', ['restore', '--password', 'wrong', folder]);
      assert.equal(wrong.status, 49, wrong.stdout);
      assert.match(wrong.stdout + wrong.stderr, /ErrorCode 207: Invalid password when restoring encrypted backup/);
      assert.equal(simulator.phone.content.revision, revision);
      assert.equal(simulator.phone.restored[0]?.refused?.code, 207);
    });
  });

  test('of a backup without one of its payloads ends with 205', async () => {
    await withBackup({ ...QUICK, content: trialContent() }, async ({ simulator, folder }) => {
      const fileId = fileIdOf('AppDomain-com.example.trial', 'Documents/kept.txt');
      rmSync(join(folder, simulator.phone.udid, fileId.slice(0, 2), fileId));
      const { status, stdout } = await simulator.run('idevicebackup2', ['restore', folder]);
      assert.equal(status, 51, stdout);
      assert.match(stdout, /ErrorCode 205: Multiple errors downloading files \(MBErrorDomain\/205\)/);
      assert.equal(simulator.phone.media.has('/iTunesRestore'), false);
    });
  });
});

interface Stage {
  readonly simulator: InteropSimulator;
  /** The parent of the backup. */
  readonly folder: string;
  readonly trace: TraceEvent[];
}

async function withBackup(phone: SimulatedDeviceOptions, work: (stage: Stage) => Promise<void>): Promise<void> {
  using folder = temporaryFolder();
  const trace: TraceEvent[] = [];
  await using simulator = await interopSimulator({ seed: 11, devices: [phone], onTrace: (event) => trace.push(event) });
  await simulator.trust();
  await simulator.output('idevicebackup2', 'backup', folder.path);
  await work({ simulator, folder: folder.path, trace });
}

async function roundTrip(options: SimulatedDeviceOptions, restore: readonly string[], password?: string): Promise<void> {
  await withBackup(options, async ({ simulator, folder }) => {
    const { phone } = simulator;
    await phone.erase();
    await simulator.output('idevicepair', 'pair');
    const before = phone.deviceId;
    assert.match(await simulator.output('idevicebackup2', ...restore, folder), /Restore Successful\./);
    await untilBack(simulator, before);
    const second = join(folder, 'second');
    mkdirSync(second);
    await simulator.output('idevicebackup2', 'backup', second);
    await assertSameBackup(join(folder, phone.udid), join(second, phone.udid), password);
  });
}
