/**
 * A simulated phone in the real workbench: offered to who has no device, trusted, backed up; put together with the keyboard, struck by a fault,
 * unplugged, and plugged in from its row.
 */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STARTUP_MS, startWorkbench, type Workbench } from './support/workbench.ts';

describe('a simulated phone', () => {
  let folder: string;
  let workbench: Workbench;

  before(async function () {
    this.timeout(2 * STARTUP_MS);
    folder = await mkdtemp(join(tmpdir(), 'ibl-backups-'));
    const settings = { 'iosBackup.usbmuxd.address': '127.0.0.1:1', 'iosBackup.defaultBackupFolder': folder };
    workbench = await startWorkbench({ settings });
    await workbench.openSidebar();
  });

  after(async () => {
    await workbench[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  /** Presses Enter once the list or box of that step is shown. */
  async function enter(placeholder: string): Promise<void> {
    const box = workbench.page.locator('.quick-input-widget');
    await box.getByPlaceholder(placeholder).waitFor();
    await workbench.page.keyboard.press('Enter');
  }

  it('is offered when there is no device, with what is missing: the button of the view gives a simulated device', async () => {
    await workbench
      .view('Devices')
      .getByText(/usbmuxd is not running|service that connects iPhones and iPads is not running|Apple Mobile Device Service is not running/)
      .waitFor({ timeout: STARTUP_MS });
    await workbench.view('Backups').getByText('No backups found.').waitFor();
    await workbench.screenshot('welcome');
  });

  it('asks for trust like a real one', async () => {
    await workbench.view('Devices').getByRole('button', { name: 'Start Simulated Device' }).click();
    await workbench.pick('iPhone, not trusted yet');
    await workbench.treeItem(/Not trusted/).waitFor();
    await workbench.runCommand('iOS Backup: Trust This Computer…');
    const question = workbench.page.getByRole('dialog').filter({ hasText: 'On the screen of “iPhone”: Trust This Computer?' });
    await question.getByRole('button', { name: 'Don’t Trust', exact: true }).click();
    await workbench.toast(/Trust was declined on the device/).waitFor();
    await workbench.answerToast(/Trust was declined/, 'Trust This Computer…');
    await question.waitFor();
    await workbench.screenshot('trust');
    await question.getByRole('button', { name: 'Trust', exact: true }).click();
    await workbench.toast('iPhone now trusts this computer.').waitFor();
    await workbench.treeItem(/^iPhone, Simulated · iPhone 13 · iOS 17\.5\.1/).waitFor();
  });

  it('is backed up, and stopped, and the view offers one again', async () => {
    await workbench.view('Backups').getByRole('button', { name: 'Back Up Now', exact: true }).click();
    await workbench.toast(/Backup of iPhone finished/).waitFor({ timeout: STARTUP_MS });
    await workbench.runCommand('iOS Backup: Stop Simulated Device');
    await workbench.view('Devices').getByRole('button', { name: 'Start Simulated Device' }).waitFor();
  });

  it('is put together step by step with the keyboard alone', async () => {
    const { page } = workbench;
    const shot = (name: string) => () => workbench.screenshot(name);
    await workbench.runCommand('iOS Backup: Start Simulated Device…', { text: 'iPhone 8', look: shot('simulated-first') });
    await page.locator('.quick-input-widget').getByText('iOS 16.7.10').waitFor();
    await workbench.screenshot('simulated-version');
    await enter('Choose a version that this model ran');
    await page.locator('.quick-input-widget').getByText('Enter the name of the device.').waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('Practice Phone');
    await page.keyboard.press('Enter');
    await enter('Choose whether it has a passcode');
    await enter('Choose whether it encrypts its backups');
    await enter('Choose what is on it');
    await page.locator('.quick-input-widget').getByPlaceholder('Choose how it behaves').waitFor();
    await workbench.screenshot('simulated-last-step');
    await page.keyboard.press('Enter');
    await workbench.treeItem(/^Practice Phone, Simulated · iPhone 8 · iOS 16\.7\.10/).waitFor();
  });

  it('is given a fault, whose trigger is checked while it is typed', async () => {
    const { page } = workbench;
    const box = page.locator('.quick-input-widget');
    await workbench.runCommand('iOS Backup: Simulate a Fault…', 'F05');
    await box.getByPlaceholder('Press Enter to simulate it, or choose what to change').waitFor();
    await workbench.screenshot('fault-settings');
    await workbench.pick('Probability');
    await box.getByText('From 0 to 1').waitFor();
    await page.keyboard.type('2');
    await box.getByText(/p must be a probability from 0 to 1, not 2/).waitFor();
    await workbench.screenshot('fault-complaint');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('0.5');
    await page.keyboard.press('Enter');
    await enter('Press Enter to simulate it, or choose what to change');
    await workbench.toast(/^F05 is armed/).waitFor();
  });

  it('stays in the view while it is unplugged, with a button that plugs it in', async () => {
    const look = () => workbench.screenshot('simulated-control');
    await workbench.runCommand('iOS Backup: Control Simulated Device…', { text: 'Unplug', look });
    const row = workbench.treeItem(/^Practice Phone, .*Unplugged/);
    await row.waitFor();
    await row.hover();
    await workbench.screenshot('simulated-unplugged');
    await row.getByRole('button', { name: 'Plug In Simulated Device' }).click();
    const back = workbench.treeItem(/^Practice Phone, Simulated · iPhone 8/);
    await back.waitFor();
    // Its rows come in a moment after it, and move what is below.
    await workbench.treeItem(/^Encryption/).waitFor();
    await back.getByText('Practice Phone').hover();
    await back.getByRole('button', { name: 'Copy Address for Other Programs' }).first().click();
    await workbench.toast(/^Copied: USBMUXD_SOCKET_ADDRESS=127\.0\.0\.1:\d+/).waitFor();
    await workbench.screenshot('simulated-address');
    assert.equal(await row.count(), 0);
  });
});
