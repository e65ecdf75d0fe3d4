/** The numbered surprises of real devices on the wire of the backup agent (11–23): files, room, statuses, resuming, progress, questions. */
import assert from 'node:assert/strict';
import { DEVICE_CHUNK_BYTES, encodePathFailures } from '../../../../src/device-protocol/index.ts';
import { decodeManifestProperties } from '../../../../src/formats/index.ts';
import { weight } from '../../../../src/simulated-device/backup-agent/progress-plan.ts';
import { BackupPassword } from '../../../../src/simulated-device/phone/backup-password.ts';
import {
  AGENT_UDID,
  backUp,
  helloThen,
  summary,
  testPhone,
  tinyPhone,
  type Session,
  type TestPhone,
} from '../../../support/agent-session.ts';
import { failed, MemoryDrive, OK, type Intercept } from '../../../support/memory-drive.ts';
import {
  FILE_PROVIDER,
  MANIFEST,
  MIB,
  STATUS,
  TINY,
  backedUp,
  copyOf,
  ofKind,
  onNth,
  payloadsOf,
  refused,
  statusOn,
  succeeds,
  surprise,
} from '../../../support/surprises.ts';

describe('surprises of the backup agent: files, room, statuses, resuming, progress, questions', () => {
  surprise(11, 'an error of one file does not stop its batch', async () => {
    const content = tinyPhone(5);
    content.setFile('HomeDomain', FILE_PROVIDER, { content: 'never read' });
    const drive = new MemoryDrive();
    const phone = testPhone({ content, productVersion: '17.2.1' });
    await succeeds(phone, drive);
    const failures = drive.received.filter(({ error }) => error);
    assert.deepEqual(
      failures.map(({ hostPath, bytes, error }) => [hostPath, bytes, error?.text]),
      [[`${AGENT_UDID}/Snapshot/49/49128ab470583769cf58eb2e9fe2eb47983afac3`, 0, 'Input/output error (5)']],
    );
    assert.ok(
      drive.received.findIndex(({ error }) => error) < drive.received.findLastIndex(({ hostPath }) => /[0-9a-f]{40}$/.test(hostPath)) + 1,
    );
    assert.ok(!drive.has(`${AGENT_UDID}/49/49128ab470583769cf58eb2e9fe2eb47983afac3`), 'it is no part of the backup');
    const before = new MemoryDrive();
    await succeeds(testPhone({ content, productVersion: '16.7' }), before);
    assert.ok(
      before.received.every(({ error }) => error === undefined),
      'iOS 16 reads it',
    );

    const gone = tinyPhone(5);
    gone.whenRead(TINY, 'Documents/file 2.txt', { kind: 'vanishes' });
    const without = new MemoryDrive();
    await succeeds(testPhone({ content: gone }), without);
    const names = without.received.map(({ devicePath }) => devicePath);
    assert.ok(names.some((name) => name.endsWith('/file 1.txt')) && names.some((name) => name.endsWith('/file 3.txt')));
    assert.ok(!names.some((name) => name.endsWith('/file 2.txt')), 'a file that has vanished is not even named');

    const unreadable = tinyPhone(300);
    unreadable.whenRead(TINY, 'Documents/file 0.txt', { kind: 'fails' });
    const last = new MemoryDrive();
    const text = await refused(testPhone({ content: unreadable }), last, 104);
    assert.match(
      text,
      /^Multiple errors uploading files \(MBErrorDomain\/104\)\. Underlying error: Input\/output error \(5\) at path "\/\.b\//,
    );
    assert.equal(payloadsOf(last).length, 301, 'all others are sent first');
    assert.equal(statusOn(last).snapshotState, 'uploading');
  });

  surprise(14, 'room: strictly more than the upload and 128 MiB; a purge of what is short and 2 GiB', async () => {
    const bytes = BigInt(3 * 'content of file 0'.length + 'system'.length);
    const run = async (freeBytes: bigint, intercept: Intercept = () => undefined) => {
      const drive = new MemoryDrive();
      drive.freeBytes = freeBytes;
      drive.intercept = intercept;
      const session = await backUp(testPhone({ content: tinyPhone() }), drive);
      return { session, code: session.response?.errorCode, purges: ofKind(session, 'purge-disk-space') };
    };
    assert.equal((await run(bytes + BigInt(128 * MIB) + 1n)).code, 0);
    const short = await run(bytes + BigInt(128 * MIB));
    assert.deepEqual([short.code, short.purges], [105, [{ kind: 'purge-disk-space', bytes: 2 * 1024 * MIB, urgency: 4 }]]);
    assert.equal(ofKind(short.session, 'free-disk-space').length, 1, 'a refused purge: 105 at once');
    const unhelpful = await run(0n, ({ kind }) => (kind === 'purge-disk-space' ? OK : undefined));
    assert.equal(unhelpful.code, 105);
    assert.equal(ofKind(unhelpful.session, 'free-disk-space').length, 2, 'asked once more after a purge');
    assert.equal((await run(0n, ({ kind }) => (kind === 'free-disk-space' ? failed(-1, 'unknown') : undefined))).code, 0);
  });

  surprise(15, 'frames of the host above a mebibyte end the agent; its own hold 262,144 bytes at most', async () => {
    const { phone, drive } = await backedUp();
    drive.chunkBytes = MIB;
    await succeeds(phone, drive);
    drive.files.set(`${AGENT_UDID}/Manifest.db`, Buffer.alloc(2 * MIB));
    drive.chunkBytes = MIB + 1;
    assert.equal((await backUp(phone, drive)).response, undefined);
    assert.match(phone.violations.join(), /frame-too-long/);

    const content = tinyPhone();
    content.setFile(TINY, 'Documents/large.bin', { content: new Uint8Array(600_000).fill(7) });
    const large = new MemoryDrive();
    const stream: Buffer[] = [];
    large.onUploadBytes = (bytes) => stream.push(Buffer.from(bytes));
    await succeeds(testPhone({ content }), large);
    const data = Buffer.concat(stream);
    const header = (bytes: number) => {
      const frame = Buffer.alloc(6, 7);
      frame.writeUInt32BE(bytes + 1);
      frame[4] = 0x0c;
      return frame;
    };
    assert.equal(DEVICE_CHUNK_BYTES, 262_144);
    assert.ok(data.includes(header(262_144)) && data.includes(header(600_000 - 2 * 262_144)), 'two full frames and the rest');
  });

  surprise(16, 'statuses are checked strictly: four items, one entry for the one path', async () => {
    for (const items of [
      ['DLMessageStatusResponse', 0n, ''],
      ['DLMessageStatusResponse', 0n, '', '', ''],
    ]) {
      const drive = new MemoryDrive();
      drive.intercept = onNth('create-directory', 3, items);
      const phone = testPhone({ content: tinyPhone() });
      await refused(phone, drive, 104);
      assert.match(phone.violations.join(), /exactly four items/);
    }
    const missing = { code: -6, text: 'No such file or directory' };
    const verdict = async (value: ReturnType<typeof encodePathFailures> | undefined) => {
      const drive = new MemoryDrive();
      drive.intercept = onNth('download-files', 1, failed(-13, 'Multi status', value));
      return (await backUp(testPhone({ content: tinyPhone() }), drive)).response?.errorCode;
    };
    assert.equal(await verdict(encodePathFailures([{ path: STATUS, ...missing }])), 0);
    assert.equal(await verdict(undefined), 103);
    assert.equal(await verdict(encodePathFailures([{ path: MANIFEST, ...missing }])), 103);
    const two = [STATUS, MANIFEST].map((path) => ({ path, ...missing }));
    assert.equal(await verdict(encodePathFailures(two)), 103);
  });

  surprise(17, 'after a pulled cable the phone goes on by itself at the granularity of files', async () => {
    const content = tinyPhone(300);
    const phone = testPhone({ content });
    const drive = new MemoryDrive();
    drive.intercept = onNth('upload-files', 4, 'hang-up');
    assert.equal((await backUp(phone, drive)).response, undefined);
    const { uuid } = statusOn(drive);
    for (const [isSnapshotGone, payloads] of [
      [false, 45],
      [true, 301],
    ] as const) {
      const folder = new MemoryDrive();
      for (const [path, bytes] of drive.files) folder.files.set(path, bytes);
      for (const path of drive.directories) folder.directories.add(path);
      if (isSnapshotGone) for (const path of folder.below(`${AGENT_UDID}/Snapshot`)) folder.files.delete(path);
      const agentMemory = copyOf(phone.agentMemory, uuid);
      await succeeds(testPhone({ content, agentMemory }), folder);
      assert.equal(payloadsOf(folder).length, payloads);
      assert.equal(statusOn(folder).uuid, uuid);
    }
  });

  surprise(20, 'the second name of an uploaded file is the one for the host; the first is absolute on the phone', async () => {
    const drive = new MemoryDrive();
    await succeeds(testPhone({ content: tinyPhone() }), drive);
    for (const { devicePath, hostPath } of drive.received) {
      assert.match(devicePath, /^\/(\.b\/\d\/var|var\/tmp)\//);
      assert.ok(hostPath.startsWith(`${AGENT_UDID}/`), hostPath);
    }
  });

  surprise(21, 'a change of password edits the existing backup in place', async () => {
    const change = async (phone: TestPhone, drive: MemoryDrive, passwords: { oldPassword?: string; newPassword?: string }) => {
      const session = await succeeds(phone, drive, {
        requests: helloThen({ name: 'ChangePassword', targetIdentifier: AGENT_UDID, ...passwords }),
      });
      return summary(session.commands).slice(3, -1);
    };
    const backupPassword = new BackupPassword({ password: 'old', cost: 'low' });
    const { phone, drive } = await backedUp(3, { backupPassword });
    const keybag = () => decodeManifestProperties(drive.files.get(MANIFEST) ?? assert.fail()).backupKeyBag;
    const before = { keybag: keybag(), database: drive.files.get(`${AGENT_UDID}/Manifest.db`) };
    assert.deepEqual(await change(phone, drive, { oldPassword: 'old', newPassword: 'new' }), [
      'download Snapshot/Manifest.plist',
      'download Manifest.plist',
      'upload alone',
    ]);
    assert.notDeepEqual(keybag(), before.keybag);
    assert.equal(drive.files.get(`${AGENT_UDID}/Manifest.db`), before.database);
    drive.received.length = 0;
    await succeeds(phone, drive);
    assert.equal(payloadsOf(drive).length, 0, 'and the next run goes on from it');
    assert.deepEqual(await change(phone, drive, { oldPassword: 'new' }), [], 'removing touches no file');
    assert.deepEqual(await change(phone, drive, { newPassword: 'again' }), ['download Snapshot/Manifest.plist', 'download Manifest.plist']);
  });

  surprise(22, 'the percentage is a share of imagined seconds, after the step, and falls back on a retry', async () => {
    const content = tinyPhone(200);
    content.whenRead(TINY, 'Documents/file 150.txt', { kind: 'changes' });
    const { commands } = await succeeds(testPhone({ content }), new MemoryDrive());
    const steps = commands.flatMap((command) => ('progress' in command && command.progress !== undefined ? [command.progress] : []));
    const directories = commands.flatMap((command) => (command.kind === 'create-directory' ? [command.progress ?? 0] : []));
    const firstPass = directories.slice(0, 514);
    const slope = (list: readonly number[]) => ((list[1] ?? 0) - (list[0] ?? 0)) / weight.directory;
    assert.ok(Math.abs(slope(firstPass) - slope(firstPass.slice(512))) < 1e-9, 'every directory weighs the same');
    const [batch] = commands.filter((command) => command.kind === 'upload-files' && command.options?.size);
    const bytes = batch?.kind === 'upload-files' ? (batch.totalBytes ?? 0) : 0;
    const status = commands.find((command) => command.kind === 'upload-files')?.progress ?? 0;
    const gained = (batch?.kind === 'upload-files' ? (batch.progress ?? 0) : 0) - status;
    assert.ok(Math.abs(gained - slope(firstPass) * weight.transfer(128, bytes)) < 1e-6, 'a batch weighs by files and bytes');
    const fall = steps.findIndex((step, n) => step < (steps[n - 1] ?? 0));
    assert.ok(fall > 0, 'the bar falls back when the run begins again');
    assert.ok(slope(directories.slice(514)) < slope(firstPass), 'and rises more slowly');
    assert.equal(ofKind({ commands } as Session, 'upload-files').at(-1)?.progress, 100);
  });

  surprise(23, 'Info, List and Unback fetch two files and then crash since iOS 10', async () => {
    const { phone, drive } = await backedUp();
    for (const name of ['Info', 'List', 'Unback'] as const) {
      const crashing = testPhone({ content: phone.content, productVersion: '17.5.1' });
      const { response, commands } = await backUp(crashing, drive, { requests: helloThen({ name, targetIdentifier: AGENT_UDID }) });
      assert.equal(response, undefined, name);
      const asked = commands.flatMap((command) => (command.kind === 'download-files' ? command.paths : []));
      assert.deepEqual(asked.slice(-2), [MANIFEST, `${AGENT_UDID}/Manifest.db`]);
    }
    const old = testPhone({ content: tinyPhone(), productVersion: '9.3.5' });
    const folder = new MemoryDrive();
    await succeeds(old, folder);
    const { response } = await backUp(old, folder, { requests: helloThen({ name: 'Info', targetIdentifier: AGENT_UDID }) });
    assert.ok((response?.content ?? '') !== '', 'iOS 9 answers');
  });
});
