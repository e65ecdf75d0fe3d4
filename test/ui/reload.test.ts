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

  it('in the middle of a restore leaves the backup and the phone as they are, and the restore can be begun again', async function () {
    this.timeout(2 * STARTUP_MS);
    phone.fault('F06', { at: 'file.download', times: 1 });
    await restoreBegins();
    await workbench.treeItem(/^iPhone, .*Restoring/).waitFor({ timeout: STARTUP_MS });
    await workbench.page.reload();
    await workbench.openSidebar();
    await workbench.treeItem(/^iPhone, Simulated/).waitFor({ timeout: STARTUP_MS });
    await workbench.treeItem(/^[A-Z][a-z]{2} \d+, .*Good, quick check/).waitFor({ timeout: STARTUP_MS });
    assert.equal(phone.restored.length, 0);
    await restoreBegins();
    await workbench.toast(/Restore to iPhone finished/).waitFor({ timeout: STARTUP_MS });
    await workbench.treeItem(/^iPhone, Simulated/).waitFor({ timeout: STARTUP_MS });
  });

  it('while the password is being changed shows what the phone then says, and the lock is free', async function () {
    this.timeout(2 * STARTUP_MS);
    phone.fault('F06', { at: 'mb2.Response', on: 'ChangePassword', times: 1 });
    await workbench.runCommand('iOS Backup: Turn On Backup Encryption…');
    await workbench.page.getByRole('dialog').getByRole('button', { name: 'Choose Password…' }).click({ timeout: STARTUP_MS });
    await workbench.type('battery horse staple');
    await workbench.type('battery horse staple');
    await workbench.toast(/Changing the backup password of iPhone/).waitFor();
    await workbench.page.reload();
    await workbench.openSidebar();
    await workbench.treeItem(/^iPhone, Simulated/).waitFor({ timeout: STARTUP_MS });
    await workbench.expand(workbench.treeItem(/^iPhone, Simulated/));
    await workbench.treeItem(/^Encryption: On/).waitFor({ timeout: STARTUP_MS });
    await workbench.runCommand('iOS Backup: Back Up Now');
    await workbench.toast(/Backup of iPhone finished/).waitFor({ timeout: STARTUP_MS });
  });

  it('while a phone asks for its passcode asks no more, and leaves no row of a backup that never began', async function () {
    this.timeout(2 * STARTUP_MS);
    const asked = Promise.withResolvers<undefined>();
    const asking = simulator.addDevice({
      name: 'Second iPhone',
      seed: 2,
      askPasscode: (signal) => {
        asked.resolve(undefined);
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            resolve('dismissed');
          });
        });
      },
    });
    await (await Device.open(new UsbmuxClient(parseUsbmuxAddress(simulator.address)), asking.udid)).pair();
    await workbench.treeItem(/^Second iPhone, Simulated/).waitFor({ timeout: STARTUP_MS });
    await workbench.runCommand('iOS Backup: Back Up Now', 'Second iPhone');
    await asked.promise;
    await workbench.treeItem(/^Second iPhone, .*passcode/i).waitFor({ timeout: STARTUP_MS });
    await workbench.page.reload();
    await workbench.openSidebar();
    await workbench.treeItem(/^Second iPhone, Simulated/).waitFor({ timeout: STARTUP_MS });
    assert.equal(await workbench.treeItem(/Not finished/).count(), 0);
    await workbench.screenshot('reload-passcode');
  });

  async function restoreBegins(): Promise<void> {
    await workbench.runCommand('iOS Backup: Restore to Device…');
    const options = workbench.page.locator('.quick-input-widget');
    await options.getByText('What should be restored to iPhone?').waitFor({ timeout: STARTUP_MS });
    await workbench.page.keyboard.press('Enter');
    const question = workbench.page.getByRole('dialog').filter({ hasText: 'Restore the backup to iPhone?' });
    await question.getByRole('button', { name: 'Restore', exact: true }).click({ timeout: STARTUP_MS });
  }
});
