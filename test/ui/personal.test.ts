/** Personal data on the page, as a new user finds it: a message, the newest photo, and every other kind; in all themes and states. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { writeEncryptedSample } from '../support/encrypted-sample.ts';
import { PERSONAL_MADE_AT, personalRows, writePersonalBackup } from '../support/personal-backup.ts';
import { makeDatabase } from '../support/previewing-databases.ts';
import { accessibilityProblems } from './support/axe.ts';
import { STARTUP_MS, startWorkbench, type Workbench } from './support/workbench.ts';

const UDID = '00008030-00000000000000C1';
const ENCRYPTED_UDID = '00008030-00000000000000C2';
const THEMES = {
  'Light Modern': 'light',
  'Dark High Contrast': 'high-contrast',
  'Light High Contrast': 'high-contrast-light',
  'Dark Modern': 'dark',
};

interface Row {
  readonly ariaPosInSet: string | null;
}

interface Picture {
  readonly naturalWidth: number;
}

const VISITS = 3000;

/** More visits than stand in the page at once. */
function longHistory(): Uint8Array {
  return makeDatabase((made) => {
    made.exec(`CREATE TABLE history_items (id INTEGER PRIMARY KEY, url TEXT);
      CREATE TABLE history_visits (id INTEGER PRIMARY KEY, history_item INTEGER, visit_time REAL, title TEXT);
      WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ${String(VISITS)})
      INSERT INTO history_visits SELECT x, x, 790000000 + x * 60, 'Sample Page ' || x FROM n;
      INSERT INTO history_items SELECT id, 'https://www.example.com/page/' || id FROM history_visits`);
  }).database;
}

/** A calendar of a schema that nobody knows, no Health, and a long history. */
function rows() {
  const strange = makeDatabase((made) => {
    made.exec(
      "CREATE TABLE CalendarItem (ROWID INTEGER PRIMARY KEY, summary TEXT); INSERT INTO CalendarItem VALUES (1, 'An event of tomorrow')",
    );
  });
  return personalRows('17.5', (name, content) => {
    if (name.startsWith('HealthDomain/')) return undefined;
    if (name.startsWith('HomeDomain/Library/Calendar/Calendar.sqlitedb')) return name.endsWith('-wal') ? undefined : strange.database;
    if (name.startsWith('HomeDomain/Library/Safari/History.db')) return name.endsWith('-wal') ? undefined : longHistory();
    return content;
  });
}

describe('personal data on the page', () => {
  let folder: string;
  let workbench: Workbench;
  let page: FrameLocator;

  before(async function () {
    this.timeout(3 * STARTUP_MS);
    folder = await mkdtemp(join(tmpdir(), 'ibl-backups-'));
    writePersonalBackup(join(folder, UDID), rows());
    const small = personalRows('17.5').filter(({ relativePath }) => !/Media\/(?:DCIM|PhotoData)\//.test(relativePath));
    const random = (count: number) => randomBytes(count);
    const encryption = { password: 'test', catalogue: 'db', modern: true, random, madeAt: PERSONAL_MADE_AT } as const;
    await writeEncryptedSample(join(folder, ENCRYPTED_UDID), () => small, encryption);
    const settings = { 'iosBackup.backupFolders': [folder], 'workbench.colorTheme': 'Default Dark Modern' };
    workbench = await startWorkbench({ settings });
    page = workbench.webview();
    await workbench.openSidebar();
  });

  after(async () => {
    await workbench[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  const tab = (name: string) => page.getByRole('tab', { name });
  const kind = (name: string) => page.getByRole('button', { name, exact: true });
  const entries = () => page.locator('.personal-entry');
  const sound = async (picture: string) => {
    assert.deepEqual(await accessibilityProblems(page.locator('body')), []);
    await workbench.screenshot(picture);
  };

  it('leads to one SMS and its text in four actions from the sidebar', async () => {
    // The backup, the tab, a conversation; Messages is what is shown first.
    await workbench.treeItem(/^Jan 15, 2026, .*Not encrypted/).click({ timeout: STARTUP_MS });
    await workbench.clickUntil(tab('Personal data'), page.getByRole('heading', { name: 'Messages' }));
    await page.getByRole('button', { name: /Sample Contact 3 / }).click();
    await page.getByText(/^SMS$/).first().waitFor();
    await page.locator('.personal-choice[aria-current="true"]').filter({ hasText: 'Sample Contact 3 ' }).waitFor();
    const last = entries().last();
    await last.locator('.personal-text').waitFor();
    assert.notEqual(await last.locator('.personal-text').innerText(), '');
    assert.match(await page.getByRole('status').filter({ hasText: 'Conversations' }).innerText(), /^Messages: 328\. Conversations: 10\.$/);
    await sound('one-message');
  });

  it('leads to the newest photo and its picture in four actions from the sidebar', async () => {
    // The backup and the tab, as before; then the kind, and the first picture.
    await kind('Photos').click();
    const first = entries().first();
    await first.getByText('IMG_0072.PNG').waitFor();
    const small = first.locator('img');
    await small.waitFor();
    await page.locator('.personal-entry img').nth(4).waitFor();
    await sound('newest-photos');
    await first.getByRole('button').click();
    const picture = page.getByRole('img', { name: 'Picture: PNG image' });
    await picture.waitFor();
    assert.equal(await picture.evaluate((node: Picture) => node.naturalWidth), 117);
    await sound('newest-photo');
    await workbench.page.keyboard.press('Escape');
    await first.waitFor();
    await page.getByRole('button', { name: /^August 2025/ }).click();
    await page.getByText('IMG_0062.JPG').first().waitFor();
    await page.getByText('IMG_0072.PNG').waitFor({ state: 'detached' });
  });

  it('shows a picture that was sent, and leads to its file', async () => {
    await kind('Messages').click();
    await page.getByRole('button', { name: /Sample Group 1/ }).click();
    await page.locator('.personal-choice[aria-current="true"]').filter({ hasText: 'Sample Group 1' }).waitFor();
    const file = page.locator('.personal-file').last();
    await file.scrollIntoViewIfNeeded();
    await file.locator('img').waitFor();
    const name = await file.innerText();
    await file.click();
    await page.getByRole('img', { name: 'Picture: JPEG image' }).waitFor();
    await page.getByRole('button', { name: 'Show in Files', exact: true }).click();
    await page.getByRole('heading', { name: name.trim() }).waitFor();
    await tab('Personal data').click();
  });

  it('shows people, calls, notes and pages, and says what is not there and why', async () => {
    await page.getByText('Not in this backup, because only encrypted backups contain it: Health.').waitFor();
    const seen: Record<string, RegExp> = {
      Contacts: /Sample Contact 1.*Phone \(Mobile\).*\+15555550100/s,
      Voicemail: /Sample Contact .*Duration.*Flags.*11/s,
      Calls: /Sample Contact 16 \(\+15555550115\).*Duration.*Incoming/s,
      Notes: /Sample Note 19.*Text of Sample Note 19\./s,
      'Safari history': /Sample Page 3000.*https:\/\/www\.example\.com\/page\/3000/s,
    };
    for (const [name, text] of Object.entries(seen)) {
      await kind(name).click();
      await page.getByRole('heading', { name, exact: true }).waitFor();
      await entries().filter({ hasText: text }).first().waitFor();
      await sound(`personal-${name.toLowerCase().replace(' ', '-')}-dark`);
    }
    // An address is text.
    assert.equal(await page.locator('.personal-entry a').count(), 0);
  });

  it('finds what contains a text, by conversation, and says if nothing does', async () => {
    await kind('Contacts').click();
    const first = entries().filter({ hasText: 'Sample Contact 1' }).first();
    await first.locator('.personal-portrait img').waitFor();
    await sound('personal-contacts-portraits-dark');
    await kind('Messages').click();
    const field = page.getByRole('textbox', { name: 'Search in Messages' });
    const status = (words: RegExp) => page.locator('.personal-head').getByRole('status').filter({ hasText: words }).waitFor();
    await field.fill('Sample Group 1');
    await status(/^Found: \d+$/);
    assert.equal(await page.locator('.personal-groups .sliding-row').count(), 1);
    await entries().last().waitFor();
    await sound('personal-search-dark');
    await field.fill('no such text');
    await status(/^Nothing found\.$/);
    assert.equal(await entries().count(), 0);
    await sound('personal-nothing-found-dark');
    await field.fill('');
    await status(/^Messages: 328\. Conversations: 10\.$/);
    await page.locator('.personal-groups .sliding-row').nth(9).waitFor();
  });

  it('shows an unknown schema as tables, and says so', async () => {
    await kind('Calendar').click();
    await page.getByText(/^The tables of this database are not known here.* Missing: CalendarItem\.start_date, .*$/).waitFor();
    await page.getByRole('gridcell', { name: 'An event of tomorrow' }).waitFor();
    await sound('personal-unknown-dark');
  });

  it('is used by keyboard alone, and only what is near stands in the page', async () => {
    await kind('Safari history').focus();
    await workbench.page.keyboard.press('Enter');
    await entries().nth(50).waitFor({ state: 'attached' });
    const list = page.locator('.personal-entries backup-sliding');
    const row = (place: number) => page.locator(`.sliding-row[aria-posinset="${String(place)}"]`);
    await list.focus();
    await workbench.page.keyboard.press('End');
    await row(VISITS).getByText('Sample Page 1', { exact: true }).waitFor();
    // Up through the list: each page that is near comes, and what is far goes.
    await list.hover();
    for (let step = 0; step < 60 && (await row(VISITS - 400).count()) === 0; step++) {
      const first = Number(await page.locator('.personal-entries .sliding-row').first().getAttribute('aria-posinset'));
      await workbench.page.mouse.wheel(0, -3000);
      await row(first - 1)
        .waitFor({ state: 'attached', timeout: 1000 })
        .catch(() => undefined);
      await row(VISITS - step * 20)
        .or(page.locator('.sliding-row'))
        .first()
        .waitFor({ state: 'attached' });
    }
    await row(VISITS - 400)
      .getByText('Sample Page 401', { exact: true })
      .waitFor({ state: 'attached' });
    const places = await page
      .locator('.personal-entries .sliding-row')
      .evaluateAll((all: readonly Row[]) => all.map((each) => Number(each.ariaPosInSet)));
    assert.ok(places.length <= 240, String(places.length));
    assert.deepEqual(
      places,
      Array.from(places, (_, index) => (places[0] ?? 0) + index),
    );
    await list.focus();
    await workbench.page.keyboard.press('Home');
    await row(1).getByText('Sample Page 3000', { exact: true }).waitFor();
    assert.equal(await row(VISITS).count(), 0);
  });

  it('breaks no accessibility rule in any theme, narrow and wide, and comes back after a reload', async function () {
    this.timeout(3 * STARTUP_MS);
    for (const [theme, name] of Object.entries(THEMES)) {
      await workbench.runCommand('Preferences: Color Theme', theme);
      await page.locator(`body.vscode-${name}`).waitFor();
      for (const shown of ['Messages', 'Photos']) {
        await kind(shown).click();
        await page.getByRole('heading', { name: shown, exact: true }).waitFor();
        await entries().first().waitFor();
        await sound(`personal-${shown.toLowerCase()}-${name}`);
      }
    }
    await workbench.page.setViewportSize({ width: 700, height: 800 });
    await kind('Messages').click();
    await entries().first().waitFor();
    await sound('personal-narrow');
    await workbench.page.setViewportSize({ width: 1400, height: 900 });
    await kind('Notes').click();
    await page.getByText('Sample Note 19', { exact: true }).first().waitFor();
    await workbench.runCommand('Developer: Reload Window');
    await page.locator('#tab-personal[aria-selected="true"]').waitFor({ timeout: STARTUP_MS });
    await page.getByRole('heading', { name: 'Notes', exact: true }).waitFor({ timeout: STARTUP_MS });
    await entries().first().waitFor();
  });

  it('says that a locked backup must be unlocked, and shows Health and calls once it is', async function () {
    this.timeout(2 * STARTUP_MS);
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('iOS Backup: Browse Backup', ENCRYPTED_UDID);
    await page.getByText('Encrypted, locked', { exact: true }).waitFor({ timeout: STARTUP_MS });
    await tab('Personal data').click();
    await page
      .getByRole('alert')
      .getByText(/encrypted/)
      .first()
      .waitFor();
    await sound('personal-locked-dark');
    await page.getByRole('alert').getByRole('button', { name: 'Unlock…' }).click();
    const box = workbench.page.locator('.quick-input-widget');
    await box.locator('input[type="password"]').fill('test');
    await box.locator('input').press('Enter');
    await page.getByText('Encrypted, unlocked', { exact: true }).waitFor({ timeout: STARTUP_MS });
    await kind('Health').click();
    await entries()
      .filter({ hasText: /Steps \(iPhone 13\)/ })
      .first()
      .waitFor();
    await sound('personal-health-dark');
    await kind('Calendar').click();
    await page.getByRole('button', { name: /^All calendars/ }).waitFor();
    await entries().first().waitFor();
    await sound('personal-calendar-dark');
    assert.deepEqual(workbench.reports.contentSecurity, []);
    assert.deepEqual(workbench.reports.outsideRequests, []);
  });
});
