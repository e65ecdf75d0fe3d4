/** Tasks of type iosBackup: terminals around the jobs of the commands, the exit codes of the command line, and Problems from their lines. */

import assert from 'node:assert/strict';
import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { TASK_TYPE } from '../../src/extension/ids.ts';
import { PRESETS, type PasscodeOutcome, type SimulatedDevice } from '../../src/simulated-device/index.ts';
import { Lab, api, backupRow, deviceRow } from './support.ts';

describe('a task', () => {
  let lab: Lab;
  let phone: SimulatedDevice;
  let path: string;
  let atPasscode: (signal: AbortSignal) => Promise<PasscodeOutcome> = () => Promise.resolve('entered');

  before(async () => {
    lab = await Lab.open();
    phone = await lab.plugIn({ name: 'Task Phone', askPasscode: (signal) => atPasscode(signal) });
    path = join(lab.folder, phone.udid);
    await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+paired') === true);
  });

  after(async () => {
    await vscode.workspace.getConfiguration('tasks').update('tasks', undefined, vscode.ConfigurationTarget.Workspace);
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await lab.close();
  });

  it('is offered for what is known, and backs a device up into the folder of the settings', async () => {
    const offered = await vscode.tasks.fetchTasks({ type: TASK_TYPE });
    const task = offered.find(({ name }) => name === 'Back up Task Phone');
    assert.ok(task !== undefined, offered.map(({ name }) => name).join());
    assert.deepEqual(task.definition, { type: TASK_TYPE, action: 'backup', device: phone.udid });
    assert.ok(offered.some(({ definition }) => definition.action === 'simulate'));
    assert.equal(await exitCodeOf(task), 0);
    assert.ok(existsSync(join(path, 'Manifest.db')));
    await backupRow(path, ({ description }) => String(description).startsWith('Good'));
  });

  it('verifies a backup, and ends with 0 while it is good', async () => {
    assert.equal(await exitCodeOf(await resolved({ action: 'verify', backup: path, level: 'full' })), 0);
  });

  it('ends with 8 for a damaged backup, whose problems the problem matcher puts into the Problems view', async () => {
    const stored = readdirSync(path)
      .filter((name) => /^[0-9a-f]{2}$/.test(name))
      .flatMap((name) => readdirSync(join(path, name)).map((file) => join(path, name, file)));
    const [victim = ''] = stored;
    renameSync(victim, `${lab.folder}/aside`);
    const listed = problemsAt(join(path, 'Manifest.db'));
    assert.equal(await exitCodeOf(await resolved({ action: 'verify', backup: path })), 8);
    const [problem] = await listed;
    assert.deepEqual(
      [problem?.code, problem?.severity, problem?.source],
      ['payload-missing', vscode.DiagnosticSeverity.Error, 'iOS Backup'],
    );
    renameSync(`${lab.folder}/aside`, victim);
  });

  it('ends with 1 where a backup must be encrypted and is not', async () => {
    assert.equal(await exitCodeOf(await resolved({ action: 'verify', backup: path, requireEncryption: true })), 1);
    assert.equal(await exitCodeOf(await resolved({ action: 'backup', device: phone.udid, requireEncryption: true })), 1);
  });

  it('ends with 3 for a device that is not connected, and with 6 for a folder that is none', async () => {
    assert.equal(await exitCodeOf(await resolved({ action: 'backup', device: '00008110-000A1B2C3D4E5F60' })), 3);
    const folder = join(path, 'Info.plist');
    assert.equal(await exitCodeOf(await resolved({ action: 'backup', device: phone.udid, folder })), 6);
  });

  it('says of an encrypted backup what the notification says: only unlocked can it be checked whole', async () => {
    const locked = await lab.plugIn({ name: 'Locked Phone', backupPassword: 'secret', keybagRounds: 'low' });
    await deviceRow(locked.udid, ({ contextValue }) => contextValue?.includes('+encrypted') === true);
    const task = (await vscode.tasks.fetchTasks({ type: TASK_TYPE })).find(({ name }) => name === 'Back up Locked Phone');
    const printed = await outputOf(task);
    assert.match(printed, /not everything could be checked, because the backup is encrypted\. Unlock it to check the contents\./);
    lab.simulator.removeDevice(locked.udid);
  });

  it('ends with 10 when it is cancelled with Ctrl+C, and the device row says what it does meanwhile', async () => {
    const asked = Promise.withResolvers<undefined>();
    atPasscode = (signal) => {
      asked.resolve(undefined);
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve('dismissed'), { once: true }));
    };
    const task = await resolved({ action: 'backup', device: phone.udid });
    const ended = exitCodeOf(task);
    await asked.promise;
    await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+running') === true);
    vscode.window.terminals.find(({ name }) => name.includes(task.name))?.sendText('\u0003', false);
    assert.equal(await ended, 10);
    atPasscode = () => Promise.resolve('entered');
  });

  it('runs a simulated device until it is ended', async () => {
    const before = new Set((await (await api()).listDevices()).map(({ udid }) => udid));
    const task = await resolved({ action: 'simulate', device: PRESETS.at(-1)?.id });
    await vscode.tasks.executeTask(task);
    const extension = await api();
    const udid = await new Promise<string>((resolve, reject) => {
      const look = () => {
        extension.listDevices().then((states) => {
          const own = states.find((state) => !before.has(state.udid) && state.condition === 'ready');
          if (own === undefined) return;
          listener.dispose();
          resolve(own.udid);
        }, reject);
      };
      const listener = extension.onDidChangeDevices(look);
      look();
    });
    const ended = ending(task.name);
    vscode.window.terminals.find(({ name }) => name.includes(task.name))?.sendText('\u0003', false);
    assert.equal(await ended, 0);
    assert.equal(
      (await extension.listDevices()).some((state) => state.udid === udid),
      false,
    );
  });
});

/** The task that VS Code makes of an entry of tasks.json: the extension resolves it. */
async function resolved(definition: Record<string, unknown>): Promise<vscode.Task> {
  const label = `entry ${(++entries).toString()}`;
  const entry = { label, type: TASK_TYPE, ...definition, problemMatcher: ['$iosBackup'] };
  await vscode.workspace.getConfiguration('tasks').update('tasks', [entry], vscode.ConfigurationTarget.Workspace);
  const task = (await vscode.tasks.fetchTasks({ type: TASK_TYPE })).find(({ name }) => name === label);
  assert.ok(task !== undefined, `no task for ${JSON.stringify(entry)}`);
  return task;
}

let entries = 0;

/** What a task prints: its terminal is opened here, as VS Code does it. */
async function outputOf(task: vscode.Task | undefined): Promise<string> {
  const { callback } = task!.execution as unknown as { callback: (definition: unknown) => Thenable<vscode.Pseudoterminal> };
  const terminal = await callback(task!.definition);
  let printed = '';
  const ended = new Promise<void>((resolve) => {
    terminal.onDidClose?.(() => resolve());
    terminal.onDidWrite((text) => (printed += text));
  });
  terminal.open(undefined);
  await ended;
  return printed;
}

async function exitCodeOf(task: vscode.Task): Promise<number | undefined> {
  const ended = ending(task.name);
  await vscode.tasks.executeTask(task);
  return await ended;
}

function ending(name: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const listener = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== name) return;
      listener.dispose();
      resolve(exitCode);
    });
  });
}

/** Resolves once a task has put problems there. */
function problemsAt(path: string): Promise<vscode.Diagnostic[]> {
  const uri = vscode.Uri.file(path);
  return new Promise((resolve) => {
    const look = () => {
      const found = vscode.languages.getDiagnostics(uri);
      if (found.length === 0) return;
      listener.dispose();
      resolve(found);
    };
    const listener = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}
