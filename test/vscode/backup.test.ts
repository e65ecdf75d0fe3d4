/** Back Up Now, Cancel, Verify and Browse, on a simulated phone and a real disk. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { openBackup } from '../../src/backup/index.ts';
import { COMMANDS, SETTINGS } from '../../src/extension/ids.ts';
import type { PasscodeOutcome, SimulatedDevice } from '../../src/simulated-device/index.ts';
import { nextMessage, watchProgress } from './dialogs.ts';
import { Lab, api, backupRow, deviceRow, factsOf, setSetting, theExtension } from './support.ts';

describe('a backup', () => {
  let lab: Lab;
  let phone: SimulatedDevice;
  let path: string;
  /** What the phone's user does when the phone asks for its passcode. */
  let atPasscode: (signal: AbortSignal) => Promise<PasscodeOutcome> = () => Promise.resolve('entered');

  before(async () => {
    lab = await Lab.open();
    phone = await lab.plugIn({ name: 'Test Phone', askPasscode: (signal) => atPasscode(signal) });
    path = join(lab.folder, phone.udid);
    await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+paired') === true);
  });

  afterEach(() => sinon.restore());

  after(() => lab.close());

  it('is made by Back Up Now, with progress by phases, files and bytes, and a verdict', async () => {
    const { titles, reports } = watchProgress();
    const finished = nextMessage('showInformationMessage');
    await vscode.commands.executeCommand(COMMANDS.backUpNow, phone.udid);
    const { text, buttons } = await finished;
    assert.match(
      text,
      /^Backup of Test Phone finished at .+\. Files received: [\d,]+ \([\d.]+ MB\)\. Everything that was checked is there and consistent\.$/u,
    );
    assert.deepEqual(buttons, ['Browse', 'Verify']);
    assert.deepEqual(titles, ['Backing up Test Phone', 'Test Phone asks for its passcode']);
    const messages = reports.map(({ message }) => message ?? '');
    assert.ok(messages[0]?.startsWith('Connecting to the device'));
    assert.ok(
      messages.some((message) => /^(Receiving files|Putting files in place|Finishing) · [\d,]+ files · [\d.]+ [kM]B/u.test(message)),
      messages.join('\n'),
    );
    const increments = reports.reduce((sum, { increment = 0 }) => sum + increment, 0);
    assert.ok(increments > 50 && increments <= 100.001, String(increments));
    await using backup = await openBackup(path);
    assert.equal(backup.summary.isFinished, true);
  });

  it('stands in the Backups view, newest first below its device, with its verdict in words', async () => {
    const { trees } = await api();
    const [owner] = (await trees.backups.getChildren()) ?? [];
    assert.ok(owner !== undefined);
    assert.equal((await trees.backups.getTreeItem(owner)).label, 'Test Phone');
    const [backup, ...others] = (await trees.backups.getChildren(owner)) ?? [];
    assert.deepEqual(others, []);
    // The size comes a little later: it is measured in a thread.
    const row = await backupRow(path, ({ description }) => String(description).endsWith('B'));
    assert.match(String(row.description), /^Good · quick check just now · iOS 17\.5\.1 · [\d.]+ MB$/u);
    assert.equal((await trees.backups.getTreeItem(backup)).id, row.id);
    assert.equal(row.contextValue, 'backup+complete');
    assert.equal(row.command?.command, COMMANDS.openBrowser);
  });

  it('goes on the device row while it runs, and can be cancelled from anywhere; the last good one stays readable', async () => {
    phone.content.setFile('HomeDomain', 'Library/new.txt', { content: 'new' });
    atPasscode = untilCancelled;
    const { reports } = watchProgress();
    const cancelled = nextMessage('showInformationMessage');
    const running = vscode.commands.executeCommand(COMMANDS.backUpNow, phone.udid);
    const row = await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+running') === true);
    // A quick phone asks at once.
    assert.match(
      String(row.description),
      /^(?:Simulated · (?:Connecting to|The device is preparing|Waiting for the passcode)|(?:3:00|2:5\d) left)/,
    );
    await phaseReached(phone.udid, 'Waiting for the passcode on the device');
    const asking = await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+prompted') === true);
    assert.match(String(asking.description), /^(3:00|2:5\d) left · Enter the passcode on the device · Simulated$/);
    await vscode.commands.executeCommand(COMMANDS.cancelBackup, phone.udid);
    await running;
    assert.match((await cancelled).text, /^Backup of Test Phone canceled\. Nothing was changed\. The last good backup is unchanged\.$/);
    atPasscode = () => Promise.resolve('entered');
    assert.ok(reports.length > 0);
    await deviceRow(phone.udid, ({ contextValue }) => contextValue === 'device+paired+simulated+usb');
    await using backup = await openBackup(path);
    assert.ok((await backup.count({})) > 400);
  });

  it('can be cancelled from its notification, and goes on the next time', async () => {
    watchProgress((_, cancel) => cancel());
    const cancelled = nextMessage('showInformationMessage');
    await vscode.commands.executeCommand(COMMANDS.backUpNow, phone.udid);
    assert.match((await cancelled).text, /canceled/);
    sinon.restore();
    watchProgress();
    const finished = nextMessage('showInformationMessage');
    await vscode.commands.executeCommand(COMMANDS.backUpNow, phone.udid);
    assert.match((await finished).text, /finished/);
  });

  it('is good to Verify, and a missing file is named in Problems until it is back', async () => {
    watchProgress();
    const good = nextMessage('showInformationMessage');
    await vscode.commands.executeCommand(COMMANDS.verifyQuick, path);
    assert.match((await good).text, /^Everything that was checked is there and consistent\. Files proven: [\d,]+, consistent: [\d,]+\.$/u);
    assert.deepEqual(problemsIn(path), []);

    const stored = someStoredFile(path);
    renameSync(stored, `${lab.folder}/aside`);
    const bad = nextMessage('showWarningMessage');
    await vscode.commands.executeCommand(COMMANDS.verifyQuick, path);
    const { text, buttons } = await bad;
    assert.match(text, /^The backup is damaged\./);
    assert.deepEqual(buttons, ['Show Problems', 'Back Up Everything Again', 'Salvage Backup…', 'Browse', 'Show Log']);
    const [problem] = problemsIn(path);
    assert.ok(problem);
    assert.equal(problem.uri.scheme, 'iosbackupproblem');
    assert.ok(problem.uri.query.includes(basename(stored)), problem.uri.query);
    assert.match(problem.diagnostic.message, /^[A-Z].*\. [A-Z].*\.$/);
    assert.equal(problem.diagnostic.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(codeOf(problem.diagnostic), 'payload-missing');
    assert.equal(problem.diagnostic.source, 'iOS Backup');

    // Choosing it opens the page, once and for all.
    for (let count = 0; count < 2; count++) {
      await vscode.commands.executeCommand('vscode.open', problem.uri);
      assert.equal((await browserTabs()).length, 1);
      await noProblemTabs();
    }
    await vscode.window.tabGroups.close(await browserTabs());

    renameSync(`${lab.folder}/aside`, stored);
    sinon.restore();
    watchProgress();
    const goodAgain = nextMessage('showInformationMessage');
    await vscode.commands.executeCommand(COMMANDS.verifyQuick, path);
    await goodAgain;
    assert.deepEqual(problemsIn(path), []);
  });

  it('that the command line has checked says so, and one that was changed since says nothing', async () => {
    await runCommandLine('verify', '--full', path);
    await vscode.commands.executeCommand(COMMANDS.refreshBackups);
    await backupRow(path, ({ description }) => String(description).startsWith('Good · fully checked just now · '));
    const stored = someStoredFile(path);
    renameSync(stored, `${lab.folder}/aside`);
    await vscode.commands.executeCommand(COMMANDS.refreshBackups);
    await backupRow(path, ({ description }) =>
      /^Not encrypted · changed since the check (just now|.* ago) \(then: Good\) · /.test(String(description)),
    );
    assert.ok((await factsOf(phone.udid))[0]?.startsWith('One copy, here: changed since its check · '));
    renameSync(`${lab.folder}/aside`, stored);
  });

  it('names in its message and in Problems what the device could not read', async () => {
    phone.content.setFile('HomeDomain', 'Library/stubborn.txt', { content: 'cannot be read' });
    phone.fault('F41', { on: 'HomeDomain/Library/stubborn.txt' });
    watchProgress();
    const finished = nextMessage('showWarningMessage');
    await vscode.commands.executeCommand(COMMANDS.backUpNow, phone.udid);
    const { text, buttons } = await finished;
    assert.match(
      text,
      /not everything could be checked\. The device could not read 1 of its files, which is not in the backup: \/.+\/stubborn\.txt\.$/,
    );
    assert.deepEqual(buttons, ['Show Problems', 'Back Up Again', 'Browse', 'Show Log']);
    const unread = vscode.languages
      .getDiagnostics()
      .flatMap(([, found]) => found.filter((one) => codeOf(one) === 'device-file-error' && one.message.includes('stubborn.txt')));
    assert.equal(unread.length, 1);
    await backupRow(path, ({ description }) => String(description).startsWith('Unconfirmed · quick check just now · '));
    sinon.restore();
    watchProgress();
    const verified = nextMessage('showWarningMessage');
    await vscode.commands.executeCommand(COMMANDS.verifyFull, path);
    assert.match((await verified).text, /could not read 1 of its files/, 'no check can see what never came');
    await backupRow(path, ({ description }) => String(description).startsWith('Unconfirmed · fully checked just now · '));
  });

  it('opens in a browser, once', async () => {
    await vscode.commands.executeCommand(COMMANDS.openBrowser, path);
    await vscode.commands.executeCommand(COMMANDS.openBrowser, path);
    const browsers = await browserTabs();
    assert.equal(browsers.length, 1);
    assert.match(browsers[0]?.label ?? '', /^Test Phone, /);
    await vscode.window.tabGroups.close(browsers);
  });

  it('whose cable is pulled says so; Try Again names what is missing, and finds it when it is back', async () => {
    watchProgress();
    atPasscode = (signal) => {
      const gone = untilCancelled(signal);
      phone.detach();
      return gone;
    };
    const said: string[] = [];
    const { promise: finished, resolve } = Promise.withResolvers<string>();
    const answer = (message: string, buttons: unknown[]) => {
      said.push(message);
      if (message.includes('finished')) resolve(message);
      if (!buttons.includes('Try Again')) return undefined;
      // Once the missing phone was named, its cable is in again.
      if (message.startsWith('Test Phone is not connected.')) {
        atPasscode = () => Promise.resolve('entered');
        phone.attach();
      }
      return 'Try Again' as unknown as vscode.MessageItem;
    };
    for (const kind of ['showErrorMessage', 'showWarningMessage', 'showInformationMessage'] as const) {
      sinon.stub(vscode.window, kind).callsFake(async (message: string, ...buttons: unknown[]) => answer(message, buttons));
    }
    await vscode.commands.executeCommand(COMMANDS.backUpNow, phone.udid);
    assert.match(await finished, /^Backup of Test Phone finished/);
    assert.ok(
      said.some((message) => message.startsWith('Test Phone is not connected.')),
      said.join('\n'),
    );
  });

  it('that another program makes or changes is seen without a wish', async () => {
    const copy = join(lab.folder, 'copy');
    await cp(path, copy, { recursive: true });
    await backupRow(copy);
    await rm(copy, { recursive: true });
    const { trees } = await api();
    await backupIsGone(trees.backups, copy);
  });

  it('of a folder that was deleted is not said to be good when the next run is cancelled, and no last good one is claimed', async () => {
    rmSync(path, { recursive: true });
    await vscode.commands.executeCommand(COMMANDS.refreshBackups);
    // Silent in the middle of the files: so there is a middle, however fast the machine is.
    phone.fault('F06', { after: { bytes: 300_000 }, times: 1 });
    watchProgress(({ message }, cancel) => {
      if (message?.startsWith('Receiving') === true) cancel();
    });
    const cancelled = nextMessage('showInformationMessage');
    await vscode.commands.executeCommand(COMMANDS.backUpNow, phone.udid);
    assert.match((await cancelled).text, /^Backup of Test Phone canceled\. The next backup continues where this one stopped\.$/);
    for (let times = 0; times < 2; times++) {
      const row = await backupRow(path);
      assert.doesNotMatch(String(row.description), /Good|Unconfirmed|check/);
      await vscode.commands.executeCommand(COMMANDS.refreshBackups);
    }
    sinon.restore();
    watchProgress();
    const finished = nextMessage('showWarningMessage');
    await vscode.commands.executeCommand(COMMANDS.backUpNow, phone.udid);
    assert.match((await finished).text, /finished/);
  });

  it('of a device that does not trust this computer is refused with the way out', async () => {
    const stranger = await lab.plugIn({ trust: 'ask' });
    watchProgress();
    const refused = nextMessage('showErrorMessage');
    await vscode.commands.executeCommand(COMMANDS.backUpNow, stranger.udid);
    const { text, buttons } = await refused;
    assert.match(text, /^The device does not trust this computer\. Choose “Trust This Computer”/);
    assert.deepEqual(buttons, ['Trust This Computer…', 'Explain', 'Show Log']);
    assert.equal(existsSync(join(lab.folder, stranger.udid)), false);
    lab.simulator.removeDevice(stranger.udid);
  });

  it('into a folder that cannot be written says so', async () => {
    const file = join(path, 'Info.plist');
    assert.ok(statSync(file).isFile());
    await setSetting(SETTINGS.defaultBackupFolder, join(file, 'inside-a-file'));
    watchProgress();
    const refused = nextMessage('showErrorMessage');
    await vscode.commands.executeCommand(COMMANDS.backUpNow, phone.udid);
    const { text, buttons } = await refused;
    assert.match(text, /folder/i);
    assert.equal(buttons.at(-1), 'Show Log');
    await setSetting(SETTINGS.defaultBackupFolder, lab.folder);
  });

  it('that is none is said to be none', async () => {
    const refused = nextMessage('showErrorMessage');
    watchProgress();
    await vscode.commands.executeCommand(COMMANDS.verifyQuick, join(lab.folder, 'nowhere'));
    assert.match((await refused).text, /does not exist/);
  });
});

/** The built command line, as another program of the same account. */
async function runCommandLine(...args: readonly string[]): Promise<void> {
  const { extensionPath } = theExtension();
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const child = spawn(process.execPath, [join(extensionPath, 'dist', 'cli.js'), ...args], { stdio: 'ignore', env });
  assert.deepEqual(await once(child, 'exit'), [0, null]);
}

/** The user of the phone looks elsewhere until the backup is given up. */
function untilCancelled(signal: AbortSignal): Promise<PasscodeOutcome> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve('dismissed'), { once: true });
  });
}

/** Resolves when the first row below a device says so. */
async function phaseReached(udid: string, phase: string): Promise<void> {
  const { onDidChangeDevices } = await api();
  await new Promise<void>((resolve, reject) => {
    const look = () => {
      factsOf(udid).then((facts) => {
        if (facts.some((fact) => fact.startsWith(phase))) {
          listener.dispose();
          resolve();
        }
      }, reject);
    };
    const listener = onDidChangeDevices(look);
    look();
  });
}

/** Tabs that browse a backup; waits for the first. */
async function browserTabs(): Promise<vscode.Tab[]> {
  const find = () =>
    vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('iosBackup.browser'));
  while (find().length === 0) {
    await new Promise<void>((resolve) => {
      const listener = vscode.window.tabGroups.onDidChangeTabs(() => {
        listener.dispose();
        resolve();
      });
    });
  }
  return find();
}

/** Resolves when no row is about this backup any more. */
async function backupIsGone(tree: vscode.TreeDataProvider<unknown>, path: string): Promise<void> {
  const isThere = async () => {
    const owners = (await tree.getChildren()) ?? [];
    const nodes = (await Promise.all(owners.map(async (owner) => (await tree.getChildren(owner)) ?? []))).flat();
    return nodes.some((node) => (node as { path?: string }).path === path);
  };
  while (await isThere()) {
    await new Promise<void>((resolve) => {
      const listener = tree.onDidChangeTreeData!(() => {
        listener.dispose();
        resolve();
      });
    });
  }
}

function problemsIn(path: string): { uri: vscode.Uri; diagnostic: vscode.Diagnostic }[] {
  return vscode.languages
    .getDiagnostics()
    .filter(([uri]) => uri.query.includes(path))
    .flatMap(([uri, diagnostics]) => diagnostics.map((diagnostic) => ({ uri, diagnostic })));
}

/** Without the link to its page of help. */
function codeOf({ code }: vscode.Diagnostic): unknown {
  return typeof code === 'object' ? code.value : code;
}

/** Resolves when no editor of a problem is left. */
async function noProblemTabs(): Promise<void> {
  const isThere = () =>
    vscode.window.tabGroups.all.flatMap((group) => group.tabs).some(({ input }) => input instanceof vscode.TabInputCustom);
  while (isThere()) {
    await new Promise<void>((resolve) => {
      const listener = vscode.window.tabGroups.onDidChangeTabs(() => {
        listener.dispose();
        resolve();
      });
    });
  }
}

/** A file whose content the backup holds: in one of the folders 00 to ff. */
function someStoredFile(path: string): string {
  for (const name of readdirSync(path)) {
    if (!/^[0-9a-f]{2}$/.test(name)) continue;
    const [file] = readdirSync(join(path, name));
    if (file !== undefined) return join(path, name, file);
  }
  throw new Error('the backup holds no content');
}
