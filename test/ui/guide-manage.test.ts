/**
 * The rest of the guide for backups on a computer, as a person goes through it: a first backup whose window goes away, where it is, restore, delete,
 * help when something fails.
 */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { startSimulator, type SimulatedDevice, type Simulator } from '../../src/simulated-device/index.ts';
import { Device, UsbmuxClient, parseUsbmuxAddress } from '../../src/device-protocol/index.ts';
import { pictureFailures } from './support/failure-picture.ts';
import { gesturesOn } from './support/gestures.ts';
import { ARTIFACTS, STARTUP_MS, startWorkbench, type Workbench } from './support/workbench.ts';

describe('a person with a backup', () => {
  let simulator: Simulator;
  let phone: SimulatedDevice;
  let folder: string;
  let workbench: Workbench;
  pictureFailures(() => workbench);
  const dialog = (text: string | RegExp) => workbench.page.getByRole('dialog').filter({ hasText: text });
  const editor = () => workbench.page.locator('.editor-instance .view-lines').first();

  before(async function () {
    this.timeout(2 * STARTUP_MS);
    folder = await mkdtemp(join(tmpdir(), 'ibl-backups-'));
    // It is back at once after a restore: what comes next is not about that.
    simulator = await startSimulator({ devices: [{ restartSeconds: 0 }] });
    [phone] = simulator.devices as [SimulatedDevice];
    await (await Device.open(new UsbmuxClient(parseUsbmuxAddress(simulator.address)), phone.udid)).pair();
    const settings = { 'iosBackup.usbmuxd.address': simulator.address, 'iosBackup.defaultBackupFolder': folder };
    workbench = await startWorkbench({ settings });
    await workbench.openSidebar();
    await workbench.treeItem(/^iPhone, Simulated/).waitFor({ timeout: STARTUP_MS });
  });

  const chooseWhatToRestore = () =>
    // The page of the backup may take the focus back in the moment when the list opens, which closes it.
    until(workbench.page.locator('.quick-input-widget').getByText('What should be restored to iPhone?'), () =>
      workbench.runCommand('iOS Backup: Restore to Device…'),
    );

  after(async () => {
    await workbench[Symbol.asyncDispose]();
    await simulator.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  it('backs up for the first time, which is told to a second window, in the row of the device and in that of the backup', async function () {
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

  it('finds it not finished when the window was reloaded in the middle, is told what to do, and begins it again', async function () {
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

  it('may leave it unencrypted, and is told what is not in it, and what its biggest app is: one action from the sidebar', async () => {
    await workbench.treeItem(/^[A-Z][a-z]{2} \d+, .*Good, quick check/).click();
    const page = workbench.webview();
    await page.getByText('Not encrypted', { exact: true }).waitFor({ timeout: STARTUP_MS });
    await page.getByText('This backup is not encrypted').waitFor();
    await page.locator('.tile').first().and(page.locator('[title^="Trail Map, "]')).waitFor();
    await page.getByText(/saved passwords, Wi-Fi settings, Health, call history, website history/).waitFor();
    await workbench.screenshot('guide-19-not-encrypted');
  });

  it('finds where it is', async () => {
    const row = workbench.treeItem(/^[A-Z][a-z]{2} \d+, .*Good, quick check/);
    const shown = workbench.page.locator('.monaco-hover').getByText(folder).first();
    // A row that is drawn anew while the mouse rests on it, or a page that takes the focus, ends its hover: a person goes away and comes back.
    await until(shown, async () => {
      await workbench.page.mouse.move(700, 5);
      await row.hover();
    });
    await workbench.screenshot('guide-25-where');
    await workbench.page.keyboard.press('Escape');
  });

  it('restores it: a window that is reloaded in the middle leaves backup and phone as they are', async function () {
    this.timeout(2 * STARTUP_MS);
    phone.fault('F06', { at: 'file.download', times: 1 });
    await chooseWhatToRestore();
    await workbench.page.keyboard.press('Enter');
    const restore = dialog('Restore the backup to iPhone?').getByRole('button', { name: 'Restore', exact: true });
    await restore.click({ timeout: STARTUP_MS });
    await workbench.treeItem(/^iPhone, .*Restoring/).waitFor({ timeout: STARTUP_MS });
    // The phone has begun, and says nothing before its first file.
    while (phone.restored.length === 0) await workbench.page.waitForTimeout(50);
    await workbench.page.reload();
    await workbench.openSidebar();
    await workbench.treeItem(/^iPhone, Simulated/).waitFor({ timeout: STARTUP_MS });
    await workbench.treeItem(/^[A-Z][a-z]{2} \d+, .*Good, quick check/).waitFor({ timeout: STARTUP_MS });
    assert.deepEqual(
      phone.restored.map(({ isDone, files }) => [isDone, files]),
      [[false, 0]],
    );
  });

  it('restores it after the check and a question about what is replaced', async () => {
    await chooseWhatToRestore();
    await workbench.screenshot('guide-23-options');
    await workbench.page.keyboard.press('Enter');
    const question = dialog('Restore the backup to iPhone?');
    await question.getByText(/Files on the device are replaced by those in the backup of/).waitFor({ timeout: STARTUP_MS });
    await workbench.screenshot('guide-23-restore');
    await question.getByRole('button', { name: 'Restore', exact: true }).click();
    await workbench.toast(/Restore to iPhone finished: .* sent\. The device is restarting\./).waitFor({ timeout: STARTUP_MS });
    await workbench.treeItem(/^iPhone, Simulated/).waitFor({ timeout: STARTUP_MS });
  });

  it('deletes it only after two questions while it is the only good one', async () => {
    await workbench.runCommand('iOS Backup: Move Backup to Trash…');
    const first = dialog('Move the backup of iPhone to the trash?');
    await first.getByText(/It is the only backup of this device that was found\./).waitFor({ timeout: STARTUP_MS });
    await workbench.screenshot('guide-24-delete');
    await first.getByRole('button', { name: 'Move to Trash' }).click();
    const second = dialog('This is the only backup of iPhone that was checked and found good.');
    await second.getByRole('button', { name: 'Cancel' }).click();
    await workbench.treeItem(/^[A-Z][a-z]{2} \d+, .*Good, quick check/).waitFor();
  });

  it('asks why a device is not seen, and reads what no computer can do about a forgotten passcode', async () => {
    phone.locked = true;
    await workbench.runCommand('iOS Backup: Why Don’t I See My Device?');
    await editor().getByText('usbmuxd answers').waitFor({ timeout: STARTUP_MS });
    await editor().getByText('If the passcode is forgotten, no computer can get past it').waitFor();
    await workbench.screenshot('guide-15-doctor');
    phone.locked = false;
  });

  it('has a failure explained', async () => {
    phone.fault('F31', { times: 1 });
    await workbench.runCommand('iOS Backup: Back Up Now');
    await workbench.answerToast(/No version/i, 'Explain');
    await editor().getByText('What to do').waitFor({ timeout: STARTUP_MS });
    await workbench.screenshot('guide-26-explain');
  });

  it('changes the password: a window that is reloaded meanwhile shows what the phone then says, and the next backup works', async function () {
    this.timeout(2 * STARTUP_MS);
    phone.fault('F06', { at: 'mb2.Response', on: 'ChangePassword', times: 1 });
    await workbench.runCommand('iOS Backup: Turn On Backup Encryption…');
    await workbench.page.getByRole('dialog').getByRole('button', { name: 'Choose Password…' }).click({ timeout: STARTUP_MS });
    await workbench.type('battery horse staple');
    await workbench.type('battery horse staple');
    // The phone has changed it, and says nothing of that.
    while (!phone.backupPassword.isSet) await workbench.page.waitForTimeout(50);
    await workbench.page.reload();
    await workbench.openSidebar();
    await workbench.treeItem(/^iPhone, Simulated/).waitFor({ timeout: STARTUP_MS });
    await workbench.expand(workbench.treeItem(/^iPhone, Simulated/));
    await workbench.treeItem(/^Encryption: On/).waitFor({ timeout: STARTUP_MS });
    await workbench.runCommand('iOS Backup: Back Up Now');
    await workbench.toast(/Backup of iPhone finished/).waitFor({ timeout: STARTUP_MS });
  });

  it('reloads the window while a phone asks for its passcode: no prompt stays, and no row of a backup that never began', async function () {
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
});

/** Does it again and again, until what it brings is seen. */
async function until(result: Locator, act: () => Promise<void>): Promise<void> {
  const end = Date.now() + STARTUP_MS;
  for (;;) {
    await act();
    try {
      await result.waitFor({ timeout: 10_000 });
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}
