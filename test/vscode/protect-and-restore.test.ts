/** Encryption of a device's backups, its restore, salvage, and what is known of a device: over real conversations with a simulated phone. */

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { openBackup, verifyBackup } from '../../src/backup/index.ts';
import { BROWSER_PANEL, CLOUD_PANEL, COMMANDS, SETTINGS, TASK_TYPE } from '../../src/extension/ids.ts';
import type { SimulatedDevice } from '../../src/simulated-device/index.ts';
import { answerPasswordBoxes, watchProgress } from './dialogs.ts';
import { play } from './play.ts';
import { Lab, api, backupRow, deviceRow, factsOf, setSetting, waitFor } from './support.ts';

describe('a device and its backups', () => {
  let lab: Lab;
  let phone: SimulatedDevice;
  let path: string;

  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  const isEncrypted = ({ contextValue }: vscode.TreeItem) => contextValue?.includes('+encrypted') === true;
  const backUp = async () => {
    const { saying } = play();
    await run(COMMANDS.backUpNow, phone.udid);
    await saying(/finished/);
    sinon.restore();
    watchProgress();
  };

  before(async () => {
    lab = await Lab.open();
    phone = await lab.plugIn({ name: 'Test Phone', keybagRounds: 'low' });
    path = join(lab.folder, phone.udid);
  });

  beforeEach(() => {
    watchProgress();
  });

  afterEach(() => sinon.restore());

  after(() => lab.close());

  it('encrypts after a password was typed twice, and says what is lost with it; closing a box changes nothing', async () => {
    await backUp();
    const question = [/^Encrypt the backups of Test Phone\?/, 'Choose Password…'] as const;
    const first = play([question], ['first', 'another']);
    await run(COMMANDS.turnOnEncryption, phone.udid);
    assert.deepEqual([phone.backupPassword.isSet, first.titles.length], [false, 2]);
    assert.match(first.hints.join(' '), /^Easy to guess\. /, 'a hint, which keeps nobody from using the password');
    assert.match(first.said[0] ?? '', /Health and activity data of the device and of an Apple Watch[^]*no way to recover it/);
    sinon.restore();
    watchProgress();
    const { saying } = play([question], ['first', 'first']);
    await run(COMMANDS.turnOnEncryption, phone.udid);
    assert.match(await saying(/encrypts its backups/), /^From now on, Test Phone encrypts .+ Its existing backup is not encrypted\./);
    assert.equal(phone.backupPassword.isSet, true);
    await deviceRow(phone.udid, isEncrypted);
  });

  it('asks once when a button is clicked twice, and again when it is clicked later', async () => {
    const box = sinon.stub(vscode.window, 'showInputBox').resolves(undefined);
    await Promise.all([run(COMMANDS.changePassword, phone.udid), run(COMMANDS.changePassword, phone.udid)]);
    assert.equal(box.callCount, 1);
    await run(COMMANDS.changePassword, phone.udid);
    assert.equal(box.callCount, 2);
  });

  it('proves a password on the backup made with it, and a wrong one is told', async () => {
    await backUp();
    await backupRow(path, isEncrypted);
    const { saying } = play([], ['first', 'wrong']);
    await run(COMMANDS.verifyPassword, path);
    assert.match(await saying(/right/), /^The password is right\. It opens the backup of Test Phone\.$/);
    await run(COMMANDS.verifyPassword, path);
    await saying(/^This is not the password of the backup of Test Phone\.$/);
  });

  it('says why not everything could be checked after a backup that is locked here, and checks it with one click', async () => {
    await run(COMMANDS.lockBackup, path);
    phone.content.setFile('HomeDomain', 'Library/secret.txt', { content: 'secret' });
    const boxes = answerPasswordBoxes({ type: 'first' });
    const { saying, buttonsOf } = play([[/^Backup of Test Phone finished/, 'Unlock and Verify']]);
    await run(COMMANDS.backUpNow, phone.udid);
    assert.match(
      await saying(/finished/),
      /not everything could be checked, because the backup is encrypted\. Unlock it to check the contents\.$/,
    );
    assert.match(await saying(/^Everything that was checked/), /consistent: [1-9]/);
    assert.equal(boxes.length, 1);
    assert.deepEqual(buttonsOf(/finished/)?.slice(0, 2), ['Unlock and Verify', 'Browse']);
    await backupRow(path, ({ description }) => String(description).startsWith('Good'));
    await run(COMMANDS.lockBackup, path);
  });

  it('asks after a while whether the password is still known, and verifies it with one click', async () => {
    const { saying } = play([[/still know it\?$/, 'Verify Password…']], ['first']);
    await setSetting(SETTINGS.passwordRemindDays, 1e-9);
    assert.match(
      await saying(/still know it/),
      /^The backup password of Test Phone was last verified .+\. If it is lost, there is no way to/,
    );
    await saying(/^The password is right/);
    await setSetting(SETTINGS.passwordRemindDays, undefined);
  });

  it('changes the password, and the backup that is there opens with the new one; the wrong old one changes nothing', async () => {
    const refused = play([], ['wrong', 'second', 'second']);
    await run(COMMANDS.changePassword, phone.udid);
    await refused.saying(/password/);
    sinon.restore();
    watchProgress();
    const { saying } = play([], ['first', 'second', 'second', 'second']);
    await run(COMMANDS.changePassword, phone.udid);
    assert.match(await saying(/was changed/), /Its existing backup opens with the new password\.$/);
    await run(COMMANDS.verifyPassword, path);
    await saying(/^The password is right/);
  });

  it('is restored only after a check and a question that says what is replaced', async () => {
    const message = { path: 'Library/lost.txt' };
    phone.content.setFile('HomeDomain', message.path, { content: 'made after the backup' });
    sinon.stub(vscode.window, 'showQuickPick').callsFake(async (items) => {
      const all = await items;
      return all.filter(({ picked }) => picked === true) as unknown as vscode.QuickPickItem;
    });
    const refused = play([], ['second']);
    await run(COMMANDS.restoreBackup, path);
    assert.equal(phone.restored.length, 0);
    assert.match(await refused.saying(/^Restore the backup to/), /are replaced by those in the backup of [^]*This cannot be undone\.$/);
    sinon.restore();
    watchProgress();
    sinon.stub(vscode.window, 'showQuickPick').callsFake(async (items) => {
      const all = await items;
      return all.filter(({ picked }) => picked === true) as unknown as vscode.QuickPickItem;
    });
    const { saying, titles } = play([[/^Restore the backup to/, 'Restore']], ['wrong', 'second']);
    await run(COMMANDS.restoreBackup, path);
    assert.match(await saying(/^Restore to Test Phone/), /^Restore to Test Phone finished: [\d,]+ .+ The device is restarting\.$/u);
    assert.deepEqual([phone.restored.length, titles.length], [1, 2]);
    await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+paired') === true);
  });

  it('is not restored from a backup with a missing file, and the reason is said', async () => {
    const damaged = join(lab.folder, 'copy', phone.udid);
    mkdirSync(join(lab.folder, 'copy'));
    await cp(path, damaged, { recursive: true });
    const [folder] = readdirSync(damaged).filter((name) => /^[0-9a-f]{2}$/.test(name));
    rmSync(join(damaged, folder ?? ''), { recursive: true });
    await setSetting(SETTINGS.backupFolders, [join(lab.folder, 'copy')]);
    await run(COMMANDS.refreshBackups);
    sinon.stub(vscode.window, 'showQuickPick').callsFake(async () => [] as unknown as vscode.QuickPickItem);
    const { saying } = play([], ['second']);
    await run(COMMANDS.restoreBackup, damaged);
    await saying(/^The backup cannot be restored to Test Phone\. Files are missing from the backup \(\d+\)\./);
    assert.equal(phone.restored.length, 1);
  });

  it('is salvaged into another folder, and what is lost is said', async () => {
    const damaged = join(lab.folder, 'copy', phone.udid);
    const target = join(lab.folder, 'repaired');
    mkdirSync(target);
    sinon.stub(vscode.window, 'showOpenDialog').resolves([vscode.Uri.file(target)]);
    const { saying } = play([], ['second']);
    await run(COMMANDS.salvageBackup, damaged);
    assert.match(await saying(/salvaged/), /^Backup salvaged: [\d,]+ files recovered\. [^]*The content is missing: \d+ files?\.$/u);
    const repaired = join(target, `${phone.udid}-salvaged`);
    assert.ok(existsSync(repaired));
  });

  it('is encrypted no longer after a question, and a full backup asks for everything again', async () => {
    const { saying } = play([[/^Stop encrypting/, 'Turn Off Encryption']], ['second']);
    await run(COMMANDS.turnOffEncryption, phone.udid);
    await saying(/^Test Phone no longer encrypts its backups\./);
    await deviceRow(phone.udid, (row) => !isEncrypted(row));
    await run(COMMANDS.backUpFull, phone.udid);
    assert.match(await saying(/finished/), /Files received: [4-9]\d\d/);
    await using backup = await openBackup(path);
    assert.equal(backup.summary.encrypted, false);
    assert.equal((await verifyBackup(path)).verdict, 'good');
  });

  it('keeps its previous version when told, and is rolled back to it after a check and a question, which can be undone', async () => {
    await setSetting(SETTINGS.versionsKeep, 1);
    const versions = () => readdirSync(lab.folder).filter((name) => name.startsWith(`${phone.udid}-`));
    phone.content.setFile('HomeDomain', 'Library/first.txt', { content: 'first' });
    await backUp();
    phone.content.setFile('HomeDomain', 'Library/second.txt', { content: 'second' });
    await backUp();
    assert.equal(versions().length, 1);
    const has = async (name: string) => {
      await using backup = await openBackup(path);
      return (await backup.get('HomeDomain', `Library/${name}.txt`)) !== undefined;
    };
    assert.ok(await has('second'));
    sinon.stub(vscode.window, 'showQuickPick').callsFake(async (items) => (await items)[0]);
    const { saying } = play([
      [/^Roll back the backup/, 'Roll Back'],
      [/was rolled back/, 'Undo'],
      [/^Roll back the backup/, 'Roll Back'],
    ]);
    await run(COMMANDS.rollBackBackup, path);
    await saying(/^The backup of Test Phone was rolled back\.$/, 2);
    assert.deepEqual([await has('first'), await has('second'), versions().length], [true, true, 1]);
    sinon.restore();
    watchProgress();
    sinon.stub(vscode.window, 'showQuickPick').callsFake(async (items) => (await items)[0]);
    const again = play([[/^Roll back the backup/, 'Roll Back']]);
    await run(COMMANDS.rollBackBackup, path);
    await again.saying(/was rolled back/);
    assert.deepEqual([await has('first'), await has('second'), versions().length], [true, false, 1]);
    await setSetting(SETTINGS.versionsKeep, undefined);
  });

  it('has its previous version in a row of its own without being told, and that row is rolled back to, which can be undone', async () => {
    phone.content.setFile('HomeDomain', 'Library/third.txt', { content: 'third' });
    await backUp();
    const { trees } = await api();
    const versionRows = async () => {
      const backup = { kind: 'backup', path } as unknown;
      return ((await trees.backups.getChildren(backup)) ?? []) as { kind: 'backup'; path: string }[];
    };
    const [newest] = await versionRows();
    assert.ok(newest);
    assert.match((await trees.backups.getTreeItem(newest)).contextValue ?? '', /\+version\b/);
    const hasThird = async (of: string) => {
      await using backup = await openBackup(of);
      return (await backup.get('HomeDomain', 'Library/third.txt')) !== undefined;
    };
    assert.deepEqual([await hasThird(path), await hasThird(newest.path)], [true, false]);
    const number = (await versionRows()).length;
    const { said, saying } = play([
      [/^Roll back the backup/, 'Roll Back'],
      [/was rolled back/, 'Undo'],
      [/^Roll back the backup/, 'Roll Back'],
    ]);
    const watching = (await api()).trees.backups.onDidChangeTreeData!;
    await run(COMMANDS.rollBackToVersion, newest);
    assert.match(said[0] ?? '', /becomes a previous version, so this can be undone/);
    await saying(/^The backup of Test Phone was rolled back\.$/, 2);
    assert.deepEqual([await hasThird(path), existsSync(newest.path)], [true, true], 'undone');
    sinon.restore();
    watchProgress();
    const again = play([[/^Roll back the backup/, 'Roll Back']]);
    await run(COMMANDS.rollBackToVersion, newest);
    await again.saying(/was rolled back/);
    assert.deepEqual([await hasThird(path), existsSync(newest.path)], [false, false]);
    await waitFor(async () => ((await versionRows()).some((row) => row.path !== newest.path) ? true : undefined), watching, 'a row');
    assert.equal((await versionRows()).length, number, 'what was replaced has a row now');
    // Nobody rolls back where the person does not say so.
    sinon.restore();
    watchProgress();
    play();
    const [present] = await versionRows();
    await run(COMMANDS.rollBackToVersion, present);
    assert.deepEqual([await hasThird(path), existsSync(present?.path ?? '')], [false, true]);
  });

  it('switches iCloud Backup, and what the device then reports is said', async () => {
    const { saying } = play();
    await run(COMMANDS.turnOnCloudBackup, phone.udid);
    assert.match(
      await saying(/is on/),
      /^iCloud Backup of Test Phone is on, as the device reports\. .*A computer cannot start, see or delete/,
    );
    await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+cloud') === true);
    assert.ok((await factsOf(phone.udid)).some((fact) => fact.startsWith('iCloud Backup: On')));
    await run(COMMANDS.turnOffCloudBackup, phone.udid);
    await saying(/^iCloud Backup of Test Phone is off, as the device reports\.$/);
    await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+cloud') === false);
  });

  it('stands beside its backup on this computer, once, and a click on what is known of a copy opens it', async () => {
    // The version that was rolled back from is newer, which would be said.
    await backUp();
    await backupRow(path, ({ description }) => String(description).startsWith('Good'));
    const facts = await factsOf(phone.udid);
    assert.match(facts[0] ?? '', /^One copy, here: Good · now · /);
    assert.ok(!facts.some((fact) => fact.startsWith('On this computer')), facts.join('\n'));
    const { trees } = await api();
    const nodes = (await trees.devices.getChildren({ kind: 'device', udid: phone.udid })) ?? [];
    const rows = await Promise.all(nodes.map(async (node) => trees.devices.getTreeItem(node)));
    const click = async (label: string) => {
      const command = rows.find((row) => row.label === label)?.command;
      assert.ok(command, label);
      await run(command.command, ...((command.arguments ?? []) as unknown[]));
    };
    const opened = (type: string) =>
      waitFor(
        () => {
          const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).map(({ input }) => input);
          return Promise.resolve(inputs.find((input) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(type)));
        },
        (listener) => vscode.window.tabGroups.onDidChangeTabs(listener),
        type,
      );
    await click('One copy, here');
    await opened(BROWSER_PANEL);
    await click('iCloud Backup');
    await opened(CLOUD_PANEL);
    await run('workbench.action.closeAllEditors');
    assert.equal(rows.find((row) => row.label === 'Encryption')?.command, undefined);
  });

  it('is not moved to the trash without a second question while it is the only one that is known to be good', async () => {
    await backupRow(path, ({ description }) => String(description).startsWith('Good'));
    const questions: string[] = [];
    sinon.stub(vscode.window, 'showWarningMessage').callsFake(async (text: string) => {
      questions.push(text);
      return (questions.length === 1 ? 'Move to Trash' : undefined) as unknown as vscode.MessageItem;
    });
    await vscode.commands.executeCommand(COMMANDS.deleteBackup, path);
    assert.deepEqual(questions, [
      'Move the backup of Test Phone to the trash?',
      'This is the only backup of Test Phone that was checked and found good.',
    ]);
    assert.ok(existsSync(path));
  });

  it('is verified by a task, which ends with the exit code of the command line', async () => {
    const offered = await vscode.tasks.fetchTasks({ type: TASK_TYPE });
    assert.ok(
      offered.some(({ name }) => name === 'Back up Test Phone'),
      offered.map(({ name }) => name).join(),
    );
    const task = offered.find(({ definition }) => definition.backup === path);
    assert.ok(task !== undefined);
    assert.equal(task.name, 'Verify the backup of Test Phone');
    const ended = new Promise<number | undefined>((resolve) => {
      const listener = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (execution.task.name !== task.name) return;
        listener.dispose();
        resolve(exitCode);
      });
    });
    await vscode.tasks.executeTask(task);
    assert.equal(await ended, 0);
  });

  it('is found by the doctor, whose report names nobody', async () => {
    await run(COMMANDS.runDoctor);
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /^iOS Backup Lab \d+\.\d+\.\d+, VS Code /);
    assert.match(text, /✓ usbmuxd answers at 127\.0\.0\.1:\d+\.\n/);
    assert.match(text, /✓ iPhone 13, iOS 17\.5\.1, simulated \(….{4}\) trusts this computer and is ready\.\n/);
    assert.doesNotMatch(text, new RegExp(`Test Phone|${phone.udid}`));
    const { saying } = play();
    await run(COMMANDS.copyReport);
    await saying(/^The report was copied\./);
    assert.match(await vscode.env.clipboard.readText(), /✓ usbmuxd answers/);
    await run('workbench.action.closeActiveEditor');
  });

  it('has its last failure explained, with the code of the device', async () => {
    phone.fault('F31', { times: 1 });
    play();
    await run(COMMANDS.backUpNow, phone.udid);
    await run(COMMANDS.explainLastFailure);
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /^# What happened\n.+\n\n# Why\n[^]+\n\n# What to do\n.+\n\n# Details\nCode: no-common-version\n/);
    const { uri } = vscode.window.activeTextEditor?.document ?? {};
    const [link] = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', uri);
    assert.equal(link?.target?.toString(true), `command:${COMMANDS.showHelp}?["no-common-version"]`);
    await run('workbench.action.closeActiveEditor');
  });

  it('tells everything it says of itself in a document', async () => {
    await run(COMMANDS.showDeviceInfo, phone.udid);
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(
      text,
      /^# For other programs\nUSBMUXD_SOCKET_ADDRESS=[^]*\n# General\n[^]*DeviceName: Test Phone\n[^]*# com\.apple\.mobile\.backup\n[^]*WillEncrypt: false/,
    );
    assert.equal(vscode.window.activeTextEditor?.document.isUntitled, false);
    await run('workbench.action.closeActiveEditor');
  });

  it('is reached by other programs at an address that is copied, and in a terminal that knows it', async () => {
    const { saying } = play();
    await run(COMMANDS.copySimulatedAddress, phone.udid);
    assert.equal(await vscode.env.clipboard.readText(), `USBMUXD_SOCKET_ADDRESS=${lab.simulator.address}`);
    await saying(/^Copied: USBMUXD_SOCKET_ADDRESS=/);
    const create = sinon.stub(vscode.window, 'createTerminal').returns({ show: () => undefined } as unknown as vscode.Terminal);
    await run(COMMANDS.openDeviceTerminal, phone.udid);
    const [options] = create.firstCall.args as unknown as [vscode.TerminalOptions];
    assert.deepEqual(options.env, { USBMUXD_SOCKET_ADDRESS: lab.simulator.address });
  });

  it('forgets this computer only after a question', async () => {
    const { saying } = play([[/^End the trust/, 'Forget Pairing']]);
    await run(COMMANDS.unpairDevice, phone.udid);
    await saying(/^Test Phone no longer trusts this computer\.$/);
    await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+unpaired') === true);
    await setSetting(SETTINGS.backupFolders, undefined);
  });
});
