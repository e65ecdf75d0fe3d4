/** Debian's unmodified `idevice_id` lists simulated devices. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linesOf } from '../support/interop/foreign-tool.ts';
import { interopSimulator } from '../support/interop/interop-simulator.ts';

describe('idevice_id', () => {
  it('lists every device that is plugged in', async () => {
    await using sim = await interopSimulator({ devices: [{}, { preset: 'iphone-old' }, { preset: 'ipad' }, { attached: false }] });
    const attached = sim.simulator.devices.filter(({ isAttached }) => isAttached).map(({ udid }) => udid);
    assert.equal(attached.length, 3);
    assert.deepEqual(linesOf(await sim.output('idevice_id', '-l')), attached);
    assert.deepEqual(
      linesOf(await sim.output('idevice_id')),
      attached.map((udid) => `${udid} (USB)`),
    );
  });

  it('tells the name of a device', async () => {
    await using sim = await interopSimulator({ devices: [{}, { preset: 'iphone-old', name: 'Zweites Gerät 📱' }] });
    const names = await Promise.all(sim.simulator.devices.map(({ udid }) => sim.output('idevice_id', udid)));
    assert.deepEqual(names, ['iPhone\n', 'Zweites Gerät 📱\n']);
  });

  it('sees a device go and come back', async () => {
    await using sim = await interopSimulator();
    sim.phone.detach();
    assert.equal(await sim.output('idevice_id', '-l'), '');
    sim.phone.attach();
    assert.equal(await sim.output('idevice_id', '-l'), `${sim.phone.udid}\n`);
  });

  it('works over a unix socket', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'mux-'));
    try {
      await using sim = await interopSimulator({ listen: { path: join(directory, 'usbmuxd') } });
      assert.equal(await sim.output('idevice_id', '-l'), `${sim.phone.udid}\n`);
      assert.equal(await sim.output('idevice_id', sim.phone.udid), 'iPhone\n');
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('is served while another program says nonsense', async () => {
    await using sim = await interopSimulator();
    const { connect } = await import('node:net');
    const [host = '', port = ''] = sim.simulator.address.split(':');
    const silent = connect(Number(port), host);
    silent.write(Uint8Array.of(0x40, 0));
    assert.equal(await sim.output('idevice_id', '-l'), `${sim.phone.udid}\n`);
    silent.destroy();
  });

  it('is asked for by the command that installs it when it is missing', async () => {
    await using sim = await interopSimulator();
    await assert.rejects(
      sim.run('idevice_id', ['-l'], { env: { PATH: '/nonexistent' } }),
      /apt-get install libimobiledevice-utils libusbmuxd-tools/,
    );
  });

  it('lists a thousand devices', async () => {
    await using sim = await interopSimulator({ devices: Array.from({ length: 1000 }, () => ({})) });
    assert.equal(linesOf(await sim.output('idevice_id', '-l')).length, 1000);
  });
});
