/** Overview and Findings of a backup's page: what a new user sees first, by mouse, by keyboard, in four themes. */

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { fileIdOf } from '../../src/formats/index.ts';
import { writeSampleBackup, withParents } from '../support/sample-backup.ts';
import { accessibilityProblems } from './support/axe.ts';
import { STARTUP_MS, startWorkbench, type Workbench } from './support/workbench.ts';

const UDID = '00008030-00000000000000C1';
const LOST = { domain: 'AppDomain-com.example.small', relativePath: 'Documents/lost.txt' };

const file = (domain: string, relativePath: string, bytes: number) => ({ domain, relativePath, content: new Uint8Array(bytes) });

const rows = [
  file('AppDomain-com.example.<b>large</b>', 'Documents/video.mov', 400_000),
  file('AppDomain-com.example.middle', 'Documents/notes.txt', 120_000),
  file('AppDomainGroup-group.com.example', 'shared.db', 60_000),
  file('CameraRollDomain', 'Media/DCIM/IMG_0001.JPG', 90_000),
  file(LOST.domain, LOST.relativePath, 20_000),
  file(LOST.domain, 'Documents/kept.txt', 100),
  ...Array.from({ length: 40 }, (_, index) => file(`AppDomain-com.example.tiny${String(index)}`, 'a', 10)),
];

interface Body {
  readonly ownerDocument: { readonly activeElement: { readonly id: string; readonly title: string } | null };
}

describe('the overview of a backup', () => {
  let folder: string;
  let workbench: Workbench;
  let page: FrameLocator;

  before(async function () {
    this.timeout(2 * STARTUP_MS);
    folder = await mkdtemp(join(tmpdir(), 'ibl-backups-'));
    writeSampleBackup(join(folder, UDID), withParents(rows));
    const id = fileIdOf(LOST.domain, LOST.relativePath);
    rmSync(join(folder, UDID, id.slice(0, 2), id));
    const settings = { 'iosBackup.backupFolders': [folder], 'workbench.colorTheme': 'Default Dark Modern' };
    workbench = await startWorkbench({ settings });
    page = workbench.webview();
  });

  after(async () => {
    await workbench[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  const tab = (name: string) => page.getByRole('tab', { name });
  const focused = () => page.locator('body').evaluate((body: Body) => body.ownerDocument.activeElement?.id);

  it('says at a glance whether a backup is encrypted and what its biggest app is', async () => {
    // Two actions: the view of backups, and the backup.
    await workbench.openSidebar();
    await workbench.runCommand('iOS Backup: Browse Backup');
    await page.getByText('This backup is not encrypted').waitFor({ timeout: STARTUP_MS });
    await page.getByText('Health and Apple Watch activity').waitFor();
    await page.getByText('Not checked', { exact: true }).first().waitFor();
    const first = page.locator('.tile').first();
    await first.waitFor();
    assert.match((await first.getAttribute('title')) ?? '', /^com\.example\.<b>large<\/b>, 400 kB, App, 58\s?%$/);
    await page.getByRole('button', { name: /^40 more apps/ }).waitFor();
    await workbench.screenshot('overview-dark');
  });

  it('is used by keyboard alone: tabs, tiles, and Enter that leads to the files of an app', async () => {
    await tab('Overview').focus();
    await workbench.page.keyboard.press('ArrowRight');
    assert.equal(await focused(), 'tab-files');
    await workbench.page.keyboard.press('End');
    assert.equal(await focused(), 'tab-findings');
    await workbench.page.keyboard.press('Home');
    await page.locator('.tile').first().focus();
    await workbench.page.keyboard.press('ArrowRight');
    assert.equal(await page.locator('.tile[tabindex="0"]').count(), 1);
    await page.locator('.tile[title^="com.example.middle"][tabindex="0"]').waitFor();
    await workbench.page.keyboard.press('Enter');
    await page.getByRole('row', { name: /notes\.txt/ }).waitFor();
    assert.equal(await page.getByRole('option', { selected: true }).getAttribute('title'), 'AppDomain-com.example.middle');
  });

  it('shows the same sizes as a table that can be sorted', async () => {
    await tab('Overview').click();
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    const names = page.locator('.size-table tbody th .link');
    assert.equal(await names.first().innerText(), 'com.example.<b>large</b>');
    await page.locator('.size-table').getByRole('button', { name: 'Name' }).click();
    await page.locator('.size-table th[aria-sort="ascending"]').waitFor();
    assert.equal(await names.count(), 45);
    assert.deepEqual(await accessibilityProblems(page.locator('body')), []);
    await workbench.screenshot('overview-table');
    await page.getByRole('button', { name: 'Treemap', exact: true }).click();
  });

  it('lists what a check has found, leads to the file, and explains', async () => {
    await tab('Findings').click();
    await page.getByText(/No check is known that applies/).waitFor();
    await page.getByRole('tabpanel').getByRole('button', { name: 'Verify' }).click();
    await page.getByText('payload-missing', { exact: true }).waitFor({ timeout: STARTUP_MS });
    await page.getByText('Error: The content of a file is missing').waitFor();
    assert.deepEqual(await accessibilityProblems(page.locator('body')), []);
    await workbench.screenshot('findings-dark');
    await page.getByRole('button', { name: `${LOST.domain}/${LOST.relativePath}` }).click();
    await page.getByRole('heading', { name: 'lost.txt' }).waitFor();
    assert.equal(await tab('Files').getAttribute('aria-selected'), 'true');
    await tab('Overview').click();
    await page.getByText('Damaged', { exact: true }).first().waitFor();
  });

  it('breaks no accessibility rule in any theme, and comes back after a reload', async function () {
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
      for (const view of ['Findings', 'Overview']) {
        await tab(view).click();
        assert.deepEqual(await accessibilityProblems(page.locator('body')), [], `${theme}, ${view}`);
        await workbench.screenshot(`${view.toLowerCase()}-${name}`);
      }
    }
    await tab('Findings').click();
    await workbench.runCommand('Developer: Reload Window');
    await page.locator('#tab-findings[aria-selected="true"]').waitFor({ timeout: STARTUP_MS });
    await page.getByText('payload-missing', { exact: true }).waitFor({ timeout: STARTUP_MS });
    assert.deepEqual(workbench.reports.contentSecurity, []);
    assert.deepEqual(workbench.reports.outsideRequests, []);
  });
});
