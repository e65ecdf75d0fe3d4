/** Problems of a backup as a person meets them: what is wrong, a light bulb with what helps, and a page of help behind the code. */

import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { globSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixturePath } from '../support/backup-copy.ts';
import { STARTUP_MS, startWorkbench, type Workbench } from './support/workbench.ts';

describe('problems of a backup', () => {
  let folder: string;
  let workbench: Workbench;

  before(async function () {
    this.timeout(2 * STARTUP_MS);
    folder = await mkdtemp(join(tmpdir(), 'ibl-backups-'));
    await cp(fixturePath('plain-ios17'), join(folder, 'plain'), { recursive: true });
    const [file] = globSync('plain/??/*', { cwd: folder });
    await rm(join(folder, file ?? ''));
    const settings = { 'iosBackup.backupFolders': [folder], 'workbench.colorTheme': 'Default Dark Modern' };
    workbench = await startWorkbench({ settings });
    await workbench.openSidebar();
  });

  after(async () => {
    await workbench[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  const markers = () => workbench.page.locator('.markers-panel');
  const entry = () =>
    markers()
      .locator('.monaco-list-row')
      .filter({ hasText: /The content of a file is missing/ });
  const preview = (name: string) => workbench.page.getByRole('tab', { name: new RegExp(name.replace('.', '\\.')) });

  it('are listed with what to do, and a light bulb offers it', async () => {
    await workbench.runCommand('iOS Backup: Verify Backup (Quick)');
    await workbench.page.getByRole('button', { name: 'Show Problems' }).click({ timeout: STARTUP_MS });
    await entry().waitFor();
    await workbench.screenshot('problem');
    // By the keyboard: a light bulb that is there only under the mouse goes when the panel is drawn anew.
    await workbench.runCommand('Problems: Focus on Problems View');
    for (let row = 0; row < 10 && !(await entry().and(workbench.page.locator('.focused')).isVisible()); row++) {
      await workbench.page.keyboard.press('ArrowDown');
    }
    await workbench.page.keyboard.press('ControlOrMeta+.');
    for (const title of ['Salvage Backup…', 'Back Up Everything Again', 'Verify Backup (Full)', 'Explain payload-missing']) {
      await workbench.page
        .getByRole('menuitem', { name: title })
        .or(workbench.page.locator('.action-widget').getByText(title))
        .first()
        .waitFor();
    }
    await workbench.screenshot('quick-fixes');
    await workbench.page.keyboard.press('Escape');
  });

  it('lead to a page of help by their code', async () => {
    await entry()
      .getByRole('link', { name: 'payload-missing' })
      .or(entry().locator('a').filter({ hasText: 'payload-missing' }))
      .first()
      .click();
    await preview('payload-missing.md').waitFor();
    const page = workbench.page.frameLocator('iframe.webview.ready >> visible=true').frameLocator('#active-frame');
    await page.getByRole('heading', { name: 'The content of this file is missing from the backup' }).waitFor();
    await page.getByText('backup-lab salvage BACKUP TARGET').first().waitFor();
    await workbench.screenshot('help-page');
  });

  it('that break a contract stand in the Test Explorer and on the line of the contract', async () => {
    const rules = 'must:\n  - Documents/*.txt\nmustNot:\n  - Documents/*.dat\nfrozen: true\nmay: ["Documents/**"]\n';
    await writeFile(join(workbench.folder, 'sample.backup-contract.yml'), `app: com.example.sampleapp\n${rules}`);
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Testing: Focus on Test Explorer View');
    const test = (name: RegExp) => workbench.page.getByRole('treeitem', { name });
    await test(/^sample\.backup-contract\.yml \(Not yet run\)/).waitFor({ timeout: STARTUP_MS });
    await workbench.runCommand('Test: Run All Tests');
    await test(/^sample\.backup-contract\.yml \(Failed\)/).waitFor({ timeout: STARTUP_MS });
    const message = test(/^Documents\/x+…x+\.dat is in the backup\./);
    await message.dblclick();
    await workbench.page.getByText('Expected: mustNot: Documents/*.dat').first().waitFor();
    await test(/^mustNot: Documents\/\*\.dat \(Failed\)/)
      .first()
      .waitFor();
    await workbench.screenshot('contract-tests');
  });
});
