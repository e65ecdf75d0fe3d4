/** The order of a phone's commands in full and incremental runs, against what logs of real phones show. */
import assert from 'node:assert/strict';
import type { DeviceMessage } from '../../../../src/device-protocol/index.ts';
import { decodeStatus, type BackupStatus } from '../../../../src/formats/index.ts';
import { AGENT_UDID, backUp, summary, testPhone, tinyPhone } from '../../../support/agent-session.ts';
import { MemoryDrive } from '../../../support/memory-drive.ts';

const START = ['version-exchange', 'device-ready', 'process-message', 'download Status.plist'];
const LISTING = 'contents-of-directory × 257';
const END = ['download Status.plist', 'download Manifest.plist', 'download Manifest.db', LISTING, 'process-message'];

/** A drive that keeps every Status.plist it is given. */
function watchingDrive(): { drive: MemoryDrive; statuses: BackupStatus[]; sizes: number[] } {
  const drive = new MemoryDrive();
  const statuses: BackupStatus[] = [];
  const sizes: number[] = [];
  let last: Buffer | undefined;
  drive.intercept = () => {
    const now = drive.files.get(`${AGENT_UDID}/Status.plist`);
    if (now !== undefined && now !== last) {
      statuses.push(decodeStatus(now));
      sizes.push(now.length);
    }
    last = now;
    return undefined;
  };
  return { drive, statuses, sizes };
}

describe('backup agent: order of commands', () => {
  it('makes a first full backup as a real phone does', async () => {
    const phone = testPhone({ content: tinyPhone(300) });
    const { response, commands } = await backUp(phone, new MemoryDrive(), { forceFull: true });
    assert.deepEqual(response, { errorCode: 0, description: undefined, protocolVersion: undefined, content: undefined });
    assert.deepEqual(summary(commands), [
      ...START,
      'free-disk-space',
      'create-directory × 514',
      'upload alone',
      'upload batch × 3',
      'upload alone × 3',
      'move 128 × 2',
      'move 45',
      'move 1: Snapshot/Manifest.plist',
      'move 1: Snapshot/Manifest.db',
      'upload alone',
      'remove Snapshot',
      'remove Manifest.mbdx',
      'upload alone',
      ...END,
    ]);
    assert.deepEqual(phone.violations, []);
    assert.deepEqual(phone.succeeded, [phone.now()]);
  });

  it('sends only what changed in an incremental run, and removes what is gone', async () => {
    const content = tinyPhone(300);
    const phone = testPhone({ content });
    const drive = new MemoryDrive();
    await backUp(phone, drive);
    const before = new Map(drive.files);
    content.setFile('AppDomain-com.example.tiny', 'Documents/file 7.txt', { content: 'changed' });
    for (let n = 10; n < 150; n++) content.removeFile('AppDomain-com.example.tiny', `Documents/file ${n}.txt`);
    const { response, commands } = await backUp(phone, drive);
    assert.equal(response?.errorCode, 0);
    assert.deepEqual(summary(commands), [
      ...START,
      'download Manifest.plist',
      'download Manifest.db',
      'download Status.plist',
      LISTING,
      'free-disk-space',
      'create-directory × 514',
      'upload alone',
      'upload batch',
      'upload alone × 3',
      'move 1: Snapshot/xx/id',
      'move 1: Snapshot/Manifest.plist',
      'move 1: Snapshot/Manifest.db',
      'upload alone',
      'remove 128',
      'remove 12',
      'remove Snapshot',
      'remove Manifest.mbdx',
      'upload alone',
      ...END,
    ]);
    const payloads = [...drive.files].filter(([path]) => /[0-9a-f]{40}$/.test(path));
    assert.equal(payloads.length, 301 - 140);
    assert.deepEqual(
      payloads.filter(([path, bytes]) => before.get(path) !== bytes).map(([, bytes]) => bytes.toString()),
      ['changed'],
    );
  });

  it('runs every phase when nothing changed', async () => {
    const phone = testPhone({ content: tinyPhone() });
    const drive = new MemoryDrive();
    await backUp(phone, drive);
    const { response, commands } = await backUp(phone, drive);
    assert.equal(response?.errorCode, 0);
    const lines = summary(commands);
    assert.ok(!lines.some((line) => line.startsWith('upload batch')));
    assert.ok(lines.includes('create-directory × 514'));
    assert.ok(lines.includes('move 1: Snapshot/Manifest.db'));
  });

  it('writes Status.plist four times, the last one of 189 bytes and not full', async () => {
    const phone = testPhone({ content: tinyPhone() });
    const { drive, statuses, sizes } = watchingDrive();
    await backUp(phone, drive);
    const of = (list: readonly BackupStatus[]) =>
      list.map(({ backupState, snapshotState, isFullBackup }) => [backupState, snapshotState, isFullBackup]);
    assert.deepEqual(of(statuses), [
      ['empty', 'uploading', true],
      ['new', 'moving', true],
      ['new', 'removing', true],
      ['new', 'finished', false],
    ]);
    assert.deepEqual(sizes, [192, 187, 189, 189]);
    const { uuid } = statuses[0] ?? assert.fail();
    await backUp(phone, drive);
    assert.deepEqual(of(statuses.slice(4)), [
      ['new', 'uploading', false],
      ['new', 'moving', false],
      ['new', 'removing', false],
      ['new', 'finished', false],
    ]);
    assert.deepEqual(new Set(statuses.map((status) => status.uuid)), new Set([uuid]));
    assert.match(uuid, /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
  });

  it('announces growing percentages that end at 100 before the check', async () => {
    const phone = testPhone({ content: tinyPhone(200) });
    const { commands } = await backUp(phone, new MemoryDrive());
    const steps = commands.flatMap((command) => ('progress' in command && command.progress !== undefined ? [command.progress] : []));
    assert.deepEqual(
      steps,
      steps.toSorted((a, b) => a - b),
    );
    const uploads = commands.filter((command) => command.kind === 'upload-files');
    assert.equal(uploads.at(-1)?.progress, 100);
    assert.ok(steps.every((step) => step <= 100));
  });

  it('carries the callbacks pointer and the planned bytes in file batches only', async () => {
    const phone = testPhone({ content: tinyPhone(2) });
    const { commands } = await backUp(phone, new MemoryDrive());
    const uploads = commands.filter((command) => command.kind === 'upload-files');
    const batches = uploads.filter(({ options }) => options?.has('DLDeviceIOCallbacks'));
    assert.deepEqual(
      batches.map(({ totalBytes }) => totalBytes),
      [2 * 'content of file 0'.length + 'system'.length],
    );
    assert.ok(uploads.filter((upload) => !batches.includes(upload)).every(({ totalBytes }) => totalBytes === 0));
  });

  it('takes the directories in no order', async () => {
    const { commands } = await backUp(testPhone({ content: tinyPhone() }), new MemoryDrive());
    const paths = commands
      .filter((command): command is Extract<DeviceMessage, { kind: 'create-directory' }> => command.kind === 'create-directory')
      .map(({ path }) => path);
    assert.equal(new Set(paths).size, 514);
    assert.equal(paths[0], AGENT_UDID);
    assert.equal(paths[257], `${AGENT_UDID}/Snapshot`);
    assert.notDeepEqual(paths, paths.toSorted());
  });
});
