/** The Devices view over real conversations with simulated phones. */

import assert from 'node:assert/strict';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { COMMANDS } from '../../src/extension/ids.ts';
import { dict } from '../../src/formats/index.ts';
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
    assert.equal(row.description, 'Simulated · iPhone 13 · iOS 17.5.1');
    assert.equal(iconOf(row), 'vm');
    assert.equal(row.contextValue, 'device+paired+simulated+usb');
    assert.equal(row.collapsibleState, vscode.TreeItemCollapsibleState.Expanded);
    assert.match(row.accessibilityInformation?.label ?? '', /^Test Phone, Simulated · iPhone 13 · iOS 17\.5\.1, .*Encryption: Off/);
    const facts = await factsOf(phone.udid);
    for (const fact of ['Encryption: Off', 'Last backup: None yet', 'Trust: The device trusts this computer', 'Passcode: Not locked now']) {
      assert.ok(facts.includes(fact), facts.join('\n'));
    }
  });

  it('opens the rows of one device, so that several do not hide each other, and keeps it so', async () => {
    const isPaired = ({ contextValue }: vscode.TreeItem) => contextValue?.includes('+paired') === true;
    const first = await lab.plugIn({ name: 'Zulu' });
    assert.equal((await deviceRow(first.udid, isPaired)).collapsibleState, vscode.TreeItemCollapsibleState.Expanded);
    const second = await lab.plugIn({ name: 'Alpha' });
    assert.equal((await deviceRow(second.udid, isPaired)).collapsibleState, vscode.TreeItemCollapsibleState.Collapsed);
    assert.equal((await deviceRow(first.udid)).collapsibleState, vscode.TreeItemCollapsibleState.Expanded);
    first.detach();
    const third = await lab.plugIn({ name: 'Mike' });
    assert.equal((await deviceRow(third.udid, isPaired)).collapsibleState, vscode.TreeItemCollapsibleState.Expanded);
    assert.equal((await deviceRow(second.udid)).collapsibleState, vscode.TreeItemCollapsibleState.Collapsed);
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
      assert.ok((await factsOf(phone.udid)).some((fact) => fact.startsWith('Last backup: 2 hours ago')));
    } finally {
      clock.restore();
    }
  });

  it('shows a phone that does not trust this computer, and becomes ready when trust is given', async () => {
    const phone = await lab.plugIn({ trust: 'ask', acceptAfterAsks: 1 });
    const row = await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+unpaired') === true);
    assert.equal(iconOf(row), 'workspace-untrusted');
    assert.match(String(row.description), /^Simulated · Not trusted/);
    const inform = sinon.stub(vscode.window, 'showInformationMessage');
    await vscode.commands.executeCommand(COMMANDS.pairDevice, phone.udid);
    assert.match(inform.firstCall.args[0], /now trusts this computer/);
    assert.equal(
      (await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+paired') === true)).contextValue,
      'device+paired+simulated+usb',
    );
  });

  it('shows in the row what it waits for, with the time that is left, and what the person answers', async () => {
    const phone = await lab.plugIn({ trust: 'ask' });
    await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+unpaired') === true);
    const inform = sinon.stub(vscode.window, 'showInformationMessage');
    const asking = vscode.commands.executeCommand(COMMANDS.pairDevice, phone.udid);
    const row = await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+prompted') === true);
    assert.match(String(row.description), /^(3:00|2:\d\d) left · Tap Trust on the device · Simulated$/);
    assert.equal(iconOf(row), 'workspace-unknown');
    const drawn = String(row.description);
    await deviceRow(phone.udid, ({ description }) => description !== drawn && String(description).includes('left · Tap Trust'));
    phone.answerTrustDialog('accept');
    await asking;
    const after = await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+paired') === true);
    assert.equal(after.description, 'Simulated · iPhone 13 · iOS 17.5.1');
    sinon.assert.calledOnce(inform);
  });

  it('shows one row for a phone on the cable and the Wi-Fi, follows it to the other, and tells twins of one name apart', async () => {
    const phone = lab.simulator.addDevice({ name: 'Twin', connection: 'both' });
    await phone.attach('network');
    await deviceRow(phone.udid, ({ label, contextValue }) => label === 'Twin' && contextValue?.includes('+usb') === true);
    phone.detach('usb');
    const row = await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+network') === true);
    assert.equal(row.label, 'Twin');
    const other = lab.simulator.addDevice({ name: 'Twin' });
    const [first, second] = await Promise.all(
      [phone, other].map(({ udid }) => deviceRow(udid, ({ label }) => label === `Twin (…${udid.slice(-4)})`)),
    );
    assert.notEqual(first?.label, second?.label);
    phone.attach();
    await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+usb') === true);
  });

  it('says what to do when trust is declined', async () => {
    const phone = await lab.plugIn({ trust: 'decline' });
    await deviceRow(phone.udid);
    const showError = sinon.stub(vscode.window, 'showErrorMessage');
    await vscode.commands.executeCommand(COMMANDS.pairDevice, phone.udid);
    assert.equal(showError.callCount, 1);
    assert.match(showError.firstCall.args[0], /^Trust was declined on the device\. Choose “Trust This Computer”/);
    assert.equal(showError.firstCall.args.at(-1), 'Show Log');
  });

  it('tells a locked phone that trusts from a locked one that does not', async () => {
    const phone = await lab.plugIn();
    await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+paired') === true);
    phone.locked = true;
    await vscode.commands.executeCommand(COMMANDS.refreshDevices);
    const row = await deviceRow(phone.udid);
    assert.deepEqual(
      [iconOf(row), row.contextValue, row.description],
      ['lock', 'device+locked+simulated+usb', 'Simulated · Locked: unlock it to continue'],
    );
    const inform = sinon.stub(vscode.window, 'showInformationMessage');
    await vscode.commands.executeCommand(COMMANDS.turnOnEncryption);
    const [said] = inform.firstCall.args;
    sinon.restore();
    assert.match(said, /^No connected device has backup encryption off\. .+: .*Locked: unlock it to continue\.$/);
    const stranger = lab.simulator.addDevice({ locked: true });
    assert.equal((await deviceState(stranger.udid))?.condition, 'not-trusted');
  });

  it('names the device that is missing, and finds it when it is back under another number', async () => {
    const phone = await lab.plugIn({ name: 'Test Phone' });
    await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+paired') === true);
    phone.detach();
    await noDevices();
    const warnings: unknown[][] = [];
    sinon.stub(vscode.window, 'showWarningMessage').callsFake(async (...args: unknown[]) => {
      warnings.push(args);
      return undefined;
    });
    await vscode.commands.executeCommand(COMMANDS.copyUdid, phone.udid);
    await vscode.commands.executeCommand(COMMANDS.backUpNow, phone.udid);
    const message = 'Test Phone is not connected. Connect it with a cable and unlock it.';
    assert.deepEqual(warnings, [
      [message, 'Show Log'],
      [message, 'Try Again', 'Show Log'],
    ]);
    phone.attach();
    await vscode.env.clipboard.writeText('');
    await vscode.commands.executeCommand(COMMANDS.copyUdid, phone.udid);
    assert.equal(await vscode.env.clipboard.readText(), phone.udid);
  });

  it('sees that another program switched encryption on, and that a device was renamed', async () => {
    const phone = await lab.plugIn({ name: 'Test Phone' });
    await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+paired') === true);
    phone.setBackupValues(dict({ WillEncrypt: true }));
    await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+encrypted') === true);
    phone.values.set(undefined, 'DeviceName', 'Another Name');
    await deviceRow(phone.udid, ({ label }) => label === 'Another Name');
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
