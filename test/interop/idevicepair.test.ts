/** Debian's unmodified `idevicepair` becomes trusted by simulated devices, and stops being so. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatedDeviceOptions } from '../../src/simulated-device/index.ts';
import { interopSimulator, type InteropSimulator } from '../support/interop/interop-simulator.ts';
import { testsSideBySide } from '../support/interop/tests-side-by-side.ts';

describe('idevicepair', () => {
  const test = testsSideBySide();

  test('reads the identity of this computer', async () => {
    await using sim = await interopSimulator();
    const buid = await sim.output('idevicepair', 'systembuid');
    assert.match(buid, /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\n$/);
    assert.equal(await sim.output('idevicepair', 'systembuid'), buid);
  });

  for (const preset of ['iphone', 'iphone-old', 'ipad']) {
    test(`pairs with the preset ${preset}, validates and unpairs`, async () => {
      await using sim = await phoneWith({ preset });
      const { udid } = sim.phone;
      assert.equal(await sim.output('idevicepair', 'pair'), `SUCCESS: Paired with device ${udid}\n`);
      const [host] = sim.phone.pairedHosts;
      assert(host);
      assert.equal(await sim.output('idevicepair', 'hostid'), `${host.hostId}\n`);
      assert.equal(await sim.output('idevicepair', 'validate'), `SUCCESS: Validated pairing with device ${udid}\n`);
      assert.equal(await sim.output('idevicepair', 'unpair'), `SUCCESS: Unpaired with device ${udid}\n`);
      assert.equal(sim.phone.pairedHosts.length, 0);
    });
  }

  test('pairs over a unix socket', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'mux-'));
    try {
      await using sim = await interopSimulator({ listen: { path: join(directory, 'usbmuxd') } });
      assert.match(await sim.output('idevicepair', 'pair'), /^SUCCESS/);
      assert.match(await sim.output('idevicepair', 'validate'), /^SUCCESS/);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test('waits for the person in front of the phone', async () => {
    await using sim = await phoneWith({ trust: 'ask' });
    const changes: string[] = [];
    sim.phone.onDidChange((change) => changes.push(change));
    await failsWith(sim, 'pair', /Please accept the trust dialog on the screen of device/);
    assert(sim.phone.isTrustDialogShown);
    assert.deepEqual(changes, ['trust-dialog']);
    sim.phone.trust = 'accept';
    assert.match(await sim.output('idevicepair', 'pair'), /^SUCCESS: Paired/);
    assert.deepEqual(changes, ['trust-dialog', 'trust', 'paired']);
  });

  test('is declined', async () => {
    await using sim = await phoneWith({ trust: 'decline' });
    await failsWith(sim, 'pair', /said "no" to the trust dialog|user denied/i);
    assert.equal(sim.phone.pairedHosts.length, 0);
  });

  test('is told that the phone is locked', async () => {
    await using sim = await phoneWith({ locked: true });
    await failsWith(sim, 'pair', /passcode/i);
    sim.phone.locked = false;
    assert.match(await sim.output('idevicepair', 'pair'), /^SUCCESS/);
  });

  test('is not known to a phone that has forgotten it', async () => {
    await using sim = await phoneWith({});
    await sim.trust();
    for (const { hostId } of sim.phone.pairedHosts) sim.phone.hosts.remove(hostId);
    await failsWith(sim, 'validate', /is not paired with this host/);
  });

  test('keeps two phones apart', async () => {
    await using sim = await interopSimulator({ devices: [{}, { preset: 'ipad', trust: 'decline' }] });
    const [iphone, ipad] = sim.simulator.devices;
    assert(iphone && ipad);
    assert.match(await sim.output('idevicepair', '-u', iphone.udid, 'pair'), /^SUCCESS/);
    const refused = await sim.run('idevicepair', ['-u', ipad.udid, 'pair']);
    assert.notEqual(refused.status, 0);
    assert.match(await sim.output('idevicepair', '-u', iphone.udid, 'validate'), /^SUCCESS/);
  });
});

async function phoneWith(device: SimulatedDeviceOptions): Promise<InteropSimulator> {
  return await interopSimulator({ devices: [device] });
}

async function failsWith(sim: InteropSimulator, command: string, words: RegExp): Promise<void> {
  const { status, stdout, stderr } = await sim.run('idevicepair', [command]);
  assert.notEqual(status, 0);
  assert.match(stdout + stderr, words);
}
