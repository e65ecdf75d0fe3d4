/** A folder that nobody trusts yet starts nothing; once it is trusted, what it asks for happens without a reload. */

import assert from 'node:assert/strict';
import { STARTUP_MS, startWorkbench, type Workbench } from './support/workbench.ts';

describe('a folder that asks for a simulated device', () => {
  let workbench: Workbench;

  before(async function () {
    this.timeout(2 * STARTUP_MS);
    workbench = await startWorkbench({
      settings: { 'iosBackup.usbmuxd.address': '127.0.0.1:1' },
      folderSettings: {
        'iosBackup.simulatedDevices': [{ name: 'From the Folder' }],
        'iosBackup.lockAfterMinutes': 0,
        'iosBackup.verify.afterBackup': 'off',
      },
    });
    await workbench.openSidebar();
  });

  after(() => workbench[Symbol.asyncDispose]());

  it('gets none while it is not trusted', async () => {
    await workbench.view('Devices').getByRole('button', { name: 'Start Simulated Device' }).waitFor({ timeout: STARTUP_MS });
    assert.equal(await workbench.treeItem(/From the Folder/).count(), 0);
  });

  it('gets it as soon as it is trusted', async () => {
    await workbench.runCommand('Workspaces: Manage Workspace Trust');
    await workbench.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    await workbench.screenshot('workspace-trust');
    await workbench.treeItem(/^From the Folder, Simulated/).waitFor({ timeout: STARTUP_MS });
    await workbench.screenshot('workspace-trusted');
  });
});
