/** The lists of the page on a backup with many domains and long names: filter, search, columns, context menu, extracting what is shown. */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { fileIdOf } from '../../src/formats/index.ts';
import { writeSampleBackup, type SampleRow } from '../support/sample-backup.ts';
import { accessibilityProblems } from './support/axe.ts';
import { waitInFiles } from './support/files-view.ts';
import { STARTUP_MS, startWorkbench, type Workbench } from './support/workbench.ts';

const DOMAINS = 1257;
const MOST_ROWS_IN_DOM = 100;
const UDID = '00008030-00000000000000B1';
const LONG =
  'Library/Caches/a-very-long-folder-name-that-nobody-can-read-at-once/another-long-name-of-a-database-that-goes-on-and-on-0017.sqlite3';

function rows(): SampleRow[] {
  const apps = Array.from({ length: DOMAINS - 1 }, (_, index) => ({
    domain: `AppDomain-com.example.app${String(index).padStart(4, '0')}`,
    relativePath: 'Documents/notes.txt',
    content: new TextEncoder().encode(`notes ${String(index)}`),
  }));
  return [...apps, { domain: 'HomeDomain', relativePath: LONG, content: new Uint8Array(5000) }];
}

describe('the lists of the page', () => {
  let folder: string;
  let workbench: Workbench;
  let page: FrameLocator;

  before(async function () {
    this.timeout(2 * STARTUP_MS);
    folder = await mkdtemp(join(tmpdir(), 'ibl-backups-'));
    writeSampleBackup(join(folder, UDID), rows());
    const settings = { 'iosBackup.backupFolders': [folder], 'workbench.colorTheme': 'Default Dark Modern' };
    workbench = await startWorkbench({ settings });
    await workbench.openSidebar();
    page = workbench.webview();
    await workbench.runCommand('iOS Backup: Browse Backup');
    await waitInFiles(page, page.getByText('1,257 items'));
  });

  after(async () => {
    await workbench[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  const domains = () => page.getByRole('listbox', { name: 'Domains' });
  const filter = () => page.getByRole('textbox', { name: 'Filter domains' });
  const search = () => page.getByRole('textbox', { name: 'Search names, paths and domains' });
  const width = async (locator: Locator) => (await locator.boundingBox())?.width ?? 0;

  it('hold few of 1,257 domains in the DOM, and find any of them by keyboard and by filter', async () => {
    await page.getByText('1,257 domains', { exact: true }).waitFor();
    assert.ok((await domains().getByRole('option').count()) <= MOST_ROWS_IN_DOM);
    await domains().focus();
    await workbench.page.keyboard.press('End');
    await page.getByRole('option', { name: /app1255/ }).waitFor();
    await page.getByText('1 item', { exact: true }).waitFor();
    assert.ok((await domains().getByRole('option').count()) <= MOST_ROWS_IN_DOM);
    await workbench.page.keyboard.press('Home');
    await page.getByText('1,257 items').waitFor();
    await filter().fill('APP012');
    await page.getByText('10 of 1,257 domains').waitFor();
    assert.equal(await domains().getByRole('option').count(), 11);
    assert.deepEqual(await accessibilityProblems(page.locator('body')), []);
    await workbench.screenshot('domains-filter-dark');
    await filter().press('Escape');
    await page.getByText('1,257 domains', { exact: true }).waitFor();
  });

  it('search for apps too, and offer to extract what is shown', async () => {
    await search().fill('com.example.app0042');
    await page.getByText('1 item', { exact: true }).waitFor();
    await page.getByRole('row', { name: /notes\.txt/ }).waitFor();
    await workbench.screenshot('search-app');
    await page.getByRole('button', { name: 'Extract What Is Shown…' }).waitFor();
    await search().fill('');
    await page.getByRole('button', { name: 'Extract All…' }).waitFor();
  });

  it('show the date of each file, and its name with only the middle cut', async () => {
    await search().fill('0017.sqlite3');
    const row = page.locator('.grid-content .row').filter({ hasText: '0017.sqlite3' });
    await row.waitFor();
    const date = row.locator('.modified');
    assert.ok(await date.isVisible());
    assert.match(await date.innerText(), /^11\/14\/23, /);
    assert.ok((await width(date)) > 60);
    const tail = row.locator('.name .cut-tail');
    assert.equal(await tail.innerText(), '017.sqlite3');
    const [cell, end] = [await row.locator('.path').boundingBox(), await tail.boundingBox()];
    assert.ok(cell !== null && end !== null && end.width > 10 && end.x + end.width <= cell.x + cell.width + 1);
    assert.equal(await row.getAttribute('title'), `HomeDomain/${LONG}`);
  });

  it('have columns that the keyboard and the mouse make wider, and that stay so', async () => {
    const separator = page.getByRole('separator', { name: 'Width of Modified' });
    const cell = page.locator('.grid-content .modified').first();
    const before = await width(cell);
    await separator.focus();
    for (let press = 0; press < 3; press++) await workbench.page.keyboard.press('ArrowLeft');
    assert.equal(Math.round(await width(cell)), Math.round(before) + 30);
    assert.equal(await separator.getAttribute('aria-valuenow'), String(Math.round(before) + 30));
    const box = await separator.boundingBox();
    assert.ok(box);
    await workbench.page.mouse.move(box.x + 4, box.y + 8);
    await workbench.page.mouse.down();
    await workbench.page.mouse.move(box.x + 24, box.y + 8, { steps: 4 });
    await workbench.page.mouse.up();
    assert.equal(Math.round(await width(cell)), Math.round(before) + 10);
    await workbench.screenshot('columns');
    await workbench.runCommand('Developer: Reload Window');
    await page.getByText('1 item', { exact: true }).waitFor({ state: 'detached' });
    await page.getByText('1 item', { exact: true }).waitFor({ timeout: STARTUP_MS });
    assert.equal(Math.round(await width(page.locator('.grid-content .modified').first())), Math.round(before) + 10);
    await page.getByRole('separator', { name: 'Width of Modified' }).dblclick();
    assert.equal(Math.round(await width(page.locator('.grid-content .modified').first())), Math.round(before));
  });

  it('have our own actions on a right click, and nothing else', async () => {
    await page.locator('.grid-content .row').first().click({ button: 'right' });
    const menu = workbench.page.locator('.context-view .monaco-menu, .monaco-menu-container .monaco-menu').last();
    await menu.getByRole('menuitem', { name: 'Copy Path' }).waitFor();
    assert.deepEqual(
      (await menu.getByRole('menuitem').allInnerTexts()).map((text) => text.trim()),
      [
        'Open',
        'Open to the Side',
        'Open With…',
        'Extract Files…',
        'Copy Path',
        'Copy File ID',
        'Copy Cell',
        'Copy Rows',
        'Copy as JSON',
        'Replace File in a Copy…',
        'Delete File in a Copy…',
      ],
    );
    await workbench.screenshot('context-menu');
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await menu.getByRole('menuitem', { name: 'Copy File ID' }).click();
    await menu.waitFor({ state: 'hidden' });
    await workbench.runCommand('File: New Untitled Text File');
    await workbench.page.keyboard.press('ControlOrMeta+v');
    await workbench.page.locator('.view-lines').getByText(fileIdOf('HomeDomain', LONG)).waitFor();
  });

  const row = (name: RegExp) => page.locator('.grid-content .row').filter({ hasText: name });
  const selectedRows = () => page.locator('.grid-content .row[aria-selected="true"]');

  it('select many rows by mouse and keyboard, offer them, and copy them', async () => {
    await workbench.runCommand('iOS Backup: Browse Backup');
    await search().fill('app00');
    await page.getByText('100 items', { exact: true }).waitFor();
    const rows = page.locator('.grid-content .row');
    await rows.nth(1).click();
    await rows.nth(4).click({ modifiers: ['Shift'] });
    await rows.nth(6).click({ modifiers: ['ControlOrMeta'] });
    await rows.nth(2).click({ modifiers: ['ControlOrMeta'] });
    await page.getByText('4 of 100 items selected', { exact: true }).waitFor();
    assert.equal(await selectedRows().count(), 4);
    await page.getByRole('button', { name: 'Extract Selected (4)…' }).waitFor();
    await workbench.screenshot('rows-selected');
    await workbench.page.keyboard.press('ControlOrMeta+a');
    await page.getByText('100 of 100 items selected', { exact: true }).waitFor();
    await workbench.page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Extract What Is Shown…' }).waitFor();
    await workbench.page.keyboard.press('Home');
    await workbench.page.keyboard.press('Shift+ArrowDown');
    await page.getByText('2 of 100 items selected', { exact: true }).waitFor();
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench.page.keyboard.press('ControlOrMeta+Shift+c');
    await workbench.runCommand('File: New Untitled Text File');
    await workbench.page.keyboard.press('ControlOrMeta+v');
    await workbench.page.locator('.view-lines').getByText('AppDomain-com.example.app0001/Documents/notes.txt').waitFor();
    await workbench.runCommand('iOS Backup: Browse Backup');
  });

  it('copy what the menu says: all selected rows, or the cell that was clicked', async () => {
    await search().fill('app004');
    await page.getByText('10 items', { exact: true }).waitFor();
    const rows = page.locator('.grid-content .row');
    const paste = async (item: string, expected: string) => {
      const menu = workbench.page.locator('.context-view .monaco-menu, .monaco-menu-container .monaco-menu').last();
      await menu.waitFor();
      const entry = menu.getByRole('menuitem', { name: item, exact: true });
      // A menu that has just opened takes no click, for it might be the one that has opened it.
      for (let tries = 0; tries < 20 && (await menu.isVisible()); tries++) {
        await entry.click({ timeout: 1000 }).catch(() => undefined);
        await menu.waitFor({ state: 'hidden', timeout: 1000 }).catch(() => undefined);
      }
      await workbench.runCommand('File: New Untitled Text File');
      await workbench.page.keyboard.press('ControlOrMeta+v');
      await workbench.page.locator('.view-lines').getByText(expected).first().waitFor();
      await workbench.runCommand('iOS Backup: Browse Backup');
    };
    await rows.nth(0).click();
    await rows.nth(2).click({ modifiers: ['Shift'] });
    await page.getByText('3 of 10 items selected', { exact: true }).waitFor();
    await rows.nth(1).click({ button: 'right' });
    await paste('Copy as JSON', '"domain": "AppDomain-com.example.app0042"');
    await rows.nth(1).click({ button: 'right' });
    await paste('Copy Rows', 'AppDomain-com.example.app0042');
    await rows.nth(5).locator('.modified').click({ button: 'right' });
    await paste('Copy Cell', '2023-11-14T22:13:20.000Z');
    await search().fill('');
    await page.getByText('1,257 items').waitFor();
  });

  it('are filtered by what one types or a menu writes, and say what they cannot understand', async () => {
    await search().fill('*.SQLITE3 size:>4kB');
    await page.getByText('1 item', { exact: true }).waitFor();
    await search().fill('size:huge');
    await page.getByRole('alert').getByText('“huge” is not a size.').waitFor();
    await workbench.screenshot('filter-problem');
    await search().fill('');
    await page.getByText('1,257 items').waitFor();
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('button', { name: 'Databases', exact: true }).click();
    await page.getByText('1 item', { exact: true }).waitFor();
    assert.equal(await search().inputValue(), 'type:database');
    assert.deepEqual(await accessibilityProblems(page.locator('body')), []);
    await workbench.screenshot('filter-menu');
    await page.getByRole('button', { name: 'Over 100 MB', exact: true }).click();
    await page.getByRole('heading', { name: 'Nothing matches “type:database size:>100MB”' }).waitFor();
    await page.getByRole('button', { name: 'Clear Search' }).click();
    await page.getByText('1,257 items').waitFor();
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
  });

  it('are sorted by a column, and keep the row', async () => {
    await row(/0017\.sqlite3/).waitFor({ state: 'detached' });
    await page.getByRole('columnheader', { name: 'Size' }).getByRole('button').click();
    await page.locator('[role=columnheader][aria-sort=descending]').waitFor();
    await row(/0017\.sqlite3/).click();
    await page.getByRole('columnheader', { name: 'Size' }).getByRole('button').click();
    await page.locator('[role=columnheader][aria-sort=ascending]').waitFor();
    await page.locator('.grid-content .row[data-active]').filter({ hasText: '0017.sqlite3' }).waitFor();
    assert.equal(await selectedRows().count(), 1);
    await workbench.screenshot('sorted-by-size');
    await page.getByRole('columnheader', { name: 'Size' }).getByRole('button').click();
  });

  it('go through real folders by tree, list and path, and come back there after a reload', async function () {
    this.timeout(2 * STARTUP_MS);
    await page.getByRole('button', { name: 'Folders', exact: true }).click();
    const path = page.getByRole('combobox', { name: 'Path' });
    await path.fill('homedomain/Library');
    await path.press('Enter');
    await page
      .getByText('1 item', { exact: true })
      .waitFor({ state: 'detached' })
      .catch(() => undefined);
    assert.equal(await path.inputValue(), 'HomeDomain/Library');
    await page.getByRole('treeitem', { name: 'HomeDomain' }).waitFor();
    await path.fill('NoSuchDomain/x');
    await path.press('Enter');
    assert.equal(await path.getAttribute('aria-invalid'), 'true');
    const folder = LONG.slice(0, LONG.lastIndexOf('/'));
    await path.fill(`HomeDomain/${folder}`);
    await path.press('Enter');
    await row(/0017\.sqlite3/).click();
    await page.getByRole('treeitem', { name: folder.slice(folder.lastIndexOf('/') + 1), selected: true }).waitFor();
    assert.deepEqual(await accessibilityProblems(page.locator('body')), []);
    await workbench.screenshot('folders');
    await workbench.runCommand('Developer: Reload Window');
    await page.locator('.grid-content .row[aria-selected="true"]').filter({ hasText: '0017.sqlite3' }).waitFor({ timeout: STARTUP_MS });
    assert.equal(await path.inputValue(), `HomeDomain/${folder}`);
    await page.getByRole('button', { name: 'Apps', exact: true }).click();
    await page.getByRole('listbox', { name: 'Apps' }).waitFor();
    await page.getByRole('button', { name: 'Domains', exact: true }).click();
    await page.getByRole('option', { name: /All domains/ }).click();
    await page.getByText('1,257 items').waitFor();
  });

  it('break no accessibility rule in any theme, nor the content security policy', async () => {
    await workbench.runCommand('iOS Backup: Browse Backup');
    await search().fill('app00');
    await page.getByText('100 items').waitFor();
    for (const [theme, name] of Object.entries({ 'Light Modern': 'light', 'Dark High Contrast': 'high-contrast', 'Dark Modern': 'dark' })) {
      await workbench.runCommand('Preferences: Color Theme', theme);
      await page.locator(`body.vscode-${name}`).waitFor();
      assert.deepEqual(await accessibilityProblems(page.locator('body')), []);
      await workbench.screenshot(`lists-${name}`);
    }
    assert.deepEqual(workbench.reports.contentSecurity, []);
    assert.deepEqual(workbench.reports.outsideRequests, []);
  });
});
