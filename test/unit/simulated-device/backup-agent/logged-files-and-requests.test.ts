/** Files that fail, runs that begin again, and requests other than Backup, compared with logs of real phones (`test/fixtures/logged-sequences`). */
import assert from 'node:assert/strict';
import type { BackupRequest } from '../../../../src/device-protocol/index.ts';
import { BackupPassword } from '../../../../src/simulated-device/phone/backup-password.ts';
import { AGENT_UDID, backUp, helloThen, testPhone, tinyPhone, type TestPhone } from '../../../support/agent-session.ts';
import {
  agrees,
  expectTogether,
  fact,
  logged,
  normalMessages,
  phases,
  unusualShapes,
  type SaidMessage,
} from '../../../support/logged-sequences.ts';
import { MemoryDrive } from '../../../support/memory-drive.ts';
import { payloadsOf } from '../../../support/surprises.ts';

const FILE_PROVIDER = 'Library/Application Support/FileProvider/backup/backup_manifest.db';

async function ask(phone: TestPhone, drive: MemoryDrive, request: BackupRequest): Promise<SaidMessage[]> {
  const { said } = await backUp(phone, drive, { requests: helloThen(request) });
  assert.deepEqual(unusualShapes(said), []);
  return normalMessages(said, AGENT_UDID);
}

describe('logged sequences: files that cannot be read', () => {
  it('per-file-upload-error-ios17: one error, and the run goes on', async () => {
    const id = 'per-file-upload-error-ios17';
    const content = tinyPhone();
    content.setFile('HomeDomain', FILE_PROVIDER, { content: 'never read' });
    const drive = new MemoryDrive();
    const { response } = await backUp(testPhone({ content, productVersion: '17.2.1' }), drive);
    assert.equal(response?.errorCode, fact(id, 'errorCode'));
    const failures = drive.received.filter(({ error }) => error);
    const [failure] = failures;
    assert.equal(failures.length, 1);
    assert.equal(failure?.hostPath.replace(AGENT_UDID, '<UDID>'), fact(id, 'hostPath'));
    assert.equal(failure?.error?.text, fact(id, 'reason'));
    assert.ok(failure?.devicePath.endsWith(String(fact(id, 'devicePath'))));
  });

  it('upload-errors-104-ios15.8.2: the others are sent, then the run fails', async () => {
    const id = 'upload-errors-104-ios15.8.2';
    const content = tinyPhone();
    content.setFile('CameraRollDomain', 'Media/DCIM/108APPLE/IMG_8720.HEIC', { content: 'half of a picture' });
    content.whenRead('CameraRollDomain', 'Media/DCIM/108APPLE/IMG_8720.HEIC', { kind: 'fails' });
    const drive = new MemoryDrive();
    const { response } = await backUp(testPhone({ content, productVersion: '15.8.2' }), drive);
    assert.equal(response?.errorCode, fact(id, 'errorCode'));
    assert.ok(response?.description?.startsWith(String(fact(id, 'descriptionBegins'))));
    const [failure] = drive.received.filter(({ error }) => error);
    assert.equal(failure?.error?.text, fact(id, 'reason'));
    assert.equal(payloadsOf(drive).length, 5);
  });

  it('ios5-backup-with-retry: one file again, everything moved, nothing removed', async () => {
    const id = 'ios5-backup-with-retry';
    const [first = 0, second] = fact(id, 'sent') as number[];
    const content = tinyPhone(first - 1);
    content.whenRead('HomeDomain', 'Library/system.txt', { kind: 'changes' });
    const drive = new MemoryDrive();
    const { said, commands } = await backUp(testPhone({ content }), drive);
    const announced = said.filter(({ message }) => agrees(['DLMessageUploadFiles', { DLDeviceIOCallbacks: '$int' }, '$rest'], message));
    assert.equal(announced.length, 2);
    assert.deepEqual([payloadsOf(drive).length - 1, payloadsOf(drive).filter(({ error }) => error).length], [first, second]);
    const moves = commands.flatMap((command) => (command.kind === 'move-items' ? command.moves : []));
    assert.equal(moves.filter(([, to]) => /[0-9a-f]{40}$/.test(to)).length, fact(id, 'moved'));
    const removed = commands.flatMap((command) => (command.kind === 'remove-items' ? command.paths : []));
    assert.equal(removed.filter((path) => /[0-9a-f]{40}$/.test(path)).length, fact(id, 'removed'));
    const repeated = ['free-space', 'directories', 'upload'];
    assert.deepEqual(phases(said).slice(1, 7), [...repeated, ...repeated]);
  });
});

describe('logged sequences: other requests', () => {
  it('unback-crash-ios10.3.1: two files are fetched, and nothing more is heard', async () => {
    const id = 'unback-crash-ios10.3.1';
    const phone = testPhone({ content: tinyPhone(), productVersion: '10.3.1' });
    const drive = new MemoryDrive();
    await backUp(phone, drive);
    const said = await ask(phone, drive, { name: 'Unback', targetIdentifier: AGENT_UDID });
    const commands = said.filter(({ from }) => from === 'device');
    const at = expectTogether(commands, logged(id).messages, id);
    assert.equal(commands.length, at + 2);
    assert.equal(fact(id, 'response'), 'none');
  });

  it('invalid-password-ios17', async () => {
    const id = 'invalid-password-ios17';
    const backupPassword = new BackupPassword({ password: 'right', cost: 'low' });
    const phone = testPhone({ content: tinyPhone(), productVersion: '17.0.1', backupPassword });
    const request = { name: 'ChangePassword', targetIdentifier: AGENT_UDID, oldPassword: 'wrong', newPassword: 'new' } as const;
    const said = await ask(phone, new MemoryDrive(), request);
    expectTogether(said.slice(-1), logged(id).messages, id);
  });

  it('no-cloud-account-2020: also for "off"', async () => {
    const id = 'no-cloud-account-2020';
    for (const enabled of [true, false]) {
      const cloud = { account: 'none', isOn: false } as const;
      const phone = testPhone({ content: tinyPhone(), productVersion: '13.3.1', cloud });
      const said = await ask(phone, new MemoryDrive(), { name: 'EnableCloudBackup', targetIdentifier: AGENT_UDID, enabled });
      expectTogether(said.slice(-1), logged(id).messages, id);
    }
  });
});
