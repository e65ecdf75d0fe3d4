/** Encrypted backups: unlocking, locking, verifying and extracting with keys, and the trash; on backups of another writer. */

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { COMMANDS, SETTINGS } from '../../src/extension/ids.ts';
import { answerPasswordBoxes, nextMessage, watchProgress } from './dialogs.ts';
import { api, backupRow, setSetting, theExtension, waitFor } from './support.ts';

const UDID = { encrypted: '00008120-000E15A83C68A01E', older: '5f0e1d2c3b4a59687786a5b4c3d2e1f001122334' };
const PASSWORD = 'correct horse';

const isLocked = ({ contextValue }: vscode.TreeItem) => contextValue?.includes('+locked') === true;
const isUnlocked = ({ contextValue }: vscode.TreeItem) => contextValue?.includes('+unlocked') === true;

describe('encrypted backups', () => {
  let folder: string;
  let path: string;

  before(async () => {
    const fixtures = join(theExtension().extensionPath, 'test', 'fixtures', 'backups');
    folder = await mkdtemp(join(process.env.IN_HOST_FOLDER ?? '.', 'encrypted-'));
    path = join(folder, 'backups', UDID.encrypted);
    await cp(join(fixtures, 'encrypted-ios17', UDID.encrypted), path, { recursive: true });
    await cp(join(fixtures, 'encrypted-ios9-mbdb', UDID.older), join(folder, 'backups', UDID.older), { recursive: true });
    await setSetting(SETTINGS.backupFolders, [join(folder, 'backups')]);
    await vscode.commands.executeCommand(COMMANDS.refreshBackups);
  });

  afterEach(async () => {
    sinon.restore();
    await vscode.commands.executeCommand(COMMANDS.lockBackup, path);
  });

  after(async () => {
    await setSetting(SETTINGS.backupFolders, undefined);
    await vscode.commands.executeCommand(COMMANDS.refreshBackups);
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  const unlock = () => vscode.commands.executeCommand(COMMANDS.unlockBackup, path);

  it('stand in the view with a lock, those of iOS 9 too', async () => {
    const row = await backupRow(path);
    assert.deepEqual([(row.iconPath as vscode.ThemeIcon).id, row.contextValue], ['lock', 'backup+complete+encrypted+locked']);
    // The size comes when it has been measured.
    assert.match(String(row.description), /^Encrypted, locked · not checked · iOS 17\.4( · |$)/);
    const older = await backupRow(join(folder, 'backups', UDID.older));
    assert.match(String(older.description), /^Encrypted, locked · not checked · iOS 9\.3\.4( · |$)/);
  });

  it('are unlocked by the right password, asked again in the same box after a wrong one', async () => {
    const { titles } = watchProgress();
    const boxes = answerPasswordBoxes({ type: '' }, { type: 'wrong horse' }, { type: PASSWORD });
    await unlock();
    const row = await backupRow(path, isUnlocked);
    assert.equal((row.iconPath as vscode.ThemeIcon).id, 'unlock');
    assert.match(String(row.description), /^Encrypted, unlocked · not checked · iOS 17\.4( · |$)/);
    assert.equal(boxes.length, 1);
    const [box] = boxes;
    assert.ok(box);
    assert.deepEqual([box.title, box.isPassword, box.keepsFocus], ['Unlock the backup of Sample iPhone', true, true]);
    assert.match(box.prompt ?? '', /not the passcode of the device, and it cannot be recovered if it is lost\.$/);
    assert.equal(box.complaints.length, 2);
    assert.match(box.complaints[1] ?? '', /^This is not the password of the backup\./);
    assert.deepEqual(new Set(titles), new Set(['Unlocking the backup']));
  });

  it('stay locked, without a word, when the box is closed or the derivation is cancelled', async () => {
    watchProgress((_, cancel) => cancel());
    const complaint = sinon.stub(vscode.window, 'showErrorMessage');
    answerPasswordBoxes('close', { type: PASSWORD });
    await unlock();
    await unlock();
    await backupRow(path, isLocked);
    sinon.assert.notCalled(complaint);
  });

  it('are locked again by a command, and ask for their password the next time', async () => {
    watchProgress();
    const boxes = answerPasswordBoxes({ type: PASSWORD }, 'close');
    await unlock();
    await backupRow(path, isUnlocked);
    await vscode.commands.executeCommand(COMMANDS.lockBackup, path);
    await backupRow(path, isLocked);
    await unlock();
    assert.equal(boxes.length, 2);
  });

  it('remember their password only when somebody wants it, until they are told to forget it', async () => {
    watchProgress();
    const boxes = answerPasswordBoxes({ type: PASSWORD, remember: true }, 'close');
    await unlock();
    assert.match(boxes[0]?.prompt ?? '', /remembered in the secret storage/);
    await vscode.commands.executeCommand(COMMANDS.lockBackup, path);
    await unlock();
    await backupRow(path, isUnlocked);
    assert.equal(boxes.length, 1);
    await vscode.commands.executeCommand(COMMANDS.lockBackup, path);
    const forgotten = nextMessage('showInformationMessage');
    await vscode.commands.executeCommand(COMMANDS.forgetPassword, path);
    assert.equal((await forgotten).text, 'The password is no longer remembered.');
    await unlock();
    assert.equal(boxes.length, 2);
  });

  it('are verified with their keys after an offer to unlock them, or without', async () => {
    watchProgress();
    const boxes = answerPasswordBoxes({ type: PASSWORD });
    const said: string[] = [];
    const answers = ['Verify Without Password', undefined, 'Unlock and Verify', undefined];
    for (const kind of ['showInformationMessage', 'showWarningMessage'] as const) {
      sinon.stub(vscode.window, kind).callsFake(async (text: string) => {
        said.push(text);
        return answers.shift() as unknown as vscode.MessageItem;
      });
    }
    const isJudged = ({ description }: vscode.TreeItem) => !String(description).startsWith('Encrypted');
    await vscode.commands.executeCommand(COMMANDS.verifyQuick, path);
    await backupRow(path, isJudged);
    assert.equal(boxes.length, 0);
    await vscode.commands.executeCommand(COMMANDS.verifyFull, path);
    const row = await backupRow(path, (each) => isUnlocked(each) && isJudged(each));
    assert.match(String(row.description), / · unlocked · iOS 17\.4( · |$)/);
    assert.deepEqual([boxes.length, said.length, said[0], said[2]], [1, 4, 'The backup is encrypted.', 'The backup is encrypted.']);
    const proven = (text: string | undefined) => Number(/Files proven: (\d+)/.exec(text ?? '')?.[1]);
    assert.ok(proven(said[3]) > proven(said[1]), said.join('\n'));
  });

  it('are extracted after unlocking, with a question only about what is there already', async () => {
    watchProgress();
    answerPasswordBoxes({ type: PASSWORD });
    const target = join(folder, 'extracted');
    mkdirSync(join(target, 'HomeDomain', 'Library', 'SMS'), { recursive: true });
    const there = join(target, 'HomeDomain', 'Library', 'SMS', 'sms.db');
    writeFileSync(there, 'mine');
    sinon.stub(vscode.window, 'showOpenDialog').resolves([vscode.Uri.file(target)]);
    const questions: unknown[][] = [];
    const finished = nextMessage('showInformationMessage');
    const warning = sinon.stub(vscode.window, 'showWarningMessage').callsFake(async (...args: unknown[]) => {
      questions.push(args);
      return 'Skip' as unknown as vscode.MessageItem;
    });
    await vscode.commands.executeCommand(COMMANDS.extractFiles, { kind: 'backup', path, choice: { query: { domain: 'HomeDomain' } } });
    assert.equal(warning.callCount, 1);
    assert.match(String(questions[0]?.[0]), /already exists\.$/);
    assert.deepEqual(questions[0]?.slice(2), ['Keep Both', 'Skip', 'Overwrite']);
    const { text, buttons } = await finished;
    assert.match(text, /^(1 file extracted|Files extracted: [\d,]+) \(.+\)\. Skipped: [\d,]+\.$/);
    assert.deepEqual(buttons, ['Open Folder']);
    assert.equal(readFileSync(there, 'utf8'), 'mine');
  });

  it('give, under a search, what it shows and nothing else', async () => {
    watchProgress();
    answerPasswordBoxes({ type: PASSWORD });
    const target = join(folder, 'found');
    mkdirSync(target);
    sinon.stub(vscode.window, 'showOpenDialog').resolves([vscode.Uri.file(target)]);
    const finished = nextMessage('showInformationMessage');
    await vscode.commands.executeCommand(COMMANDS.extractFiles, {
      kind: 'backup',
      path,
      choice: { query: { where: { texts: ['SMS.db'] } } },
    });
    await finished;
    const files = readdirSync(target, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && !entry.name.startsWith('.'),
    );
    assert.ok(files.length > 0);
    for (const { name } of files) assert.match(name, /sms\.db/);
  });

  it('list their keychain without secrets, and show one only after a question about it', async () => {
    watchProgress();
    answerPasswordBoxes({ type: PASSWORD });
    const question = sinon.stub(vscode.window, 'showWarningMessage').resolves('Show Secret' as unknown as vscode.MessageItem);
    const secret = sinon.stub(vscode.window, 'showInformationMessage');
    await vscode.commands.executeCommand(COMMANDS.showKeychain, path);
    const { reports } = await api();
    const source = await waitFor(
      () => {
        const found = reports.find('keychain', [path])?.source;
        return Promise.resolve(found?.head.state === undefined ? found : undefined);
      },
      reports.onDidChange,
      'the keychain',
    );
    const chosen = source.choose({ text: '', kind: '', group: '' });
    const rows = chosen.rowsAt(0, 200);
    const wifi = rows.find(({ name }) => name === 'AirPort');
    assert.deepEqual(wifi?.cells, ['Survives', 'Sample WiFi', 'Password', 'After first unlock']);
    const details = rows.map(({ key }) => source.details(key));
    assert.ok(!JSON.stringify([source.head, rows, details]).includes('correct horse battery'));
    await source.act('reveal', wifi.key);
    assert.match(question.firstCall.args[0], /^Show the secret of “AirPort · Sample WiFi”/);
    assert.equal(secret.firstCall.args[1].detail, 'correct horse battery');
    await vscode.commands.executeCommand(COMMANDS.lockBackup, path);
    assert.deepEqual([source.head.state?.icon, source.choose({ text: '', kind: '', group: '' }).total], ['locked', 0]);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('go to the trash only after a question that names them; where there is none, a second question says what would be gone', async () => {
    const copy = join(folder, 'backups', 'copy');
    await cp(path, copy, { recursive: true });
    await vscode.commands.executeCommand(COMMANDS.refreshBackups);
    const answers = [undefined, 'Move to Trash', undefined, 'Move to Trash', 'Delete Permanently'];
    const questions: { text: string; detail: string; answer: string | undefined }[] = [];
    sinon.stub(vscode.window, 'showWarningMessage').callsFake(async (text: string, ...rest: unknown[]) => {
      const answer = answers.shift();
      questions.push({ text, detail: (rest[0] as vscode.MessageOptions).detail ?? '', answer });
      return answer as unknown as vscode.MessageItem;
    });
    const del = () => vscode.commands.executeCommand(COMMANDS.deleteBackup, copy);
    await del();
    assert.deepEqual([questions[0]?.text, existsSync(copy)], ['Move the backup of Sample iPhone to the trash?', true]);
    assert.match(questions[0]?.detail ?? '', /^Made .+, .+ ago\.\nIt holds .+\.\n.*copy$/);
    await del();
    // A desktop has a trash and asks no more; a host behind a browser has none.
    if (!existsSync(copy)) return;
    assert.equal(questions[2]?.text, 'There is no trash here. Delete the backup of Sample iPhone permanently?');
    assert.match(
      questions[2].detail,
      /^It cannot be recovered\.\nMade .+, .+ ago\.\nIt holds [\d.]+ [kM]B \(number of files: \d+\)\.\n.*copy$/u,
    );
    assert.ok(existsSync(copy));
    await del();
    assert.deepEqual([questions.length, existsSync(copy)], [5, false]);
  });
});
