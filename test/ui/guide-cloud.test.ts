/** The iCloud side of the guide in the real workbench: what is known, what a simulated phone stages, and both methods side by side. */

import assert from 'node:assert/strict';
import { startSimulator, type SimulatedDevice, type Simulator } from '../../src/simulated-device/index.ts';
import { Device, UsbmuxClient, parseUsbmuxAddress } from '../../src/device-protocol/index.ts';
import { accessibilityProblems } from './support/axe.ts';
import { pictureFailures } from './support/failure-picture.ts';
import { STARTUP_MS, startWorkbench, type Workbench } from './support/workbench.ts';

describe('a person and iCloud Backup', () => {
  let simulator: Simulator;
  let phone: SimulatedDevice;
  let workbench: Workbench;
  pictureFailures(() => workbench);
  const page = () => workbench.webview();
  const condition = (name: string, state: string) => page().locator(`.condition.${state}`).filter({ hasText: name });

  before(async function () {
    this.timeout(2 * STARTUP_MS);
    simulator = await startSimulator();
    [phone] = simulator.devices as [SimulatedDevice];
    phone.cloud.stage({ account: 'signed-in', wifi: false, power: false });
    await (await Device.open(new UsbmuxClient(parseUsbmuxAddress(simulator.address)), phone.udid)).pair();
    workbench = await startWorkbench({ settings: { 'iosBackup.usbmuxd.address': simulator.address } });
    await workbench.openSidebar();
    await workbench.treeItem(/^iPhone, Simulated/).waitFor({ timeout: STARTUP_MS });
  });

  after(async () => {
    await workbench[Symbol.asyncDispose]();
    await simulator.close();
  });

  it('compares both methods', async () => {
    await workbench.runCommand('iOS Backup: Computer or iCloud?');
    await page()
      .getByRole('columnheader', { name: /computer/i })
      .waitFor({ timeout: STARTUP_MS });
    await page()
      .getByRole('columnheader', { name: /iCloud/ })
      .waitFor();
    await workbench.screenshot('guide-02-methods');
    assert.deepEqual(await accessibilityProblems(page().locator('body')), []);
  });

  it('sees whether it is on, where the switch is on the phone, and switches it', async () => {
    await workbench.runCommand('iOS Backup: iCloud Backup');
    await page().getByRole('heading', { name: 'iCloud Backup of iPhone' }).waitFor({ timeout: STARTUP_MS });
    await page()
      .getByText(/Settings.+iCloud Backup/)
      .first()
      .waitFor();
    await condition('iCloud Backup is on', 'missing').waitFor();
    await page().getByRole('button', { name: 'Turn On iCloud Backup' }).click();
    await condition('iCloud Backup is on', 'met').waitFor({ timeout: STARTUP_MS });
    await workbench.screenshot('guide-05-switch');
  });

  it('backs up now, and sees date and size', async () => {
    await page().getByText('There are no backups in iCloud.').waitFor();
    await page().getByRole('checkbox', { name: 'Wi-Fi' }).check();
    await condition('Connected to Wi-Fi', 'met').waitFor();
    await workbench.screenshot('guide-04-wifi');
    await page().getByRole('button', { name: 'Back Up to iCloud Now (Staged)' }).click();
    await page().getByText('iPhone · this device').waitFor({ timeout: STARTUP_MS });
    await workbench.screenshot('guide-08-date-and-size');
  });

  it('sees what the automatic backup waits for, and stages it', async () => {
    await condition('Connected to power', 'missing').waitFor();
    await page()
      .getByText(/^No automatic backup: The device is not connected to power\.$/)
      .waitFor();
    await workbench.screenshot('guide-09-conditions');
    for (const name of ['Power', 'Screen locked']) {
      const box = page().getByRole('checkbox', { name });
      if (!(await box.isChecked())) await box.check();
    }
    await condition('Connected to Wi-Fi', 'met').waitFor();
    await page()
      .getByText(/^The next automatic backup starts /)
      .waitFor();
  });

  it('loses the connection in the middle: not completed, and the last one stays', async () => {
    const before = (await phone.cloud.state()).backups;
    phone.cloud.stage({ uploadBytesPerSecond: 1 });
    phone.content.setFile('CameraRollDomain', 'Media/DCIM/100APPLE/IMG_9998.JPG', { content: new Uint8Array(1_000_000) });
    await page().getByRole('button', { name: 'Back Up to iCloud Now (Staged)' }).click();
    await page().getByRole('progressbar').waitFor({ timeout: STARTUP_MS });
    await workbench.screenshot('guide-06-back-up-now');
    phone.cloud.stage({ wifi: false });
    await page()
      .getByText(/^Not completed: /)
      .waitFor({ timeout: STARTUP_MS });
    await workbench.screenshot('guide-07-interrupted');
    assert.deepEqual((await phone.cloud.state()).backups, before);
    phone.cloud.stage({ wifi: true, uploadBytesPerSecond: 10_000_000 });
  });

  it('is told when it does not fit in the plan', async () => {
    await page().getByRole('combobox', { name: 'Plan' }).selectOption('1000000');
    await condition('Enough space in iCloud', 'missing').waitFor({ timeout: STARTUP_MS });
    await page().getByRole('button', { name: 'Back Up to iCloud Now (Staged)' }).click();
    await workbench.toast(/not enough space in iCloud \(staged\)/).waitFor({ timeout: STARTUP_MS });
    await workbench.screenshot('guide-10-space');
    assert.deepEqual(await accessibilityProblems(page().locator('body')), []);
    assert.deepEqual(workbench.reports.contentSecurity, []);
  });
});
