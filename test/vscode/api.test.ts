/** The exported API and its commands, over real conversations with a simulated phone. */

import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ApiBackup, ApiDevice, ApiVerification, ApiVersion1 } from '../../src/extension/api/extension-api.ts';
import { API_COMMANDS, COMMANDS } from '../../src/extension/ids.ts';
import type { SimulatedDevice } from '../../src/simulated-device/index.ts';
import { Lab, api, deviceRow, theExtension } from './support.ts';

interface Answer {
  readonly ok: boolean;
  readonly result?: unknown;
  readonly error?: { readonly code: string; readonly message: string; readonly action?: string };
}

/** Resolves when a tab with such a title is there. */
function tabOf(title: string): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).some(({ label }) => label.startsWith(title))) return;
      listener.dispose();
      resolve();
    };
    const listener = vscode.window.tabGroups.onDidChangeTabs(look);
  });
}

const call = async (name: keyof typeof API_COMMANDS, input?: unknown) => vscode.commands.executeCommand<Answer>(API_COMMANDS[name], input);

describe('the API for other extensions', () => {
  let lab: Lab;
  let phone: SimulatedDevice;
  let exported: ApiVersion1;
  let path: string;

  before(async () => {
    lab = await Lab.open();
    phone = await lab.plugIn({ name: 'Test Phone' });
    path = join(lab.folder, phone.udid);
    exported = await api();
    await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+paired') === true);
  });

  after(() => lab.close());

  it('lists devices as plain data', async () => {
    const [device, ...others] = await exported.listDevices();
    assert.deepEqual(others, []);
    assert.deepEqual(device, {
      ...{ udid: phone.udid, name: 'Test Phone', productType: 'iPhone14,5', productVersion: '17.5.1', connection: 'usb' },
      ...{ condition: 'ready', simulated: true, encrypted: false, cloudEnabled: false },
    });
  });

  it('stops a backup by its signal, and nothing is left behind', async () => {
    const stop = new AbortController();
    const phases: string[] = [];
    const onProgress = ({ phase }: { phase: string }) => {
      phases.push(phase);
      stop.abort();
    };
    await assert.rejects(exported.backUp(phone.udid, { signal: stop.signal, onProgress }), { code: 'cancelled' });
    assert.ok(phases.length > 0);
    assert.deepEqual(
      (await exported.listBackups()).filter(({ finished }) => finished),
      [],
    );
  });

  it('backs a device up as the settings say, and the views show it meanwhile', async () => {
    const changes: unknown[] = [];
    const listener = exported.onDidChangeBackups(() => changes.push(undefined));
    const backingUp = exported.backUp(phone.udid);
    await deviceRow(phone.udid, ({ contextValue }) => contextValue?.includes('+running') === true);
    await assert.rejects(exported.backUp(phone.udid), { code: 'backup-running' });
    const { bytesReceived, filesReceived, ...result } = await backingUp;
    listener.dispose();
    assert.deepEqual(result, { path, full: true, encrypted: false, unreadFiles: 0, verdict: 'good' });
    assert.ok(filesReceived > 400 && bytesReceived > 100_000);
    assert.ok(changes.length > 0);
    const [backup] = await exported.listBackups();
    assert.deepEqual(
      [backup?.path, backup?.udid, backup?.deviceName, backup?.readable, backup?.finished, backup?.verification?.verdict],
      [path, phone.udid, 'Test Phone', true, true, 'good'],
    );
  });

  it('verifies a backup of the list and nothing else', async () => {
    const good = await exported.verify(path, { level: 'full' });
    assert.deepEqual([good.verdict, good.level, good.findings, good.moreFindings], ['good', 'full', [], 0]);
    assert.ok(good.files.proven + good.files.consistent > 400);
    await assert.rejects(exported.verify('/'), { code: 'not-a-backup' });
    await assert.rejects(exported.verify(lab.folder), { code: 'not-a-backup' });
    await assert.rejects(exported.verify(path, { level: 'deep' as 'full' }), { code: 'input-invalid', data: { field: 'level' } });
    await assert.rejects(exported.verify(path, { password: 'x' } as object), { code: 'input-invalid', data: { field: 'password' } });
    await assert.rejects(exported.verify(1 as unknown as string), { code: 'input-invalid', data: { field: 'path' } });
  });

  it('opens the page of a backup, and explains codes', async () => {
    const opened = tabOf('Test Phone');
    await exported.openBrowser(path);
    await opened;
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    assert.match(exported.explain('MBErrorDomain/205')?.what ?? '', /^The device found .+ MBErrorDomain\/205$/);
    assert.equal(exported.explain('no such code'), undefined);
  });

  describe('as commands', () => {
    it('takes and gives nothing but JSON', async () => {
      const answers = [
        await call('devices'),
        await call('backups'),
        await call('explain', { code: 'disk-full' }),
        await call('devices', {}),
      ];
      for (const answer of answers) {
        assert.equal(answer.ok, true);
        assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer);
      }
      const [devices, backups, explained] = answers.map(({ result }) => result) as [ApiDevice[], ApiBackup[], { action: string }];
      assert.deepEqual([devices[0]?.udid, backups[0]?.path], [phone.udid, path]);
      assert.match(explained.action, /\.$/);
      assert.deepEqual(await call('explain', { code: 'no such code' }), { ok: true, result: null });
    });

    it('backs up and verifies; what is damaged is said', async () => {
      const { ok, result } = await call('backUp', { udid: phone.udid, full: true });
      assert.deepEqual([ok, (result as { full: boolean }).full], [true, true]);
      const [folder] = readdirSync(path).filter((name) => /^[0-9a-f]{2}$/.test(name));
      rmSync(join(path, folder ?? ''), { recursive: true });
      const { result: verified } = (await call('verify', { path, level: 'quick' })) as { result: ApiVerification };
      assert.deepEqual([verified.verdict, verified.findings[0]?.code], ['damaged', 'payload-missing']);
    });

    it('answers what is wrong with a code', async () => {
      const codeOf = async (name: keyof typeof API_COMMANDS, input?: unknown) => {
        const { ok, error } = await call(name, input);
        return ok ? 'ok' : error?.code;
      };
      assert.equal(await codeOf('verify', { path: '/nowhere' }), 'not-a-backup');
      assert.equal(await codeOf('backUp', { udid: 'f'.repeat(40) }), 'no-such-device');
      for (const input of [undefined, null, [], 'x', {}, { path: 1 }, { path, level: 'deep' }, { path, more: 1 }]) {
        assert.equal(await codeOf('verify', input), 'input-invalid', JSON.stringify(input));
      }
      const { error } = await call('backUp', { udid: phone.udid.replace(/./, 'x') });
      assert.match(error?.action ?? '', /\.$/);
    });

    it('is in no palette, and wakes the extension', () => {
      const { activationEvents, contributes } = theExtension().packageJSON as {
        activationEvents: string[];
        contributes: { commands: { command: string }[] };
      };
      const offered = contributes.commands.map(({ command }) => command);
      assert.ok(offered.includes(COMMANDS.backUpNow));
      for (const id of Object.values(API_COMMANDS)) {
        assert.ok(!offered.includes(id), id);
        assert.ok(activationEvents.includes(`onCommand:${id}`), id);
      }
    });
  });
});
