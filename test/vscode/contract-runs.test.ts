/** Runs of contracts that people expect of any test in VS Code: again at each save, only what has failed, on the backup of last time, and with its password. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { COMMANDS, SETTINGS } from '../../src/extension/ids.ts';
import { withParents, writePlists, writeSampleBackup } from '../support/sample-backup.ts';
import { answerPasswordBoxes, watchProgress } from './dialogs.ts';
import { listenTo, type HeardRuns } from './heard-runs.ts';
import { api, backupRow, setSetting, theExtension, waitFor } from './support.ts';

const APP = 'com.example.myapp';
const UDIDS = ['00008030-00000000000000D1', '00008030-00000000000000D2'] as const;
const ENCRYPTED = '00008120-000E15A83C68A01E';
const NAME = 'runs.backup-contract.yml';
/** Would push what is wrong with it out of sight. */
const LONG = `${'very-long-'.repeat(20)}name.log`;
const CONTRACT = `app: ${APP}\nmust: ["a.txt", "none.txt"]\n`;

describe('runs of contracts', () => {
  let folder: string;
  let workspaceFolder: string;
  let uri: vscode.Uri;

  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  const room = async () => (await api()).contracts.open();

  before(async () => {
    workspaceFolder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    uri = vscode.Uri.file(join(workspaceFolder, NAME));
    folder = mkdtempSync(join(process.env.IN_HOST_FOLDER ?? '.', 'contract-runs-'));
    for (const udid of UDIDS) {
      const files = udid === UDIDS[0] ? ['a.txt', LONG] : ['a.txt', 'none.txt'];
      const rows = files.map((relativePath) => ({ domain: `AppDomain-${APP}`, relativePath, content: Buffer.from(relativePath) }));
      writeSampleBackup(join(folder, udid), withParents(rows));
      writePlists(join(folder, udid), '17.4', undefined, { udid });
    }
    await setSetting(SETTINGS.backupFolders, [folder]);
    await run(COMMANDS.refreshBackups);
    await backupRow(join(folder, UDIDS[1]));
    await writeFile(uri.fsPath, CONTRACT);
  });

  afterEach(async () => {
    sinon.restore();
    await run('workbench.action.closeAllEditors');
  });

  after(async () => {
    await setSetting(SETTINGS.backupFolders, undefined);
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
    await rm(uri.fsPath, { force: true });
    await rm(join(workspaceFolder, 'runs-container'), { recursive: true, force: true });
  });

  async function item(rules: number): Promise<vscode.TestItem> {
    const { items } = await room();
    return waitFor(
      () => {
        const found = items.controller.items.get(uri.toString());
        return Promise.resolve(found?.children.size === rules ? found : undefined);
      },
      items.onDidChange,
      `a test with ${String(rules)} rules`,
    );
  }

  async function profileOf(label: string): Promise<vscode.TestRunProfile> {
    const profile = (await room()).profiles.find((each) => each.label === label);
    assert.ok(profile !== undefined, label);
    return profile;
  }

  const listen = async () => listenTo((await room()).items.controller);

  async function runOn(label: string, found: vscode.TestItem): Promise<HeardRuns> {
    const profile = await profileOf(label);
    const heard = await listen();
    await profile.runHandler(new vscode.TestRunRequest([found], undefined, profile), new vscode.CancellationTokenSource().token);
    return heard;
  }

  const ends = (heard: HeardRuns, count: number) =>
    waitFor(() => Promise.resolve(heard.ended >= count ? true : undefined), heard.onDidEnd, `${String(count)} runs to end`);

  /** Chooses the backup of a device wherever backups can be chosen. */
  function choosing(udid: string): sinon.SinonStub {
    return sinon.stub(vscode.window, 'showQuickPick').callsFake(async (items) => {
      const all = (await items) as (vscode.QuickPickItem & { path?: string })[];
      return all.find(({ path }) => path?.endsWith(udid));
    });
  }

  async function configure(udid: string): Promise<void> {
    const { chosen } = await room();
    const stub = choosing(udid);
    (await profileOf('On a Backup')).configureHandler?.();
    await waitFor(() => Promise.resolve(chosen.get(uri)?.endsWith(udid) === true ? true : undefined), chosen.onDidChange, 'the choice');
    stub.restore();
  }

  it('ask once which of several backups is meant, and again when somebody wants another', async () => {
    const found = await item(2);
    const asked = choosing(UDIDS[0]);
    const first = await runOn('On a Backup', found);
    assert.deepEqual(first.states, ['passed must: a.txt', 'failed must: none.txt']);
    assert.deepEqual((await runOn('On a Backup', found)).states, first.states);
    assert.equal(asked.callCount, 1);
    asked.restore();
    await configure(UDIDS[1]);
    assert.deepEqual((await runOn('On a Backup', found)).states, ['passed must: a.txt', 'passed must: none.txt']);
    await configure(UDIDS[0]);
  });

  it('say of a file with a long path what is wrong with it, and then the whole path', async () => {
    await writeFile(uri.fsPath, `app: ${APP}\nfrozen: true\nmay: ["a.txt"]\n`);
    const { messages } = await runOn('On a Backup', await item(2));
    const [{ message }] = messages as [vscode.TestMessage];
    const lines = (message as string).split('\n');
    const [words = ''] = lines;
    assert.match(words, /^very-long-.*…very-long-.*name\.log is named by no rule\.$/);
    assert.ok(words.length < 120, words);
    assert.ok(lines.includes(LONG), lines.join('\n'));
    const [problem] = vscode.languages.getDiagnostics(uri);
    assert.ok(problem?.message.startsWith(words));
    await writeFile(uri.fsPath, CONTRACT);
    await item(2);
  });

  it('run only what has failed when VS Code is told to', async () => {
    const found = await item(2);
    const failing = await runOn('On a Backup', found);
    assert.deepEqual(failing.states, ['passed must: a.txt', 'failed must: none.txt']);
    const heard = await listen();
    await run('testing.reRunFailTests');
    await ends(heard, 1);
    assert.deepEqual(heard.states, ['failed must: none.txt']);
  });

  it('come again at each save until they are switched off', async () => {
    const found = await item(2);
    const profile = await profileOf('On a Backup');
    const heard = await listen();
    const source = new vscode.CancellationTokenSource();
    const begun = profile.runHandler(new vscode.TestRunRequest([found], undefined, profile, true), source.token);
    await begun;
    assert.equal(heard.ended, 0, 'nothing runs before something is saved');
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    await editor.edit((edit) => edit.replace(editor.document.lineAt(1).range, 'must: ["a.txt"]'));
    await editor.document.save();
    await ends(heard, 1);
    assert.deepEqual(heard.states, ['passed must: a.txt']);
    source.cancel();
    await editor.edit((edit) => edit.replace(editor.document.lineAt(1).range, 'must: ["a.txt", "none.txt"]'));
    await editor.document.save();
    await item(2);
    const after = await runOn('On a Backup', await item(2));
    assert.equal(heard.ended, 1, 'what was switched off stays off');
    assert.deepEqual(after.states, ['passed must: a.txt', 'failed must: none.txt']);
  });

  it('come again when a file of the app changes that a contract lays onto the simulated phone', async () => {
    const container = join(workspaceFolder, 'runs-container', 'Documents');
    await mkdir(container, { recursive: true });
    await writeFile(join(container, 'log.txt'), 'quiet');
    await writeFile(uri.fsPath, `app: ${APP}\nappFiles: runs-container\nmustNotContain:\n  - pattern: tok_live_[0-9]+\n`);
    const found = await item(1);
    const profile = await profileOf('On a Simulated Phone');
    const heard = await listen();
    const source = new vscode.CancellationTokenSource();
    await profile.runHandler(new vscode.TestRunRequest([found], undefined, profile, true), source.token);
    await writeFile(join(container, 'log.txt'), 'tok_live_4711');
    await ends(heard, 1);
    assert.ok(
      heard.states.every((state) => state === 'failed mustNotContain: tok_live_[0-9]+'),
      heard.states.join(),
    );
    source.cancel();
  });

  it('unlock an encrypted backup on the way, and decide nothing about one that stays locked', async () => {
    const path = join(folder, ENCRYPTED);
    await cp(join(theExtension().extensionPath, 'test', 'fixtures', 'backups', 'encrypted-ios17', ENCRYPTED), path, { recursive: true });
    await run(COMMANDS.refreshBackups);
    await backupRow(path);
    await writeFile(uri.fsPath, 'device: true\nencrypted: required\nmustNotContain:\n  - pattern: never_written_[0-9]+\n');
    const found = await item(2);
    await configure(ENCRYPTED);
    watchProgress();
    const boxes = answerPasswordBoxes('close', { type: 'correct horse' });
    const locked = await runOn('On a Backup', found);
    assert.deepEqual(locked.states, ['errored encrypted: required', 'errored mustNotContain: never_written_[0-9]+'], locked.output);
    assert.ok(locked.messages.every(({ message }) => (message as string).includes('password')));
    const unlocked = await runOn('On a Backup', found);
    assert.equal(boxes.length, 2);
    assert.deepEqual(unlocked.states[0], 'passed encrypted: required');
    assert.ok(!unlocked.messages.some(({ message }) => (message as string).includes('no password')), unlocked.output);
    await run(COMMANDS.lockBackup, path);
  });
});
