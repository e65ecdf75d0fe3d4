/** Help: buttons that do what a message advises, quick fixes of problems, and pages of help, as VS Code itself offers them. */

import assert from 'node:assert/strict';
import { globSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { COMMANDS, SETTINGS } from '../../src/extension/ids.ts';
import type { SimulatedDevice } from '../../src/simulated-device/index.ts';
import { nextMessage, watchProgress } from './dialogs.ts';
import { Lab, backupRow, setSetting } from './support.ts';

/** How VS Code calls its own pages of Markdown. */
const PREVIEW = 'markdown.preview';

describe('help', () => {
  let lab: Lab;
  let phone: SimulatedDevice;
  let path: string;

  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);

  before(async () => {
    lab = await Lab.open();
    phone = await lab.plugIn({ name: 'Test Phone', keybagRounds: 'low' });
    path = join(lab.folder, phone.udid);
    watchProgress();
    const finished = nextMessage('showInformationMessage');
    await run(COMMANDS.backUpNow, phone.udid);
    await finished;
    sinon.restore();
    await backupRow(path);
  });

  beforeEach(() => {
    watchProgress();
  });

  afterEach(async () => {
    sinon.restore();
    await run('workbench.action.closeAllEditors');
  });

  after(() => lab.close());

  it('is a button for each thing that a failure advises', async () => {
    const empty = join(lab.folder, 'empty');
    mkdirSync(empty);
    sinon.stub(vscode.window, 'showOpenDialog').resolves([vscode.Uri.file(join(lab.folder, 'target'))]);
    const missing = await failureOf(() => run(COMMANDS.extractFiles, empty));
    assert.match(missing.text, /^There is no backup in /);
    assert.deepEqual(missing.buttons, ['Add Backup Folder…', 'Explain', 'Show Log']);
    sinon.restore();
    watchProgress();
    phone.fault('F31', { times: 1 });
    assert.deepEqual((await failureOf(() => run(COMMANDS.backUpNow, phone.udid))).buttons, ['Try Again', 'Explain', 'Show Log']);
  });

  it('does what a button says', async () => {
    const added = new Promise<void>((resolve) => {
      sinon.stub(vscode.window, 'showOpenDialog').callsFake(async (options) => {
        if (options?.title !== 'Which folder holds backups?') return [vscode.Uri.file(join(lab.folder, 'target'))];
        resolve();
        return undefined;
      });
    });
    sinon.stub(vscode.window, 'showErrorMessage').callsFake(async () => 'Add Backup Folder…' as unknown as vscode.MessageItem);
    await run(COMMANDS.extractFiles, join(lab.folder, 'empty'));
    await added;
  });

  it('explains a failure with a click on Explain', async () => {
    phone.fault('F31', { times: 1 });
    const opened = nextEditor(/Last Failure/);
    sinon.stub(vscode.window, 'showErrorMessage').callsFake(async () => 'Explain' as unknown as vscode.MessageItem);
    await run(COMMANDS.backUpNow, phone.udid);
    assert.match((await opened).document.getText(), /^# What happened\n/);
  });

  it('is a quick fix of each problem, where VS Code asks for one, with the device and the backup in question', async () => {
    await damage();
    const [uri, diagnostic] = problem();
    const found = await fixesAt(uri, diagnostic);
    assert.deepEqual(
      found.map(({ title }) => title),
      ['Salvage Backup…', 'Back Up Everything Again', 'Verify Backup (Full)', 'Explain payload-missing'],
    );
    assert.deepEqual(
      found.map(({ command }) => [command?.command, ...((command?.arguments ?? []) as unknown[])]),
      [
        [COMMANDS.salvageBackup, path],
        [COMMANDS.backUpFull, phone.udid],
        [COMMANDS.verifyFull, path],
        [COMMANDS.showHelp, 'payload-missing'],
      ],
    );
    assert.deepEqual(
      found.map(({ isPreferred }) => isPreferred),
      [true, false, false, false],
    );
  });

  it('is a page that the code of a problem links to', async () => {
    const [, { code }] = problem();
    assert.ok(typeof code === 'object');
    assert.equal(code.value, 'payload-missing');
    const shown = nextTab('payload-missing.md');
    await run('vscode.open', code.target);
    await shown;
    await noTab(({ input }) => input instanceof vscode.TabInputCustom);
  });

  it('shows the list of all pages for what has none, and never another file', async () => {
    for (const name of [undefined, 'no-such-code', '../../../README', 7]) {
      const shown = nextTab('index.md');
      await run(COMMANDS.showHelp, name);
      await shown;
      await run('workbench.action.closeAllEditors');
    }
  });

  it('reports a setting that makes no sense, once, with a button that opens it', async () => {
    const said: string[] = [];
    sinon.stub(vscode.window, 'showWarningMessage').callsFake(async (text: string) => {
      said.push(text);
      return 'Open Setting' as unknown as vscode.MessageItem;
    });
    try {
      await setSetting(SETTINGS.maxProblems, 0);
      await untilTabs(() => tabs().some(({ label }) => label === 'Settings'));
      await setSetting(SETTINGS.verifyAfterBackup, 'sometimes');
      await setSetting(SETTINGS.defaultBackupFolder, 'backups');
    } finally {
      await setSetting(SETTINGS.defaultBackupFolder, lab.folder);
      await setSetting(SETTINGS.verifyAfterBackup, undefined);
      await setSetting(SETTINGS.maxProblems, undefined);
    }
    assert.deepEqual(said, [
      'The setting “iosBackup.verify.maxProblems” makes no sense. It must be a number from 1 to 10000.',
      'The setting “iosBackup.verify.afterBackup” makes no sense. Choose one of these: off, quick, full.',
      'The setting “iosBackup.defaultBackupFolder” makes no sense. A folder must be written with its whole path.',
    ]);
  });

  it('makes the damage good: a full backup is one of the fixes, and nothing is left in Problems', async () => {
    const [uri, diagnostic] = problem();
    const fix = (await fixesAt(uri, diagnostic)).find(({ title }) => title === 'Back Up Everything Again');
    assert.ok(fix?.command !== undefined);
    const finished = Promise.race([
      nextMessage('showInformationMessage'),
      nextMessage('showWarningMessage'),
      nextMessage('showErrorMessage'),
    ]);
    await run(fix.command.command, ...((fix.command.arguments ?? []) as unknown[]));
    assert.match((await finished).text, /finished/);
    assert.deepEqual(problems(), []);
  });

  async function damage(): Promise<void> {
    const [file] = globSync('??/*', { cwd: path });
    assert.ok(file !== undefined);
    rmSync(join(path, file));
    const said = nextMessage('showWarningMessage');
    await run(COMMANDS.verifyQuick, path);
    assert.deepEqual((await said).buttons, ['Show Problems', 'Back Up Everything Again', 'Salvage Backup…', 'Browse', 'Show Log']);
  }

  function problems(): [vscode.Uri, vscode.Diagnostic][] {
    return vscode.languages
      .getDiagnostics()
      .filter(([uri]) => uri.scheme === 'iosbackupproblem' && uri.query.includes(path))
      .flatMap(([uri, found]) => found.map((one): [vscode.Uri, vscode.Diagnostic] => [uri, one]));
  }

  function problem(): [vscode.Uri, vscode.Diagnostic] {
    const [first] = problems();
    assert.ok(first !== undefined);
    return first;
  }

  async function fixesAt(uri: vscode.Uri, { range }: vscode.Diagnostic): Promise<vscode.CodeAction[]> {
    await opened(uri);
    return vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, range, 'quickfix');
  }

  async function failureOf(act: () => Thenable<unknown>): Promise<{ text: string; buttons: unknown[] }> {
    const failure = nextMessage('showErrorMessage');
    await act();
    return failure;
  }
});

/** VS Code offers quick fixes only for what is open as text: the extension sees to that. */
async function opened(uri: vscode.Uri): Promise<void> {
  const isOpen = () => vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
  while (!isOpen()) {
    await new Promise<void>((resolve) => {
      const listener = vscode.workspace.onDidOpenTextDocument(() => {
        listener.dispose();
        resolve();
      });
    });
  }
}

/** Resolves when a preview of the file is in front. */
async function nextTab(file: string): Promise<void> {
  const suits = ({ label, input }: vscode.Tab) =>
    label.includes(file) && input instanceof vscode.TabInputWebview && input.viewType.endsWith(PREVIEW);
  await untilTabs(() => tabs().some(suits));
}

async function noTab(suits: (tab: vscode.Tab) => boolean): Promise<void> {
  await untilTabs(() => !tabs().some(suits));
}

function tabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs);
}

async function untilTabs(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise<void>((resolve) => {
      const listener = vscode.window.tabGroups.onDidChangeTabs(() => {
        listener.dispose();
        resolve();
      });
    });
  }
}

function nextEditor(title: RegExp): Promise<vscode.TextEditor> {
  return new Promise((resolve) => {
    const listener = vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor === undefined || !title.test(editor.document.uri.path)) return;
      listener.dispose();
      resolve(editor);
    });
  });
}
