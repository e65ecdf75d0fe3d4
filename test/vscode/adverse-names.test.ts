/**
 * Devices whose names are attacks: whatever VS Code is given to show has the name as text, in every flow. The file comes before those that make a
 * status bar item, which is made only once.
 */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { COMMANDS, SETTINGS, TASK_TYPE, type CommandId } from '../../src/extension/ids.ts';
import type { SimulatedDevice } from '../../src/simulated-device/index.ts';
import { withoutMarkup } from '../../src/view/index.ts';
import { answerPasswordBoxes } from './dialogs.ts';
import { Lab, api, backupRow, deviceRow, noDevices, setSetting } from './support.ts';

/** What a link or an icon begins with, and what steers a line. */
const MARKUP = /\]\(|\$\(/;
// eslint-disable-next-line no-control-regex -- these are what is looked for
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u061c\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

const ATTACKS = [
  { name: '[Click](command:workbench.action.quit) $(flame)', sign: 'command:workbench.action.quit' },
  { name: 'Evil\u202egnp.\u001b[31m\u0007\u2066phone', sign: 'Evil\\u202egnp.\\u001b[31m\\u0007\\u2066phone' },
] as const;

/** What VS Code shows of an object; what else an object has is for the one who made it. */
const SHOWN = new Set(['description', 'detail', 'label', 'message', 'name', 'placeHolder', 'prompt', 'title', 'tooltip']);

/** Every text that VS Code is given to show. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => (SHOWN.has(key) ? textsIn(each) : []));
}

/** Records what is shown, and answers as a person would. `answers` finds a button by a part of the question. */
function watch(answers: readonly (readonly [question: RegExp, answer: string])[] = [], typed: readonly string[] = []) {
  const shown: string[] = [];
  const boxes = [...typed];
  const said: string[] = [];
  const see = (...values: unknown[]) => {
    const texts = values.flatMap(textsIn);
    shown.push(...texts);
    return texts.join('\n');
  };
  const waiting: { wanted: RegExp; resolve: () => void }[] = [];
  for (const kind of ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'] as const) {
    sinon.stub(vscode.window, kind).callsFake(async (...args: unknown[]) => {
      const text = see(...args);
      said.push(text);
      for (const { wanted, resolve } of waiting) if (wanted.test(text)) resolve();
      const answer = answers.find(([question]) => question.test(text))?.[1];
      // A button may be a text or an object with a title.
      const button = args.find((arg) => typeof arg === 'object' && arg !== null && 'title' in arg && arg.title === answer);
      return (button ?? answer) as unknown as vscode.MessageItem;
    });
  }
  sinon.stub(vscode.window, 'showQuickPick').callsFake(async (items, options) => {
    const all = await items;
    see(all, options);
    // A fault, or a cable that is pulled, would reach into the other tests.
    if (/^(Simulate which fault|What should happen)/.test(options?.title ?? '')) return undefined;
    return (options?.canPickMany === true ? all.filter(({ picked }) => picked) : all[0]) as unknown as vscode.QuickPickItem;
  });
  sinon.stub(vscode.window, 'showInputBox').callsFake(async (options) => {
    see(options);
    const text = boxes.shift();
    if (text !== undefined) see(await options?.validateInput?.(text));
    return text;
  });
  sinon.stub(vscode.window, 'withProgress').callsFake(async (options, task) => {
    see(options);
    return task({ report: (value) => void see(value) }, new vscode.CancellationTokenSource().token);
  });
  sinon.stub(vscode.window, 'createQuickPick').callsFake(() => closedAtOnce(see));
  sinon.stub(vscode.window, 'createTerminal').callsFake((...args: unknown[]) => {
    see(args);
    return { show: () => undefined } as unknown as vscode.Terminal;
  });
  const saying = (wanted: RegExp) =>
    said.some((text) => wanted.test(text)) ? Promise.resolve() : new Promise<void>((resolve) => waiting.push({ wanted, resolve }));
  return { shown, see, saying };
}

/** A list that is made, not shown by one call: whoever sees it closes it. */
function closedAtOnce(see: (...values: unknown[]) => string): vscode.QuickPick<vscode.QuickPickItem> {
  const hide = new vscode.EventEmitter<void>();
  const never = new vscode.EventEmitter<never>().event;
  const pick: Record<PropertyKey, unknown> = {
    onDidHide: hide.event,
    show: () => {
      see(pick.title, pick.placeholder, pick.items);
      hide.fire();
    },
    hide: () => undefined,
    dispose: () => undefined,
  };
  const get = (_: object, key: PropertyKey) => pick[key] ?? (String(key).startsWith('onDid') ? never : undefined);
  const set = (_: object, key: PropertyKey, value: unknown) => ((pick[key] = value), true);
  return new Proxy({}, { get, set }) as vscode.QuickPick<vscode.QuickPickItem>;
}

/** Everything is text, and the name was among it. */
function assertPlain(shown: readonly string[], sign: string, where: string): void {
  for (const text of shown) {
    assert.doesNotMatch(text, MARKUP, `${where}: ${text}`);
    assert.doesNotMatch(text, STEERING, `${where}: ${JSON.stringify(text)}`);
  }
  assert.ok(
    shown.some((text) => text.includes(sign)),
    `${where} does not show the name:\n${shown.join('\n')}`,
  );
}

for (const { name, sign } of ATTACKS) {
  describe(`a device called ${JSON.stringify(name)}`, () => {
    let lab: Lab;
    let phone: SimulatedDevice;
    let path: string;
    const statusTexts: string[] = [];

    const flow = async (
      command: CommandId,
      target: unknown,
      answers: readonly (readonly [RegExp, string])[] = [],
      more: { typed?: readonly string[]; until?: RegExp; unnamed?: true } = {},
    ) => {
      const { shown, saying } = watch(answers, more.typed);
      await vscode.commands.executeCommand(command, target);
      if (more.until !== undefined) await saying(more.until);
      sinon.restore();
      assertPlain(shown, more.unnamed === true ? '' : sign, command);
    };

    before(async () => {
      lab = await Lab.open();
      phone = await lab.plugIn({ name, keybagRounds: 'low' });
      path = join(lab.folder, phone.udid);
      await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+paired') === true);
    });

    afterEach(() => sinon.restore());

    after(async () => {
      await setSetting(SETTINGS.versionsKeep, undefined);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      lab.unplugAll();
      await noDevices();
      await lab.close();
    });

    it('stands in its row and in what is below it as text', async () => {
      const row = await deviceRow(phone.udid);
      const { trees } = await api();
      const facts = (await trees.devices.getChildren({ kind: 'device', udid: phone.udid })) ?? [];
      const items = await Promise.all(facts.map(async (fact) => trees.devices.getTreeItem(fact)));
      assertPlain(
        [row, ...items].flatMap(({ label, description, tooltip }) => textsIn([label, description, tooltip])),
        sign,
        'the row',
      );
      assert.doesNotMatch(row.accessibilityInformation?.label ?? '', STEERING);
    });

    it('is text in the picker, in the progress, in the messages and in the status bar of a backup', async () => {
      const other = await lab.plugIn({ name: 'Another Phone' });
      const items: vscode.StatusBarItem[] = [];
      const create = vscode.window.createStatusBarItem.bind(vscode.window);
      sinon.stub(vscode.window, 'createStatusBarItem').callsFake((...args: Parameters<typeof create>) => {
        const item = create(...args);
        items.push(item);
        return item;
      });
      const { shown, saying, see } = watch();
      const listener = (await api()).onDidChangeDevices(() => {
        statusTexts.push(...items.map(({ text }) => text.replace(/^\$\([a-z~-]+\) /, '')));
        for (const { tooltip, accessibilityInformation } of items) {
          see(tooltip);
          assert.doesNotMatch(accessibilityInformation?.label ?? '', STEERING);
        }
      });
      await vscode.commands.executeCommand(COMMANDS.backUpNow, phone.udid);
      await saying(/finished/);
      listener.dispose();
      assertPlain(shown, sign, 'Back Up Now');
      if (statusTexts.length > 0) assertPlain(statusTexts, sign, 'the status bar');
      sinon.restore();
      await flow(COMMANDS.copyUdid, undefined);
      other.detach();
      lab.simulator.removeDevice(other.udid);
    });

    it('is text in the row of its backup, in its owner, its picker, its page and its problems', async () => {
      const row = await backupRow(path);
      const { trees } = await api();
      const owners = await Promise.all(((await trees.backups.getChildren()) ?? []).map(async (owner) => trees.backups.getTreeItem(owner)));
      assertPlain(
        [row, ...owners].flatMap(({ label, description, tooltip }) => textsIn([label, description, tooltip])),
        sign,
        'the rows',
      );
      phone.content.setFile('HomeDomain', 'Library/more.txt', { content: 'more' });
      await setSetting(SETTINGS.versionsKeep, 1);
      await flow(COMMANDS.backUpNow, phone.udid, [], { until: /finished/ });
      await flow(COMMANDS.verifyQuick, path, [], { until: /consistent/, unnamed: true });
      // Two backups: one has to be chosen.
      await flow(COMMANDS.verifyQuick, undefined);
      const opened = new Promise<void>((resolve) => {
        const listener = vscode.window.tabGroups.onDidChangeTabs(() => {
          listener.dispose();
          resolve();
        });
      });
      await vscode.commands.executeCommand(COMMANDS.openBrowser, path);
      await opened;
      assertPlain(tabs(), sign, 'the tab of the page');
    });

    it('is text in the tasks and in the terminal', async () => {
      const tasks = (await vscode.tasks.fetchTasks({ type: TASK_TYPE })).filter(({ definition }) => definition.action !== 'simulate');
      assert.ok(tasks.length >= 2);
      for (const { name: task } of tasks) assertPlain([task], sign, 'a task');
      await flow(COMMANDS.openDeviceTerminal, phone.udid);
    });

    it('is text in questions: pairing, restore, rollback, trash', async () => {
      await flow(COMMANDS.unpairDevice, phone.udid);
      await flow(COMMANDS.restoreBackup, path);
      await flow(COMMANDS.rollBackBackup, path);
      await flow(COMMANDS.rollBackBackup, path, [[/^Roll back/, 'Roll Back']], { until: /rolled back/ });
      await flow(COMMANDS.deleteBackup, path, [[/^Move the backup/, 'Move to Trash']]);
    });

    it('is text where encryption is turned on, changed, proven and turned off', async () => {
      const choose = [/^Encrypt the backups/, 'Choose Password…'] as const;
      await flow(COMMANDS.turnOnEncryption, phone.udid, [choose], { typed: ['first', 'first'], until: /encrypts its backups/ });
      await flow(COMMANDS.changePassword, phone.udid, [], { typed: ['wrong', 'x', 'x'], until: /password/ });
      await flow(COMMANDS.backUpFull, phone.udid, [], { until: /finished/ });
      await flow(COMMANDS.verifyPassword, path, [], { typed: ['wrong'], until: /not the password/ });
      const { shown } = watch();
      const boxes = answerPasswordBoxes({ type: 'first' });
      await vscode.commands.executeCommand(COMMANDS.showKeychain, path);
      assertPlain(
        boxes.flatMap(({ title, prompt }) => textsIn([title, prompt])),
        sign,
        'the password box',
      );
      const head = (await api()).reports.find('keychain', [path])?.source.head;
      assertPlain([...shown, ...(head?.lines.map(({ text }) => withoutMarkup(text)) ?? [])], sign, 'the keychain');
      sinon.restore();
      await flow(COMMANDS.turnOffEncryption, phone.udid, [[/^Stop encrypting/, 'Turn Off Encryption']], {
        typed: ['first'],
        until: /no longer encrypts/,
      });
    });

    it('is text where iCloud Backup is switched', async () => {
      await flow(COMMANDS.turnOnCloudBackup, phone.udid, [], { until: /iCloud Backup of/ });
    });

    it('is text in documents and in the titles of their tabs', async () => {
      watch();
      for (const command of [COMMANDS.showDeviceInfo, COMMANDS.runDoctor]) {
        await vscode.commands.executeCommand(command, phone.udid);
        const text = vscode.window.activeTextEditor?.document.getText() ?? '';
        assert.ok(text.length > 100);
        assert.doesNotMatch(text, STEERING, command);
        for (const title of tabs()) assert.doesNotMatch(title, new RegExp(`${MARKUP.source}|${STEERING.source}`), title);
      }
      sinon.restore();
    });

    it('is text where it is missing', async () => {
      phone.detach();
      await noDevices();
      await flow(COMMANDS.backUpNow, phone.udid, [], { until: /is not connected/ });
      phone.attach();
      await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+paired') === true);
    });

    it('is text where a phone of this window is trusted, controlled and stopped', async () => {
      // A second simulator makes phones with the same UDIDs.
      lab.unplugAll();
      await noDevices();
      const own = watch([[/Trust This Computer\?/, 'Trust']]);
      await vscode.commands.executeCommand(COMMANDS.startSimulatedDevice, { name, trust: 'ask' });
      const udid = await ownPhone();
      await vscode.commands.executeCommand(COMMANDS.pairDevice, udid);
      await own.saying(/now trusts this computer/);
      await vscode.commands.executeCommand(COMMANDS.injectFault, udid);
      await vscode.commands.executeCommand(COMMANDS.controlSimulatedDevice, udid);
      sinon.restore();
      assertPlain(own.shown, sign, 'a phone of this window');
      await vscode.commands.executeCommand(COMMANDS.stopSimulatedDevice, udid);
    });
  });
}

/** The UDID of the phone that this window simulates, as soon as it is known. */
async function ownPhone(): Promise<string> {
  const exported = await api();
  return new Promise((resolve, reject) => {
    const look = () => {
      exported.listDeviceStates().then((states) => {
        const own = states.find((state) => state.own === true);
        if (own === undefined) return;
        listener.dispose();
        resolve(own.udid);
      }, reject);
    };
    const listener = exported.onDidChangeDevices(look);
    look();
  });
}

function tabs(): string[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));
}
