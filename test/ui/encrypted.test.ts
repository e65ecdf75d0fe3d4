/** Encrypted backups as a person meets them: locked, unlocked by a password, looked into, locked again; in three themes. */

import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { FIXTURE_UDID, fixturePath } from '../support/backup-copy.ts';
import { accessibilityProblems } from './support/axe.ts';
import { waitInFiles } from './support/files-view.ts';
import { STARTUP_MS, startWorkbench, type Workbench } from './support/workbench.ts';

describe('an encrypted backup', () => {
  let folder: string;
  let workbench: Workbench;
  let page: FrameLocator;

  before(async function () {
    this.timeout(2 * STARTUP_MS);
    folder = await mkdtemp(join(tmpdir(), 'ibl-backups-'));
    await cp(fixturePath('encrypted-ios17'), join(folder, FIXTURE_UDID['encrypted-ios17']), { recursive: true });
    await cp(fixturePath('encrypted-ios9-mbdb'), join(folder, FIXTURE_UDID['encrypted-ios9-mbdb']), { recursive: true });
    await cp(fixturePath('plain-ios17'), join(folder, 'plain'), { recursive: true });
    const settings = { 'iosBackup.backupFolders': [folder], 'workbench.colorTheme': 'Default Dark Modern' };
    workbench = await startWorkbench({ settings });
    await workbench.openSidebar();
    page = workbench.webview();
  });

  after(async () => {
    await workbench[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  const box = () => workbench.page.locator('.quick-input-widget');
  const typePassword = async (password: string) => {
    await box().locator('input[type="password"]').fill(password);
    await box().locator('input').press('Enter');
  };

  it('is locked, and its page says what is known all the same', async () => {
    await workbench.runCommand('iOS Backup: Browse Backup', FIXTURE_UDID['encrypted-ios17']);
    await page.getByText('Encrypted, locked', { exact: true }).waitFor({ timeout: STARTUP_MS });
    await waitInFiles(page, page.getByRole('heading', { name: 'The backup is encrypted, and so is the list of its files.' }));
    await page.getByRole('button', { name: 'Encryption details' }).click();
    await page.locator('#encryption-panel').getByText('500 + 500').waitFor();
    await page.getByRole('row', { name: /^11 .* on the device only$/ }).waitFor();
    await page.getByRole('row', { name: /^3 .* locked$/ }).waitFor();
    assert.deepEqual(await accessibilityProblems(page.locator('body')), []);
    await workbench.screenshot('locked-details');
    await workbench.page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Encryption details', expanded: false }).waitFor();
    await workbench.screenshot('locked');
  });

  it('asks for its password in a box of VS Code, and again after a wrong one', async () => {
    await page.getByRole('main').getByRole('button', { name: 'Unlock…' }).click();
    await box()
      .getByText(/It is not the passcode of the device, and it cannot be recovered if it is lost\./)
      .waitFor();
    await workbench.screenshot('password');
    await typePassword('wrong horse');
    await box()
      .getByText(/This is not the password of the backup\./)
      .waitFor();
    await workbench.screenshot('password-wrong');
  });

  it('opens with the right one, and shows its files', async () => {
    await typePassword('correct horse');
    await page.getByText('Encrypted, unlocked', { exact: true }).waitFor();
    await page.getByText('Minutes of inactivity before it locks: 15.').waitFor();
    await page.getByRole('row', { name: /Library\/SMS\/sms\.db (HomeDomain )?\d/ }).click();
    await page.getByRole('heading', { name: 'sms.db', exact: true }).waitFor();
    await page.getByRole('combobox', { name: 'Table' }).waitFor();
    await page.getByRole('tab', { name: 'Details' }).click();
    await page.getByText('Content is in the backup').waitFor();
    await workbench.treeItem(/Encrypted, unlocked/).waitFor();
    await workbench.screenshot('unlocked');
  });

  it('says of each class what its key is good for and how many files need it, in every theme', async () => {
    await page.getByRole('button', { name: 'Encryption details' }).click();
    await page.getByRole('row', { name: /^4 always readable \d+ unlocked$/ }).waitFor();
    for (const [theme, name] of Object.entries({ 'Dark Modern': 'dark', 'Light Modern': 'light', 'Dark High Contrast': 'high-contrast' })) {
      await workbench.runCommand('Preferences: Color Theme', theme);
      await page.locator(`body.vscode-${name}`).waitFor();
      assert.deepEqual(await accessibilityProblems(page.locator('body')), []);
      await workbench.screenshot(`encryption-${name}`);
    }
  });

  it('lists its keychain, and no secret in it', async () => {
    await page.getByRole('button', { name: 'Show Keychain…' }).click();
    await page.getByRole('row', { name: /^AirPort/ }).waitFor();
    await workbench.screenshot('keychain');
    assert.doesNotMatch(await page.locator('body').innerHTML(), /correct horse battery/);
    await workbench.runCommand('View: Close Editor');
  });

  it('forgets everything when it is locked, here in the title of its page', async () => {
    await workbench.page.getByRole('button', { name: 'Lock Backup' }).click();
    await page.getByText('Encrypted, locked', { exact: true }).waitFor();
    await page.getByRole('heading', { name: 'The backup is encrypted, and so is the list of its files.' }).waitFor();
    assert.equal(await page.getByRole('row', { name: /sms\.db/ }).count(), 0);
  });

  it('of iOS 9 shows the names of its files while it is locked', async () => {
    await workbench.runCommand('iOS Backup: Browse Backup', FIXTURE_UDID['encrypted-ios9-mbdb']);
    await page.getByText('Names can be read, content only with the backup password.').waitFor();
    await waitInFiles(page, page.getByText(/^\d+ items$/));
    await workbench.screenshot('locked-names');
  });

  it('that is none says what it lacks for that', async () => {
    await workbench.runCommand('iOS Backup: Browse Backup', join(folder, 'plain'));
    await page.getByText('Not encrypted', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Encryption details' }).click();
    await waitInFiles(page, page.getByText(/^\d+ items$/));
    await page.getByRole('heading', { name: 'Missing because it is not encrypted' }).waitFor();
    await page.locator('#encryption-panel').getByText('Health and Apple Watch activity').waitFor();
    assert.deepEqual(await accessibilityProblems(page.locator('body')), []);
    await workbench.screenshot('plain-details');
  });

  it('breaks no rule of the content security policy on the way', () => {
    assert.deepEqual(workbench.reports.contentSecurity, []);
    assert.deepEqual(workbench.reports.outsideRequests, []);
  });
});
