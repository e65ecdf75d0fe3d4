/** Many simulated phones in one simulator: idle ones cost nothing that goes on, busy ones do not disturb each other. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBackup, type Judge } from '../../src/backup/create/create-backup.ts';
import { makeBulkPhone } from '../../src/simulated-device/index.ts';
import { judgedBackup } from '../support/corpus/judged-backup.ts';
import { trustQuickly } from '../support/quick-trust.ts';
import { simulated } from '../support/simulated.ts';

const COUNT = 1000;
const judge: Judge = (path, { level }) => judgedBackup(path, level, undefined, true);

/** What keeps running while so many phones are idle: timers and listeners of the whole process. */
async function runningWith(count: number): Promise<number[]> {
  // What ended before is gone only after this turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  await using _sim = await simulated({ devices: Array.from({ length: count }, () => ({})) });
  const running = process.getActiveResourcesInfo();
  return ['Timeout', 'TCPServerWrap'].map((kind) => running.filter((name) => name === kind).length);
}

describe('many simulated phones', () => {
  it('have neither a timer nor a listener of their own while nobody talks to them', async () => {
    assert.deepEqual(await runningWith(COUNT), await runningWith(1));
  });

  it('a thousand are listed at once, and told one by one', async () => {
    await using sim = await simulated({ devices: Array.from({ length: COUNT }, () => ({})) });
    const listed = await sim.mux.listDevices();
    assert.equal(new Set(listed.map(({ udid }) => udid)).size, COUNT);
    const told: number[] = [];
    for await (const event of sim.mux.listen()) {
      if (event.kind === 'attached') told.push(event.device.deviceId);
      if (told.length === COUNT) break;
    }
    assert.deepEqual(
      told,
      listed.map(({ deviceId }) => deviceId),
    );
  });

  it('several are backed up at the same time', async () => {
    const devices = Array.from({ length: 4 }, (_, n) => ({ content: makeBulkPhone({ count: 20 + n, size: 100 }) }));
    await using sim = await simulated({ devices });
    const directory = mkdtempSync(join(tmpdir(), 'many-'));
    try {
      for (const phone of sim.simulator.devices) await trustQuickly({ ...sim, phone });
      const made = await Promise.all(sim.simulator.devices.map(({ udid }) => createBackup({ mux: sim.mux, udid, directory }, judge)));
      assert.deepEqual(
        made.map(({ verdict, filesReceived }) => [verdict, filesReceived]),
        devices.map((_, n) => ['good', 20 + n]),
      );
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
