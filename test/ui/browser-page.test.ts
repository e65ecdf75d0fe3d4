/** The browser page on difficult backups: 100,000 files, encrypted, damaged; by keyboard, in both themes, for a screen reader. */

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { ROOT } from '../../.config/bundles.ts';
import { encodeMBFile, fileIdOf } from '../../src/formats/index.ts';
import { recordFor, writeCatalogue, writeSampleBackup } from '../support/sample-backup.ts';
import { accessibilityProblems } from './support/axe.ts';
import { waitInFiles } from './support/files-view.ts';
import { STARTUP_MS, startWorkbench, type Workbench } from './support/workbench.ts';

const FILES = 100_000;
const MOST_ROWS_IN_DOM = 100;
const UDIDS = { large: '00008030-00000000000000A1', damaged: '00008030-00000000000000A2', empty: '00008030-00000000000000A3' };

/** What is touched of the DOM, whose types belong to the page and not to the tests. */
interface Scroller {
  scrollTop: number;
  readonly scrollHeight: number;
}
interface Body {
  readonly ownerDocument: { readonly activeElement: { readonly className: string } | null };
}

/** A real backup folder with a catalogue of 100,000 rows. */
function writeLargeBackup(path: string): void {
  writeSampleBackup(path, []);
  rmSync(join(path, 'Manifest.db'));
  writeCatalogue(join(path, 'Manifest.db'), (insert) => {
    for (let index = 0; index < FILES; index++) {
      const row = { domain: 'CameraRollDomain', relativePath: `Media/DCIM/IMG_${String(index).padStart(6, '0')}.JPG` };
      insert(fileIdOf(row.domain, row.relativePath), row.domain, row.relativePath, 1, encodeMBFile(recordFor(row)));
    }
  });
}

describe('the browser page', () => {
  let folder: string;
  let workbench: Workbench;
  let page: FrameLocator;

  before(async function () {
    this.timeout(2 * STARTUP_MS);
    folder = await mkdtemp(join(tmpdir(), 'ibl-backups-'));
    const [large, damaged, empty] = [UDIDS.large, UDIDS.damaged, UDIDS.empty].map((udid) => join(folder, udid)) as [string, string, string];
    writeSampleBackup(empty, []);
    writeLargeBackup(large);
    writeSampleBackup(damaged, [{ domain: 'HomeDomain', relativePath: 'a.txt', content: new Uint8Array(3) }]);
    const catalogue = await readFile(join(damaged, 'Manifest.db'));
    await writeFile(join(damaged, 'Manifest.db'), catalogue.subarray(0, 3000));
    await cp(join(ROOT, 'test', 'fixtures', 'backups', 'encrypted-ios17'), folder, { recursive: true });
    const settings = { 'iosBackup.backupFolders': [folder], 'workbench.colorTheme': 'Default Light Modern' };
    workbench = await startWorkbench({ settings });
    await workbench.openSidebar();
    page = workbench.webview();
  });

  after(async () => {
    await workbench[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  async function browse(udid: string): Promise<void> {
    await workbench.runCommand('iOS Backup: Browse Backup', udid);
  }

  const rowsInDom = () => page.locator('.grid-content .row').count();

  describe('with 100,000 files', () => {
    it('holds at most 100 rows in the DOM, at the top, in the middle and at the end', async () => {
      await browse(UDIDS.large);
      await waitInFiles(page, page.getByText('100,000 items'));
      await page.getByRole('row', { name: /IMG_000000\.JPG/ }).waitFor();
      assert.ok((await rowsInDom()) <= MOST_ROWS_IN_DOM);
      const grid = page.getByRole('grid');
      assert.equal(await grid.getAttribute('aria-rowcount'), String(FILES + 1));
      for (const share of [0.25, 0.5, 0.77]) {
        await grid.evaluate((node: Scroller, part) => {
          node.scrollTop = part * node.scrollHeight;
        }, share);
        // Near enough: the window's height shifts the place by a few rows.
        await page
          .getByRole('row', { name: new RegExp(`IMG_0?${String(Math.floor(share * 1000))}\\d\\d\\.JPG`) })
          .first()
          .waitFor();
        assert.ok((await rowsInDom()) <= MOST_ROWS_IN_DOM);
      }
      await grid.focus();
      await workbench.page.keyboard.press('End');
      await page.getByRole('row', { name: /IMG_099999\.JPG/ }).waitFor();
      assert.ok((await rowsInDom()) <= MOST_ROWS_IN_DOM);
    });

    it('is one tab stop that keys move through, and says which row is active', async () => {
      const grid = page.getByRole('grid');
      const active = async () => page.locator(`#${(await grid.getAttribute('aria-activedescendant')) ?? 'none'}`).getAttribute('title');
      assert.equal(await active(), 'CameraRollDomain/Media/DCIM/IMG_099999.JPG');
      await workbench.page.keyboard.press('Home');
      await workbench.page.keyboard.press('ArrowDown');
      await workbench.page.keyboard.press('ArrowDown');
      await page.getByRole('heading', { name: 'IMG_000002.JPG' }).waitFor();
      assert.equal(await active(), 'CameraRollDomain/Media/DCIM/IMG_000002.JPG');
      await workbench.page.keyboard.press('PageDown');
      assert.notEqual(await active(), 'CameraRollDomain/Media/DCIM/IMG_000002.JPG');
      assert.equal(await grid.locator('.grid-content [tabindex="0"]').count(), 0);
    });

    it('leads from region to region by F6, and from the details back by Escape', async () => {
      const focused = () => page.locator('body').evaluate((body: Body) => body.ownerDocument.activeElement?.className.split(' ')[0]);
      await page.getByRole('grid').focus();
      await workbench.page.keyboard.press('F6');
      assert.equal(await focused(), 'details');
      await workbench.page.keyboard.press('Escape');
      assert.equal(await focused(), 'grid');
      await workbench.page.keyboard.press('F6');
      assert.equal(await focused(), 'details');
      await workbench.page.keyboard.press('Shift+F6');
      await workbench.page.keyboard.press('Shift+F6');
      assert.equal(await focused(), 'domains');
    });

    it('searches, says how much it found, and shows all again when the search is cleared', async () => {
      const search = page.getByRole('textbox', { name: 'Search names, paths and domains' });
      await search.fill('img_00123');
      await page.getByText('10 items').waitFor();
      await search.fill('nothing like this');
      await page.getByRole('heading', { name: 'Nothing matches “nothing like this”' }).waitFor();
      await workbench.screenshot('nothing-found');
      await page.getByRole('button', { name: 'Clear Search' }).click();
      await page.getByText('100,000 items').waitFor();
    });

    it('breaks no accessibility rule', async () => {
      await page.getByRole('row', { name: /IMG_000003\.JPG/ }).click();
      await page.getByRole('heading', { name: 'IMG_000003.JPG' }).waitFor();
      assert.deepEqual(await accessibilityProblems(page.locator('body')), []);
      await workbench.screenshot('browse-light');
    });
  });

  describe('with other backups', () => {
    it('says of a locked backup whose it is and what is missing to read it', async () => {
      await browse('00008120-000E15A83C68A01E');
      await page.getByRole('heading', { name: 'Sample iPhone' }).waitFor({ timeout: STARTUP_MS });
      await page.getByText('Encrypted, locked', { exact: true }).waitFor();
      await waitInFiles(page, page.getByRole('heading', { name: 'The backup is encrypted, and so is the list of its files.' }));
      assert.deepEqual(await accessibilityProblems(page.locator('body')), []);
      await workbench.screenshot('locked');
    });

    it('says of a damaged catalogue what to do, and does it', async () => {
      await browse(UDIDS.damaged);
      await waitInFiles(
        page,
        page.getByRole('alert').getByRole('heading', { name: 'Manifest.db, the catalog of the backup, cannot be read.' }),
      );
      assert.deepEqual(await accessibilityProblems(page.locator('body')), []);
      await workbench.screenshot('damaged');
      await page.getByRole('alert').getByRole('button', { name: 'Verify' }).click();
      await workbench.toast(/The backup (is damaged|cannot be read)/).waitFor();
    });

    it('says of an empty backup that it is empty', async () => {
      await browse(UDIDS.empty);
      await waitInFiles(page, page.getByRole('heading', { name: 'This backup holds no files' }));
    });

    it('comes back after a reload of the window, where the reader was', async function () {
      this.timeout(2 * STARTUP_MS);
      await browse(UDIDS.large);
      await page.getByRole('option', { name: /^CameraRollDomain/ }).click();
      await page.getByRole('textbox', { name: 'Search names, paths and domains' }).fill('IMG_09999');
      await page.getByText('10 items').waitFor();
      await workbench.runCommand('Developer: Reload Window');
      await page.getByText('10 items').waitFor({ state: 'detached' });
      await page.getByText('10 items').waitFor({ timeout: STARTUP_MS });
      assert.equal(await page.getByRole('option', { selected: true }).getAttribute('title'), 'CameraRollDomain');
    });

    it('looks right in a high-contrast theme, and broke no rule of its content security policy', async () => {
      await workbench.runCommand('Preferences: Color Theme', 'Dark High Contrast');
      await page.locator('body.vscode-high-contrast').waitFor();
      await workbench.screenshot('browse-high-contrast');
      assert.deepEqual(await accessibilityProblems(page.locator('body')), []);
      assert.deepEqual(workbench.reports.contentSecurity, []);
      assert.deepEqual(workbench.reports.outsideRequests, []);
    });
  });
});
