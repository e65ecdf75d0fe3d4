/** The pages about iCloud as a person uses them: with the keyboard, and without a breach of the page's policy or of the rules for accessibility. */

import assert from 'node:assert/strict';
import { Device, UsbmuxClient, parseUsbmuxAddress } from '../../src/device-protocol/index.ts';
import { startSimulator, type SimulatedDevice, type Simulator } from '../../src/simulated-device/index.ts';
import { accessibilityProblems } from './support/axe.ts';
import { STARTUP_MS, startWorkbench, type Workbench } from './support/workbench.ts';

describe('a person looks at iCloud Backup', () => {
  let simulator: Simulator;
  let phone: SimulatedDevice;
  let workbench: Workbench;

  before(async function () {
    this.timeout(2 * STARTUP_MS);
    simulator = await startSimulator({ devices: [{ name: 'My iPhone', cloud: { isOn: true } }] });
    [phone] = simulator.devices as [SimulatedDevice];
    await (await Device.open(new UsbmuxClient(parseUsbmuxAddress(simulator.address)), phone.udid)).pair();
    workbench = await startWorkbench({ settings: { 'iosBackup.usbmuxd.address': simulator.address } });
    await workbench.openSidebar();
    await workbench.treeItem(/^My iPhone, Simulated/).waitFor({ timeout: STARTUP_MS });
  });

  after(async () => {
    await workbench[Symbol.asyncDispose]();
    await simulator.close();
  });

  it('reads what is known, and that all else is staged', async () => {
    await workbench.runCommand('iOS Backup: iCloud Backup');
    const page = workbench.webview();
    await page.getByRole('heading', { name: 'iCloud Backup of My iPhone' }).waitFor();
    await page.getByText('Staged: this device is simulated.').waitFor();
    await page.getByText('No automatic backup: The screen of the device is not locked.').waitFor();
    await workbench.screenshot('cloud-page');
  });

  it('takes the Wi-Fi away with the keyboard, and the focus stays', async () => {
    const wifi = workbench.webview().getByRole('checkbox', { name: 'Wi-Fi' });
    await wifi.focus();
    await wifi.press('Space');
    await workbench.webview().getByText('No automatic backup: The device is not connected to Wi-Fi.').waitFor();
    assert.deepEqual(await phone.untilNextAutoBackup(), { blockedBy: 'wifi' });
    await workbench.webview().locator('input:focus').press('Space');
    await workbench.webview().getByText('No automatic backup: The screen of the device is not locked.').waitFor();
    assert.deepEqual(await phone.untilNextAutoBackup(), { blockedBy: 'locked' });
  });

  it('backs up, and sees the backup and its size', async () => {
    await workbench.webview().getByRole('button', { name: 'Back Up to iCloud Now (Staged)' }).click();
    await workbench.webview().getByText('My iPhone · this device').waitFor();
    assert.equal((await phone.cloud.state()).backups.length, 1);
    await workbench.screenshot('cloud-page-backed-up');
  });

  it('is kept out by nothing: accessibility and the policy of the page', async () => {
    assert.deepEqual(await accessibilityProblems(workbench.webview().locator('body')), []);
    assert.deepEqual(workbench.reports.contentSecurity, []);
    assert.deepEqual(workbench.reports.outsideRequests, []);
  });

  it('compares both ways', async () => {
    await workbench.webview().getByRole('button', { name: 'Computer or iCloud?' }).click();
    await workbench.webview().getByRole('rowheader', { name: 'Who can read it' }).waitFor();
    assert.deepEqual(await accessibilityProblems(workbench.webview().locator('body')), []);
    await workbench.screenshot('computer-or-icloud');
  });

  it('finds the page again after a reload of the window', async function () {
    this.timeout(2 * STARTUP_MS);
    const heading = workbench.webview().getByRole('heading', { name: 'Computer or iCloud?' });
    await workbench.runCommand('Developer: Reload Window');
    await heading.waitFor({ state: 'detached' });
    await heading.waitFor({ timeout: STARTUP_MS });
  });
});
