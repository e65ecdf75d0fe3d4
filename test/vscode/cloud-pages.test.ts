/** The pages about iCloud: what they show of a device, and what their switches and buttons do to a simulated one. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { CLOUD_PANEL, COMMANDS, SETTINGS } from '../../src/extension/ids.ts';
import type { SimulatedDevice } from '../../src/simulated-device/index.ts';
import type { CloudPage, MethodsPage } from '../../src/view/index.ts';
import { watchProgress } from './dialogs.ts';
import { Lab, api, deviceRow, factsOf, setSetting, waitFor } from './support.ts';

describe('the pages about iCloud', () => {
  let lab: Lab;
  let phone: SimulatedDevice;

  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  const send = async (message: unknown, kind: 'cloud' | 'methods' = 'cloud') => (await api()).cloudPages.receive(kind, phone.udid, message);
  const shown = async (): Promise<CloudPage> => {
    const page = (await api()).cloudPages.shownIn('cloud', phone.udid);
    assert.ok(page?.kind === 'cloud');
    return page;
  };
  const factOf = ({ facts }: Pick<CloudPage, 'facts'>, label: string) => facts.find((fact) => fact.label === label);
  const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const cloudTabs = () =>
    tabs()
      .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(CLOUD_PANEL))
      .map(({ label }) => label);

  before(async () => {
    lab = await Lab.open();
    phone = await lab.plugIn({ name: 'Cloud Phone', keybagRounds: 'low', cloud: { oldBackupBytes: 3_000_000 } });
    await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+paired') === true);
  });

  beforeEach(() => watchProgress());
  afterEach(() => sinon.restore());

  after(async () => {
    await run('workbench.action.closeAllEditors');
    await lab.close();
  });

  it('opens for a device, once, and tells each value with its source', async () => {
    await run(COMMANDS.openCloud, phone.udid);
    await run(COMMANDS.openCloud, phone.udid);
    await send({ kind: 'do', action: 'refresh' });
    assert.deepEqual(cloudTabs(), ['iCloud Backup of Cloud Phone']);
    const page = await shown();
    assert.equal(factOf(page, 'iCloud Backup')?.value, 'Off');
    assert.match(factOf(page, 'iCloud Backup')?.source ?? '', /^From the device, /);
    assert.equal(factOf(page, 'Size in iCloud')?.value, 'Not visible to computers');
    assert.equal(page.blocked, 'No automatic backup: iCloud Backup is off.');
    assert.match(page.stage?.banner ?? '', /^Staged: /);
  });

  it('turns iCloud Backup on and off through the device', async () => {
    const inform = sinon.stub(vscode.window, 'showInformationMessage').resolves();
    await send({ kind: 'do', action: 'turn-on' });
    assert.equal(phone.cloud.isOn, true);
    assert.match(inform.firstCall.args[0], /^iCloud Backup of Cloud Phone is on, as the device reports/);
    assert.equal(factOf(await shown(), 'iCloud Backup')?.value, 'On');
    assert.deepEqual((await shown()).buttons[0]?.action, 'turn-off');
  });

  it('stages switches and sizes, and names what blocks the automatic backup', async () => {
    await send({ kind: 'toggle', key: 'power', isOn: false });
    assert.equal((await phone.untilNextAutoBackup()).blockedBy, 'power');
    assert.match((await shown()).blocked, /not connected to power/);
    await send({ kind: 'toggle', key: 'power', isOn: true });
    await send({ kind: 'choose', key: 'quota', value: '50000000000' });
    await send({ kind: 'choose', key: 'used', value: '1000000' });
    await send({ kind: 'app', id: 'com.example.trailmap', isIncluded: false });
    const { quota, otherBytes, apps } = await phone.cloud.state();
    assert.deepEqual([quota, otherBytes, apps.find(({ id }) => id === 'com.example.trailmap')?.isIncluded], [5e10, 1e6, false]);
    assert.equal((await shown()).stage?.apps.find(({ id }) => id === 'com.example.trailmap')?.isIncluded, false);
  });

  it('backs up with progress, and shows date, size and the backup', async () => {
    await send({ kind: 'do', action: 'back-up' });
    const page = await shown();
    const own = (await phone.cloud.state()).backups.find(({ isOwn }) => isOwn);
    assert.ok(own);
    assert.equal(page.stage?.backups[0]?.id, own.id);
    assert.match(page.stage.backups[0].title, /this device/);
    assert.match(factOf(page, 'Last iCloud backup')?.source ?? '', /^From the device, /);
    assert.equal(page.stage.progress, undefined);
  });

  it('tells the rows of the device what it has learned, also while nobody looks at them', async () => {
    const { onDidChangeDevices } = await api();
    const cloudRows = async () => (await factsOf(phone.udid)).filter((fact) => fact.includes('iCloud'));
    // Without the view, only the page reads the device.
    await run('workbench.action.closeSidebar');
    await send({ kind: 'do', action: 'turn-off' });
    phone.cloud.isOn = true;
    await phone.cloud.backUpNow();
    await send({ kind: 'do', action: 'refresh' });
    const rows = await waitFor(
      async () => {
        const all = await cloudRows();
        return all.some((fact) => fact.startsWith('iCloud Backup: On, last ')) ? all : undefined;
      },
      onDidChangeDevices,
      'the row about iCloud',
    );
    assert.ok(
      rows.some((fact) => /^(Two copies|One copy, in iCloud): .*iCloud now/.test(fact)),
      rows.join('\n'),
    );
    await run('workbench.view.extension.iosBackup');
  });

  it('cancels a backup that runs: the last one stays', async () => {
    const before = await phone.cloud.state();
    phone.cloud.stage({ uploadBytesPerSecond: 1 });
    const { onDidShow } = (await api()).cloudPages;
    const ended = send({ kind: 'do', action: 'back-up' });
    const running = await waitFor(
      async () => ((await shown()).stage?.progress?.words.startsWith('Uploading') === true ? shown() : undefined),
      onDidShow,
      'the progress',
    );
    assert.deepEqual(
      running.stage?.buttons.map(({ action }) => action),
      ['cancel'],
    );
    const error = sinon.stub(vscode.window, 'showErrorMessage').resolves();
    await send({ kind: 'do', action: 'cancel' });
    await ended;
    assert.match(error.firstCall.args[0], /was canceled\. The last one is unchanged/);
    assert.deepEqual((await phone.cloud.state()).backups, before.backups);
    phone.cloud.stage({ uploadBytesPerSecond: 10_000_000 });
  });

  it('explains a backup that does not fit', async () => {
    const error = sinon.stub(vscode.window, 'showErrorMessage').resolves();
    phone.cloud.stage({ quota: 5_000_000 });
    phone.content.setFile('CameraRollDomain', 'Media/DCIM/100APPLE/IMG_9999.JPG', { content: new Uint8Array(20_000_000) });
    await send({ kind: 'do', action: 'back-up' });
    assert.match(error.firstCall.args[0], /not enough space in iCloud \(staged\)/);
    assert.match(factOf((await shown()).stage ?? { facts: [] }, 'Last attempt')?.value ?? '', /MBErrorDomain\/303/);
    phone.cloud.stage({ quota: 5_000_000_000 });
  });

  it('deletes a backup; deleting that of the device turns iCloud Backup off', async () => {
    const own = (await phone.cloud.state()).backups.find(({ isOwn }) => isOwn);
    await send({ kind: 'delete', id: own?.id });
    assert.equal(phone.cloud.isOn, false);
    assert.equal(factOf(await shown(), 'iCloud Backup')?.value, 'Off');
  });

  it('does nothing for a message that the page cannot have meant', async () => {
    const before = await phone.cloud.state();
    await send({ kind: 'toggle', key: 'moon', isOn: true });
    await send({ kind: 'choose', key: 'quota', value: 'much' });
    assert.deepEqual({ ...(await phone.cloud.state()), now: before.now }, before);
  });

  it('says of a device that is gone or locked what is not known', async () => {
    phone.locked = true;
    await send({ kind: 'do', action: 'refresh' });
    assert.equal(factOf(await shown(), 'iCloud Backup')?.value === 'On', false);
    phone.locked = false;
    phone.detach();
    await send({ kind: 'do', action: 'refresh' });
    const page = await shown();
    assert.equal(factOf(page, 'iCloud Backup')?.value, 'Not known');
    assert.notEqual(page.problem, undefined);
    assert.equal(page.stage, undefined);
    phone.attach();
    await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+paired') === true);
  });

  it('has the date of the last iCloud backup from a computer backup where the device does not say it', async () => {
    phone.cloud.isOn = true;
    await phone.cloud.backUpNow();
    await setSetting(SETTINGS.backupFolders, [lab.folder]);
    const inform = sinon.stub(vscode.window, 'showInformationMessage').resolves();
    await run(COMMANDS.backUpNow, phone.udid);
    assert.ok(inform.called);
    await (await api()).listBackups();
    phone.values.remove('com.apple.mobile.backup', 'LastCloudBackupDate');
    await send({ kind: 'do', action: 'refresh' });
    const fact = factOf(await shown(), 'Last iCloud backup');
    assert.match(fact?.source ?? '', /^From the backup on this computer of /, `${fact?.value ?? ''} ${join(lab.folder, phone.udid)}`);
    await setSetting(SETTINGS.backupFolders, undefined);
  });

  it('compares computer and iCloud for the device, and leads to the other page', async () => {
    await send({ kind: 'do', action: 'compare' });
    await send({ kind: 'do', action: 'refresh' }, 'methods');
    const page = (await api()).cloudPages.shownIn('methods', phone.udid) as MethodsPage;
    assert.equal(page.title, 'Computer or iCloud?');
    assert.match(page.rows[0]?.cloud ?? '', /^On .*staged$/);
    // VS Code tells of tabs a little later.
    const both = () => Promise.resolve(cloudTabs().length === 2 ? cloudTabs().toSorted() : undefined);
    const tabs = await waitFor(both, (listener) => vscode.window.tabGroups.onDidChangeTabs(listener), 'two pages');
    assert.deepEqual(tabs, ['Computer or iCloud?', 'iCloud Backup of Cloud Phone']);
  });

  it('comes back after a reload of the window, and is closed where its device is gone', async () => {
    const { cloudPages } = await api();
    await run('workbench.action.closeAllEditors');
    assert.equal(cloudPages.shownIn('cloud', phone.udid), undefined);
    const bringBack = async (state: unknown) => {
      const panel = vscode.window.createWebviewPanel(CLOUD_PANEL, 'Before', vscode.ViewColumn.Active, {});
      let isClosed = false;
      panel.onDidDispose(() => (isClosed = true));
      await cloudPages.deserializeWebviewPanel(panel, state);
      return () => isClosed;
    };
    const back = await bringBack({ kind: 'cloud', udid: phone.udid });
    await send({ kind: 'do', action: 'refresh' });
    assert.equal((await shown()).title, 'iCloud Backup of Cloud Phone');
    assert.equal(back(), false);
    const strange: unknown[] = [undefined, { kind: 'moon', udid: phone.udid }, { kind: 'cloud', udid: '00008110-0000000000000000' }];
    for (const state of [...strange, { kind: 'cloud', udid: phone.udid }]) {
      assert.equal((await bringBack(state))(), true, JSON.stringify(state));
    }
  });
});
