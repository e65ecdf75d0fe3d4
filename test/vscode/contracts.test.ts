/** Contracts inside VS Code: written with help, held against a backup in the Test Explorer, and followed while files come, change and go. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { COMMANDS, SETTINGS } from '../../src/extension/ids.ts';
import { makeDatabase } from '../support/previewing-databases.ts';
import { withParents, writePlists, writeSampleBackup, type SampleRow } from '../support/sample-backup.ts';
import { listenTo } from './heard-runs.ts';
import { play } from './play.ts';
import { Lab, api, backupRow, deviceRow, setSetting, waitFor } from './support.ts';

const APP = 'com.example.myapp';
const UDID = '00008030-00000000000000C7';
const row = (relativePath: string, content: string | Uint8Array): SampleRow => {
  return { domain: `AppDomain-${APP}`, relativePath, content: Buffer.from(content) };
};
const LEAK = `app: ${APP}\nmust: ["Documents/notes.sqlite"]\nmustNotContain:\n  - pattern: tok_live_[0-9]+\n`;
const KEPT = `app: ${APP}\nmust: ["Documents/notes.sqlite"]\nmustNotContain:\n  - pattern: tok_test_[0-9]+\n`;

describe('contracts', () => {
  let folder: string;
  let backup: string;
  let workspaceFolder: string;

  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  const room = async () => (await api()).contracts.open();
  const uriOf = (name: string) => vscode.Uri.file(join(workspaceFolder, name));
  const write = (name: string, text: string) => writeFile(join(workspaceFolder, name), text);

  before(async () => {
    workspaceFolder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    folder = mkdtempSync(join(process.env.IN_HOST_FOLDER ?? '.', 'contracts-'));
    backup = join(folder, UDID);
    const { database, log } = makeDatabase(
      (made) => made.exec('CREATE TABLE session (id INTEGER PRIMARY KEY, token TEXT)'),
      (made) => made.exec("INSERT INTO session VALUES (1, 'tok_live_4711')"),
    );
    writeSampleBackup(
      backup,
      withParents([row('Documents/notes.sqlite', database), row('Documents/notes.sqlite-wal', log ?? ''), row('a.txt', 'a')]),
    );
    writePlists(backup, '17.4', undefined, { udid: UDID });
    await setSetting(SETTINGS.backupFolders, [folder]);
    await run(COMMANDS.refreshBackups);
    await backupRow(backup);
  });

  afterEach(async () => {
    sinon.restore();
    await run('workbench.action.revertAndCloseActiveEditor');
    await run('workbench.action.closeAllEditors');
  });

  after(async () => {
    await setSetting(SETTINGS.backupFolders, undefined);
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
    for (const name of ['app', 'other', 'typo', 'moved']) await rm(join(workspaceFolder, `${name}.backup-contract.yml`), { force: true });
  });

  /** The item of a contract, as soon as `suits` holds for it. */
  async function item(name: string, suits: (found: vscode.TestItem) => boolean = () => true): Promise<vscode.TestItem> {
    const { items } = await room();
    return waitFor(
      () => {
        const found = items.controller.items.get(uriOf(name).toString());
        return Promise.resolve(found !== undefined && suits(found) ? found : undefined);
      },
      items.onDidChange,
      `a test for ${name}`,
    );
  }

  async function runOn(label: string, include?: readonly vscode.TestItem[], token = new vscode.CancellationTokenSource().token) {
    const { profiles } = await room();
    const profile = profiles.find((each) => each.label === label);
    assert.ok(profile !== undefined, label);
    const heard = listenTo((await room()).items.controller);
    await profile.runHandler(new vscode.TestRunRequest(include, undefined, profile), token);
    return heard;
  }

  const problemsOf = (name: string) => vscode.languages.getDiagnostics(uriOf(name));
  const onProblems = (listener: () => void) => vscode.languages.onDidChangeDiagnostics(listener);

  it('in a workspace become tests, one for each rule, where it stands', async () => {
    await write('app.backup-contract.yml', LEAK);
    const found = await item('app.backup-contract.yml', ({ children }) => children.size === 2);
    // With a description, VS Code would read that to people who do not see in place of the name.
    assert.deepEqual([found.label, found.description], ['app.backup-contract.yml', undefined]);
    const rules = [...found.children].map(([, child]) => `${String(child.range?.start.line)} ${child.label}`);
    assert.deepEqual(rules, ['1 must: Documents/notes.sqlite', '3 mustNotContain: tok_live_[0-9]+']);
  });

  it('fail on their line for a token that only the log of a database has, and say so in Problems', async () => {
    const found = await item('app.backup-contract.yml');
    const heard = await runOn('On a Backup', [found]);
    assert.deepEqual(heard.states, ['passed must: Documents/notes.sqlite', 'failed mustNotContain: tok_live_[0-9]+']);
    const [message] = heard.messages;
    assert.ok(message !== undefined);
    assert.match(
      message.message as string,
      /^Documents\/notes\.sqlite contains .*row 1, column token, only in the log \(-wal\).*\nKeep it out of the file.*\nExpected: mustNotContain: tok_live_/,
    );
    assert.equal(message.location?.uri.toString(), found.uri?.toString());
    assert.deepEqual([message.location?.range.start.line, message.location?.range.start.character], [3, 13]);
    assert.ok(!JSON.stringify(heard).includes('4711'), 'a secret is never repeated');
    assert.match(heard.output, /✗ line 4 mustNotContain: tok_live_\[0-9\]\+ · rests on the backup/);
    assert.match(heard.output, /Files that no rule names: 2 of 3\./);
    assert.equal(heard.ended, 1);
    const [problem] = problemsOf('app.backup-contract.yml');
    assert.deepEqual([problem?.code, problem?.range.start.line], ['content-found', 3]);
  });

  it('pass once they are corrected, and what was found about the text before is gone', async () => {
    const { items } = await room();
    const found = await item('app.backup-contract.yml');
    const invalidate = sinon.spy(items.controller, 'invalidateTestResults');
    await write('app.backup-contract.yml', KEPT);
    await item('app.backup-contract.yml', ({ children }) => [...children].some(([id]) => id.includes('tok_test_')));
    assert.deepEqual(invalidate.args, [[found]]);
    assert.deepEqual(problemsOf('app.backup-contract.yml'), []);
    const heard = await runOn('On a Backup', [found]);
    assert.deepEqual(heard.states, ['passed must: Documents/notes.sqlite', 'passed mustNotContain: tok_test_[0-9]+']);
    assert.deepEqual(problemsOf('app.backup-contract.yml'), []);
  });

  it('are out of date once the backup changes', async () => {
    const { items, results } = await room();
    const { contracts } = await api();
    const invalidate = sinon.spy(items.controller, 'invalidateTestResults');
    contracts.changed(backup);
    assert.deepEqual(contracts.paths(), [backup]);
    await utimes(join(backup, 'Manifest.db'), new Date(), new Date(1_700_000_000_000));
    await results.backupChanged(backup);
    assert.equal(invalidate.callCount, 1, 'only after a change of the bytes');
    assert.deepEqual(contracts.paths(), []);
  });

  it('are skipped and end when they are canceled', async () => {
    const source = new vscode.CancellationTokenSource();
    source.cancel();
    const heard = await runOn('On a Backup', undefined, source.token);
    assert.deepEqual(new Set(heard.states.map((state) => state.split(' ')[0])), new Set(['skipped']));
    assert.equal(heard.ended, 1);
  });

  it('tell two values apart where a rule is about one', async () => {
    await write('app.backup-contract.yml', `app: ${APP}\nbudget: { "**": 1KB }\nprotection: { "*.txt": complete }\n`);
    const found = await item('app.backup-contract.yml', ({ children }) => children.size === 2);
    const { messages } = await runOn('On a Backup', [found]);
    const values = messages.map(({ expectedOutput, actualOutput }) => `${expectedOutput ?? ''} | ${actualOutput ?? ''}`);
    assert.match(values[0] ?? '', /^1 kB \| \d[\d.]* kB$/);
    assert.match(values[1] ?? '', /^complete \| (untilFirstUnlock|none)$/);
  });

  it('run one rule alone, and cover only those that the backup has something for', async () => {
    await write('app.backup-contract.yml', `app: ${APP}\nmust: ["*.txt"]\nmay: ["none/**", "Documents/**"]\nfrozen: true\n`);
    const found = await item('app.backup-contract.yml', ({ children }) => children.size === 4);
    const [, rule] = [...found.children].map(([, child]) => child);
    const one = await runOn('On a Backup', rule && [rule]);
    assert.deepEqual(one.states, ['passed may: none/**']);
    sinon.restore();
    const { items } = await room();
    const add = sinon.spy();
    const original = items.controller.createTestRun.bind(items.controller);
    sinon.stub(items.controller, 'createTestRun').callsFake((...args) => Object.assign(original(...args), { addCoverage: add }));
    const profile = (await room()).profiles.find(({ kind }) => kind === vscode.TestRunProfileKind.Coverage);
    await profile?.runHandler(new vscode.TestRunRequest([found], undefined, profile), new vscode.CancellationTokenSource().token);
    const coverage = add.args[0]?.[0] as vscode.FileCoverage;
    assert.deepEqual([coverage.statementCoverage.covered, coverage.statementCoverage.total], [3, 4]);
  });

  it('say what is wrong with their text where it is wrong, and forget it when they are closed', async () => {
    await write('typo.backup-contract.yml', `app: ${APP}\nmustnot: [a]\nencrypted: requird\n`);
    // As a person opens it: what code opens stays open for minutes.
    await run('vscode.open', uriOf('typo.backup-contract.yml'));
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document !== undefined);
    assert.equal(document.languageId, 'backup-contract');
    const find = (count: number) => () => Promise.resolve(problemsOf('typo.backup-contract.yml').length === count ? true : undefined);
    await waitFor(find(2), onProblems, 'two problems');
    const [key, choice] = problemsOf('typo.backup-contract.yml');
    assert.deepEqual([key?.code, key?.range.start.line, key?.range.end.character], ['key-unknown', 1, 7]);
    assert.match(choice?.message ?? '', /Did you mean “required”\?/);
    const actions = await run('vscode.executeCodeActionProvider', document.uri, key?.range).then((found) => found as vscode.CodeAction[]);
    const [fix] = actions.filter(({ title }) => title === 'Change to “mustNot”');
    assert.ok(fix?.edit !== undefined, actions.map(({ title }) => title).join());
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(document.lineAt(1).text, 'mustNot: [a]');
    await waitFor(find(1), onProblems, 'one problem');
    const broken = await item('typo.backup-contract.yml', ({ children }) => children.size === 0);
    assert.match(broken.error as string, /^Line 3: .*requird/);
    const heard = await runOn('On a Backup', [broken]);
    assert.deepEqual(heard.states, [`errored ${broken.label}`]);
    assert.equal(heard.messages[0]?.location?.range.start.line, 2);
    await run('workbench.action.revertAndCloseActiveEditor');
    await waitFor(find(0), onProblems, 'no problems');
  });

  it('complete keys and values, and explain them', async () => {
    await write('other.backup-contract.yml', `app: ${APP}\nencrypted: \nmustNotContain:\n  - pattern: a\n    \n`);
    const document = await vscode.workspace.openTextDocument(uriOf('other.backup-contract.yml'));
    const labels = async (line: number, character: number) => {
      const found = (await run(
        'vscode.executeCompletionItemProvider',
        document.uri,
        new vscode.Position(line, character),
      )) as vscode.CompletionList;
      return found.items.filter(({ kind }) => kind !== vscode.CompletionItemKind.Text).map(({ label }) => label);
    };
    assert.deepEqual(await labels(1, 11), ['required', 'forbidden', 'any']);
    assert.deepEqual(await labels(4, 4), ['in', 'ignoreCase']);
    const [hover] = (await run('vscode.executeHoverProvider', document.uri, new vscode.Position(2, 3))) as vscode.Hover[];
    assert.match((hover!.contents[0] as vscode.MarkdownString).value, /What must not be inside files/);
    const symbols = (await run('vscode.executeDocumentSymbolProvider', document.uri)) as vscode.DocumentSymbol[] | undefined;
    assert.deepEqual(symbols ?? [], [], 'a contract with a mistake has no outline');
  });

  it('take a change that was meant, by a quick fix or as a whole, and leave the rest', async () => {
    const frozen = `app: ${APP}\nfrozen: true\nmay: ["Documents/**"]\nmustNotContain:\n  - pattern: tok_live_[0-9]+\n`;
    await write('app.backup-contract.yml', frozen);
    const found = await item('app.backup-contract.yml', ({ children }) => children.size === 3);
    const document = await vscode.workspace.openTextDocument(uriOf('app.backup-contract.yml'));
    await vscode.window.showTextDocument(document);
    await runOn('On a Backup', [found]);
    const actions = (await run('vscode.executeCodeActionProvider', document.uri, new vscode.Range(1, 0, 1, 6))) as vscode.CodeAction[];
    assert.ok(
      actions.some(({ title }) => title === 'List a.txt under “may”'),
      actions.map(({ title }) => title).join(),
    );
    const { said } = play();
    await run(COMMANDS.acceptContract, found);
    assert.equal(document.lineAt(2).text, 'may: ["Documents/**", "a.txt"]');
    assert.ok(document.isDirty, 'whoever accepts can take it back');
    assert.match(said.join('\n'), /Lines of the contract that changed: 1\. .*no contract should accept: 1\./);
  });

  it('are written from what a backup has of an app', async () => {
    const file = uriOf('moved.backup-contract.yml');
    sinon.stub(vscode.window, 'showQuickPick').callsFake(async (items) => ((await items) as vscode.QuickPickItem[])[0]);
    sinon.stub(vscode.window, 'showSaveDialog').resolves(file);
    await run(COMMANDS.newContract, backup);
    assert.match(await readFile(file.fsPath, 'utf8'), new RegExp(`^app: ${APP}$`, 'm'));
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), file.toString());
    sinon.restore();
    const heard = await runOn('On a Backup', [await item('moved.backup-contract.yml', ({ children }) => children.size > 2)]);
    assert.deepEqual([...new Set(heard.states.map((state) => state.split(' ')[0]))], ['passed'], 'the backup keeps it');
  });

  it('are held against simulated phones that have the files of the app, one for each version, and say what is only declared', async () => {
    await mkdir(join(workspaceFolder, 'container', 'Documents'), { recursive: true });
    await writeFile(join(workspaceFolder, 'container', 'Documents', 'log.txt'), 'token tok_live_12');
    const files = `appFiles:\n  folder: container\n  protection: { "**": complete }\n`;
    await write('app.backup-contract.yml', `${LEAK.replace('notes.sqlite', 'log.txt')}protection: { "**": complete }\n${files}`);
    // As many rules as the contract had before, and another one among them.
    const hasProtection = ({ children }: vscode.TestItem) => [...children].some(([, { label }]) => label.startsWith('protection'));
    const found = await item('app.backup-contract.yml', (each) => each.children.size === 3 && hasProtection(each));
    sinon.stub(vscode.window, 'showQuickPick').callsFake(async (items) => {
      const all = (await items) as vscode.QuickPickItem[];
      return all.filter(({ label }) => label === 'iOS 17' || label === 'iOS 12') as unknown as vscode.QuickPickItem;
    });
    const { profiles, phoneVersions } = await room();
    profiles.find(({ label }) => label === 'On a Simulated Phone')?.configureHandler?.();
    await waitFor(() => Promise.resolve(phoneVersions.get().length === 2 ? true : undefined), phoneVersions.onDidChange, 'two versions');
    sinon.restore();
    const heard = await runOn('On a Simulated Phone', [found]);
    assert.deepEqual(heard.states, [
      'passed must: Documents/log.txt',
      'failed mustNotContain: tok_live_[0-9]+',
      'passed protection: **: complete',
    ]);
    const versions = heard.messages.map(({ message }) => (message as string).split(':')[0]);
    assert.deepEqual(
      versions.map((text) => text?.replace(/\..*/, '')),
      ['iOS 17', 'iOS 12'],
    );
    assert.match(
      heard.output,
      /✓ iOS 17\S* line 5 protection: .* rests on what the contract itself declares, which proves nothing about the app/,
    );
    assert.match(heard.output, /✗ iOS 12\S* line 4 mustNotContain: .* rests on the backup/);
    await writeFile(join(workspaceFolder, 'container', 'Documents', 'log.txt'), 'nothing');
    sinon.restore();
    assert.ok(!(await runOn('On a Simulated Phone', [found])).states.some((state) => state.startsWith('failed')));
  });

  it('are skipped and end when they are canceled while a simulated phone starts', async () => {
    const found = await item('app.backup-contract.yml');
    const source = new vscode.CancellationTokenSource();
    const running = runOn('On a Simulated Phone', [found], source.token);
    setImmediate(() => source.cancel());
    const { states, ended } = await running;
    assert.deepEqual([new Set(states.map((state) => state.split(' ')[0])), ended], [new Set(['skipped']), 1]);
  });

  it('are held against a new backup of a connected device', async () => {
    const lab = await Lab.open();
    try {
      const phone = await lab.plugIn();
      await deviceRow(phone.udid);
      await write('app.backup-contract.yml', 'device: true\nmust: ["HomeDomain/**"]\n');
      const found = await item('app.backup-contract.yml', ({ children }) => children.size === 1);
      const heard = await runOn('On a Connected Device', [found]);
      assert.deepEqual(heard.states, ['passed must: HomeDomain/**'], heard.output);
      assert.ok((await api()).contracts.paths().includes(join(lab.folder, phone.udid)));
    } finally {
      await lab.close();
    }
  });

  it('that are deleted leave no test and no problem behind', async () => {
    const { items } = await room();
    await run('workbench.action.closeAllEditors');
    await rm(join(workspaceFolder, 'app.backup-contract.yml'));
    await waitFor(
      () => Promise.resolve(items.controller.items.get(uriOf('app.backup-contract.yml').toString()) === undefined ? true : undefined),
      items.onDidChange,
      'the test to go',
    );
    assert.deepEqual(problemsOf('app.backup-contract.yml'), []);
  });
});
