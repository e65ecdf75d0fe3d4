/**
 * The numbered surprises of real devices on the wire of the backup agent (1–10): what open-source clients and home-made simulators get wrong.
 * Those that need a whole phone (12, 13, 18, 19, 24) stand in test/conversation/surprises.test.ts.
 */
import assert from 'node:assert/strict';
import { EMPTY_PARAMETER } from '../../../../src/device-protocol/index.ts';
import { fileIdOf } from '../../../../src/formats/index.ts';
import { AGENT_UDID, backUp, helloThen, summary, testPhone, tinyPhone, type SessionOptions } from '../../../support/agent-session.ts';
import { failed, MemoryDrive } from '../../../support/memory-drive.ts';
import {
  MANIFEST,
  STATUS,
  TINY,
  backedUp,
  ofKind,
  payloadsOf,
  refused,
  setStatus,
  statuses,
  statusOn,
  succeeds,
  surprise,
} from '../../../support/surprises.ts';

describe('surprises of the backup agent', () => {
  surprise(1, 'the number that the host echoes switches features on', async () => {
    const spelling = async (versionAnswer: NonNullable<SessionOptions['versionAnswer']>, freeBytes = 0n) => {
      const drive = new MemoryDrive();
      drive.freeBytes = freeBytes;
      const { names } = await backUp(testPhone({ content: tinyPhone() }), drive, { versionAnswer });
      return new Set(names.filter((name) => /Free|Purge|Move|Remove/.test(name)));
    };
    const old = await spelling(['DLMessageVersionExchange', 'DLVersionsOk']);
    assert.deepEqual(old, new Set(['DLMessageMoveFiles', 'DLMessageRemoveFiles']), 'no number: 0');
    assert.deepEqual(await spelling(['DLMessageVersionExchange', 'DLVersionsOk', EMPTY_PARAMETER]), old);
    assert.deepEqual(await spelling({ kind: 'versions-ok', major: 200 }), new Set(['DLMessageMoveItems', 'DLMessageRemoveItems']));
    assert.deepEqual(
      await spelling({ kind: 'versions-ok', major: 300 }),
      new Set(['DLMessageGetFreeDiskSpace']),
      'short, and no purge: 105',
    );
    assert.deepEqual(
      await spelling({ kind: 'versions-ok', major: 400 }),
      new Set(['DLMessageGetFreeDiskSpace', 'DLMessagePurgeDiskSpace']),
    );
    const greater: SessionOptions = { versionAnswer: ['DLMessageVersionExchange', 'DLErrorAcceptingDeviceLinkGreater', 300n] };
    await succeeds(testPhone({ content: tinyPhone() }), new MemoryDrive(), greater);
  });

  surprise(2, '514 directories on every run and on a retry, and "exists" is harmless', async () => {
    const { content, phone, drive } = await backedUp();
    const again = await succeeds(phone, drive);
    assert.equal(ofKind(again, 'create-directory').length, 514);
    content.whenRead(TINY, 'Documents/file 1.txt', { kind: 'changes' });
    content.touch(TINY, 'Documents/file 1.txt');
    const retried = await succeeds(phone, drive);
    const paths = ofKind(retried, 'create-directory').map(({ path }) => path);
    assert.equal(paths.length, 2 * 514);
    assert.equal(new Set(paths).size, 514);
    assert.ok(drive.directories.has(`${AGENT_UDID}/00`), 'the drive answers −7 for what is there');
  });

  surprise(3, 'Status.plist is uploaded four times; the last one is never full', async () => {
    const phone = testPhone({ content: tinyPhone() });
    const drive = new MemoryDrive();
    const { list, sizes } = statuses(drive);
    await succeeds(phone, drive);
    await succeeds(phone, drive);
    assert.deepEqual(
      list.map(({ backupState, snapshotState, isFullBackup }) => `${backupState} ${snapshotState} ${String(isFullBackup)}`),
      [
        'empty uploading true',
        'new moving true',
        'new removing true',
        'new finished false',
        'new uploading false',
        'new moving false',
        'new removing false',
        'new finished false',
      ],
    );
    assert.deepEqual(sizes, [192, 187, 189, 189, 190, 187, 189, 189]);
  });

  surprise(4, 'both manifests go to Snapshot, one message each, and are moved one by one', async () => {
    const drive = new MemoryDrive();
    const session = await succeeds(testPhone({ content: tinyPhone() }), drive);
    const uploaded = drive.received.map(({ hostPath }) => hostPath).filter((path) => path.includes('Manifest'));
    assert.deepEqual(uploaded, [`${AGENT_UDID}/Snapshot/Manifest.plist`, `${AGENT_UDID}/Snapshot/Manifest.db`]);
    assert.deepEqual(
      ofKind(session, 'move-items')
        .slice(-2)
        .map(({ moves }) => moves),
      [[[`${AGENT_UDID}/Snapshot/Manifest.plist`, MANIFEST]], [[`${AGENT_UDID}/Snapshot/Manifest.db`, `${AGENT_UDID}/Manifest.db`]]],
    );
  });

  surprise(5, 'batches of 128, strictly one at a time', async () => {
    const content = tinyPhone(299);
    const phone = testPhone({ content });
    const drive = new MemoryDrive();
    let files = 0;
    const batches: number[] = [];
    drive.intercept = (message) => {
      if (message.kind === 'upload-files' && message.options?.size) batches.push(drive.received.length - files);
      files = drive.received.length;
      return undefined;
    };
    const session = await succeeds(phone, drive);
    assert.deepEqual(batches, [128, 128, 44]);
    assert.deepEqual(
      ofKind(session, 'move-items').map(({ moves }) => moves.length),
      [128, 128, 44, 1, 1],
    );
    const said = session.said.filter(({ message }) => Array.isArray(message) && message[0] !== 'DLMessageProcessMessage').slice(3);
    assert.deepEqual(
      said.map(({ from }) => from),
      said.map((_, n) => (n % 2 === 0 ? 'device' : 'host')),
      'every command waits for its status',
    );
    for (let n = 0; n < 150; n++) content.removeFile(TINY, `Documents/file ${n}.txt`);
    const removed = ofKind(await succeeds(phone, drive), 'remove-items').map(({ paths }) => paths.length);
    assert.deepEqual(removed, [128, 22, 1, 1]);
  });

  surprise(6, 'everything is read back at the end; a host that hides files fails after 100 %', async () => {
    const phone = testPhone({ content: tinyPhone() });
    const session = await succeeds(phone, new MemoryDrive());
    const end = summary(session.commands).slice(-5);
    assert.deepEqual(end.slice(0, 4), [
      'download Status.plist',
      'download Manifest.plist',
      'download Manifest.db',
      'contents-of-directory × 257',
    ]);
    const empty = new MemoryDrive();
    empty.intercept = ({ kind }) => (kind === 'contents-of-directory' ? failed(0, '', new Map()) : undefined);
    assert.match(await refused(testPhone({ content: tinyPhone() }), empty, 205), /^Manifest references files not in backup/);
    const content = tinyPhone();
    content.setFile(TINY, 'Documents/empty', { content: '' });
    const hiding = new MemoryDrive();
    hiding.intercept = (message) => {
      if (message.kind !== 'contents-of-directory') return undefined;
      for (const [path, bytes] of [...hiding.files]) if (bytes.length === 0) hiding.files.delete(path);
      return undefined;
    };
    await refused(testPhone({ content }), hiding, 205);
    assert.equal(statusOn(hiding).snapshotState, 'finished');
  });

  surprise(7, 'the same check before an incremental run quietly makes it full', async () => {
    const { phone, drive } = await backedUp(5);
    const { commands } = await succeeds(phone, drive);
    assert.deepEqual(summary(commands).slice(3, 8), [
      'download Status.plist',
      'download Manifest.plist',
      'download Manifest.db',
      'download Status.plist',
      'contents-of-directory × 257',
    ]);
    const id = fileIdOf(TINY, 'Documents/file 2.txt');
    drive.files.delete(`${AGENT_UDID}/${id.slice(0, 2)}/${id}`);
    drive.received.length = 0;
    await succeeds(phone, drive);
    const payloads = payloadsOf(drive);
    assert.equal(payloads.length, 6, 'all of them, not the one that is missing');
  });

  surprise(8, 'ForceFullBackup does not keep the old manifests from being read, and the source counts for nothing', async () => {
    const { phone, drive } = await backedUp();
    drive.received.length = 0;
    const request = { name: 'Backup', targetIdentifier: AGENT_UDID, sourceIdentifier: 'another device', forceFull: true } as const;
    const session = await succeeds(phone, drive, { requests: helloThen(request) });
    assert.deepEqual(
      ofKind(session, 'download-files')
        .slice(0, 3)
        .flatMap(({ paths }) => paths),
      [STATUS, MANIFEST, `${AGENT_UDID}/Manifest.db`],
    );
    assert.equal(payloadsOf(drive).length, 4);
    drive.files.set(MANIFEST, Buffer.alloc(0));
    assert.match(await refused(phone, drive, 205, { forceFull: true }), /zero-length data/);
  });

  surprise(9, 'a half-valid folder is worse than an empty one; one of another version is put aside', async () => {
    for (const bytes of [Buffer.alloc(0), undefined]) {
      const { phone, drive } = await backedUp();
      if (bytes === undefined) drive.files.delete(MANIFEST);
      else drive.files.set(MANIFEST, bytes);
      await refused(phone, drive, 205);
      drive.files.delete(STATUS);
      assert.equal(
        ofKind(await succeeds(phone, drive), 'upload-files').filter(({ options }) => options?.size).length,
        1,
        'a clean full run',
      );
    }
    const asked = await backedUp();
    asked.drive.files.set(MANIFEST, Buffer.alloc(0));
    setStatus(asked.drive, { isFullBackup: true });
    const full = await succeeds(asked.phone, asked.drive);
    assert.ok(
      !ofKind(full, 'download-files')
        .slice(0, -3)
        .some(({ paths }) => paths.includes(MANIFEST)),
      'finished and full: not read',
    );
    const { phone, drive } = await backedUp();
    setStatus(drive, { version: '2.4' });
    const session = await succeeds(phone, drive);
    const [first] = ofKind(session, 'move-items');
    const [[from, to] = ['', '']] = first?.moves ?? [];
    assert.equal(from, AGENT_UDID);
    assert.match(to, /-20260115-090000$/);
    assert.deepEqual(ofKind(session, 'remove-items').at(-1)?.paths, [to]);
    assert.ok(!drive.has(to) && drive.below(to).length === 0);
  });

  surprise(10, "a chunk's code is minus a status: 0x0b is an I/O error, 0x06 is not found", async () => {
    const content = tinyPhone();
    content.whenRead(TINY, 'Documents/file 1.txt', { kind: 'fails' });
    const drive = new MemoryDrive();
    await refused(testPhone({ content }), drive, 104);
    assert.deepEqual(
      drive.received.flatMap(({ error }) => (error ? [error] : [])),
      [{ code: 0x0b, text: 'Input/output error (5)' }],
    );
  });
});
