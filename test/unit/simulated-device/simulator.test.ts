/** Starting simulators: addresses, presets, identities. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { PRESETS, startSimulator, type SimulatorErrorCode } from '../../../src/simulated-device/index.ts';
import { RawHost } from '../../support/raw-host.ts';

describe('startSimulator', () => {
  let directory: string;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sim-'));
  });

  after(async () => {
    await rm(directory, { recursive: true });
  });

  it('has one iPhone unless told otherwise', async () => {
    await using simulator = await startSimulator();
    assert.deepEqual(
      simulator.devices.map(({ name, productType, productVersion, buildVersion }) => [name, productType, productVersion, buildVersion]),
      [['iPhone', 'iPhone14,5', '17.5.1', '21F90']],
    );
  });

  it('can have no device at all', async () => {
    await using simulator = await startSimulator({ devices: [] });
    using host = await RawHost.connect(simulator.address);
    host.sendMux({ MessageType: 'ListDevices' });
    assert.match((await host.receiveMux()).body, /<key>DeviceList<\/key>\s*<array\s*(\/>|>\s*<\/array>)/);
  });

  it('listens on a unix socket that only its owner may use, and removes it', async () => {
    const path = join(directory, 'mux');
    const simulator = await startSimulator({ listen: { path } });
    assert.equal(simulator.address, `UNIX:${path}`);
    const status = await stat(path);
    assert(status.isSocket());
    assert.equal(status.mode & 0o777, 0o600);
    using host = await RawHost.connect(simulator.address);
    host.sendMux({ MessageType: 'ReadBUID' });
    assert.match((await host.receiveMux()).body, /BUID/);
    await simulator.close();
    await assert.rejects(stat(path), { code: 'ENOENT' });
  });

  it('takes over the socket of a simulator that was killed', async () => {
    const path = join(directory, 'stale');
    const { spawnSync } = await import('node:child_process');
    const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', script]);
    assert((await stat(path)).isSocket());
    await using simulator = await startSimulator({ listen: { path } });
    using host = await RawHost.connect(simulator.address);
    host.sendMux({ MessageType: 'ReadBUID' });
    await host.receiveMux();
  });

  it('does not take over what somebody else uses', async () => {
    const path = join(directory, 'used');
    const server = createServer().listen(path);
    await once(server, 'listening');
    await assert.rejects(startSimulator({ listen: { path } }), coded('simulator-address-in-use'));
    server.close();
    const file = join(directory, 'file');
    await writeFile(file, 'keep me');
    await assert.rejects(startSimulator({ listen: { path: file } }), coded('simulator-address-in-use'));
    assert((await stat(file)).isFile());
    await using first = await startSimulator();
    const port = Number(first.address.split(':')[1]);
    await assert.rejects(startSimulator({ listen: { port } }), coded('simulator-address-in-use'));
  });

  it('refuses addresses that others could reach, and paths too long for a socket', async () => {
    await assert.rejects(startSimulator({ listen: { host: '0.0.0.0' } }), coded('simulator-listen-failed'));
    await assert.rejects(startSimulator({ listen: { path: join(directory, 'x'.repeat(120)) } }), coded('simulator-listen-failed'));
    await assert.rejects(startSimulator({ listen: { path: join(directory, 'none', 'mux') } }), coded('simulator-listen-failed'));
  });

  it('gives the same phones for the same seed and others for another', async () => {
    const udids = async (seed?: number) => {
      await using simulator = await startSimulator({
        devices: PRESETS.map(({ id }) => ({ preset: id })),
        ...(seed === undefined ? {} : { seed }),
      });
      return simulator.devices.map(({ udid }) => udid);
    };
    assert.deepEqual(await udids(), await udids());
    assert.notDeepEqual(await udids(), await udids(2));
    const [iphone, old, ipad] = await udids();
    assert.match(iphone ?? '', /^00008110-00[0-9A-F]{14}$/);
    assert.match(old ?? '', /^[0-9a-f]{40}$/);
    assert.match(ipad ?? '', /^00008030-00[0-9A-F]{14}$/);
  });

  it('tells several phones of one preset apart', async () => {
    await using simulator = await startSimulator({ devices: Array.from({ length: 50 }, () => ({})) });
    assert.equal(new Set(simulator.devices.map(({ udid }) => udid)).size, 50);
    assert.equal(new Set(simulator.devices.map(({ identity }) => identity.serialNumber)).size, 50);
  });

  it('refuses what cannot be, with a code for each', async () => {
    const udid = '00008110-000A1B2C3D4E5F60';
    const refused: [Parameters<typeof startSimulator>[0], SimulatorErrorCode][] = [
      [{ devices: [{ preset: 'toaster' }] }, 'simulator-preset-unknown'],
      [{ devices: [{ productVersion: '17' }] }, 'simulator-version-malformed'],
      [{ devices: [{ udid: 'abc' }] }, 'simulator-udid-malformed'],
      [{ devices: [{ udid }, { udid: udid.replace('-', '').toLowerCase() }] }, 'simulator-device-exists'],
    ];
    for (const [options, code] of refused) await assert.rejects(startSimulator(options), coded(code));
  });
});

function coded(code: SimulatorErrorCode): { code: string } {
  return { code };
}
