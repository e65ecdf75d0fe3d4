/** A first backup in one window: what another window says meanwhile, and what is left when the first one is reloaded in the middle. */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Device, UsbmuxClient, parseUsbmuxAddress } from '../../src/device-protocol/index.ts';
import { startSimulator, type SimulatedDevice, type Simulator } from '../../src/simulated-device/index.ts';
import { pictureFailures } from './support/failure-picture.ts';
import { gesturesOn } from './support/gestures.ts';
import { ARTIFACTS, STARTUP_MS, startWorkbench, type Workbench } from './support/workbench.ts';

describe('a first backup and a window that goes away', () => {
  let simulator: Simulator;
  let phone: SimulatedDevice;
  let folder: string;
  let workbench: Workbench;
  pictureFailures(() => workbench);

  before(async function () {
    this.timeout(2 * STARTUP_MS);
    folder = await mkdtemp(join(tmpdir(), 'ibl-backups-'));
    simulator = await startSimulator();
    [phone] = simulator.devices as [SimulatedDevice];
    await (await Device.open(new UsbmuxClient(parseUsbmuxAddress(simulator.address)), phone.udid)).pair();
    const settings = { 'iosBackup.usbmuxd.address': simulator.address, 'iosBackup.defaultBackupFolder': folder };
    workbench = await startWorkbench({ settings });
    await workbench.openSidebar();
    await workbench.treeItem(/^iPhone, Simulated/).waitFor({ timeout: STARTUP_MS });
  });

  after(async () => {
    await workbench[Symbol.asyncDispose]();
    await simulator.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  it('is told to a second window, in the row of the device and in that of the backup', async function () {
    this.timeout(2 * STARTUP_MS);
    // Silent in the middle of the files, until somebody gives up.
    phone.fault('F06', { after: { bytes: 1_000_000 }, times: 1 });
    await workbench.runCommand('iOS Backup: Back Up Now');
    await workbench.treeItem(/^iPhone, .*Receiving/).waitFor({ timeout: STARTUP_MS });
    const second = await workbench.page
      .context()
      .browser()
      ?.newPage({ viewport: { width: 1400, height: 900 } });
    assert.ok(second !== undefined);
    await second.goto(workbench.page.url());
    const other = gesturesOn(second, STARTUP_MS);
    await other.openSidebar();
    await other.treeItem(/^iPhone, .*Backup in progress: another VS Code window/).waitFor({ timeout: STARTUP_MS });
    await other.treeItem(/^[A-Z][a-z]{2} \d+, .*Backup in progress: another VS Code window/).waitFor();
    await other.runCommand('iOS Backup: Back Up Now');
    const question = second.getByRole('dialog').filter({ hasText: 'cannot be backed up like this' });
    await question
      .getByText(/^Another VS Code window/)
      .first()
      .waitFor();
    await second.screenshot({ path: join(ARTIFACTS, 'second-window.png') });
    await second.close();
  });

  it('is not finished after a reload, says what to do, and can be begun again', async function () {
    this.timeout(2 * STARTUP_MS);
    await workbench.page.reload();
    await workbench.openSidebar();
    await workbench.treeItem(/^[A-Z][a-z]{2} \d+, .*Not finished: back up again/).waitFor({ timeout: STARTUP_MS });
    await workbench.treeItem(/^iPhone, Simulated/).waitFor({ timeout: STARTUP_MS });
    await workbench.screenshot('reload-not-finished');
    await workbench.runCommand('iOS Backup: Back Up Now');
    await workbench.toast(/Backup of iPhone finished/).waitFor({ timeout: STARTUP_MS });
    await workbench.treeItem(/^[A-Z][a-z]{2} \d+, .*Good, quick check/).waitFor();
  });
});
