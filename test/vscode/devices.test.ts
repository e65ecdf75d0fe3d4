/** The Devices view over real conversations with simulated phones. */

import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { COMMANDS } from '../../src/extension/ids.ts';
import { Lab, deviceRow, deviceState, factsOf, noDevices } from './support.ts';

function iconOf(row: vscode.TreeItem): string {
  assert.ok(row.iconPath instanceof vscode.ThemeIcon);
  return row.iconPath.id;
}

describe('the Devices view', () => {
  let lab: Lab;

  before(async () => {
    lab = await Lab.open();
  });

  afterEach(async () => {
    sinon.restore();
    lab.unplugAll();
    await noDevices();
  });

  after(() => lab.close());

  it('shows a phone as soon as it is plugged in, with what it tells a trusted computer', async () => {
    const phone = await lab.plugIn({ name: 'Test Phone' });
    const row = await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+paired') === true);
    assert.equal(row.label, 'Test Phone');
    assert.equal(row.description, 'iPhone 13 · iOS 17.5.1 · USB');
    assert.equal(iconOf(row), 'device-mobile');
    assert.equal(row.contextValue, 'device+paired+usb');
    assert.equal(row.collapsibleState, vscode.TreeItemCollapsibleState.Expanded);
    assert.match(row.accessibilityInformation?.label ?? '', /^Test Phone, iPhone 13 · iOS 17\.5\.1 · USB, Encryption: Off/);
    assert.deepEqual((await factsOf(phone.udid)).slice(0, 2), ['Encryption: Off', 'Last backup: None yet']);
  });

  it('forgets a phone that is unplugged', async () => {
    const phone = await lab.plugIn();
    await deviceRow(phone.udid);
    phone.detach();
    await noDevices();
  });

  it('says how long ago the last backup was', async () => {
    const phone = await lab.plugIn();
    phone.backupSucceeded(new Date('2026-01-01T10:00:00Z'));
    await vscode.commands.executeCommand(COMMANDS.refreshDevices);
    const clock = sinon.useFakeTimers({ now: new Date('2026-01-01T12:00:00Z'), toFake: ['Date'] });
    try {
      assert.ok((await factsOf(phone.udid)).includes('Last backup: 2 hours ago'));
    } finally {
      clock.restore();
    }
  });

  it('shows a phone that does not trust this computer, and becomes ready when trust is given', async () => {
    const phone = await lab.plugIn({ trust: 'ask', acceptAfterAsks: 1 });
    const row = await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+unpaired') === true);
    assert.equal(iconOf(row), 'workspace-untrusted');
    assert.match(String(row.description), /^Not trusted/);
    const inform = sinon.stub(vscode.window, 'showInformationMessage');
    await vscode.commands.executeCommand(COMMANDS.pairDevice, phone.udid);
    assert.match(inform.firstCall.args[0], /trusts this computer now/);
    assert.equal(
      (await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+paired') === true)).contextValue,
      'device+paired+usb',
    );
  });

  it('says what to do when trust is declined', async () => {
    const phone = await lab.plugIn({ trust: 'decline' });
    await deviceRow(phone.udid);
    const showError = sinon.stub(vscode.window, 'showErrorMessage');
    await vscode.commands.executeCommand(COMMANDS.pairDevice, phone.udid);
    assert.equal(showError.callCount, 1);
    assert.match(showError.firstCall.args[0], /^Trust was declined on the device\. Choose Trust This Computer again/);
    assert.equal(showError.firstCall.args.at(-1), 'Show Log');
  });

  it('tells a locked phone that trusts from a locked one that does not', async () => {
    const phone = await lab.plugIn();
    await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+paired') === true);
    phone.locked = true;
    await vscode.commands.executeCommand(COMMANDS.refreshDevices);
    const row = await deviceRow(phone.udid);
    assert.deepEqual([iconOf(row), row.contextValue, row.description], ['lock', 'device+locked+usb', 'Locked — unlock to continue']);
    const stranger = lab.simulator.addDevice({ locked: true });
    assert.equal((await deviceState(stranger.udid))?.condition, 'not-trusted');
  });

  it('copies the UDID of the only device without asking', async () => {
    const phone = await lab.plugIn();
    await vscode.commands.executeCommand(COMMANDS.copyUdid);
    assert.equal(await vscode.env.clipboard.readText(), phone.udid);
  });

  it('asks which device a command means when there are several', async () => {
    await lab.plugIn({ name: 'First' });
    const second = await lab.plugIn({ name: 'Second' });
    const pick = sinon.stub(vscode.window, 'showQuickPick').callsFake(async (items) => {
      const all = await items;
      return all.find(({ label }) => label.includes('Second'));
    });
    await vscode.commands.executeCommand(COMMANDS.copyUdid);
    assert.equal(pick.firstCall.args[1]?.title, 'Copy the UDID of which device?');
    assert.equal(await vscode.env.clipboard.readText(), second.udid);
  });
});

describe('without a usbmuxd', () => {
  it('a command says what is missing and offers a simulated device', async () => {
    const inform = sinon.stub(vscode.window, 'showInformationMessage');
    try {
      await vscode.commands.executeCommand(COMMANDS.backUpNow);
      assert.match(inform.firstCall.args[0], /^No device is connected\./);
      assert.deepEqual(inform.firstCall.args.slice(1), ['Start Simulated Device…']);
    } finally {
      sinon.restore();
    }
  });
});

describe('simulated devices', () => {
  afterEach(() => {
    sinon.restore();
  });

  it('start trusted and stop again', async () => {
    await vscode.commands.executeCommand(COMMANDS.startSimulatedDevice, { name: 'Practice Phone' });
    const pick = sinon.stub(vscode.window, 'showQuickPick');
    await vscode.commands.executeCommand(COMMANDS.copyUdid);
    const udid = await vscode.env.clipboard.readText();
    const row = await deviceRow(udid, ({ contextValue }) => contextValue?.includes('+paired') === true);
    assert.deepEqual([row.label, row.contextValue, iconOf(row)], ['Practice Phone', 'device+paired+simulated+usb', 'vm']);
    await vscode.commands.executeCommand(COMMANDS.stopSimulatedDevice, { udid });
    await noDevices();
    sinon.assert.notCalled(pick);
  });

  it('ask the person to play the phone’s user, and obey', async () => {
    const answers = ['Trust'];
    const asked: string[] = [];
    sinon.stub(vscode.window, 'showInformationMessage').callsFake(async (message: string) => {
      asked.push(message);
      return answers.shift() as unknown as vscode.MessageItem;
    });
    await vscode.commands.executeCommand(COMMANDS.startSimulatedDevice, { name: 'Shy Phone', trust: 'ask' });
    await vscode.commands.executeCommand(COMMANDS.pairDevice);
    assert.deepEqual(asked, ['On the screen of “Shy Phone”: Trust This Computer?', 'Shy Phone trusts this computer now.']);
    await vscode.commands.executeCommand(COMMANDS.stopSimulatedDevice);
    await noDevices();
  });

  it('are chosen from a list of models and of ways to behave', async () => {
    const titles: (string | undefined)[] = [];
    sinon.stub(vscode.window, 'showQuickPick').callsFake(async (items, options) => {
      titles.push(options?.placeHolder);
      return (await items)[0];
    });
    await vscode.commands.executeCommand(COMMANDS.startSimulatedDevice);
    assert.deepEqual(titles, ['Choose a model', 'Choose how it behaves']);
    await vscode.commands.executeCommand(COMMANDS.stopSimulatedDevice);
    await noDevices();
  });
});
