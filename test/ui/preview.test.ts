/** What is in the files of a backup, as a person finds it: text, pictures, trees, bytes; by mouse and by keyboard. */

import assert from 'node:assert/strict';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { FrameLocator } from 'playwright-core';
import { dict, fileIdOf, writeBinaryPlist } from '../../src/formats/index.ts';
import { writeSampleBackup, type SampleRow } from '../support/sample-backup.ts';
import { EVERY_CLASS } from '../support/sample-archives.ts';
import { heic, plainJpeg } from '../support/sample-media.ts';
import { accessibilityProblems } from './support/axe.ts';
import { waitInFiles } from './support/files-view.ts';
import { STARTUP_MS, startWorkbench, type Workbench } from './support/workbench.ts';

const UDID = '00008030-00000000000000C1';
const MESSAGES = 1000;

/** What is touched of the DOM, whose types belong to the page and not to the tests. */
interface Picture {
  readonly naturalWidth: number;
}
interface Body {
  readonly ownerDocument: { readonly activeElement: { readonly className: string } | null };
}

/** Messages of two people, the table of the people, and a picture in a cell. */
function messages(folder: string): Uint8Array {
  const path = join(folder, 'made.db');
  const database = new DatabaseSync(path);
  database.exec(`CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT, picture BLOB, about BLOB);
    CREATE TABLE message (ROWID INTEGER PRIMARY KEY, text TEXT, handle_id INTEGER REFERENCES handle(ROWID), date INTEGER)`);
  const person = database.prepare('INSERT INTO handle (id, picture, about) VALUES (?, ?, ?)');
  for (const id of ['+15550100', 'sample@example.com']) person.run(id, plainJpeg(32, 24), EVERY_CLASS);
  const insert = database.prepare('INSERT INTO message (text, handle_id, date) VALUES (?, ?, ?)');
  for (let index = 1; index <= MESSAGES; index++) {
    insert.run(`Text number ${String(index)}`, (index % 2) + 1, 739_000_000_000_000_000 + index * 1e9);
  }
  database.close();
  return readFileSync(path);
}

function rows(folder: string): SampleRow[] {
  const of = (relativePath: string, content: Uint8Array): SampleRow => ({ domain: 'HomeDomain', relativePath, content });
  return [
    of('Library/archive.plist', EVERY_CLASS),
    of(
      'Library/state.plist',
      writeBinaryPlist(dict({ window: writeBinaryPlist(dict({ frame: 'inner' })), token: new Uint8Array(40).fill(0x81) })),
    ),
    of('Library/SMS/sms.db', messages(folder)),
    of(
      'Library/data.bin',
      Uint8Array.from({ length: 10_000 }, (_, index) => (index * 7) % 256),
    ),
    of('Library/notes.txt', Buffer.from(`<b>first</b> \u202eline\n${'another line of the notes\n'.repeat(8000)}`)),
    of('Media/IMG_0001.HEIC', heic({ thumbnail: plainJpeg(160, 120) })),
    of('Media/IMG_0002.JPG', plainJpeg(640, 480)),
  ];
}

describe('the preview of the page', () => {
  let folder: string;
  let workbench: Workbench;
  let page: FrameLocator;

  before(async function () {
    this.timeout(2 * STARTUP_MS);
    folder = await mkdtemp(join(tmpdir(), 'ibl-backups-'));
    writeSampleBackup(join(folder, UDID), rows(folder));
    const settings = { 'iosBackup.backupFolders': [folder], 'workbench.colorTheme': 'Default Light Modern' };
    workbench = await startWorkbench({ settings });
    await workbench.openSidebar();
    page = workbench.webview();
    await workbench.runCommand('iOS Backup: Browse Backup');
    await waitInFiles(page, page.getByText('7 items'));
  });

  after(async () => {
    await workbench[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  const choose = async (name: RegExp) => {
    await page.getByRole('row', { name }).click();
    await page.getByRole('heading', { name }).waitFor();
  };
  const press = (key: string) => workbench.page.keyboard.press(key);
  const tab = (name: string) => page.getByRole('tab', { name });
  const sound = async (picture: string) => {
    assert.deepEqual(await accessibilityProblems(page.locator('body')), []);
    await workbench.screenshot(picture);
  };

  it('shows text with the numbers of its lines, never as markup, and more of it on demand', async () => {
    await choose(/notes\.txt/);
    const text = page.locator('.preview-text pre').last();
    await text.getByText('<b>first</b> \\u202eline').waitFor();
    await page.getByText(/^Text, 20\d kB$/).waitFor();
    assert.match((await page.locator('.gutter').textContent()) ?? '', /^1\n2\n3\n/);
    await sound('preview-text-light');
    const length = async () => ((await text.textContent()) ?? '').length;
    const before = await length();
    await page.getByRole('button', { name: 'Show More' }).click();
    await page.getByText(/^7\d kB more$/).waitFor();
    assert.ok((await length()) > before);
    await page.getByRole('combobox', { name: 'Show as' }).selectOption('hex');
    await text.getByText(/^00000000 {2}3c 62 3e 66/).waitFor();
  });

  it('shows a picture, and of one that cannot be shown the small picture inside and why', async () => {
    await choose(/IMG_0002\.JPG/);
    const picture = page.getByRole('img', { name: 'Picture: JPEG image' });
    await picture.waitFor();
    assert.equal(await picture.evaluate((node: Picture) => node.naturalWidth), 640);
    await page.getByText('640 × 480 pixels').waitFor();
    await sound('preview-picture-light');
    await choose(/IMG_0001\.HEIC/);
    const small = page.getByRole('img', { name: 'Small picture inside of the file: HEIC image' });
    await small.waitFor();
    assert.equal(await small.evaluate((node: Picture) => node.naturalWidth), 160);
    await page.getByText('HEIC image: this form cannot be shown here, but the file contains a thumbnail.').waitFor();
    await workbench.screenshot('preview-heic-light');
  });

  it('shows a keyed archive as a tree that the keys of a tree walk through', async () => {
    await choose(/archive\.plist/);
    const tree = page.getByRole('tree', { name: 'Values' });
    await tree.waitFor();
    await tree.focus();
    const count = () => tree.getByRole('treeitem').count();
    const before = await count();
    await press('ArrowDown');
    for (let step = 0; step < 20 && (await count()) === before; step++) {
      await press('ArrowRight');
      await press('ArrowDown');
    }
    assert.ok((await count()) > before);
    await sound('preview-tree-light');
    await press('Home');
    await press('ArrowLeft');
    assert.equal(await count(), 1);
  });

  it('opens data inside of a property list where it is: a document, or its bytes', async () => {
    await choose(/state\.plist/);
    const tree = page.getByRole('tree', { name: 'Values' });
    const item = (name: RegExp) => tree.getByRole('treeitem', { name });
    await item(/^▸? ?window/).click();
    await item(/window: .*Property list/).waitFor();
    await item(/frame: "inner"/).waitFor();
    await item(/^▸? ?token/).click();
    await tree.getByText(/^00000000 {2}81 81/).waitFor();
    await sound('preview-inside-light');
  });

  it('shows the text of a message: its row among a thousand, in full, and whom it came from', async () => {
    await choose(/sms\.db/);
    const table = page.getByRole('combobox', { name: 'Table' });
    await table.getByText('message (1,000)').waitFor({ state: 'attached' });
    await table.selectOption('message');
    const grid = page.getByRole('grid', { name: 'message' });
    await grid.getByRole('gridcell', { name: 'Text number 1', exact: true }).waitFor();
    assert.ok((await grid.getByRole('row').count()) <= 101);
    await press('F');
    await page.getByRole('button', { name: 'Back to List' }).waitFor();
    await grid.focus();
    await press('End');
    await grid.getByRole('gridcell', { name: 'Text number 1000', exact: true }).waitFor();
    await grid.getByRole('textbox', { name: 'Filter text' }).fill('number 77');
    await page.getByText('11 rows', { exact: true }).waitFor();
    await grid.getByRole('columnheader', { name: 'ROWID' }).getByRole('button').click();
    await grid.getByRole('columnheader', { name: 'ROWID' }).getByRole('button').click();
    await grid.getByRole('columnheader', { name: 'ROWID' }).and(page.locator('[aria-sort="descending"]')).waitFor();
    await grid.locator('.db-rows [aria-rowindex="2"]').getByText('Text number 779').waitFor();
    await sound('database-light');
    await grid.focus();
    await press('Enter');
    const inspector = page.getByRole('region', { name: 'Row 779' });
    await inspector
      .getByText(/^As a date: Jun .*2024.* \(assumed\)$/)
      .first()
      .waitFor();
    await sound('database-row-light');
    await inspector.getByRole('button', { name: 'Go to handle' }).click();
    await page.getByRole('grid', { name: 'handle' }).getByRole('gridcell', { name: 'sample@example.com' }).waitFor();
    await page.getByRole('grid', { name: 'handle' }).focus();
    await press('Enter');
    await page.getByRole('img', { name: 'Picture in picture' }).waitFor();
    await page.getByRole('button', { name: 'Show Content of about', exact: true }).click();
    const tree = page.locator('.db-inspector').getByRole('tree', { name: 'Values' });
    await tree.getByRole('treeitem').nth(2).waitFor();
    await sound('database-blob-light');
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await page.getByText('11 rows', { exact: true }).waitFor();
  });

  it('runs a query that reads, and says where one is wrong and that nothing else is run', async () => {
    await page.getByRole('button', { name: 'Query (SQL)' }).click();
    const query = page.getByRole('textbox', { name: 'Query (SQL)' });
    await query.fill('SELECT handle_id, count(*) AS messages FROM message GROUP BY 1');
    await query.press('Control+Enter');
    await page.getByText('2 rows', { exact: true }).waitFor();
    await page.getByRole('gridcell', { name: '500' }).first().waitFor();
    await sound('database-query-light');
    const endless = 'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)';
    await query.fill(`${endless} SELECT count(*) FROM n`);
    await query.press('Control+Enter');
    await page.getByText('The query is running…').waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByText('The query was canceled.').waitFor();
    await query.fill(`${endless} SELECT x FROM n`);
    await query.press('Control+Enter');
    await page.getByText('The first rows are shown: 1,000. Save the result to have all of them.').waitFor();
    await query.fill('SELECT unknown_name FROM message');
    await query.press('Control+Enter');
    await page
      .getByRole('alert')
      .filter({ hasText: /no such column: unknown_name/ })
      .waitFor();
    await query.fill('DELETE FROM message');
    await query.press('Control+Enter');
    await page
      .getByRole('alert')
      .filter({ hasText: /A backup is only read/ })
      .waitFor();
    await press('Escape');
    await page.getByRole('row', { name: /sms\.db/, selected: true }).waitFor();
  });

  it('fills the page by F, gives the list back by Escape, and keeps tab and width over a reload', async function () {
    this.timeout(2 * STARTUP_MS);
    await choose(/data\.bin/);
    await page
      .locator('.preview-text pre')
      .getByText(/^00000000 {2}00 07/)
      .waitFor();
    await press('F');
    await page.getByRole('button', { name: 'Back to List' }).waitFor();
    assert.equal(await page.getByRole('grid').count(), 0);
    await sound('preview-filled-light');
    await press('Escape');
    await page.getByRole('row', { name: /data\.bin/, selected: true }).waitFor();
    const focused = await page.locator('body').evaluate((body: Body) => body.ownerDocument.activeElement?.className.split(' ')[0]);
    assert.equal(focused, 'grid');
    await tab('Preview').focus();
    await press('ArrowRight');
    await page.getByRole('tab', { name: 'Details', selected: true }).waitFor();
    await page.getByText('SHA-1 of the content').waitFor();
    const edge = page.getByRole('separator', { name: 'Width of the preview' });
    await edge.focus();
    for (let step = 0; step < 4; step++) await press('ArrowLeft');
    const width = await edge.getAttribute('aria-valuenow');
    await sound('preview-details-light');
    await workbench.runCommand('Developer: Reload Window');
    await page.getByText('SHA-1 of the content').waitFor({ state: 'detached' });
    await page.getByText('SHA-1 of the content').waitFor({ timeout: STARTUP_MS });
    await page.getByRole('tab', { name: 'Details', selected: true }).waitFor();
    await edge.focus();
    assert.equal(await edge.getAttribute('aria-valuenow'), width);
    await tab('Preview').click();
  });

  it('opens files in editors by their content, and a database in the page', async function () {
    this.timeout(3 * STARTUP_MS);
    const editorTab = (name: string) => workbench.page.locator('.tabs-container .tab.active').filter({ hasText: name });
    const open = async (name: RegExp, title: string) => {
      await choose(name);
      await page.getByRole('grid').focus();
      await press('Enter');
      await editorTab(title).waitFor();
    };
    const close = async () => {
      await workbench.runCommand('View: Close Editor');
      await page.getByRole('row', { name: /notes\.txt/ }).waitFor();
    };
    const editor = workbench.page.locator('.monaco-editor .view-lines');
    await open(/notes\.txt/, 'notes.txt');
    await editor.getByText('another line of the notes').first().waitFor();
    await workbench.screenshot('open-text');
    await close();
    await open(/archive\.plist/, 'archive.plist.values.txt');
    await editor.getByText('Thing').first().waitFor();
    await workbench.screenshot('open-values');
    await close();
    await open(/data\.bin/, 'data.bin.bytes.txt');
    await editor.getByText('00000000').first().waitFor();
    await close();
    await open(/IMG_0002\.JPG/, 'IMG_0002.JPG');
    await workbench.page.locator('.statusbar-item').filter({ hasText: '640x480' }).waitFor();
    await workbench.screenshot('open-picture');
    await close();
    await choose(/sms\.db/);
    await page.getByRole('row', { name: /sms\.db/ }).dblclick();
    await page.getByRole('button', { name: 'Back to List' }).waitFor();
    await page.getByRole('combobox', { name: 'Table' }).waitFor();
    await page.getByRole('button', { name: 'Back to List' }).click();
  });

  it('says what is wrong with a file that is damaged or gone, and goes on with the others', async () => {
    const stored = (relativePath: string) => {
      const fileID = fileIdOf('HomeDomain', relativePath);
      return join(folder, UDID, fileID.slice(0, 2), fileID);
    };
    const [archive, data] = [stored('Library/archive.plist'), stored('Library/data.bin')];
    const before = readFileSync(archive);
    writeFileSync(archive, before.subarray(0, before.length - 40));
    renameSync(data, `${data}.away`);
    await choose(/archive\.plist/);
    await page.getByText(/^This content is damaged/).waitFor();
    await workbench.screenshot('preview-damaged');
    await choose(/data\.bin/);
    await page.getByRole('alert').getByText('The content of this file is missing from the backup.').waitFor();
    await sound('preview-missing');
    renameSync(`${data}.away`, data);
    writeFileSync(archive, before);
    await choose(/notes\.txt/);
    await choose(/data\.bin/);
    await page
      .locator('.preview-text pre')
      .getByText(/^00000000 {2}00 07/)
      .waitFor();
    await choose(/IMG_0002\.JPG/);
    await page.getByRole('img', { name: 'Picture: JPEG image' }).waitFor();
  });

  it('looks right in dark and in high contrast, and broke no rule of its content security policy', async () => {
    await choose(/IMG_0002\.JPG/);
    await page.getByRole('img', { name: 'Picture: JPEG image' }).waitFor();
    await workbench.runCommand('Preferences: Color Theme', 'Dark Modern');
    await page.locator('body.vscode-dark').waitFor();
    await sound('preview-picture-dark');
    await workbench.runCommand('Preferences: Color Theme', 'Dark High Contrast');
    await page.locator('body.vscode-high-contrast').waitFor();
    await sound('preview-picture-high-contrast');
    await choose(/sms\.db/);
    await page.getByRole('grid', { name: 'handle' }).getByRole('gridcell', { name: 'sample@example.com' }).waitFor();
    await sound('database-high-contrast');
    await workbench.runCommand('Preferences: Color Theme', 'Dark Modern');
    await page.locator('body.vscode-dark:not(.vscode-high-contrast)').waitFor();
    await sound('database-dark');
    await choose(/state\.plist/);
    await page.getByRole('treeitem', { name: /window/ }).click();
    await page.getByRole('treeitem', { name: /frame: "inner"/ }).waitFor();
    await sound('preview-tree-dark');
    assert.deepEqual(workbench.reports.contentSecurity, []);
    assert.deepEqual(workbench.reports.outsideRequests, []);
  });
});
