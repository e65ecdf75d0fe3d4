/** Simulated phones that VS Code itself starts: put together, played, given faults, and stopped. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { COMMANDS, SETTINGS } from '../../src/extension/ids.ts';
import { answerSteps, type AtStep } from './step-boxes.ts';
import { Lab, api, deviceRow, noDevices, setSetting } from './support.ts';

const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);

const has =
  (flag: string) =>
  ({ contextValue }: vscode.TreeItem) =>
    contextValue?.split('+').includes(flag) === true;

/** The UDID of the only device that there is. */
async function onlyUdid(): Promise<string> {
  const states = await (await api()).listDevices();
  assert.equal(states.length, 1);
  return states[0]?.udid ?? '';
}

/** Starts a phone as other code does, without questions. */
async function start(options: object): Promise<string> {
  await run(COMMANDS.startSimulatedDevice, options);
  return onlyUdid();
}

/** Answers every list with the row that is called so, and keeps the rows that were offered. */
function chooseFromLists(...labels: readonly string[]): string[][] {
  const left = [...labels];
  const offered: string[][] = [];
  sinon.stub(vscode.window, 'showQuickPick').callsFake(async (items) => {
    const all = await items;
    offered.push(all.map(({ label }) => label));
    const label = left.shift();
    const found = all.find((item) => item.label === label);
    assert.ok(found !== undefined || label === undefined, `no row “${String(label)}” among ${offered.at(-1)?.join(', ') ?? ''}`);
    return found;
  });
  return offered;
}

/** Answers the questions on the screens of phones, in order; `asked` holds every message. */
function playUser(...answers: readonly string[]): string[] {
  const left = [...answers];
  const asked: string[] = [];
  sinon.stub(vscode.window, 'showInformationMessage').callsFake(async (message: string, ...rest: unknown[]) => {
    asked.push(message);
    const items = rest.filter((item) => typeof item === 'object' && item !== null && 'title' in item) as vscode.MessageItem[];
    if (items.length === 0) return undefined;
    const answer = left.shift();
    return items.find(({ title }) => title === answer);
  });
  return asked;
}

/** The messages of a kind; `until` resolves with the first that matches. */
function listen(kind: 'showInformationMessage' | 'showWarningMessage' | 'showErrorMessage') {
  const said: { text: string; buttons: unknown[] }[] = [];
  const waiting: (() => void)[] = [];
  sinon.stub(vscode.window, kind).callsFake(async (text: string, ...buttons: unknown[]) => {
    said.push({ text, buttons });
    for (const look of waiting) look();
    return undefined;
  });
  const until = (wanted: RegExp): Promise<{ text: string; buttons: unknown[] }> =>
    new Promise((resolve) => {
      const look = () => {
        const found = said.find(({ text }) => wanted.test(text));
        if (found !== undefined) resolve(found);
      };
      waiting.push(look);
      look();
    });
  return { said, until };
}

describe('simulated devices', () => {
  before(async () => {
    await vscode.commands.executeCommand('workbench.view.extension.iosBackup');
  });

  afterEach(async () => {
    sinon.restore();
    const inform = sinon.stub(vscode.window, 'showInformationMessage');
    for (const { udid } of await (await api()).listDevices()) await run(COMMANDS.stopSimulatedDevice, udid);
    // One that is unplugged is not among the devices, and is the only one left.
    await run(COMMANDS.stopSimulatedDevice);
    inform.restore();
    await noDevices();
  });

  it('start trusted and stop again', async () => {
    const udid = await start({ name: 'Practice Phone' });
    const pick = sinon.stub(vscode.window, 'showQuickPick');
    const row = await deviceRow(udid, has('paired'));
    assert.deepEqual([row.label, row.contextValue], ['Practice Phone', 'device+own+paired+simulated+usb']);
    await run(COMMANDS.stopSimulatedDevice, { udid });
    await noDevices();
    sinon.assert.notCalled(pick);
  });

  it('start with one press of Enter', async () => {
    const shown = answerSteps('enter');
    await run(COMMANDS.startSimulatedDevice);
    assert.deepEqual([shown.length, shown[0]?.active, shown[0]?.canGoBack], [1, 'iPhone (recommended)', false]);
    assert.match(shown[0]?.rows.join('\n') ?? '', /^iPhone \(recommended\)\niPhone, not trusted yet\n/);
    assert.equal((await deviceRow(await onlyUdid(), has('paired'))).description, 'Simulated · iPhone 13 · iOS 17.5.1');
  });

  it('are put together step by step, with a way back, and are offered again as they were', async () => {
    const shown = answerSteps(
      { pick: 'iPhone 8' },
      'enter',
      'back',
      { pick: 'iOS 16.1' },
      { type: ['', 'Practice Phone'] },
      { pick: 'Has a passcode' },
      { pick: 'Encrypted…' },
      { type: ['secret'] },
      'enter',
      { pick: 'Trusts this computer' },
    );
    await run(COMMANDS.startSimulatedDevice);
    const udid = await onlyUdid();
    const row = await deviceRow(udid, has('encrypted'));
    assert.deepEqual([row.label, row.description], ['Practice Phone', 'Simulated · iPhone 8 · iOS 16.1']);
    const [, version, name, , nameAgain, , , password] = shown;
    assert.deepEqual(
      shown.map(({ step, canGoBack }) => [step, canGoBack]),
      [[undefined, false], ...[2, 3, 2, 3, 4, 5, 6, 7, 8].map((step) => [step, true])],
    );
    // An iPhone 8 never ran iOS 17, and its own version is where Enter stands.
    assert.match(version?.rows[0] ?? '', /^iOS 16\.7/);
    assert.ok(version?.rows.every((label) => !label.startsWith('iOS 17')));
    assert.deepEqual([name?.totalSteps, password?.isPassword, password?.totalSteps], [7, true, 8]);
    assert.deepEqual(nameAgain?.complaints, ['Enter a name first.']);
    assert.match(version?.rows.find((label) => label.startsWith('iOS 16.1')) ?? '', /Asks for the passcode before a backup/);
    await run(COMMANDS.stopSimulatedDevice, udid);
    await noDevices();
    sinon.restore();
    const again = answerSteps({ pick: /^As last time: Practice Phone$/ }, { type: ['secret'] });
    await run(COMMANDS.startSimulatedDevice);
    assert.deepEqual(again[1]?.isPassword, true);
    await deviceRow(await onlyUdid(), has('encrypted'));
  });

  it('are not started when a step is closed, however far it was', async () => {
    const soFar: AtStep[] = [];
    for (const step of [{ pick: 'iPhone 8' }, 'enter', 'enter', 'enter', 'enter', 'enter'] satisfies AtStep[]) {
      soFar.push(step);
      sinon.restore();
      const shown = answerSteps(...soFar, 'close');
      await run(COMMANDS.startSimulatedDevice);
      assert.equal(shown.length, soFar.length + 1);
      assert.deepEqual(await (await api()).listDevices(), []);
    }
  });

  it('are played: locked, charged, on Wi-Fi, given a password, unplugged and plugged in from their row', async () => {
    const udid = await start({ name: 'Practice Phone' });
    const offered = chooseFromLists('Lock', 'Unlock', 'Disconnect Charger', 'Set Backup Password…', 'Remove Backup Password', 'Unplug');
    const control = () => run(COMMANDS.controlSimulatedDevice, udid);
    sinon.stub(vscode.window, 'showInputBox').resolves('secret');
    await control();
    await deviceRow(udid, has('locked'));
    await control();
    await deviceRow(udid, has('paired'));
    await control();
    await control();
    await deviceRow(udid, has('encrypted'));
    await control();
    await control();
    const row = await deviceRow(udid, has('unplugged'));
    assert.deepEqual([row.label, row.description], ['Practice Phone', 'Simulated · Unplugged']);
    await run(COMMANDS.plugInSimulatedDevice, { udid });
    await deviceRow(udid, has('paired'));
    assert.deepEqual(offered[0], [
      ...['Unplug', 'Lock', 'Connect over Wi-Fi', 'Turn Wi-Fi Off', 'Disconnect Charger', 'Set Backup Password…'],
      ...['Restart', 'Erase All Content and Settings', 'Show What Was Left Behind'],
    ]);
    assert.ok(offered[1]?.includes('Unlock') && !offered[1].includes('Lock'));
    assert.ok(offered[3]?.includes('Connect Charger'));
  });

  it('are reached from the palette while they are unplugged', async () => {
    const udid = await start({ name: 'Practice Phone' });
    const offered = chooseFromLists('Unplug', 'Plug In');
    await run(COMMANDS.controlSimulatedDevice);
    await deviceRow(udid, has('unplugged'));
    await run(COMMANDS.controlSimulatedDevice);
    await deviceRow(udid, has('paired'));
    assert.equal(offered[1]?.[0], 'Plug In');
    sinon.restore();
    const { until } = listen('showInformationMessage');
    await run(COMMANDS.plugInSimulatedDevice);
    await until(/^No simulated device is unplugged\.$/);
  });

  it('forget everything when they are erased', async () => {
    const udid = await start({ restartSeconds: 0 });
    await deviceRow(udid, has('paired'));
    chooseFromLists('Erase All Content and Settings');
    await run(COMMANDS.controlSimulatedDevice, udid);
    await deviceRow(udid, has('unpaired'));
  });

  it('show what was left behind, or that nothing was', async () => {
    const udid = await start({ trust: 'ask' });
    chooseFromLists('Show What Was Left Behind');
    const { until } = listen('showInformationMessage');
    await run(COMMANDS.controlSimulatedDevice, udid);
    await until(/^Nothing was left behind on iPhone/);
  });

  it('are given any fault with two presses of Enter, which is listed and taken off again', async () => {
    const udid = await start({});
    const shown = answerSteps({ pick: 'F31' }, 'enter', { pick: 'Remove F31' });
    const { until } = listen('showInformationMessage');
    await run(COMMANDS.injectFault, udid);
    assert.match((await until(/armed/)).text, /^F31 is armed\. It strikes when its moment comes: The phone answers Hello/);
    assert.equal(shown[0]?.rows.length, 74);
    assert.equal(shown[1]?.active, 'Simulate it');
    await run(COMMANDS.injectFault, udid);
    assert.deepEqual([shown[2]?.rows[0], shown[2]?.active], ['Remove F31 · Struck 0 times', 'F01']);
    await until(/^Removed: F31\./);
  });

  it('tell while it is typed what is wrong with a trigger, and take a right one', async () => {
    const udid = await start({});
    const shown = answerSteps(
      { pick: 'F05' },
      { pick: 'Probability' },
      { type: ['2', '0.5'] },
      { pick: 'At a message' },
      { type: ['nowhere', 'mb2.Backup'] },
      { pick: 'After bytes, seconds, or messages' },
      'back',
      { pick: 'reset' },
      { pick: 'yes' },
      'back',
      { pick: 'F47' },
      { pick: 'kind' },
      { pick: 'empty' },
      'enter',
    );
    const { until } = listen('showInformationMessage');
    await run(COMMANDS.injectFault, udid);
    await until(/^F47 is in effect: The phone contains empty files/);
    assert.deepEqual(shown[2]?.complaints, ['The fault cannot be set this way: p must be a probability from 0 to 1, not 2.']);
    assert.deepEqual(shown[4]?.complaints, ['The fault cannot be set this way: there is no point “nowhere”.']);
    const beforeBack = shown[9];
    assert.deepEqual(beforeBack?.rows, [
      'Simulate it',
      'At a message · mb2.Backup',
      'After bytes, seconds, or messages · any (as usual)',
      'On files · any (as usual)',
      'Probability · 0.5',
      'How often · 1 (as usual)',
      'reset · yes',
    ]);
  });

  const QUESTION = 'On the screen of “Shy Phone”: Trust This Computer?';

  it('ask the person to play the phone’s user, and obey; who declines is asked anew', async () => {
    const asked = playUser('Don’t Trust', 'Trust');
    const refused = sinon.stub(vscode.window, 'showErrorMessage');
    await run(COMMANDS.startSimulatedDevice, { name: 'Shy Phone', trust: 'ask' });
    await run(COMMANDS.pairDevice);
    assert.match(refused.firstCall.args[0], /^Trust was declined on the device\./);
    assert.equal(refused.firstCall.args[1], 'Trust This Computer…');
    await run(COMMANDS.pairDevice);
    assert.deepEqual(asked, [QUESTION, QUESTION, 'Shy Phone now trusts this computer.']);
  });

  it('keep their question until it is answered: a second press starts no second pairing, and shows it again', async () => {
    // The first box is closed without an answer, as when its window is reloaded.
    const asked = playUser('', 'Trust');
    const progress = sinon.spy(vscode.window, 'withProgress');
    const udid = await start({ name: 'Shy Phone', trust: 'ask' });
    const pairing = run(COMMANDS.pairDevice, udid);
    await deviceRow(udid, ({ description }) => String(description).includes('Tap Trust on the device'));
    await run(COMMANDS.pairDevice, { kind: 'device', udid });
    await pairing;
    assert.equal(progress.getCalls().filter(({ args }) => args[0].title === 'Asking Shy Phone to trust this computer').length, 1);
    assert.deepEqual(asked, [QUESTION, QUESTION, 'Shy Phone now trusts this computer.']);
  });

  it('name a program line in their tooltip and document, copy it, and give it to a terminal whose name stays text', async () => {
    const hostile = 'My Phone $(flame) [Click](command:x)';
    const udid = await start({ name: hostile });
    const row = await deviceRow(udid, has('paired'));
    const { until } = listen('showInformationMessage');
    await run(COMMANDS.copySimulatedAddress, udid);
    const line = await vscode.env.clipboard.readText();
    assert.match(line, /^USBMUXD_SOCKET_ADDRESS=127\.0\.0\.1:\d+$/);
    await until(/^Copied: USBMUXD_SOCKET_ADDRESS=/);
    const { tooltip } = row;
    assert.ok(typeof tooltip === 'string' && tooltip.includes(`For other programs: ${line}`));
    await run(COMMANDS.showDeviceInfo, udid);
    assert.ok(vscode.window.activeTextEditor?.document.getText().startsWith(`# For other programs\n${line}\n`));
    const terminal = new Promise<vscode.Terminal>((resolve) => {
      const listener = vscode.window.onDidOpenTerminal((opened) => {
        listener.dispose();
        resolve(opened);
      });
    });
    await run(COMMANDS.openDeviceTerminal, udid);
    const { creationOptions } = await terminal;
    const { name = '', env } = creationOptions as vscode.TerminalOptions;
    assert.equal(`USBMUXD_SOCKET_ADDRESS=${env?.USBMUXD_SOCKET_ADDRESS ?? ''}`, line);
    assert.ok(name.startsWith('My Phone') && !name.includes('$(') && !name.includes(']('), name);
    (await terminal).dispose();
  });

  it('report once when their thread ends by itself, leave the view, and can be started again', async () => {
    const started = once(process, 'worker') as Promise<[Worker]>;
    const udid = await start({ name: 'Practice Phone' });
    await deviceRow(udid, has('paired'));
    const { until } = listen('showErrorMessage');
    await (await started)[0].terminate();
    const { buttons } = await until(/^The simulated devices stopped because of a program error\. Start them again\.$/);
    assert.ok(buttons.includes('Start Simulated Device…'), JSON.stringify(buttons));
    await noDevices();
    await start({ name: 'Practice Phone' });
  });

  it('of the settings that make no sense are reported once each with a button; the others start', async () => {
    const { said, until } = listen('showWarningMessage');
    const errors = listen('showErrorMessage');
    const entries = [{ color: 'red' }, { preset: 'nothing' }, { name: 'Configured', passcode: 'none' }];
    await setSetting(SETTINGS.simulatedDevices, entries);
    try {
      const warning = await until(/^Simulated device 1 of the settings has an unknown key “color”/);
      const error = await errors.until(/^There is no simulated device named “nothing”/);
      assert.ok(warning.buttons.includes('Open Settings') && error.buttons.includes('Open Settings'));
      const udid = await onlyUdid();
      await deviceRow(udid, ({ label }) => label === 'Configured');
      await setSetting(SETTINGS.simulatedDevices, [...entries].reverse());
      await run(COMMANDS.refreshDevices);
      assert.deepEqual([said.filter(({ text }) => text.includes('“color”')).length, errors.said.length], [2, 1]);
    } finally {
      await setSetting(SETTINGS.simulatedDevices, undefined);
    }
  });
});

describe('the passcode of a simulated device', () => {
  let lab: Lab;

  before(async () => {
    lab = await Lab.open();
  });

  afterEach(() => sinon.restore());

  after(() => lab.close());

  it('is asked for before a backup, again after a wrong one, and the backup fails when its user cancels', async () => {
    const asked = playUser('Enter Wrong Passcode', 'Enter Passcode', 'Cancel on the Device');
    const errors = listen('showErrorMessage');
    const udid = await start({ name: 'Shy Phone', asksPasscode: true });
    await run(COMMANDS.backUpNow, udid);
    const question = 'On the screen of “Shy Phone”: Enter the passcode to continue.';
    assert.deepEqual(asked.slice(0, 2), [question, 'On the screen of “Shy Phone”: Wrong passcode. Try again.']);
    assert.equal(errors.said.length, 0);
    await run(COMMANDS.backUpNow, udid);
    await errors.until(/passcode/i);
    assert.equal(asked.filter((text) => text === question).length, 2);
    await run(COMMANDS.stopSimulatedDevice, udid);
    await noDevices();
  });
});
