/** Pages of rows inside VS Code: two backups compared, with passwords, in VS Code's diff, and as a file. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { openBackup, verifyBackup } from '../../src/backup/index.ts';
import { COMMANDS, MANIFEST_EDITOR, SETTINGS } from '../../src/extension/ids.ts';
import { mountIdOf } from '../../src/extension/mount/mount-address.ts';
import { fileIdOf } from '../../src/formats/index.ts';
import { checkedReportState } from '../../src/view/index.ts';
import { writeComparedPair } from '../support/compared-pair.ts';
import { answerPasswordBoxes, watchProgress } from './dialogs.ts';
import { play } from './play.ts';
import { api, backupRow, setSetting, theExtension, waitFor } from './support.ts';

const UDID = '00008030-00000000000000C2';
const ENCRYPTED = '00008120-000E15A83C68A01E';
const ALL = { text: '', kind: '', group: '' };

describe('pages of rows', () => {
  let folder: string;
  let older: string;
  let newer: string;

  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  const closeAll = () => run('workbench.action.closeAllEditors');

  before(async () => {
    folder = mkdtempSync(join(process.env.IN_HOST_FOLDER ?? '.', 'compared-'));
    ({ before: older, after: newer } = writeComparedPair(join(folder, 'pair'), UDID));
    const fixture = join(theExtension().extensionPath, 'test', 'fixtures', 'backups', 'encrypted-ios17', ENCRYPTED);
    for (const name of [ENCRYPTED, `${ENCRYPTED}-20240101-100000`]) await cp(fixture, join(folder, 'locked', name), { recursive: true });
    await setSetting(SETTINGS.backupFolders, [join(folder, 'pair'), join(folder, 'locked')]);
    await run(COMMANDS.refreshBackups);
    await backupRow(newer);
  });

  afterEach(async () => {
    sinon.restore();
    await closeAll();
  });

  after(async () => {
    await setSetting(SETTINGS.backupFolders, undefined);
    await run(COMMANDS.refreshBackups);
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  /** The page of a comparison, once it has rows or says why it has none. */
  async function comparison(before: string, after: string) {
    const { reports } = await api();
    return waitFor(
      () => {
        const source = reports.find('compare', [before, after])?.source;
        return Promise.resolve(source?.head.state?.icon === 'working' ? undefined : source);
      },
      reports.onDidChange,
      'a comparison',
    );
  }

  it('compare a backup with its previous version at once', async () => {
    await run(COMMANDS.comparePrevious, newer);
    const source = await comparison(older, newer);
    assert.equal(source.choose(ALL).total, 7);
    assert.match(source.head.lines[0]?.text ?? '', /^Sample Phone, .*2024/);
    await run(COMMANDS.comparePrevious, newer);
    assert.equal(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length, 1, 'the page that is open is shown');
  });

  it('say in one sentence that there is no version before the first', async () => {
    const { said, buttonsOf } = play();
    await run(COMMANDS.comparePrevious, older);
    assert.match(said[0] ?? '', /^This backup has no previous version\. When a backup changes, its version before is kept\./);
    assert.deepEqual(buttonsOf(/no previous version/), ['Compare with Another…', 'Open Setting']);
  });

  it('compare with any other backup, those of the same device first, the older one before', async () => {
    const shown: string[] = [];
    sinon.stub(vscode.window, 'showQuickPick').callsFake(async (items) => {
      const all = [...(await items)] as (vscode.QuickPickItem & { path: string })[];
      shown.push(...all.map(({ path }) => path));
      return all[0];
    });
    await run(COMMANDS.compareBackups, newer);
    assert.deepEqual([shown[0], shown.length], [older, 3]);
    const source = await comparison(older, newer);
    assert.equal(source.choose({ ...ALL, kind: 'added' }).total, 2);
  });

  /** The rows of the newer backup and of its previous version, as VS Code passes them. */
  async function bothRows() {
    const { trees } = await api();
    const row: unknown = (await backupRow(newer)).command?.arguments?.[0];
    const versions = await trees.backups.getChildren(row);
    return { row, version: versions?.[0] };
  }

  it('compare the two rows that are selected without a question, the older one before', async () => {
    const { row, version } = await bothRows();
    const { said } = play();
    const quickPick = sinon.stub(vscode.window, 'showQuickPick').resolves(undefined);
    await run(COMMANDS.compareBackups, row, [row, version]);
    const source = await comparison(older, newer);
    assert.equal(source.choose({ ...ALL, kind: 'added' }).total, 2);
    assert.deepEqual([quickPick.callCount, said], [0, []]);
    await closeAll();
    for (const others of [[row], [row, row], [row, version, row], [{ kind: 'owner' }, row]]) {
      await run(COMMANDS.compareBackups, row, others);
    }
    assert.equal(quickPick.callCount, 4, 'anything else is asked for');
  });

  it('leave a command that is about one backup to the row it was called on, whatever else is selected', async () => {
    const { row, version } = await bothRows();
    const { said } = play();
    await run(COMMANDS.comparePrevious, version, [row, version]);
    assert.match(said[0] ?? '', /^This backup has no previous version/);
  });

  it('say that they are out of date when another program has changed a folder, with no view in sight', async () => {
    await run(COMMANDS.comparePrevious, newer);
    const source = await comparison(older, newer);
    const { reports } = await api();
    await run('workbench.action.closeSidebar');
    try {
      utimesSync(join(newer, 'Manifest.plist'), new Date(), new Date(1_700_000_000_000));
      const action = () => Promise.resolve(source.head.buttons[0]?.action === 'retry' ? true : undefined);
      await waitFor(action, reports.onDidChange, 'a note that it is out of date');
      assert.equal(source.choose(ALL).total, 7);
      await source.act('retry', undefined);
      assert.equal(source.head.buttons[0]?.action, 'export');
    } finally {
      await run('workbench.view.extension.iosBackup');
    }
  });

  it('open what differs in VS Code’s own diff, made into text', async () => {
    await run(COMMANDS.comparePrevious, newer);
    const source = await comparison(older, newer);
    const rows = source.choose(ALL).rowsAt(0, 100);
    const open = async (name: string) => {
      const key = rows.find((row) => row.name === name)?.key;
      await source.act('open-changes', key);
      const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
      assert.ok(input instanceof vscode.TabInputTextDiff, name);
      const texts = await Promise.all([input.original, input.modified].map((uri) => vscode.workspace.openTextDocument(uri)));
      return texts.map((text) => text.getText());
    };
    const [before, after] = await open('sms.db');
    assert.ok(!before?.includes('Sample message 4') && after?.includes("4 | 'Sample message 4' | 0"));
    const [settings, later] = await open('com.example.notes.plist');
    assert.match(settings ?? '', /theme: "light"/);
    assert.match(later ?? '', /theme: "dark"/);
    assert.deepEqual(await open('list.txt'), ['bread\nmilk\n', 'bread\nmilk\ntea\n']);
  });

  it('go to a file as Markdown, JSON or text', async () => {
    await run(COMMANDS.comparePrevious, newer);
    const source = await comparison(older, newer);
    watchProgress();
    for (const [name, wanted] of [
      ['out.md', /^# Comparison of two backups/],
      ['out.json', /"schema": "backup-lab\/compare@1"/],
      ['out.txt', /^Before {3}/],
    ] as const) {
      const target = join(folder, name);
      sinon.stub(vscode.window, 'showSaveDialog').resolves(vscode.Uri.file(target));
      const { saying } = play();
      await source.act('export', undefined);
      await saying(/comparison was saved/);
      const text = readFileSync(target, 'utf8');
      assert.match(text, wanted);
      assert.match(text, /Sample message 2, edited/);
      sinon.restore();
      watchProgress();
    }
  });

  it('ask once for the password of a backup and of its version, show nothing of them without it, and begin anew with it', async () => {
    const [before, after] = [`${ENCRYPTED}-20240101-100000`, ENCRYPTED].map((name) => join(folder, 'locked', name)) as [string, string];
    watchProgress();
    const closed = answerPasswordBoxes('close');
    await run(COMMANDS.comparePrevious, after);
    const source = await comparison(before, after);
    assert.equal(closed.length, 1);
    assert.deepEqual([source.head.state?.icon, source.head.state?.buttons[0]?.action], ['locked', 'unlock']);
    sinon.restore();
    watchProgress();
    const boxes = answerPasswordBoxes({ type: 'correct horse' });
    await source.act('unlock', undefined);
    assert.equal(boxes.length, 1);
    const { reports } = await api();
    await waitFor(() => Promise.resolve(source.head.state?.title === 'No differences' ? true : undefined), reports.onDidChange, 'an end');
    await run(COMMANDS.lockBackup, after);
    assert.equal(source.head.state?.icon, 'locked');
    await run(COMMANDS.lockBackup, before);
  });

  it('do not come back for folders that this computer never mounted', async () => {
    const { reports } = await api();
    const dispose = sinon.spy();
    const panel = { dispose } as unknown as vscode.WebviewPanel;
    await reports.deserializeWebviewPanel(panel, { report: 'compare', backups: ['0'.repeat(32), '1'.repeat(32)] });
    sinon.assert.calledOnce(dispose);
    assert.equal(checkedReportState({ report: 'compare', backups: [older, newer] }), undefined, 'a page never holds a path');
  });

  describe('a copy that differs on purpose', () => {
    const sms = { domain: 'HomeDomain', relativePath: 'Library/SMS/sms.db' };

    /** As if the file had been clicked in the list of the page in front. */
    const clicked = ({ domain, relativePath }: typeof sms) => ({
      webviewSection: 'file',
      fileID: fileIdOf(domain, relativePath),
      name: relativePath,
    });

    it('is smaller, says what was left out, and is called partial', async () => {
      watchProgress();
      sinon.stub(vscode.window, 'showOpenDialog').resolves([vscode.Uri.file(folder)]);
      sinon.stub(vscode.window, 'showQuickPick').callsFake(async (items) => {
        const all = [...(await items)];
        return all.filter(({ detail }) => detail?.includes('App') === true) as unknown as vscode.QuickPickItem;
      });
      const { saying, buttonsOf } = play();
      await run(COMMANDS.makeSmallerBackup, newer);
      const words = await saying(/^Smaller backup made/);
      assert.match(words, /^Smaller backup made: 5 files kept, 3 files left out\. .*iOS 27/);
      assert.deepEqual(buttonsOf(/Smaller/)?.slice(0, 2), ['Browse', 'Open Folder']);
      const path = join(folder, `${UDID}-smaller`, UDID);
      assert.equal((await verifyBackup(path)).verdict, 'partial');
      await using copy = await openBackup(path);
      assert.equal(await copy.get(sms.domain, sms.relativePath), undefined);
    });

    it('has one file replaced, or deleted, and verifies; the backup stays as it is', async () => {
      await run(COMMANDS.openBrowser, newer);
      watchProgress();
      const replacement = join(folder, 'new.txt');
      writeFileSync(replacement, 'other content');
      const notes = { domain: 'AppDomain-com.example.notes', relativePath: 'Documents/list.txt' };
      sinon
        .stub(vscode.window, 'showOpenDialog')
        .callsFake(async (options) => [vscode.Uri.file(options?.canSelectFiles === true ? replacement : folder)]);
      const before = readFileSync(join(newer, 'Manifest.db'));
      const { said, saying } = play([
        [/^Replace “list\.txt” in a copy/, 'Replace in a Copy'],
        [/^Delete “sms\.db” in a copy/, 'Delete in a Copy'],
      ]);
      await run(COMMANDS.replaceFileInCopy, clicked(notes));
      await saying(/^The changed copy was made/);
      assert.match(said[0] ?? '', /The backup itself is not changed\./);
      await run(COMMANDS.deleteFileInCopy, clicked(sms));
      await saying(/^The changed copy was made/, 2);
      const [replaced, deleted] = [`${UDID}-changed`, `${UDID}-changed-2`].map((name) => join(folder, name, UDID)) as [string, string];
      for (const path of [replaced, deleted]) assert.equal((await verifyBackup(path, { level: 'full' })).verdict, 'good');
      await using one = await openBackup(replaced);
      assert.equal((await one.get(notes.domain, notes.relativePath))?.size, 'other content'.length);
      await using other = await openBackup(deleted);
      assert.equal(await other.get(sms.domain, sms.relativePath), undefined);
      assert.ok(before.equals(readFileSync(join(newer, 'Manifest.db'))));
    });
  });

  it('are opened from the list of files of a backup, and mounted files that are no text open as documents', async () => {
    await run('vscode.openWith', vscode.Uri.file(join(newer, 'Manifest.db')), MANIFEST_EDITOR);
    const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const isThere = (fits: (tab: vscode.Tab) => boolean, what: string) =>
      waitFor(() => Promise.resolve(tabs().some(fits) ? true : undefined), vscode.window.tabGroups.onDidChangeTabs, what);
    await isThere(({ label }) => label.startsWith('Sample Phone'), 'the page of the backup');
    const address = (place: string) => vscode.Uri.from({ scheme: 'iosbackup', authority: mountIdOf(newer), path: place });
    const showsText = (name: string) => isThere(({ input }) => input instanceof vscode.TabInputText && input.uri.path.endsWith(name), name);
    await run('vscode.open', address('/HomeDomain/Library/SMS/sms.db'));
    await showsText('sms.db.rows.txt');
    await run('vscode.open', address('/AppDomain-com.example.notes/Library/Preferences/com.example.notes.plist'));
    await showsText('com.example.notes.plist.values.txt');
  });
});
