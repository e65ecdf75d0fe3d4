/** Debian's unmodified tools reach a simulated phone over Wi-Fi: straight at its own address, not through the mux. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringAt } from '../../src/formats/index.ts';
import { VirtualClock, makeBulkPhone } from '../../src/simulated-device/index.ts';
import { linesOf } from '../support/interop/foreign-tool.ts';
import { interopSimulator } from '../support/interop/interop-simulator.ts';
import { testsSideBySide } from '../support/interop/tests-side-by-side.ts';
import { judgeBackup } from '../support/interop/judged-backup.ts';

describe('tools of libimobiledevice over Wi-Fi', () => {
  const test = testsSideBySide();

  test('list both ways, and each alone', async () => {
    await using sim = await interopSimulator({
      devices: [{ connection: 'both' }, { preset: 'iphone-old' }, { preset: 'ipad', connection: 'network' }],
    });
    const [both = '', usb = '', network = ''] = sim.simulator.devices.map(({ udid }) => udid);
    assert.deepEqual(linesOf(await sim.output('idevice_id', '-l')), [both, usb]);
    assert.deepEqual(linesOf(await sim.output('idevice_id', '-n')), [both, network]);
    assert.deepEqual(
      linesOf(await sim.output('idevice_id')).sort(),
      [`${both} (USB)`, `${usb} (USB)`, `${both} (Network)`, `${network} (Network)`].sort(),
    );
  });

  test('read values and back up once the cable is pulled', async () => {
    const heard = new Set<string>();
    await using sim = await interopSimulator({
      // The tool answers no heartbeat; on a busy machine it must not be dropped for that.
      devices: [
        {
          connection: 'both',
          clock: new VirtualClock(new Date('2026-01-02T03:04:05Z')),
          content: makeBulkPhone({ count: 100, size: 100 }),
        },
      ],
      onTrace: ({ channel, message }) => {
        heard.add(channel === 'usbmuxd' && message instanceof Map ? String(stringAt(message, 'MessageType')) : channel);
      },
    });
    const { phone } = sim;
    await sim.trust();
    phone.detach('usb');
    heard.clear();
    assert.match(
      await sim.output('ideviceinfo', '-n', '-u', phone.udid, '-k', 'SerialNumber'),
      new RegExp(`^${phone.identity.serialNumber}$`, 'm'),
    );
    const directory = await mkdtemp(join(tmpdir(), 'wifi-'));
    try {
      assert.match(await sim.output('idevicebackup2', '-n', '-u', phone.udid, 'backup', directory), /Backup Successful/);
      assert.deepEqual(judgeBackup(join(directory, phone.udid)).findings, []);
    } finally {
      await rm(directory, { recursive: true });
    }
    assert.deepEqual([heard.has('com.apple.mobilebackup2'), heard.has('Connect')], [true, false]);
  });

  test('cannot pair that way', async () => {
    await using sim = await interopSimulator({ devices: [{ connection: 'network' }] });
    const { status, stdout, stderr } = await sim.run('ideviceinfo', ['-n', '-u', sim.phone.udid]);
    assert.notEqual(status, 0);
    assert.match(stdout + stderr, /-36/);
  });
});
