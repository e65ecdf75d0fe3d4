/** Folders of the settings: one that is not there has a row that names it, and another can take its place. Versions: why there is none, and where to change that. */

import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { COMMANDS, SETTINGS } from '../../src/extension/ids.ts';
import { watchProgress } from './dialogs.ts';
import { play } from './play.ts';
import { Lab, api, backupRow, setSetting, waitFor } from './support.ts';

describe('a folder for backups', () => {
  let lab: Lab;
  let gone: string;

  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  const read = (id: string): unknown => vscode.workspace.getConfiguration().get(id);
  /** Rows of the view that are no owners of backups. */
  const missing = async () => {
    const { backups } = (await api()).trees;
    const all = ((await backups.getChildren()) ?? []) as { readonly kind: string }[];
    const nodes = all.filter(({ kind }) => kind === 'folder');
    return await Promise.all(nodes.map(async (node) => ({ node, item: await backups.getTreeItem(node) })));
  };
  const untilMissing = async (count: number) => {
    const { onDidChangeTreeData } = (await api()).trees.backups;
    const found = async () => {
      const rows = await missing();
      return rows.length === count ? rows : undefined;
    };
    return await waitFor(found, onDidChangeTreeData!, `${count.toString()} missing folders`);
  };

  before(async () => {
    lab = await Lab.open();
    gone = join(lab.folder, 'gone');
  });

  afterEach(async () => {
    sinon.restore();
    await setSetting(SETTINGS.backupFolders, undefined);
    await setSetting(SETTINGS.defaultBackupFolder, lab.folder);
  });

  after(() => lab.close());

  it('that vanished is named in a row, with what can be done, until it is back', async () => {
    await mkdir(gone);
    await setSetting(SETTINGS.backupFolders, [gone]);
    await run(COMMANDS.refreshBackups);
    assert.deepEqual(await missing(), []);
    await rm(gone, { recursive: true });
    await run(COMMANDS.refreshBackups);
    const [row] = await untilMissing(1);
    assert.deepEqual([row?.item.label, row?.item.contextValue], ['gone', 'folder+missing']);
    assert.equal(row?.item.description, `Folder not found · ${gone}`);
    assert.equal(row.item.collapsibleState, vscode.TreeItemCollapsibleState.None);
    await mkdir(gone);
    await run(COMMANDS.refreshBackups);
    await untilMissing(0);
    await rm(gone, { recursive: true });
  });

  it('that vanished is replaced by another, or taken from the list, wherever it was chosen', async () => {
    await setSetting(SETTINGS.backupFolders, [gone]);
    await setSetting(SETTINGS.defaultBackupFolder, gone);
    await run(COMMANDS.refreshBackups);
    const [row] = await untilMissing(1);
    const open = sinon.stub(vscode.window, 'showOpenDialog').resolves(undefined);
    await run(COMMANDS.replaceFolder, row?.node);
    assert.deepEqual([read(SETTINGS.backupFolders), read(SETTINGS.defaultBackupFolder)], [[gone], gone], 'nobody chose');
    open.resolves([vscode.Uri.file(lab.folder)]);
    await run(COMMANDS.replaceFolder, row?.node);
    assert.deepEqual([read(SETTINGS.backupFolders), read(SETTINGS.defaultBackupFolder)], [[lab.folder], lab.folder]);
    await untilMissing(0);
    await setSetting(SETTINGS.defaultBackupFolder, gone);
    await run(COMMANDS.refreshBackups);
    const [again] = await untilMissing(1);
    await run(COMMANDS.removeFolder, again?.node);
    assert.deepEqual([read(SETTINGS.backupFolders), read(SETTINGS.defaultBackupFolder)], [[lab.folder], '']);
    await untilMissing(0);
  });

  it('without a previous version says why there is none, and leads to the setting', async () => {
    const phone = await lab.plugIn({ name: 'Versions Phone' });
    watchProgress();
    const { saying } = play();
    await run(COMMANDS.backUpNow, phone.udid);
    await saying(/finished/);
    await backupRow(join(lab.folder, phone.udid));
    sinon.restore();
    const { said } = play([[/has no previous version/, 'Open Setting']]);
    const opened = new Promise<void>((resolve) => {
      const listener = vscode.window.tabGroups.onDidChangeTabs(({ opened: tabs }) => {
        if (!tabs.some(({ label }) => label === 'Settings')) return;
        listener.dispose();
        resolve();
      });
    });
    await run(COMMANDS.rollBackBackup, join(lab.folder, phone.udid));
    assert.match(
      said[0] ?? '',
      /^This backup has no previous version\. When a backup changes, .* Until you set a number, none is kept on a disk where/,
    );
    await opened;
    await run('workbench.action.closeActiveEditor');
    sinon.restore();
    await setSetting(SETTINGS.versionsKeep, 0);
    const off = play();
    await run(COMMANDS.rollBackBackup);
    assert.match(off.said[0] ?? '', /^No backup has a previous version\. Keeping previous versions is turned off\.$/);
    await setSetting(SETTINGS.versionsKeep, undefined);
  });
});
