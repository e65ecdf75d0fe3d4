/** Which kind of run follows from what lies on the host, and how interrupted runs are gone on with. */
import assert from 'node:assert/strict';
import { DeviceLinkStatus, type DeviceMessage } from '../../../../src/device-protocol/index.ts';
import { decodeStatus, encodeStatus, fileIdOf, type BackupStatus, type SnapshotState } from '../../../../src/formats/index.ts';
import { AgentMemory } from '../../../../src/simulated-device/backup-agent/agent-memory.ts';
import { AGENT_UDID, backUp, summary, testPhone, tinyPhone, type Session, type TestPhone } from '../../../support/agent-session.ts';
import { failed, MemoryDrive } from '../../../support/memory-drive.ts';

const FILES = 300;
const STATUS = `${AGENT_UDID}/Status.plist`;
const TINY = 'AppDomain-com.example.tiny';

function setUp() {
  const content = tinyPhone(FILES);
  return { content, phone: testPhone({ content }), drive: new MemoryDrive() };
}

/** Cuts the link at the nth command of a kind; the phone is left alone by the host in the middle of it. */
async function interrupt(phone: TestPhone, drive: MemoryDrive, kind: DeviceMessage['kind'], nth: number): Promise<void> {
  let seen = 0;
  drive.intercept = (message) => (message.kind === kind && ++seen === nth ? 'hang-up' : undefined);
  assert.equal((await backUp(phone, drive)).response, undefined);
  drive.intercept = () => undefined;
}

function sentFiles({ commands }: Session): number {
  return commands.flatMap((command) => (command.kind === 'move-items' ? command.moves : [])).filter(([, to]) => /[0-9a-f]{40}$/.test(to))
    .length;
}

function statusOf(drive: MemoryDrive): BackupStatus {
  return decodeStatus(drive.files.get(STATUS) ?? assert.fail('no status'));
}

/** Bytes of files in all batches of a session, as planned. */
function plannedBytes({ commands }: Session): number {
  return commands.reduce((sum, command) => sum + (command.kind === 'upload-files' ? (command.totalBytes ?? 0) : 0), 0);
}

/** What a backup of this phone from scratch looks like: file id → content. */
async function payloadsOfFreshBackup(phone: TestPhone): Promise<Map<string, string>> {
  const drive = new MemoryDrive();
  await backUp({ ...phone, agentMemory: new AgentMemory() }, drive);
  return payloads(drive);
}

function payloads(drive: MemoryDrive): Map<string, string> {
  return new Map(
    drive
      .below(AGENT_UDID)
      .filter((path) => /[0-9a-f]{40}$/.test(path))
      .map((path) => [path, drive.files.get(path)?.toString() ?? '']),
  );
}

async function expectWhole(phone: TestPhone, drive: MemoryDrive): Promise<void> {
  assert.deepEqual(payloads(drive), await payloadsOfFreshBackup(phone));
  assert.equal(statusOf(drive).snapshotState, 'finished');
  assert.ok(!drive.directories.has(`${AGENT_UDID}/Snapshot`));
  assert.deepEqual(phone.violations, []);
}

describe('backup agent: interrupted runs', () => {
  it('goes on with an upload and sends only what the host had not confirmed', async () => {
    const { phone, drive } = setUp();
    await interrupt(phone, drive, 'upload-files', 4);
    assert.deepEqual(
      [statusOf(drive).backupState, statusOf(drive).snapshotState, statusOf(drive).isFullBackup],
      ['empty', 'uploading', true],
    );
    const { uuid } = statusOf(drive);
    const session = await backUp(phone, drive);
    assert.equal(session.response?.errorCode, 0);
    const lines = summary(session.commands);
    assert.equal(lines[4], 'contents-of-directory × 258', 'Snapshot with its folders, then the folder itself');
    assert.ok(lines.includes('upload batch'), 'one batch of 45, not three');
    assert.equal(sentFiles(session), FILES + 1);
    assert.equal(statusOf(drive).uuid, uuid);
    await expectWhole(phone, drive);
  });

  it('goes on twice', async () => {
    const { phone, drive } = setUp();
    await interrupt(phone, drive, 'upload-files', 3);
    await interrupt(phone, drive, 'upload-files', 3);
    const session = await backUp(phone, drive);
    assert.equal(session.response?.errorCode, 0);
    assert.ok(summary(session.commands).includes('upload batch'));
    await expectWhole(phone, drive);
  });

  it('sends a file again that changed since it was sent', async () => {
    const { content, phone, drive } = setUp();
    await interrupt(phone, drive, 'upload-files', 4);
    content.setFile(TINY, 'Documents/file 0.txt', { content: 'CONTENT of file 0' });
    assert.equal((await backUp(phone, drive)).response?.errorCode, 0);
    assert.equal(drive.files.get(`${AGENT_UDID}/${payloadPath('Documents/file 0.txt')}`)?.toString(), 'CONTENT of file 0');
  });

  it('sends everything again when the phone remembers nothing, or the host has thrown Snapshot away', async () => {
    for (const forget of ['phone', 'host'] as const) {
      const { phone, drive } = setUp();
      await interrupt(phone, drive, 'upload-files', 4);
      if (forget === 'phone') phone.agentMemory.forget(statusOf(drive).uuid);
      else for (const path of drive.below(`${AGENT_UDID}/Snapshot`)) drive.files.delete(path);
      const session = await backUp(phone, drive);
      assert.ok(summary(session.commands).includes('upload batch × 3'));
      await expectWhole(phone, drive);
    }
  });

  it('takes a Snapshot that the host says is not there for an empty one', async () => {
    const { phone, drive } = setUp();
    await interrupt(phone, drive, 'upload-files', 4);
    for (const path of drive.below(`${AGENT_UDID}/Snapshot`)) drive.files.delete(path);
    let listings = 0;
    drive.intercept = ({ kind }) =>
      kind === 'contents-of-directory' && listings++ === 0 ? failed(DeviceLinkStatus.notFound, 'No such file or directory') : undefined;
    const session = await backUp(phone, drive);
    assert.equal(session.response?.errorCode, 0);
    assert.ok(summary(session.commands).includes('upload batch × 3'));
    await expectWhole(phone, drive);
  });

  it('answers 205 when the catalogue of a run that is to be finished makes no sense', async () => {
    const { phone, drive } = setUp();
    await interrupt(phone, drive, 'remove-items', 1);
    drive.files.set(`${AGENT_UDID}/Manifest.db`, Buffer.from('no database'));
    const { response } = await backUp(phone, drive);
    assert.equal(response?.errorCode, 205);
    assert.match(response.description ?? '', /^Error reading backup database \(MBErrorDomain\/205\)\. Underlying error: /);
  });

  it('keeps an interrupted incremental run incremental', async () => {
    const { content, phone, drive } = setUp();
    await backUp(phone, drive);
    for (let n = 0; n < 140; n++) content.setFile(TINY, `Documents/file ${n}.txt`, { content: `new ${n}` });
    await interrupt(phone, drive, 'upload-files', 3);
    assert.deepEqual([statusOf(drive).backupState, statusOf(drive).isFullBackup], ['new', false]);
    const session = await backUp(phone, drive);
    assert.equal(sentFiles(session), 140);
    assert.equal(session.response?.errorCode, 0);
    await expectWhole(phone, drive);
  });

  for (const [state, kind, nth] of [
    ['moving', 'move-items', 2],
    ['moving', 'move-items', 4],
    ['moving', 'move-items', 3],
    ['removing', 'remove-items', 1],
    ['removing', 'remove-items', 2],
  ] as const satisfies readonly (readonly [SnapshotState, DeviceMessage['kind'], number])[]) {
    it(`brings a run to its end that was interrupted while ${state} (${kind} ${nth}), then backs up anew`, async () => {
      const { content, phone, drive } = setUp();
      await backUp(phone, drive);
      for (let n = 0; n < 200; n++) content.setFile(TINY, `Documents/file ${n}.txt`, { content: `new ${n}` });
      for (let n = 200; n < 290; n++) content.removeFile(TINY, `Documents/file ${n}.txt`);
      await interrupt(phone, drive, kind, nth);
      assert.equal(statusOf(drive).snapshotState, state);
      const session = await backUp(phone, drive);
      assert.equal(session.response?.errorCode, 0);
      assert.equal(plannedBytes(session), 0, 'the new backup finds everything there');
      await expectWhole(phone, drive);
    });
  }
});

describe('backup agent: full or incremental', () => {
  async function secondRun(
    change: (drive: MemoryDrive) => void,
    forceFull = false,
  ): Promise<{ session: Session; drive: MemoryDrive; phone: TestPhone }> {
    const { phone, drive } = setUp();
    await backUp(phone, drive);
    change(drive);
    const session = await backUp(phone, drive, { forceFull });
    assert.equal(session.response?.errorCode, 0, session.response?.description);
    return { session, drive, phone };
  }

  function rewriteStatus(drive: MemoryDrive, change: Partial<BackupStatus>): void {
    drive.files.set(STATUS, Buffer.from(encodeStatus({ ...statusOf(drive), ...change })));
  }

  it('sends everything when asked for a full backup, after reading the old one as ever', async () => {
    const { session, drive, phone } = await secondRun(() => undefined, true);
    assert.ok(summary(session.commands).includes('download Manifest.db'));
    assert.equal(sentFiles(session), FILES + 1);
    await expectWhole(phone, drive);
  });

  it('sends everything without a word when a payload is missing on the host', async () => {
    const { session, drive, phone } = await secondRun((host) => {
      host.files.delete(`${AGENT_UDID}/${payloadPath('Documents/file 3.txt')}`);
    });
    assert.equal(sentFiles(session), FILES + 1);
    await expectWhole(phone, drive);
  });

  it('sends everything when the catalogue is corrupt', async () => {
    const { session } = await secondRun((host) =>
      host.files.set(`${AGENT_UDID}/Manifest.db`, Buffer.from('SQLite format 3\0 and then nonsense')),
    );
    assert.equal(sentFiles(session), FILES + 1);
  });

  it('sends everything, reading no manifest, when a host says finished and full', async () => {
    const { session } = await secondRun((host) => {
      rewriteStatus(host, { isFullBackup: true });
      host.files.set(`${AGENT_UDID}/Manifest.plist`, Buffer.alloc(0));
    });
    assert.equal(summary(session.commands).indexOf('free-disk-space'), 4);
    assert.equal(sentFiles(session), FILES + 1);
  });

  it('puts a folder of an older version aside and removes it after success', async () => {
    const { session, drive, phone } = await secondRun((host) => {
      rewriteStatus(host, { version: '3.2' });
    });
    const aside = `${AGENT_UDID}-20260115-090000`;
    assert.deepEqual(
      session.commands.find(({ kind }) => kind === 'move-items'),
      {
        ...session.commands.find(({ kind }) => kind === 'move-items'),
        moves: [[AGENT_UDID, aside]],
      },
    );
    assert.equal(session.commands.at(-2)?.kind, 'remove-items');
    assert.deepEqual(drive.below(aside), []);
    await expectWhole(phone, drive);
  });

  it('writes a new row and sends nothing when only mode, owner or attributes changed', async () => {
    const { content, phone, drive } = setUp();
    await backUp(phone, drive);
    content.touch(TINY, 'Documents/file 1.txt', { mode: 0o100600, userId: 0 });
    const session = await backUp(phone, drive);
    assert.equal(sentFiles(session), 0);
    content.touch(TINY, 'Documents/file 1.txt', { protectionClass: 1 });
    assert.equal(sentFiles(await backUp(phone, drive)), 1);
    content.touch(TINY, 'Documents/file 1.txt');
    assert.equal(sentFiles(await backUp(phone, drive)), 1);
  });

  it('backs up the phone as it was when the run began', async () => {
    const { content, phone, drive } = setUp();
    drive.intercept = (message) => {
      if (message.kind === 'free-disk-space') content.setFile(TINY, 'Documents/file 1.txt', { content: 'too late' });
      return undefined;
    };
    assert.equal((await backUp(phone, drive)).response?.errorCode, 0);
    const path = `${AGENT_UDID}/${payloadPath('Documents/file 1.txt')}`;
    assert.equal(drive.files.get(path)?.toString(), 'content of file 1');
    await backUp(phone, drive);
    assert.equal(drive.files.get(path)?.toString(), 'too late');
  });
});

function payloadPath(relativePath: string): string {
  const id = fileIdOf(TINY, relativePath);
  return `${id.slice(0, 2)}/${id}`;
}
