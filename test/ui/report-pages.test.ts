/** The pages of rows: what changed since the previous backup, as a new user finds it, by mouse and by keyboard, in four themes. */

import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { ROOT } from '../../.config/bundles.ts';
import { writeComparedPair } from '../support/compared-pair.ts';
import { accessibilityProblems } from './support/axe.ts';
import { pictureFailures } from './support/failure-picture.ts';
import { STARTUP_MS, startWorkbench, type Workbench } from './support/workbench.ts';

const UDID = '00008030-00000000000000C2';
const ENCRYPTED = '00008120-000E15A83C68A01E';

describe('the pages of rows', () => {
  let folder: string;
  let workbench: Workbench;
  let page: FrameLocator;

  before(async function () {
    this.timeout(2 * STARTUP_MS);
    folder = await mkdtemp(join(tmpdir(), 'ibl-backups-'));
    writeComparedPair(folder, UDID);
    await cp(join(ROOT, 'test/fixtures/backups/encrypted-ios17', ENCRYPTED), join(folder, ENCRYPTED), { recursive: true });
    const settings = { 'iosBackup.backupFolders': [folder], 'workbench.colorTheme': 'Default Dark Modern' };
    workbench = await startWorkbench({ settings });
    page = workbench.webview();
  });

  pictureFailures(() => workbench);

  after(async () => {
    await workbench[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  /** A tree that is drawn anew in the middle loses the click. */
  async function chooseIn(target: Locator, name: string): Promise<void> {
    const item = workbench.page.getByRole('menuitem', { name });
    for (let isChosen = false; !isChosen;) {
      if (!(await item.isVisible())) await target.click({ button: 'right' });
      const click = item.click({ timeout: 3000 }).then(() => item.waitFor({ state: 'hidden', timeout: 3000 }));
      isChosen = await click.then(
        () => true,
        () => false,
      );
    }
  }

  const row = (name: string) => page.getByRole('row', { name });

  it('say what changed since the previous backup, five actions from the sidebar', async () => {
    const { page: bench } = workbench;
    // 1. The views of the extension.
    await workbench.openSidebar();
    // 2. The menu of the backup, 3. its entry.
    const backup = workbench.treeItem(/^Jun 9, 2024/);
    await backup.waitFor({ timeout: STARTUP_MS });
    await chooseIn(backup, 'Compare with Previous Version…');
    await page.getByRole('heading', { name: 'Comparison of two backups' }).waitFor({ timeout: STARTUP_MS });
    // 4. A row that changed: which messages are new.
    await row('sms.db').click();
    await page.getByText('Rows added: 1, removed: 0, changed: 2.').waitFor({ timeout: STARTUP_MS });
    await page.getByText('Sample message 2, edited').waitFor();
    assert.deepEqual(await accessibilityProblems(page.locator('body')), []);
    await workbench.screenshot('compare');
    // 5. The same file in VS Code's own diff.
    await page.getByRole('button', { name: 'Open Changes', exact: true }).click();
    await bench.locator('.monaco-diff-editor').waitFor({ timeout: STARTUP_MS });
    await bench.getByText("2 | 'Sample message 2, edited' | 1").first().waitFor();
    await workbench.screenshot('compare-diff');
    await workbench.runCommand('View: Close Editor');
  });

  it('are filtered by what happened, by app and by text, and used by keyboard alone', async () => {
    const { page: bench } = workbench;
    await page.getByRole('button', { name: /^Added/ }).click();
    await page.getByText('2 of 7 differences').waitFor();
    await page.getByRole('option', { name: /com\.example\.notes/ }).click();
    await page.getByText('1 of 7 differences').waitFor();
    await page.getByRole('button', { name: /^All differences/ }).click();
    await page.getByRole('searchbox').fill('nothing is called so');
    await page.getByText('Nothing fits the filter.').waitFor();
    await page.getByRole('button', { name: 'Clear Filter' }).click();
    await page.getByRole('grid').focus();
    await bench.keyboard.press('Home');
    await page.locator('.row[aria-selected="true"]').waitFor();
    await bench.keyboard.press('End');
    await page.getByRole('heading', { level: 2, name: 'sms.db' }).waitFor();
    await bench.keyboard.press('Enter');
    await bench.locator('.monaco-diff-editor').waitFor();
    await workbench.runCommand('View: Close Editor');
  });

  it('break no accessibility rule in any theme, and come back after a reload', async function () {
    this.timeout(2 * STARTUP_MS);
    const themes = {
      'Light Modern': 'light',
      'Dark High Contrast': 'high-contrast',
      'Light High Contrast': 'high-contrast-light',
      'Dark Modern': 'dark',
    };
    for (const [theme, name] of Object.entries(themes)) {
      await workbench.runCommand('Preferences: Color Theme', theme);
      await page.locator(`body.vscode-${name}`).waitFor();
      await row('com.example.notes.plist').click();
      await page.getByText('newSetting').waitFor();
      assert.deepEqual(await accessibilityProblems(page.locator('body')), [], theme);
      await workbench.screenshot(`compare-${name}`);
    }
    await page.getByRole('searchbox').fill('list.txt');
    await page.getByText('1 of 7 differences').waitFor();
    await workbench.runCommand('Developer: Reload Window');
    await page.getByText('1 of 7 differences').waitFor({ timeout: STARTUP_MS });
    await row('list.txt').waitFor();
    await workbench.runCommand('View: Close All Editors');
    assert.deepEqual(workbench.reports.contentSecurity, []);
    assert.deepEqual(workbench.reports.outsideRequests, []);
  });

  it('keep every part within reach in a window that is narrow and low, as at 200 % zoom', async () => {
    const { page: bench } = workbench;
    await chooseIn(workbench.treeItem(/^Jun 9, 2024/), 'Compare with Previous Version…');
    await row('sms.db').waitFor({ timeout: STARTUP_MS });
    await workbench.runCommand('View: Close Primary Side Bar');
    try {
      await bench.setViewportSize({ width: 368, height: 560 });
      await row('sms.db').click();
      await page.getByRole('button', { name: 'Open Changes', exact: true }).scrollIntoViewIfNeeded();
      const sideways = await page.locator('html').evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
      assert.equal(sideways, 0, 'nothing is scrolled sideways');
      assert.deepEqual(await accessibilityProblems(page.locator('body')), []);
      await workbench.screenshot('compare-narrow');
    } finally {
      await bench.setViewportSize({ width: 1400, height: 900 });
      await workbench.openSidebar();
      await workbench.runCommand('View: Close All Editors');
    }
  });

  it('say of each file and each keychain item what survives, and why', async function () {
    this.timeout(2 * STARTUP_MS);
    const backup = workbench.treeItem(/^Jun 9, 2024/);
    await backup.waitFor({ timeout: STARTUP_MS });
    await chooseIn(backup, 'Show What Survives');
    await page.getByRole('heading', { name: 'What survives', level: 1 }).waitFor({ timeout: STARTUP_MS });
    await row('sms.db').click();
    await page.getByText('Restored to another phone').last().waitFor();
    assert.deepEqual(await accessibilityProblems(page.locator('body')), []);
    await workbench.screenshot('survive-dark');
    await page.getByRole('button', { name: 'Show Keychain', exact: true }).click();
    await page.getByText('The keychain of this backup is empty.').waitFor({ timeout: STARTUP_MS });
    assert.deepEqual(await accessibilityProblems(page.locator('body')), []);
    await workbench.screenshot('keychain-empty');
    await workbench.runCommand('View: Close All Editors');
  });

  it('show a locked keychain only with its password, and a secret only when asked', async function () {
    this.timeout(2 * STARTUP_MS);
    const { page: bench } = workbench;
    await chooseIn(workbench.treeItem(/locked/i).first(), 'Show Keychain');
    await bench.locator('.quick-input-widget input').waitFor();
    await bench.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Unlock…' }).waitFor({ timeout: STARTUP_MS });
    assert.deepEqual(await accessibilityProblems(page.locator('body')), []);
    await workbench.screenshot('keychain-locked');
    await page.getByRole('button', { name: 'Unlock…' }).click();
    await workbench.type('correct horse');
    await row('AirPort').first().click({ timeout: STARTUP_MS });
    await page.getByRole('button', { name: 'Show Secret…' }).waitFor();
    assert.ok(!(await page.locator('body').innerHTML()).includes('correct horse battery'));
    for (const [theme, name] of Object.entries({ 'Light Modern': 'light', 'Dark High Contrast': 'high-contrast', 'Dark Modern': 'dark' })) {
      await workbench.runCommand('Preferences: Color Theme', theme);
      await page.locator(`body.vscode-${name}`).waitFor();
      await row('AirPort').first().click();
      await page.getByRole('button', { name: 'Show Secret…' }).waitFor();
      assert.deepEqual(await accessibilityProblems(page.locator('body')), [], theme);
      await workbench.screenshot(`keychain-${name}`);
    }
    await page.getByRole('button', { name: 'Show Secret…' }).click();
    await bench.getByRole('button', { name: 'Show Secret', exact: true }).click();
    await bench.getByText('correct horse battery').waitFor();
    await bench
      .getByRole('dialog')
      .getByRole('button', { name: /^(OK|Close|Cancel)/ })
      .first()
      .click();
    await bench.getByText('correct horse battery').waitFor({ state: 'hidden' });
    assert.equal(await page.getByText('The backup has changed since this was found out.').count(), 0, 'nobody has touched it');
    assert.deepEqual(workbench.reports.contentSecurity, []);
  });

  it('leave the page of a backup one choice away in the Explorer, for a folder that is one', async function () {
    this.timeout(2 * STARTUP_MS);
    writeComparedPair(workbench.folder, UDID);
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('View: Show Explorer');
    const entry = workbench.treeItem(UDID).first();
    await entry.waitFor({ timeout: STARTUP_MS });
    await chooseIn(entry, 'Browse Backup');
    await page.getByText('This backup is not encrypted').first().waitFor({ timeout: STARTUP_MS });
  });
});
