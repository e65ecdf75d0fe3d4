/** Backups as tests of the Test Explorer, once the workspace has a contract. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { cp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { COMMANDS, SETTINGS } from '../../src/extension/ids.ts';
import { withParents, writePlists, writeSampleBackup, type SampleRow } from '../support/sample-backup.ts';
import { answerPasswordBoxes, watchProgress } from './dialogs.ts';
import { listenTo } from './heard-runs.ts';
import { api, backupRow, setSetting, theExtension, waitFor } from './support.ts';

const UDID = '00008030-00000000000000C8';
const ENCRYPTED = '00008120-000E15A83C68A01E';
const CONTRACT = 'backups.backup-contract.yml';
const row = (relativePath: string, content: string): SampleRow => {
  return { domain: 'AppDomain-com.example.myapp', relativePath, content: Buffer.from(content) };
};

describe('backups in the Test Explorer', () => {
  let folder: string;
  let backup: string;
  let contract: string;

  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  const room = async () => (await api()).contracts.open();

  before(async () => {
    folder = mkdtempSync(join(process.env.IN_HOST_FOLDER ?? '.', 'backup-tests-'));
    backup = join(folder, UDID);
    writeSampleBackup(backup, withParents([row('Documents/a.txt', 'some text'), row('Documents/b.txt', 'more text')]));
    writePlists(backup, '17.4', undefined, { udid: UDID });
    contract = join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', CONTRACT);
    await writeFile(contract, 'device: true\nmust: ["**"]\n');
    await setSetting(SETTINGS.backupFolders, [folder]);
    await run(COMMANDS.refreshBackups);
    await backupRow(backup);
  });

  afterEach(() => {
    sinon.restore();
  });

  after(async () => {
    await setSetting(SETTINGS.backupFolders, undefined);
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
    await rm(contract, { force: true });
  });

  async function item(path: string): Promise<vscode.TestItem> {
    const { checks } = await room();
    const { onDidChangeTreeData } = (await api()).trees.backups;
    return waitFor(() => Promise.resolve(checks.controller.items.get(path)), onDidChangeTreeData!, `a test for ${path}`);
  }

  async function verify(level: 'Quick' | 'Full', include?: readonly vscode.TestItem[], token = new vscode.CancellationTokenSource().token) {
    const { checks, checkProfiles } = await room();
    const profile = checkProfiles.find(({ label }) => label === `Verify (${level})`);
    assert.ok(profile !== undefined);
    const heard = listenTo(checks.controller);
    await profile.runHandler(new vscode.TestRunRequest(include, undefined, profile), token);
    assert.equal(heard.ended, 1);
    return heard;
  }

  async function payloads(path: string): Promise<string[]> {
    const all = await readdir(path, { recursive: true });
    return all.filter((place) => /^[0-9a-f]{2}.[0-9a-f]{40}$/.test(place)).sort();
  }

  it('are one test each, with its verdict and what would make it bad', async () => {
    const found = await item(backup);
    assert.match(found.label, /^iPhone · /);
    assert.equal(found.description, undefined);
    const labels = [...found.children].map(([, { label }]) => label);
    assert.equal(labels[0], 'Verdict');
    assert.equal(
      [...found.children].map(([, { sortText }]) => sortText ?? '').sort()[0],
      found.children.get(`${backup}#verdict`)?.sortText,
    );
    assert.ok(labels.includes('Looks for: The content of a file is missing'));
    assert.ok(!labels.some((label) => label.endsWith('padding')), 'what is only worth knowing is no test');
  });

  it('pass for what was looked for, and skip what a quick check does not read', async () => {
    const found = await item(backup);
    const quick = await verify('Quick', [found]);
    assert.ok(quick.states.includes('passed Verdict'), quick.output);
    assert.ok(quick.states.includes('passed Looks for: The content of a file is missing'));
    assert.ok(quick.states.includes('skipped Looks for: The content of a file has changed'));
    assert.match(quick.output, /A quick check does not read content\. .*\(.*, The content of a file has changed, .*\)\r\n/);
    sinon.restore();
    const full = await verify('Full', [found]);
    assert.deepEqual(new Set(full.states.map((state) => state.split(' ')[0])), new Set(['passed']));
    assert.deepEqual((await api()).contracts.paths(), [backup]);
  });

  it('fail for content that was cut short, name it, and open the page of the backup there', async () => {
    const found = await item(backup);
    const [place = ''] = await payloads(backup);
    const whole = await readFile(join(backup, place));
    await writeFile(join(backup, place), whole.subarray(0, 3));
    const full = await verify('Full', [found]);
    assert.ok(full.states.includes('failed Verdict'), full.output);
    assert.ok(full.states.includes('failed Looks for: A file is cut short'));
    const message = full.messages.find(({ message: words }) => (words as string).includes('Documents/'));
    assert.match(message?.message as string, /^A file is cut short.*\nAppDomain-com\.example\.myapp\/Documents\/[ab]\.txt$/);
    assert.equal(message?.location?.uri.scheme, 'iosbackupproblem');
    const problems = vscode.languages.getDiagnostics().filter(([uri]) => uri.scheme === 'iosbackupproblem' && uri.query.includes(UDID));
    assert.ok(problems.some(([, list]) => list.length > 0));
    await writeFile(join(backup, place), whole);
  });

  it('are out of date once a file of theirs changes', async () => {
    const found = await item(backup);
    const { checks } = await room();
    await verify('Quick', [found]);
    const invalidate = sinon.spy(checks.controller, 'invalidateTestResults');
    await checks.backupChanged(backup);
    assert.equal(invalidate.callCount, 0);
    const [place = ''] = await payloads(backup);
    await rm(join(backup, place));
    await checks.backupChanged(backup);
    assert.deepEqual(invalidate.args, [[found]]);
    assert.deepEqual(checks.paths(), []);
    sinon.restore();
    const quick = await verify('Quick', [found]);
    assert.ok(quick.states.includes('failed Looks for: The content of a file is missing'));
  });

  it('of which one was chosen tell of that one', async () => {
    const found = await item(backup);
    const child = [...found.children]
      .map(([, each]) => each)
      .find(({ label }) => label.endsWith('is missing') && label.includes('content'));
    const { states } = await verify('Quick', child && [child]);
    assert.deepEqual(states, ['failed Looks for: The content of a file is missing']);
  });

  it('are skipped and end when they are canceled', async () => {
    const source = new vscode.CancellationTokenSource();
    source.cancel();
    const { states } = await verify('Full', [await item(backup)], source.token);
    assert.deepEqual(new Set(states.map((state) => state.split(' ')[0])), new Set(['skipped']));
  });

  it('that are encrypted are never called good while they are locked, and ask for their password', async () => {
    const path = join(folder, ENCRYPTED);
    await cp(join(theExtension().extensionPath, 'test', 'fixtures', 'backups', 'encrypted-ios17', ENCRYPTED), path, { recursive: true });
    await run(COMMANDS.refreshBackups);
    const found = await item(path);
    const all = await verify('Quick');
    // Nobody is asked who runs all tests, and only what is wrong has a line beside the verdicts.
    assert.deepEqual(all.states.sort(), ['failed Looks for: The content of a file is missing', 'failed Verdict', 'skipped Verdict']);
    assert.match(all.output, /The backup of Sample iPhone is locked\./);
    const boxes = answerPasswordBoxes('close', { type: 'correct horse' });
    watchProgress();
    const locked = await verify('Full', [found]);
    assert.ok(locked.states.includes('errored Verdict'), locked.output);
    assert.match(locked.messages[0]?.message as string, /Unlock it to check the contents/);
    const unlocked = await verify('Full', [found]);
    assert.deepEqual([boxes.length, unlocked.states.find((state) => state.endsWith('Verdict'))], [2, 'passed Verdict'], unlocked.output);
    const { checks } = await room();
    const invalidate = sinon.spy(checks.controller, 'invalidateTestResults');
    await run(COMMANDS.lockBackup, path);
    await checks.backupChanged(path);
    assert.equal(invalidate.callCount, 0, 'the bytes are what they were');
  });

  it('that are gone leave no test behind', async () => {
    const { checks } = await room();
    await rm(backup, { recursive: true });
    await run(COMMANDS.refreshBackups);
    assert.equal(checks.controller.items.get(backup), undefined);
  });
});
