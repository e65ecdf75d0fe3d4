/** The order of a run on the wire, as logs of real phones and of idevicebackup2 show it. */
import assert from 'node:assert/strict';
import { stringAt, type PlistValue } from '../../src/formats/index.ts';
import { makeBulkPhone, type TraceEvent } from '../../src/simulated-device/index.ts';
import { trustedPhone } from '../support/backup-run.ts';

const BACKUP = 'com.apple.mobilebackup2';

/** One line a message; equal lines that follow each other become one with a count. */
function transcript(trace: readonly TraceEvent[], udid: string): string[] {
  const lines: { text: string; count: number }[] = [];
  for (const { channel, from, message } of trace) {
    if (channel !== BACKUP || !Array.isArray(message)) continue;
    if (message[0] === 'DLMessageStatusResponse') continue;
    const line = `${from === 'host' ? 'H' : 'D'} ${describeMessage(message, udid)}`;
    const last = lines.at(-1);
    if (last?.text === line) last.count++;
    else lines.push({ text: line, count: 1 });
  }
  return lines.map(({ text, count }) => (count === 1 ? text : `${text} ×${count}`));
}

function text(value: PlistValue | undefined): string {
  return typeof value === 'string' || typeof value === 'bigint' ? String(value) : '';
}

function describeMessage([name, first, second]: readonly PlistValue[], udid: string): string {
  const short = text(name).replace(/^DLMessage|^DL/, '');
  const place = (path: PlistValue | undefined) =>
    text(path)
      .replace(udid, 'U')
      .replace(/\/[0-9a-f]{2}(\/[0-9a-f]{40})?$/, '/xx');
  if (first instanceof Map && short === 'MoveItems') return `${short} ${first.size}: ${[...first][0]?.map(place).join(' → ')}`;
  if (first instanceof Map && short === 'ProcessMessage') return stringAt(first, 'MessageName') ?? '';
  if (Array.isArray(first)) return `${short} ${first.length}: ${place(first[0])}`;
  if (typeof first === 'string' && short === 'VersionExchange') return `${short} ${first} ${text(second)}`;
  return typeof first === 'string' ? `${short} ${place(first)}` : short;
}

/** Messages from the greeting to the answer; the order of the 514 directories is free, so they are counted apart. */
const GREETING = ['D VersionExchange', 'H VersionExchange DLVersionsOk 400', 'D DeviceReady', 'H Hello', 'D Response', 'H Backup'];
const DIRECTORIES = [
  'D CreateDirectory U',
  'D CreateDirectory U/xx ×256',
  'D CreateDirectory U/Snapshot',
  'D CreateDirectory U/Snapshot/xx ×256',
];
const MANIFEST_MOVES = [
  'D MoveItems 1: U/Snapshot/Manifest.plist → U/Manifest.plist',
  'D MoveItems 1: U/Snapshot/Manifest.db → U/Manifest.db',
];
const CLEARING = ['D RemoveItems 1: U/Snapshot', 'D RemoveItems 1: U/Manifest.mbdx'];
const READ_BACK = ['D DownloadFiles 1: U/Status.plist', 'D DownloadFiles 1: U/Manifest.plist', 'D DownloadFiles 1: U/Manifest.db'];
const LISTING = ['D ContentsOfDirectory U', 'D ContentsOfDirectory U/xx ×256'];

describe('backup transcript', () => {
  it('of a full run and of an incremental one is that of a real phone', async () => {
    const content = makeBulkPhone({ count: 300, size: 10 });
    await using run = await trustedPhone({ content, productVersion: '17.5' });
    await run.backUp({ verify: 'off' });
    const { udid } = run.phone;
    assert.deepEqual(transcript(run.trace.splice(0), udid), [
      ...GREETING,
      'D DownloadFiles 1: U/Status.plist',
      'D GetFreeDiskSpace',
      ...DIRECTORIES,
      // Status, three batches of files, Manifest.plist, Manifest.db, Status.
      'D UploadFiles ×7',
      'D MoveItems 128: U/Snapshot/xx → U/xx ×2',
      'D MoveItems 44: U/Snapshot/xx → U/xx',
      ...MANIFEST_MOVES,
      'D UploadFiles',
      ...CLEARING,
      'D UploadFiles',
      ...READ_BACK,
      ...LISTING,
      'D Response',
      'H Disconnect ___EmptyParameterString___',
    ]);

    content.setFile('AppDomain-com.example.bulk', 'Documents/new', { content: 'new' });
    content.removeFile('AppDomain-com.example.bulk', 'Documents/000000/file-00000001.bin');
    await run.backUp({ verify: 'off' });
    assert.deepEqual(transcript(run.trace, udid), [
      ...GREETING,
      ...READ_BACK,
      'D DownloadFiles 1: U/Status.plist',
      ...LISTING,
      'D GetFreeDiskSpace',
      ...DIRECTORIES,
      'D UploadFiles ×5',
      'D MoveItems 1: U/Snapshot/xx → U/xx',
      ...MANIFEST_MOVES,
      'D UploadFiles',
      'D RemoveItems 1: U/xx',
      ...CLEARING,
      'D UploadFiles',
      ...READ_BACK,
      ...LISTING,
      'D Response',
      'H Disconnect ___EmptyParameterString___',
    ]);
  });

  it('answers every command with exactly one status of four items', async () => {
    await using run = await trustedPhone({ content: makeBulkPhone({ count: 10, size: 10 }) });
    await run.backUp({ verify: 'off' });
    const messages = run.trace.flatMap(({ channel, message }) => (channel === BACKUP && Array.isArray(message) ? [message] : []));
    const commands = messages.filter(([name]) =>
      /^DLMessage(DownloadFiles|UploadFiles|CreateDirectory|MoveItems|RemoveItems|GetFreeDiskSpace)$|^DLContents/.test(text(name)),
    );
    const answers = messages.filter(([name]) => name === 'DLMessageStatusResponse');
    assert.ok(commands.length > 770);
    assert.equal(answers.length, commands.length);
    assert.ok(answers.every((answer) => answer.length === 4));
  });

  it('takes the sync lock around the request, and opens the services in the order of idevicebackup2', async () => {
    await using run = await trustedPhone({ content: makeBulkPhone({ count: 1, size: 1 }) });
    const paired = run.trace.length;
    await run.backUp({ verify: 'off' });
    const steps = run.trace.slice(paired).flatMap(({ channel, from, message }) => {
      if (from !== 'host') return [];
      if (Array.isArray(message) && message[1] instanceof Map) return [stringAt(message[1], 'MessageName') ?? ''];
      if (!(message instanceof Map)) return [];
      const service = channel === 'lockdownd' && stringAt(message, 'Request') === 'StartService' ? stringAt(message, 'Service') : undefined;
      const posted = stringAt(message, 'Command') === 'PostNotification' ? stringAt(message, 'Name') : undefined;
      const name = service ?? posted;
      return name === undefined ? [] : [name.slice(name.lastIndexOf('.') + 1)];
    });
    assert.deepEqual(steps, [
      ...['notification_proxy', 'afc', 'mobilebackup2', 'Hello'],
      ...['syncWillStart', 'syncLockRequest', 'syncDidStart'],
      ...['installation_proxy', 'springboardservices', 'Backup', 'syncDidFinish'],
    ]);
  });

  for (const segments of ['single-bytes', 'glued'] as const) {
    it(`makes the same backup when the bytes come ${segments === 'glued' ? 'glued together' : 'one by one'}`, async () => {
      await using run = await trustedPhone({ content: makeBulkPhone({ count: 20, size: 700 }) }, segments);
      const { verdict, filesReceived } = await run.backUp();
      assert.deepEqual([verdict, filesReceived], ['good', 20]);
    });
  }
});
