/** The doctor over real conversations: it sees what is there, and changes nothing. */
import assert from 'node:assert/strict';
import { diagnose } from '../../src/backup/index.ts';
import { UsbmuxClient, parseUsbmuxAddress } from '../../src/device-protocol/index.ts';
import { startSimulator } from '../../src/simulated-device/index.ts';
import { copyFixture } from '../support/backup-copy.ts';

describe('the doctor', () => {
  it('tells a phone that is ready from one that does not trust, and counts backups', async () => {
    await using simulator = await startSimulator({ devices: [{ seed: 1 }, { seed: 2, locked: true }] });
    const mux = new UsbmuxClient(parseUsbmuxAddress(simulator.address));
    using backup = copyFixture('plain-ios17');
    const { usbmuxd, devices, folders, place } = await diagnose({
      mux,
      folders: [backup.path, `${backup.path}/nowhere`],
      environment: { SSH_CONNECTION: 'x' },
    });
    assert.deepEqual(usbmuxd, { address: simulator.address, isFromEnvironment: false });
    assert.deepEqual(new Set(devices.map(({ trust }) => trust)), new Set(['not-trusted']));
    assert.deepEqual(
      folders.map(({ backups, code }) => [backups, code]),
      [
        [1, undefined],
        [0, 'folder-missing'],
      ],
    );
    assert.ok(place === 'ssh' || place === 'container' || place === 'wsl');
    assert.equal(
      simulator.devices.every(({ isTrustDialogShown }) => !isTrustDialogShown),
      true,
    );
  });

  it('says that nobody listens where usbmuxd should be', async () => {
    const { usbmuxd, devices } = await diagnose({ mux: new UsbmuxClient(parseUsbmuxAddress('127.0.0.1:1')), folders: [] });
    assert.deepEqual([usbmuxd.code, devices.length], ['usbmuxd-missing', 0]);
  });
});
