/** Flows that break: wrong passwords, devices that leave at each step, folders that vanish, and two programs on one folder. Nothing else changes. */

import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { COMMANDS, type CommandId } from '../../src/extension/ids.ts';
import type { SimulatedDevice } from '../../src/simulated-device/index.ts';
import { answerPasswordBoxes, watchProgress } from './dialogs.ts';
import { Lab, api, backupRow, deviceRow, noDevices, theExtension } from './support.ts';

const PASSWORD = 'first';

type Step = 'box' | 'options' | 'question';

/** Answers as a person would who wants the thing done. `before` is called before the answer to the first step of each kind. */
function play(typed: readonly (string | undefined)[] = [], before: Partial<Record<Step, () => Promise<unknown>>> = {}) {
  const boxes = [...typed];
  const said: string[] = [];
  const waiting: (() => void)[] = [];
  const reached = new Set<Step>();
  const reach = async (step: Step) => {
    if (reached.has(step)) return;
    reached.add(step);
    await before[step]?.();
  };
  for (const kind of ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'] as const) {
    sinon.stub(vscode.window, kind).callsFake(async (text: string, ...rest: unknown[]) => {
      const [options, yes] = rest as [{ modal?: boolean } | undefined, unknown];
      if (typeof options === 'object' && options.modal === true) {
        await reach('question');
        return yes as vscode.MessageItem;
      }
      said.push(text);
      for (const wake of waiting.splice(0)) wake();
      return undefined;
    });
  }
  sinon.stub(vscode.window, 'showQuickPick').callsFake(async (items, options) => {
    await reach('options');
    const all = await items;
    return (options?.canPickMany === true ? all.filter(({ picked }) => picked) : all[0]) as unknown as vscode.QuickPickItem;
  });
  sinon.stub(vscode.window, 'showInputBox').callsFake(async () => {
    await reach('box');
    return boxes.shift();
  });
  const something = async (): Promise<string> => {
    while (said.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    return said.join('\n');
  };
  return { said, reached, something };
}

describe('a flow that breaks', () => {
  let lab: Lab;
  let phone: SimulatedDevice;
  let path: string;
  let folder: Map<string, string>;

  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  const isReady = ({ contextValue = '' }: vscode.TreeItem) => contextValue.includes('+paired') && !contextValue.includes('+running');

  /** Folder, phone and rows are as they were. */
  const assertUnchanged = async () => {
    assert.deepEqual(contentOf(path), folder);
    assert.deepEqual([phone.backupPassword.isSet, phone.restored.length], [true, 0]);
    await deviceRow(phone.udid, isReady);
    await backupRow(path, ({ contextValue }) => contextValue?.includes('+running') === false);
  };

  before(async () => {
    lab = await Lab.open();
    phone = await lab.plugIn({ name: 'Test Phone', keybagRounds: 'low', backupPassword: PASSWORD });
    path = join(lab.folder, phone.udid);
    await deviceRow(phone.udid, isReady);
    watchProgress();
    const { something } = play();
    await run(COMMANDS.backUpNow, phone.udid);
    assert.match(await something(), /finished/);
    folder = contentOf(path);
    sinon.restore();
  });

  beforeEach(() => {
    watchProgress();
  });

  afterEach(() => sinon.restore());

  after(() => lab.close());

  describe('by a wrong password', () => {
    it('leaves the encryption on', async () => {
      const { something } = play(['wrong']);
      await run(COMMANDS.turnOffEncryption, phone.udid);
      assert.match(await something(), /password/);
      await assertUnchanged();
    });

    it('extracts nothing', async () => {
      play();
      const boxes = answerPasswordBoxes({ type: 'wrong' }, 'close');
      const open = sinon.stub(vscode.window, 'showOpenDialog').resolves(undefined);
      await run(COMMANDS.extractFiles, path);
      assert.deepEqual([boxes[0]?.complaints.length, open.callCount], [1, 0]);
      await assertUnchanged();
    });

    it('salvages and restores nothing, and asks again', async () => {
      const target = join(lab.folder, 'salvaged');
      mkdirSync(target);
      sinon.stub(vscode.window, 'showOpenDialog').resolves([vscode.Uri.file(target)]);
      play(['wrong', undefined, 'wrong', undefined]);
      await run(COMMANDS.salvageBackup, path);
      assert.deepEqual(readdirSync(target), []);
      await run(COMMANDS.restoreBackup, path);
      assert.equal((vscode.window.showInputBox as unknown as sinon.SinonStub).callCount, 4);
      rmSync(target, { recursive: true });
      await assertUnchanged();
    });
  });

  describe('because the device leaves', () => {
    const leave = async () => {
      phone.detach();
      await noDevices();
    };
    const flows: readonly (readonly [CommandId, Step, readonly string[]])[] = [
      [COMMANDS.turnOffEncryption, 'box', [PASSWORD]],
      [COMMANDS.turnOffEncryption, 'question', [PASSWORD]],
      [COMMANDS.changePassword, 'box', [PASSWORD, 'second', 'second']],
      [COMMANDS.unpairDevice, 'question', []],
      [COMMANDS.restoreBackup, 'options', [PASSWORD]],
      [COMMANDS.restoreBackup, 'box', [PASSWORD]],
      [COMMANDS.restoreBackup, 'question', [PASSWORD]],
    ];
    for (const [command, step, typed] of flows) {
      it(`at the ${step} of ${command} says so and changes nothing`, async () => {
        const { reached, something } = play(typed, { [step]: leave });
        await run(command, command === COMMANDS.restoreBackup ? path : phone.udid);
        assert.ok(reached.has(step));
        assertTold(await something());
        phone.attach();
        await assertUnchanged();
      });
    }

    it('while it is asked for trust says so', async () => {
      const stranger = await lab.plugIn({ name: 'Stranger', trust: 'ask' });
      await deviceRow(stranger.udid, ({ contextValue }) => contextValue?.includes('+unpaired') === true);
      stranger.onDidChange((change) => {
        if (change === 'trust-dialog') stranger.detach();
      });
      const { something } = play();
      await run(COMMANDS.pairDevice, stranger.udid);
      assertTold(await something());
      lab.simulator.removeDevice(stranger.udid);
      await assertUnchanged();
    });

    for (const [command, at] of [
      [COMMANDS.showDeviceInfo, 'lockdown.GetValue'],
      [COMMANDS.turnOnCloudBackup, 'mb2.EnableCloudBackup'],
    ] as const) {
      it(`in the middle of ${command} says so`, async () => {
        phone.fault('F05', { at, times: 1 });
        const { something } = play();
        await run(command, phone.udid);
        assertTold(await something());
        phone.attach();
        await assertUnchanged();
      });
    }
  });

  describe('for another reason', () => {
    it('tells a second program who holds the folder, and the first one goes on', async () => {
      phone.content.setFile('HomeDomain', 'Library/new.txt', { content: 'new' });
      phone.fault('F06', { at: 'dl.MoveItems', times: 1 });
      const isMoving = new Promise<void>((resolve) => {
        sinon.restore();
        watchProgress(({ message = '' }) => {
          if (message.startsWith('Receiving files')) resolve();
        });
      });
      const first = play();
      const running = run(COMMANDS.backUpNow, phone.udid);
      await isMoving;
      const { code, text } = await commandLine('backup', phone.udid, lab.folder, '--usbmuxd', lab.simulator.address);
      assert.equal(code, 6, text);
      assert.match(text, new RegExp(`process ${String(process.pid)} of this computer`));
      await run(COMMANDS.cancelBackup, phone.udid);
      await running;
      assert.match(await first.something(), /canceled/);
      await deviceRow(phone.udid, isReady);
    });

    it('is told who works with the device while another program backs it up, and leaves that alone', async () => {
      phone.content.setFile('HomeDomain', 'Library/newer.txt', { content: 'newer' });
      phone.fault('F06', { at: 'dl.MoveItems', times: 1 });
      const other = startCommandLine('backup', '--progress', phone.udid, lab.folder, '--usbmuxd', lab.simulator.address);
      await new Promise<void>((resolve) => {
        let told = '';
        other.stderr.on('data', (chunk: Buffer) => {
          if ((told += chunk.toString()).includes('preparing the backup')) resolve();
        });
      });
      const who = new RegExp(`The command line \\(process ${String(other.pid)} of this computer\\) is backing up`);
      for (const command of [COMMANDS.turnOffEncryption, COMMANDS.unpairDevice, COMMANDS.pairDevice, COMMANDS.turnOnCloudBackup]) {
        sinon.restore();
        watchProgress();
        const { reached, something } = play([PASSWORD]);
        await run(command, phone.udid);
        assert.match(await something(), who, command);
        assert.deepEqual([...reached], [], command);
      }
      const stopped = once(other, 'exit');
      other.kill('SIGINT');
      await stopped;
      assert.equal(phone.backupPassword.isSet, true);
    });

    it('because the folder has vanished leaves no row, and every command says what is missing', async () => {
      for (const name of readdirSync(lab.folder)) rmSync(join(lab.folder, name), { recursive: true });
      await run(COMMANDS.refreshBackups);
      const { trees } = await api();
      assert.deepEqual(await trees.backups.getChildren(), []);
      for (const command of [COMMANDS.verifyQuick, COMMANDS.restoreBackup, COMMANDS.verifyPassword]) {
        sinon.restore();
        watchProgress();
        const { something } = play([PASSWORD]);
        await run(command, path);
        const text = await something();
        assert.doesNotMatch(text, /unexpected|went wrong inside/i, command);
        assert.match(text, /backup|folder/, command);
      }
      assert.ok(!existsSync(path));
    });
  });
});

/** In words for people: what is missing, not that something unexpected has happened. */
function assertTold(text: string): void {
  assert.match(text, /not connected|connection|cable/i);
  assert.doesNotMatch(text, /unexpected|went wrong inside/i);
}

/** Names and bytes of the files that say what a backup is. */
function contentOf(folder: string): Map<string, string> {
  const names = ['Info.plist', 'Manifest.plist', 'Manifest.db', 'Status.plist'];
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'base64')]));
}

function startCommandLine(...args: readonly string[]): ChildProcessWithoutNullStreams {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  return spawn(process.execPath, [join(theExtension().extensionPath, 'dist', 'cli.js'), ...args], { env });
}

async function commandLine(...args: readonly string[]): Promise<{ code: number | null; text: string }> {
  const child = startCommandLine(...args);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}
