/** What the simulated phone says, compared message by message with logs of real phones (`test/fixtures/logged-sequences`). */
import assert from 'node:assert/strict';
import { encodePathFailures, type DeviceMessage } from '../../../../src/device-protocol/index.ts';
import { decodeStatus } from '../../../../src/formats/index.ts';
import { EditableContent } from '../../../../src/simulated-device/content/editable-content.ts';
import { PhoneBuilder } from '../../../../src/simulated-device/content/phone-builder.ts';
import {
  AGENT_UDID,
  backUp,
  testPhone,
  tinyPhone,
  type Session,
  type SessionOptions,
  type TestPhone,
} from '../../../support/agent-session.ts';
import {
  LOGGED,
  agrees,
  expectInOrder,
  expectTogether,
  fact,
  logged,
  normalMessages,
  phases,
  unusualShapes,
  type SaidMessage,
} from '../../../support/logged-sequences.ts';
import { failed, MemoryDrive } from '../../../support/memory-drive.ts';

async function saidBy(phone: TestPhone, drive = new MemoryDrive(), options?: SessionOptions): Promise<SaidMessage[]> {
  const { said } = await backUp(phone, drive, options);
  assert.deepEqual(unusualShapes(said), []);
  return normalMessages(said, AGENT_UDID);
}

/** A phone whose only file has so many bytes; nobody ever makes them. */
function phoneOf(bytes: number, productVersion: string): TestPhone {
  const content = new EditableContent(() => {
    const builder = new PhoneBuilder(1, 1_768_464_000);
    const make = () => assert.fail('nobody should want this file');
    builder.domain('AppDomain-com.example.huge').file('Documents/huge.bin', { size: bytes, make });
    return builder.finish();
  });
  return testPhone({ content, productVersion });
}

async function interrupted(phone: TestPhone, drive: MemoryDrive, kind: DeviceMessage['kind'], nth: number): Promise<Session> {
  let seen = 0;
  drive.intercept = (message) => (message.kind === kind && ++seen === nth ? 'hang-up' : undefined);
  const session = await backUp(phone, drive);
  assert.equal(session.response, undefined);
  drive.intercept = () => undefined;
  return session;
}

function statusOn(drive: MemoryDrive) {
  return decodeStatus(drive.files.get(`${AGENT_UDID}/Status.plist`) ?? assert.fail('no status'));
}

describe('logged sequences: the comparison itself', () => {
  it('has a link and something to compare in every log', () => {
    for (const { id, link, messages, stdout, facts, phases: steps } of LOGGED) {
      assert.ok(link !== '', id);
      assert.ok(messages ?? stdout ?? facts ?? steps, id);
    }
    assert.equal(new Set(LOGGED.map(({ id }) => id)).size, LOGGED.length);
  });

  it('tells values, types and numbers of items apart', () => {
    assert.ok(agrees(['A', 1, { $real: 1 }], ['A', 1n, 1]));
    assert.ok(agrees(['A', '$rest'], ['A', 'more', 2n]));
    for (const [log, value] of [
      [
        ['A', 1],
        ['A', 1],
      ],
      [
        ['A', '$real'],
        ['A', 1n],
      ],
      [['A'], ['A', 1n]],
      [['A', 1], ['A']],
      [{ a: 1 }, new Map([['a', 2n]])],
      [
        { a: 1 },
        new Map([
          ['a', 1n],
          ['b', 1n],
        ]),
      ],
      [{}, new Map([['a', 1n]])],
      ['x', 'y'],
    ] as const) {
      assert.ok(!agrees(log, value as SaidMessage['message']), JSON.stringify(log));
    }
  });

  it('notices an order that is wrong, a gap, and an unusual item', () => {
    const say = (...names: string[]): SaidMessage[] => names.map((name) => ({ from: 'device', message: [name] }));
    const log = [
      { from: 'device', message: ['A'] },
      { from: 'device', message: ['B'] },
    ] as const;
    expectTogether(say('X', 'A', 'B'), log, 'test');
    expectInOrder(say('A', 'X', 'B'), log, 'test');
    assert.throws(() => expectTogether(say('A', 'X', 'B'), log, 'test'));
    assert.throws(() => {
      expectInOrder(say('B', 'A'), log, 'test');
    });
    assert.equal(unusualShapes([{ from: 'device', message: ['DLMessageGetFreeDiskSpace', 1n] }]).length, 1);
    assert.equal(unusualShapes(say('DLMessageFoo')).length, 1);
  });
});

describe('logged sequences: handshake', () => {
  for (const [id, productVersion] of [
    ['version-exchange-ios16', '16.1.1'],
    ['version-exchange-ios8', '9.3.5'],
  ] as const) {
    it(id, async () => {
      const [first] = await saidBy(testPhone({ content: tinyPhone(), productVersion }));
      assert.ok(first);
      expectTogether([first], logged(id).messages, id);
    });
  }

  it('hello-ios12', async () => {
    const said = await saidBy(testPhone({ content: tinyPhone(), productVersion: '12.1.1' }));
    const start = expectTogether(said, logged('hello-ios12').messages.slice(1), 'hello-ios12');
    assert.equal(start, 4, 'version exchange, its answer, ready, Hello');
  });
});

describe('logged sequences: start of a backup', () => {
  it('status-missing-host-answer: nothing lies between the question and the scan', async () => {
    const said = await saidBy(testPhone({ content: tinyPhone() }));
    const at = expectTogether(said, logged('status-missing-host-answer').messages, 'status-missing-host-answer');
    assert.deepEqual(phases(said.slice(at)).slice(0, 3), ['download', 'free-space', 'directories']);
  });

  it('status-missing-ios8.1: a code that DeviceLink has not is fatal', async () => {
    const drive = new MemoryDrive();
    const path = `${AGENT_UDID}/Status.plist`;
    const wrong = failed(-13, 'Multi status', encodePathFailures([{ path, code: 2, text: 'No such file or directory' }]));
    drive.intercept = ({ kind }) => (kind === 'download-files' ? wrong : undefined);
    const said = await saidBy(testPhone({ content: tinyPhone(), productVersion: '10.0.1' }), drive);
    expectInOrder(said, logged('status-missing-ios8.1').messages, 'status-missing-ios8.1');
  });

  it('passcode-timeout-ios16.1: only the request and the answer stand on the wire', async () => {
    const phone = testPhone({ content: tinyPhone(), productVersion: '16.1', askPasscode: () => Promise.resolve('dismissed') });
    const said = await saidBy(phone, new MemoryDrive(), { forceFull: true });
    const at = expectTogether(said, logged('passcode-timeout-ios16.1').messages, 'passcode-timeout-ios16.1');
    assert.equal(said.length, at + 2);
  });

  it('resume-headers-2015', async () => {
    const phone = testPhone({ content: tinyPhone(300) });
    const drive = new MemoryDrive();
    await interrupted(phone, drive, 'upload-files', 4);
    const said = await saidBy(phone, drive);
    expectInOrder(said, logged('resume-headers-2015').messages, 'resume-headers-2015');
    const spaceAt = said.findIndex(({ message }) => Array.isArray(message) && message[0] === 'DLMessageGetFreeDiskSpace');
    const before = said.slice(0, spaceAt).filter(({ from }) => from === 'device');
    assert.deepEqual(phases(before), ['download', 'list'], 'nothing else is asked before the free space');
  });

  it('resume-headers-2015, one after the other on a phone of that time, which has no 256 folders', async () => {
    const phone = testPhone({ content: tinyPhone(300), productVersion: '9.3.5' });
    const drive = new MemoryDrive();
    await interrupted(phone, drive, 'upload-files', 4);
    const said = await saidBy(phone, drive);
    const fromDevice = said.filter(({ from }) => from === 'device');
    expectTogether(fromDevice, logged('resume-headers-2015').messages, 'resume-headers-2015');
  });
});

describe('logged sequences: room on the host', () => {
  it('purge-ios15.6: the numbers of the log to the byte', async () => {
    const drive = new MemoryDrive();
    drive.freeBytes = BigInt(Number(fact('purge-ios15.6', 'freeBytes')));
    const said = await saidBy(phoneOf(Number(fact('purge-ios15.6', 'uploadBytes')), '15.6'), drive);
    expectTogether(said, logged('purge-ios15.6').messages, 'purge-ios15.6');
  });

  const runs = fact('purge-numbers-syslog', 'runs') as { uploadBytes: number; freeBytes: number; shortBytes: number }[];
  for (const [n, run] of runs.entries()) {
    it(`purge-numbers-syslog, run ${n + 1}`, async () => {
      const drive = new MemoryDrive();
      drive.freeBytes = BigInt(run.freeBytes);
      const said = await saidBy(phoneOf(run.uploadBytes, '16.1.1'), drive);
      const asked = [{ from: 'device', message: ['DLMessagePurgeDiskSpace', run.shortBytes + 2 ** 31, 4] }] as const;
      expectTogether(said, asked, 'purge-numbers-syslog');
    });
  }
});

describe('logged sequences: files', () => {
  it('upload-headers-2016: the status without callbacks, the batches with them', async () => {
    const said = await saidBy(testPhone({ content: tinyPhone(300) }));
    const { messages } = logged('upload-headers-2016');
    expectInOrder(said, messages, 'upload-headers-2016');
    const batches = said.filter(({ message }) => agrees(messages[1]?.message, message));
    assert.equal(batches.length, 3);
  });

  it('incremental-nochange-ios13.1.1: every phase runs although nothing is sent', async () => {
    const phone = testPhone({ content: tinyPhone(), productVersion: '13.1.1' });
    const drive = new MemoryDrive();
    await backUp(phone, drive);
    const said = await saidBy(phone, drive);
    const { phases: order = [] } = logged('incremental-nochange-ios13.1.1');
    const done = phases(said);
    assert.deepEqual(
      order.map((phase) => done.indexOf(phase)),
      order.map((phase) => done.indexOf(phase)).toSorted((a, b) => a - b),
    );
    assert.ok(order.every((phase) => done.includes(phase)));
    assert.ok(!said.some(({ message }) => agrees(['DLMessageUploadFiles', { DLDeviceIOCallbacks: '$int' }, '$rest'], message)));
  });

  it('moves-and-removes-2014: 128, the rest, two alone, and Snapshot that is refused', async () => {
    const drive = new MemoryDrive();
    drive.intercept = ({ kind }) => (kind === 'remove-items' ? failed(-11, 'Directory not empty') : undefined);
    const said = await saidBy(testPhone({ content: tinyPhone(142) }), drive);
    const counts = said.flatMap(({ from, message }) => {
      const [name, items] = from === 'device' && Array.isArray(message) ? message : [];
      if (name === 'DLMessageMoveItems' && items instanceof Map) return [`Moving ${items.size} file${items.size === 1 ? '' : 's'}`];
      if (name === 'DLMessageRemoveItems' && Array.isArray(items)) return [`Removing ${items.length} file${items.length === 1 ? '' : 's'}`];
      return [];
    });
    const log = logged('moves-and-removes-2014');
    assert.deepEqual(counts, log.stdout);
    expectTogether(said.slice(-1), log.messages, log.id);
  });

  it('backup-tail-2018-2021: the three files are read back after the last status', async () => {
    const drive = new MemoryDrive();
    const said = await saidBy(testPhone({ content: tinyPhone(), productVersion: '11.1' }), drive);
    const lastUpload = said.findLastIndex(({ message }) => Array.isArray(message) && message[0] === 'DLMessageUploadFiles');
    const log = logged('backup-tail-2018-2021');
    const tail = said.slice(lastUpload).filter(({ from }) => from === 'device');
    assert.equal(expectTogether(tail, log.messages, log.id), 1);
    assert.equal(drive.files.get(`${AGENT_UDID}/Status.plist`)?.length, 189);
  });
});

describe('logged sequences: folders that are not as they should be', () => {
  it('zero-byte-manifest-ios15.6.1: also when a full backup is asked for', async () => {
    const phone = testPhone({ content: tinyPhone(), productVersion: '15.6.1' });
    const drive = new MemoryDrive();
    await backUp(phone, drive);
    drive.files.set(`${AGENT_UDID}/Manifest.plist`, Buffer.alloc(0));
    const { response, said } = await backUp(phone, drive, { forceFull: true });
    const line = logged('zero-byte-manifest-ios15.6.1').stdout.find((text) => text.startsWith('ErrorCode'));
    assert.equal(`ErrorCode ${String(response?.errorCode)}: ${String(response?.description)}`, line);
    const asked = said.filter(({ message }) => Array.isArray(message) && message[0] === 'DLMessageDownloadFiles');
    assert.equal(asked.length, 2, 'the status and the properties, nothing else');
  });

  it('manifest-missing', async () => {
    const phone = testPhone({ content: tinyPhone() });
    const drive = new MemoryDrive();
    await backUp(phone, drive);
    drive.files.delete(`${AGENT_UDID}/Manifest.plist`);
    const { response } = await backUp(phone, drive);
    const description = response?.description?.replaceAll(AGENT_UDID, '<UDID>') ?? '';
    assert.equal(response?.errorCode, fact('manifest-missing', 'errorCode'));
    assert.ok(description.startsWith(String(fact('manifest-missing', 'descriptionBegins'))), description);
    assert.ok(description.includes(String(fact('manifest-missing', 'descriptionNames'))), description);
  });

  it('end-205-missing-files: instead of success, after the status has become finished', async () => {
    const drive = new MemoryDrive();
    drive.intercept = (message) =>
      message.kind === 'contents-of-directory' && statusOn(drive).snapshotState === 'finished' ? failed(0, '', new Map()) : undefined;
    const said = await saidBy(testPhone({ content: tinyPhone(), productVersion: '13.7' }), drive);
    expectTogether(said.slice(-1), logged('end-205-missing-files').messages, 'end-205-missing-files');
    assert.equal(statusOn(drive).snapshotState, 'finished');
  });
});

describe('logged sequences: interrupted runs', () => {
  it('cable-pull-2026-08-28: the status says uploading, and nothing else changes', async () => {
    const content = tinyPhone(300);
    const phone = testPhone({ content });
    const drive = new MemoryDrive();
    await backUp(phone, drive);
    const before = { status: statusOn(drive), manifest: drive.files.get(`${AGENT_UDID}/Manifest.db`) };
    for (let n = 0; n < 300; n++) content.setFile('AppDomain-com.example.tiny', `Documents/file ${n}.txt`, { content: `new ${n}` });
    await interrupted(phone, drive, 'upload-files', 3);
    const status = statusOn(drive);
    assert.deepEqual([before.status.isFullBackup, status.isFullBackup], fact('cable-pull-2026-08-28', 'isFullBackup'));
    assert.deepEqual([before.status.snapshotState, status.snapshotState], fact('cable-pull-2026-08-28', 'snapshotState'));
    assert.equal(drive.files.get(`${AGENT_UDID}/Manifest.db`), before.manifest);
    assert.equal(status.uuid, before.status.uuid);
    assert.ok(drive.below(`${AGENT_UDID}/Snapshot`).length > 0, 'what came stays in Snapshot');
    assert.equal((await backUp(phone, drive)).response?.errorCode, 0);
  });

  it('first-run-interrupted-2026-08-27: only a status lies there', async () => {
    const phone = testPhone({ content: tinyPhone(300) });
    const drive = new MemoryDrive();
    await interrupted(phone, drive, 'upload-files', 2);
    const { backupState, snapshotState, isFullBackup } = statusOn(drive);
    const hasManifest = drive.has(`${AGENT_UDID}/Manifest.db`);
    const { facts } = logged('first-run-interrupted-2026-08-27');
    assert.deepEqual({ backupState, snapshotState, isFullBackup, hasManifest }, facts);
    const again = await saidBy(phone, drive);
    assert.ok(again.some(({ message }) => agrees(['DLMessageUploadFiles', { DLDeviceIOCallbacks: '$int' }, '$rest'], message)));
  });
});
