/** Back Up Now before and beside the usual: what would go wrong is asked about, several devices at once, prompts, and a folder that others hold. */

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { COMMANDS, SETTINGS } from '../../src/extension/ids.ts';
import type { PasscodeOutcome, SimulatedDevice } from '../../src/simulated-device/index.ts';
import { nextMessage, watchProgress } from './dialogs.ts';
import { Lab, backupRow, deviceRow, setSetting, theExtension } from './support.ts';

interface Question {
  readonly text: string;
  readonly detail: string;
  readonly buttons: readonly unknown[];
}

/** Answers modal questions one after the other with the button of that name; the last answer is to close the question. Other messages go to `said`. */
function answerQuestions(...answers: readonly string[]) {
  const questions: Question[] = [];
  const said: string[] = [];
  const waiting: { wanted: RegExp; resolve: (text: string) => void }[] = [];
  const left = [...answers];
  for (const kind of ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'] as const) {
    sinon.stub(vscode.window, kind).callsFake(async (text: string, ...rest: unknown[]) => {
      const [options, ...buttons] = rest;
      if (typeof options === 'object' && options !== null) {
        questions.push({ text, detail: (options as vscode.MessageOptions).detail ?? '', buttons });
        return left.shift() as unknown as vscode.MessageItem;
      }
      said.push(text);
      for (const { wanted, resolve } of waiting) if (wanted.test(text)) resolve(text);
      return undefined;
    });
  }
  const saying = (wanted: RegExp) => {
    const before = said.find((text) => wanted.test(text));
    return before === undefined ? new Promise<string>((resolve) => waiting.push({ wanted, resolve })) : Promise.resolve(before);
  };
  return { questions, saying };
}

describe('before a backup', () => {
  let lab: Lab;
  let phone: SimulatedDevice;
  let path: string;

  const backUp = () => vscode.commands.executeCommand(COMMANDS.backUpNow, phone.udid);

  before(async () => {
    lab = await Lab.open();
    phone = await lab.plugIn({ name: 'Test Phone' });
    path = join(lab.folder, phone.udid);
    await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+paired') === true);
  });

  beforeEach(() => {
    watchProgress();
  });

  afterEach(() => sinon.restore());

  after(() => lab.close());

  it('nothing is asked where nothing is off, and the folder is made', async () => {
    const folder = join(lab.folder, 'new', 'folder');
    await setSetting(SETTINGS.defaultBackupFolder, folder);
    const { questions, saying } = answerQuestions();
    await backUp();
    await saying(/finished/);
    assert.deepEqual(questions, []);
    assert.ok(existsSync(join(folder, phone.udid, 'Manifest.db')));
    await setSetting(SETTINGS.defaultBackupFolder, lab.folder);
  });

  it('an empty Manifest.plist is told, and the folder is put aside with one click', async () => {
    const first = answerQuestions();
    await backUp();
    await first.saying(/finished/);
    truncateSync(join(path, 'Manifest.plist'));
    sinon.restore();
    watchProgress();
    const closed = answerQuestions();
    await backUp();
    assert.equal(closed.questions.length, 1);
    assert.equal(readdirSync(lab.folder).filter((name) => name.includes('.broken-')).length, 0, 'nothing was changed');
    sinon.restore();
    watchProgress();
    const { questions, saying } = answerQuestions('Set Aside and Back Up');
    await backUp();
    await saying(/finished/);
    const [{ text, detail, buttons }] = questions as [Question];
    assert.equal(text, 'Test Phone cannot be backed up like this.');
    assert.match(detail, /^The earlier backup in .+ is broken: its Manifest\.plist is empty or missing/);
    assert.deepEqual(buttons, ['Set Aside and Back Up', 'Other Folder…']);
    assert.equal(readdirSync(lab.folder).filter((name) => name.includes('.broken-')).length, 1);
  });

  it('the Snapshot folder of another program is told, and may be ignored', async () => {
    mkdirSync(join(path, 'Snapshot'));
    const { questions, saying } = answerQuestions('Back Up Anyway');
    await backUp();
    await saying(/finished/);
    assert.deepEqual(
      [questions[0]?.text, questions[0]?.buttons],
      ['Back up Test Phone now?', ['Back Up Everything Again', 'Other Folder…', 'Back Up Anyway']],
    );
    rmSync(join(path, 'Snapshot'), { recursive: true, force: true });
  });

  it('a disk that is not connected is told, and nothing is made in its place', async () => {
    const folder = '/media/nobody/No Such Disk/Backups';
    await setSetting(SETTINGS.defaultBackupFolder, folder);
    const { questions } = answerQuestions('Try Again');
    await backUp();
    assert.equal(questions.length, 2, 'it was looked at once more');
    assert.match(questions[0]?.detail ?? '', /is on a disk or server that is not connected now/);
    assert.deepEqual(questions[0]?.buttons, ['Try Again', 'Other Folder…']);
    assert.equal(existsSync(folder), false);
    await setSetting(SETTINGS.defaultBackupFolder, lab.folder);
  });

  it('another folder may be chosen in the question, and is kept', async () => {
    const [file, other] = [join(lab.folder, 'file'), join(lab.folder, 'other')];
    writeFileSync(file, '');
    mkdirSync(other);
    await setSetting(SETTINGS.defaultBackupFolder, file);
    sinon.stub(vscode.window, 'showOpenDialog').resolves([vscode.Uri.file(other)]);
    const { questions, saying } = answerQuestions('Other Folder…');
    await backUp();
    await saying(/finished/);
    assert.match(questions[0]?.detail ?? '', /file is a file, not a folder\./);
    assert.ok(existsSync(join(other, phone.udid)));
    await setSetting(SETTINGS.defaultBackupFolder, lab.folder);
  });

  it('another program that syncs is told', async () => {
    phone.fault('F23', { times: 1 });
    const { questions, saying } = answerQuestions('Try Again');
    await backUp();
    await saying(/finished/);
    assert.deepEqual(
      questions.map(({ detail, buttons }) => [detail, buttons]),
      [['Another program or window is working with the device. Wait until it has finished, or close it.', ['Try Again', 'Back Up Anyway']]],
    );
  });

  it('a password that device management demands is set from the question', async () => {
    const managed = await lab.plugIn({ name: 'Managed Phone', requiresEncryption: true });
    await deviceRow(managed.udid, ({ contextValue }) => contextValue?.includes('+paired') === true);
    const { questions } = answerQuestions('Turn On Backup Encryption…');
    await vscode.commands.executeCommand(COMMANDS.backUpNow, managed.udid);
    const [first, second] = questions;
    assert.match(first?.detail ?? '', /requires encrypted backups, and no backup password is set/);
    assert.deepEqual(first?.buttons, ['Turn On Backup Encryption…']);
    assert.match(second?.text ?? '', /^Encrypt the backups of Managed Phone\?/);
    assert.equal(existsSync(join(lab.folder, managed.udid)), false);
    lab.simulator.removeDevice(managed.udid);
  });

  it('says the process that holds the folder, and neither delete, roll back nor restore goes on meanwhile', async () => {
    // Silent in the middle of the files.
    phone.fault('F06', { after: { bytes: 300_000 }, times: 1 });
    const other = await backUpElsewhere(lab, phone.udid, lab.folder);
    try {
      const { questions } = answerQuestions();
      await backUp();
      assert.match(questions[0]?.detail ?? '', new RegExp(`process ${String(other.pid)} of this computer`));
      assert.deepEqual(questions[0]?.buttons, ['Try Again']);
      sinon.restore();
      watchProgress();
      for (const command of [COMMANDS.deleteBackup, COMMANDS.rollBackBackup, COMMANDS.restoreBackup]) {
        const refused = nextMessage('showErrorMessage');
        await vscode.commands.executeCommand(command, path);
        assert.match((await refused).text, new RegExp(`process ${String(other.pid)} of this computer`), command);
        sinon.restore();
        watchProgress();
      }
      assert.ok(existsSync(join(path, 'Manifest.db')));
      // Its rows say who works, and nothing of a run that was interrupted.
      await deviceRow(phone.udid, ({ description }) => String(description).endsWith('Backup in progress: the command line'));
      await backupRow(path, ({ description }) => String(description).startsWith('Backup in progress: the command line'));
      const busy = nextMessage('showWarningMessage');
      await vscode.commands.executeCommand(COMMANDS.turnOnEncryption, phone.udid);
      const { text, buttons } = await busy;
      assert.match(text, new RegExp(`^The command line \\(process ${String(other.pid)} of this computer\\) is backing up Test Phone\\.`));
      assert.equal(buttons[0], 'Try Again');
    } finally {
      const gone = once(other, 'exit');
      other.kill('SIGKILL');
      await gone;
    }
    await deviceRow(phone.udid, ({ description }) => !String(description).includes('in progress'));
    await backupRow(path, ({ description }) => String(description).includes('Last good version (a later run was interrupted)'));
  });
});

describe('several backups at once', () => {
  let lab: Lab;
  const phones: SimulatedDevice[] = [];
  const atPasscode = new Map<string, (signal: AbortSignal) => Promise<PasscodeOutcome>>();

  before(async () => {
    lab = await Lab.open();
    for (const name of ['First Phone', 'Second Phone']) {
      phones.push(await lab.plugIn({ name, askPasscode: (signal) => atPasscode.get(name)?.(signal) ?? Promise.resolve('entered') }));
    }
    for (const { udid } of phones) await deviceRow(udid, ({ contextValue }) => contextValue?.includes('+paired') === true);
  });

  afterEach(() => sinon.restore());

  after(() => lab.close());

  it('both finish, each with its own notification', async () => {
    const { titles } = watchProgress();
    const { saying } = answerQuestions();
    await Promise.all(phones.map(({ udid }) => vscode.commands.executeCommand(COMMANDS.backUpNow, udid)));
    await Promise.all([saying(/^Backup of First Phone finished/), saying(/^Backup of Second Phone finished/)]);
    assert.ok(titles.includes('Backing up First Phone') && titles.includes('Backing up Second Phone'), titles.join());
    for (const { udid } of phones) assert.ok(existsSync(join(lab.folder, udid, 'Manifest.db')));
  });

  it('Cancel asks which of them, and only that one ends', async () => {
    const bothAsked = phones.map(() => Promise.withResolvers<undefined>());
    const answers = phones.map(() => Promise.withResolvers<PasscodeOutcome>());
    phones.forEach((_, at) => {
      atPasscode.set(['First Phone', 'Second Phone'][at] ?? '', (signal) => {
        bothAsked[at]?.resolve(undefined);
        signal.addEventListener('abort', () => answers[at]?.resolve('dismissed'), { once: true });
        return answers[at]?.promise ?? Promise.resolve('entered');
      });
    });
    watchProgress();
    const { saying } = answerQuestions();
    const running = Promise.all(phones.map(({ udid }) => vscode.commands.executeCommand(COMMANDS.backUpNow, udid)));
    await Promise.all(bothAsked.map(({ promise }) => promise));
    const offered: string[] = [];
    sinon.stub(vscode.window, 'showQuickPick').callsFake(async (items) => {
      const all = await items;
      offered.push(...all.map(({ label }) => label));
      return all.find(({ label }) => label === 'Second Phone');
    });
    await vscode.commands.executeCommand(COMMANDS.cancelBackup);
    assert.deepEqual(offered.toSorted(), ['First Phone', 'Second Phone']);
    await saying(/^Backup of Second Phone canceled\./);
    answers[0]?.resolve('entered');
    await running;
    await saying(/^Backup of First Phone finished/);
    atPasscode.clear();
  });

  it('a run that was cancelled, refused or that lost its device leaves no prompt behind', async () => {
    const [phone] = phones as [SimulatedDevice];
    const open = new Set<string>();
    sinon.stub(vscode.window, 'withProgress').callsFake(async (options, task) => {
      const title = options.title ?? '';
      open.add(title);
      try {
        return await task({ report: () => undefined }, new vscode.CancellationTokenSource().token);
      } finally {
        open.delete(title);
      }
    });
    const prompt = 'First Phone asks for its passcode';
    let wasOpen = false;
    atPasscode.set('First Phone', async () => {
      await promptShown(open, prompt);
      wasOpen = true;
      phone.detach();
      return 'dismissed';
    });
    const { saying } = answerQuestions();
    await vscode.commands.executeCommand(COMMANDS.backUpNow, phone.udid);
    await saying(/connection|unplugged|disconnected/i);
    assert.ok(wasOpen);
    assert.deepEqual([...open], []);
    phone.attach();
    atPasscode.clear();
  });
});

/** Resolves when the notification is there; the extension shows it a few events after the phone does. */
async function promptShown(open: ReadonlySet<string>, title: string): Promise<void> {
  while (!open.has(title)) await new Promise((resolve) => setImmediate(resolve));
}

/** The command line in the middle of a full backup into `folder`: another process that holds the folder and the device. */
async function backUpElsewhere(lab: Lab, udid: string, folder: string): Promise<ChildProcess> {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const program = join(theExtension().extensionPath, 'dist', 'cli.js');
  const args = [program, 'backup', '--full', '--usbmuxd', lab.simulator.address, '--events', '-', udid, folder];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'], env });
  let told = '';
  for await (const chunk of child.stdout) {
    told += String(chunk);
    if (told.includes('"phase":"receiving"')) break;
  }
  return child;
}
