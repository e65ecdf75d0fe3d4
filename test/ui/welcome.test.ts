/** The first minutes without a device: what the views say, and that a simulated phone is two clicks away. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STARTUP_MS, startWorkbench, type Workbench } from './support/workbench.ts';

describe('a person without a device', () => {
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

  it('is told what is missing, and offered a simulated device', async () => {
    await workbench
      .view('Devices')
      .getByText(/usbmuxd is not running|service that connects iPhones and iPads is not running|Apple Mobile Device Service is not running/)
      .waitFor({ timeout: STARTUP_MS });
    await workbench.view('Backups').getByText('No backups found.').waitFor();
    await workbench.screenshot('welcome');
  });

  it('starts one, which asks for trust like a real one', async () => {
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

  it('backs it up', async () => {
    await workbench.view('Backups').getByRole('button', { name: 'Back Up Now', exact: true }).click();
    await workbench.toast(/Backup of iPhone finished/).waitFor({ timeout: STARTUP_MS });
  });
});
