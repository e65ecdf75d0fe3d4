/** What the sidebar answers before anything is opened: is there a copy, where, how old, was it checked, and what does the device want. */

import { appendFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Device, UsbmuxClient, parseUsbmuxAddress } from '../../src/device-protocol/index.ts';
import { dict } from '../../src/formats/index.ts';
import { startSimulator, type SimulatedDevice, type Simulator } from '../../src/simulated-device/index.ts';
import { STARTUP_MS, startWorkbench, type Workbench } from './support/workbench.ts';

const APPLE_EPOCH_MS = Date.UTC(2001, 0, 1);

describe('a person who looks at the sidebar', () => {
  let simulator: Simulator;
  let phone: SimulatedDevice;
  let folder: string;
  let workbench: Workbench;

  before(async function () {
    this.timeout(2 * STARTUP_MS);
    folder = await mkdtemp(join(tmpdir(), 'ibl-backups-'));
    simulator = await startSimulator({ devices: [{ name: 'iPhone' }] });
    [phone] = simulator.devices as [SimulatedDevice];
    await (await Device.open(new UsbmuxClient(parseUsbmuxAddress(simulator.address)), phone.udid)).pair();
    const yesterday = (Date.now() - 26 * 3_600_000 - APPLE_EPOCH_MS) / 1000;
    phone.setBackupValues(dict({ CloudBackupEnabled: true, LastCloudBackupDate: yesterday }));
    const settings = {
      'iosBackup.usbmuxd.address': simulator.address,
      'iosBackup.defaultBackupFolder': folder,
      'iosBackup.versions.keep': 2,
      'workbench.colorTheme': 'Default Dark Modern',
    };
    workbench = await startWorkbench({ settings });
    await workbench.openSidebar();
  });

  after(async () => {
    await workbench[Symbol.asyncDispose]();
    await simulator.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  it('is told that the only copy is in iCloud, as the device reports it', async () => {
    await workbench.treeItem(/^One copy, in iCloud: none on this computer · iCloud yesterday$/).waitFor({ timeout: STARTUP_MS });
    await workbench.treeItem(/^Last backup: None yet$/).waitFor();
    await workbench.screenshot('stand-cloud-only');
  });

  it('is told after a backup that there are two, and that the one here was checked', async () => {
    await workbench.runCommand('iOS Backup: Back Up Now');
    await workbench.toast(/Backup of iPhone finished/).waitFor({ timeout: STARTUP_MS });
    await workbench.treeItem(/^Two copies: Good · now · iCloud yesterday$/).waitFor();
    await workbench.treeItem(/Good, quick check just now$/).waitFor();
    await workbench.screenshot('stand-two-copies');
  });

  it('finds the version before the last backup below it', async () => {
    phone.content.setFile('HomeDomain', 'Library/new.txt', { content: 'new' });
    await workbench.runCommand('iOS Backup: Back Up Now');
    const versions = workbench.treeItem(/1 previous version/);
    await versions.waitFor({ timeout: STARTUP_MS });
    await workbench.expand(workbench.treeItem(/Good, quick check (just now|\d+ minutes? ago)$/));
    await workbench.treeItem(/Previous version/).waitFor();
    await workbench.screenshot('stand-versions');
  });

  it('is told that the copy has changed since its check, and never that it is good', async () => {
    appendFileSync(join(folder, phone.udid, 'Info.plist'), ' ');
    await workbench.treeItem(/^Two copies: changed since its check/).waitFor({ timeout: STARTUP_MS });
    await workbench.treeItem(/^[A-Z][a-z]{2} \d+, .*changed since the check .* \(then: Good\)$/).waitFor();
    await workbench.screenshot('stand-changed');
    rmSync(join(folder, phone.udid), { recursive: true });
    await workbench.treeItem(/^Two copies: not checked/).waitFor({ timeout: STARTUP_MS });
  });

  it('tells twins of one name apart, and sees how long the one that asks for trust waits', async () => {
    const twin = simulator.addDevice({ name: 'iPhone', trust: 'ask' });
    await workbench.treeItem(new RegExp(`^iPhone \\(…${twin.udid.slice(-4)}\\), .*Not trusted`)).waitFor({ timeout: STARTUP_MS });
    await workbench.runCommand('iOS Backup: Trust This Computer…');
    await workbench.treeItem(/2:\d\d left · Tap Trust on the device/).waitFor();
    await workbench.screenshot('stand-trust');
    twin.answerTrustDialog('accept');
    await workbench.treeItem(/left · Tap Trust on the device/).waitFor({ state: 'detached' });
    twin.locked = true;
    await workbench.treeItem(new RegExp(`^iPhone \\(…${twin.udid.slice(-4)}\\), .*Locked`)).waitFor({ timeout: STARTUP_MS });
    await workbench.screenshot('stand-locked');
  });
});
