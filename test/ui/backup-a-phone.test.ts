/** The main job as a person does it: the phone in the sidebar, Back Up Now from the palette, the toast, browsing, verifying. */

import assert from 'node:assert/strict';
import { readdirSync, renameSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { Device, UsbmuxClient, parseUsbmuxAddress } from '../../src/device-protocol/index.ts';
import { startSimulator, type SimulatedDevice, type Simulator } from '../../src/simulated-device/index.ts';
import { waitInFiles } from './support/files-view.ts';
import { STARTUP_MS, startWorkbench, type Workbench } from './support/workbench.ts';

describe('a person backs up a phone', () => {
  let simulator: Simulator;
  let phone: SimulatedDevice;
  let folder: string;
  let workbench: Workbench;

  before(async function () {
    this.timeout(2 * STARTUP_MS);
    folder = await mkdtemp(join(tmpdir(), 'ibl-backups-'));
    simulator = await startSimulator({ devices: [{ name: 'My iPhone' }] });
    [phone] = simulator.devices as [SimulatedDevice];
    await (await Device.open(new UsbmuxClient(parseUsbmuxAddress(simulator.address)), phone.udid)).pair();
    const settings = {
      'iosBackup.usbmuxd.address': simulator.address,
      'iosBackup.defaultBackupFolder': folder,
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

  it('sees it in the sidebar, with what it says about itself', async () => {
    await workbench.treeItem(/^My iPhone, Simulated · iPhone 13 · iOS 17\.5\.1/).waitFor({ timeout: STARTUP_MS });
    await workbench.treeItem(/^Encryption: Off$/).waitFor();
    await workbench.treeItem(/^Last backup: None yet$/).waitFor();
    await workbench.screenshot('sidebar-device');
  });

  it('is told where to start when there is no backup yet', async () => {
    await workbench.view('Backups').getByRole('button', { name: 'Back Up Now' }).waitFor();
  });

  it('starts Back Up Now from the palette, sees it run and finish', async () => {
    await workbench.runCommand('iOS Backup: Back Up Now');
    await workbench.toast('Backing up My iPhone').waitFor();
    await workbench.screenshot('backing-up');
    const finished = workbench.toast(/Backup of My iPhone finished/);
    await finished.waitFor({ timeout: STARTUP_MS });
    await workbench.treeItem(/^[A-Z][a-z]{2} \d+, .*Good, quick check/).waitFor();
    await workbench.screenshot('backup-finished');
    await workbench.answerToast(/Backup of My iPhone finished/, 'Browse');
  });

  it('browses it: what it is, its domains, its files', async () => {
    const page = workbench.webview();
    await page.getByRole('heading', { name: 'My iPhone' }).waitFor({ timeout: STARTUP_MS });
    await page.getByText('Not encrypted', { exact: true }).waitFor();
    await page.getByText(/saved passwords, Wi-Fi settings, Health, call history, website history/).waitFor();
    await waitInFiles(page, page.getByRole('option', { name: /^HomeDomain/ }));
    await page.getByRole('option', { name: /^HomeDomain/ }).click();
    await page.getByRole('row', { name: /Library\/AddressBook\/AddressBook\.sqlitedb \d/ }).click();
    await page.getByRole('heading', { name: 'AddressBook.sqlitedb' }).waitFor();
    await page.getByRole('combobox', { name: 'Table' }).waitFor();
    await workbench.screenshot('browse');
    await page.getByRole('tab', { name: 'Details' }).click();
    await page.getByText('Content is in the backup').waitFor();
    await page.getByText('31bb7ba8914766d4ba40d6dfb6113c8b614be442', { exact: true }).waitFor();
    await workbench.screenshot('browse-details');
  });

  it('finds a file by a part of its name, wherever it is', async () => {
    const page = workbench.webview();
    await page.getByRole('option', { name: /^All domains/ }).click();
    await page.getByRole('textbox', { name: 'Search names, paths and domains' }).fill('SMS.DB');
    await page.getByText(/^\d+ items?$/).waitFor();
    const rows = page.locator('.grid-content .row');
    await rows.filter({ hasText: 'Library/SMS/sms.db' }).first().waitFor();
    assert.deepEqual(
      (await rows.allInnerTexts()).filter((text) => !text.toLowerCase().includes('sms.db')),
      [],
    );
    await workbench.screenshot('search');
  });

  it('verifies it, and is shown what is missing', async () => {
    const path = join(folder, phone.udid);
    const name = readdirSync(path).find((entry) => /^[0-9a-f]{2}$/.test(entry)) ?? '';
    const [file = ''] = readdirSync(join(path, name));
    renameSync(join(path, name, file), join(folder, 'aside'));
    await workbench.webview().getByRole('button', { name: 'Verify' }).click();
    const toast = workbench.toast(/The backup is damaged/);
    await toast.waitFor({ timeout: STARTUP_MS });
    await workbench
      .treeItem(/Damaged/)
      .first()
      .waitFor();
    await workbench.answerToast(/The backup is damaged/, 'Show Problems');
    await workbench.page.locator('.markers-panel').getByText('payload-missing').first().waitFor();
    await workbench.screenshot('verify-damaged');
  });

  it('opens the page at the file when a problem is chosen, and never the file itself', async () => {
    // Its code is a link to the page of help; the words beside it are the problem.
    await workbench.page.locator('.markers-panel').getByText('The content of a file is missing').first().dblclick();
    const page = workbench.webview();
    await page.locator('.grid-content .row[aria-selected="true"]').waitFor();
    await page.getByText('Content is missing from the backup').waitFor();
    assert.deepEqual(
      await workbench.page
        .locator('.tabs-container .tab')
        .allInnerTexts()
        .then((tabs) => tabs.filter((tab) => !tab.includes('My iPhone'))),
      [],
    );
    await workbench.screenshot('problem-opened');
  });

  it('sees a hostile name as the text it is: no link, no icon, nowhere', async () => {
    const name = '[Trust](command:workbench.action.closeSidebar) $(flame)';
    const hostile = simulator.addDevice({ name });
    await (await Device.open(new UsbmuxClient(parseUsbmuxAddress(simulator.address)), hostile.udid)).pair();
    await workbench.treeItem(/closeSidebar/).waitFor({ timeout: STARTUP_MS });
    // Whatever shows the name at any moment is looked at then: rows, the list to pick from, the status bar, both notifications.
    const links = workbench.page.locator('a[href^="command:"], a[data-href^="command:"], .monaco-link').filter({ hasText: 'Trust' });
    const icons = workbench.page.locator('.codicon-flame');
    const seen: string[] = [];
    const note = async (sink: string) => {
      if ((await links.count()) + (await icons.count()) > 0) seen.push(sink);
    };
    const look = async (sink: string, shown: Locator) => {
      await shown.waitFor({ timeout: STARTUP_MS });
      await note(sink);
    };
    await look('row', workbench.treeItem(/closeSidebar/));
    const lookAtList = async () => {
      await note('list');
      await workbench.screenshot('hostile-name-list');
    };
    await workbench.runCommand('iOS Backup: Back Up Now', { text: 'closeSidebar', look: lookAtList });
    await look('status bar', workbench.page.locator('.statusbar-item').filter({ hasText: 'closeSidebar' }));
    await look('progress', workbench.toast(/Backing up .*Trust/));
    await look('result', workbench.toast(/Backup of .*Trust.* finished/));
    await workbench.screenshot('hostile-name');
    assert.deepEqual(seen, []);
  });

  it('and the page broke no rule of its content security policy, nor asked anything of the world outside', () => {
    assert.deepEqual(workbench.reports.contentSecurity, []);
    assert.deepEqual(workbench.reports.outsideRequests, []);
  });
});
