/** Debian's idevicebackup2 before the simulated phone prints what it printed before real phones (`test/fixtures/logged-sequences`). */
import assert from 'node:assert/strict';
import { rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { makeBulkPhone, type SimulatedDeviceOptions, type TraceEvent } from '../../src/simulated-device/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import { interopSimulator } from '../support/interop/interop-simulator.ts';
import { testsSideBySide } from '../support/interop/tests-side-by-side.ts';
import { expectLines, expectTogether, logged, normalLines, normalMessages, unusualShapes } from '../support/logged-sequences.ts';

async function stage(options: SimulatedDeviceOptions = {}) {
  const folder = temporaryFolder();
  const trace: TraceEvent[] = [];
  const content = makeBulkPhone({ count: 143, size: 100 });
  const sim = await interopSimulator({ seed: 7, devices: [{ content, ...options }], onTrace: (event) => trace.push(event) });
  await sim.trust();
  const { udid } = sim.phone;
  const tool = async (...args: string[]) => {
    trace.length = 0;
    const { stdout } = await sim.run('idevicebackup2', [...args, folder.path]);
    return normalLines(stdout, udid);
  };
  const said = () =>
    normalMessages(
      trace.filter(({ channel }) => channel === 'com.apple.mobilebackup2'),
      udid,
    );
  return {
    phone: sim.phone,
    tool,
    backup: (...args: string[]) => tool('backup', ...args),
    said,
    path: join(folder.path, udid),
    [Symbol.asyncDispose]: async () => {
      try {
        await sim[Symbol.asyncDispose]();
      } finally {
        folder[Symbol.dispose]();
      }
    },
  };
}

describe('logged output of idevicebackup2', () => {
  const test = testsSideBySide();

  test('of a whole run: hello, moves, and the tail', async () => {
    await using run = await stage({ preset: 'ios-12', productVersion: '12.1.1' });
    const lines = await run.backup();
    const { stdout } = logged('moves-and-removes-2014');
    expectLines(lines, stdout, 'moves-and-removes-2014');
    expectLines(lines, logged('backup-tail-2018-2021').stdout, 'backup-tail-2018-2021');
    const said = run.said();
    assert.deepEqual(unusualShapes(said), []);
    for (const id of ['hello-ios12', 'status-missing-host-answer']) expectTogether(said, logged(id).messages, id);
  });

  test('of a restore: the four files that are asked for first', async () => {
    await using run = await stage({ restartSeconds: 0 });
    await run.backup();
    const { stdout, id } = logged('restore-host-files-order');
    expectLines(await run.tool('restore', '--system', '--settings', '--no-reboot'), stdout, id);
    expectTogether(run.said(), logged('restore-download-empty-2014').messages, 'restore-download-empty-2014');
  });

  test('of a manifest without bytes, with --full', async () => {
    await using run = await stage({ productVersion: '15.6.1' });
    await run.backup();
    truncateSync(join(run.path, 'Manifest.plist'), 0);
    const { stdout, id } = logged('zero-byte-manifest-ios15.6.1');
    expectLines(await run.backup('--full'), stdout, id);
  });

  test('of a passcode that nobody enters', async () => {
    await using run = await stage({ productVersion: '16.1', askPasscode: () => Promise.resolve('dismissed') });
    const { stdout, id } = logged('passcode-denied-2026');
    expectLines(await run.backup('--full'), stdout, id);
    // This tool names the source as well; the answer comes right behind the request.
    const answer = logged('passcode-timeout-ios16.1').messages.slice(1);
    expectTogether(run.said(), [{ from: 'host', message: ['DLMessageProcessMessage', '$dict'] }, ...answer], 'passcode-timeout-ios16.1');
  });

  test('of a run after a cancelled one, whose file-system snapshot still stands', async () => {
    await using run = await stage({ productVersion: '15.2' });
    run.phone.fault('F33');
    const { stdout, id } = logged('cancel-then-rerun-ios15.2');
    expectLines(await run.backup(), stdout, id);
    rmSync(run.path, { recursive: true, force: true });
  });
});
