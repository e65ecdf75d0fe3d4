/** Both catalogues behind one interface, and what becomes of a backup when the phone's system changes from one to the other. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeStatus, fileIdOf } from '../../../../src/formats/index.ts';
import { createCatalogue, openCatalogue } from '../../../../src/simulated-device/backup-agent/catalogue/catalogue.ts';
import { backupLayout } from '../../../../src/simulated-device/backup-agent/layout.ts';
import { MBCode, MobileBackupError } from '../../../../src/simulated-device/backup-agent/mobile-backup-error.ts';
import { AGENT_UDID, backUp, summary, testPhone, tinyPhone } from '../../../support/agent-session.ts';
import { MemoryDrive } from '../../../support/memory-drive.ts';

const KINDS = ['mbdb', 'db'] as const;

describe('catalogue', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  for (const catalogue of KINDS) {
    it(`${catalogue}: what is written is read, by id, in order of ids, and in order of paths`, () => {
      const content = tinyPhone();
      content.setFile('HomeDomain', 'Library/ünï', {
        content: 'x',
        extendedAttributes: new Map([['com.example.a', Buffer.from([1, 0xff])]]),
      });
      const files = [...content.files()];
      const stored = { digest: new Uint8Array(20).fill(7), encryptionKey: new Uint8Array(44).fill(9) };
      using writer = createCatalogue(join(folder, 'it'), { catalogue, databaseSchema: 10, digestIn: 'object' });
      for (const file of files.toReversed()) writer.add(file, fileIdOf(file.domain, file.relativePath), file.kind === 'file' ? stored : {});
      writer.finish();
      using reader = openCatalogue(writer.path, catalogue);
      const ids = files.filter(({ kind }) => kind === 'file').map(({ domain, relativePath }) => fileIdOf(domain, relativePath));
      assert.deepEqual([...reader.fileIds()], ids.toSorted());
      assert.equal(reader.countFiles(), ids.length);
      const [first = ''] = ids;
      assert.deepEqual([...reader.fileIds(first.slice(0, 4))], [first]);
      assert.deepEqual(
        Array.from(reader.rows(), ({ domain, record }) => `${domain}/${record.relativePath}`),
        files.map(({ domain, relativePath }) => `${domain}/${relativePath}`),
      );
      const home = reader.file(fileIdOf('HomeDomain', 'Library/ünï')) ?? assert.fail('no row');
      const original = content.file('HomeDomain', 'Library/ünï') ?? assert.fail();
      assert.deepEqual(
        [home.size, home.inode, home.lastModified, home.mode, home.protectionClass],
        [original.size, original.inode, original.lastModified, original.mode, original.protectionClass],
      );
      assert.deepEqual(
        [Buffer.from(home.digest ?? []), Buffer.from(home.encryptionKey ?? [])],
        [Buffer.from(stored.digest), Buffer.from(stored.encryptionKey)],
      );
      assert.ok(home.extendedAttributes);
      assert.equal(reader.file(fileIdOf('HomeDomain', 'Library')), undefined, 'a directory is no file');
      assert.equal(Array.from(reader.rows()).find(({ record }) => record.relativePath === 'Library/link')?.record.target, 'system.txt');
    });

    it(`${catalogue}: nonsense is no catalogue`, () => {
      const path = join(folder, 'it');
      writeFileSync(path, 'nonsense');
      assert.throws(
        () => openCatalogue(path, catalogue),
        (error) => error instanceof MobileBackupError && error.mbCode === MBCode.invalid,
      );
    });
  }
});

describe('layout', () => {
  const fileId = fileIdOf('HomeDomain', 'Library/SMS/sms.db');

  it('is flat before iOS 10', () => {
    const layout = backupLayout('mbdb', 'UDID');
    assert.deepEqual([layout.payload(fileId), layout.snapshotPayload(fileId)], [`UDID/${fileId}`, `UDID/Snapshot/${fileId}`]);
    assert.deepEqual([layout.catalogue, layout.payloadFolders.length], ['UDID/Manifest.mbdb', 0]);
  });

  it('has 256 folders since', () => {
    const layout = backupLayout('db', 'UDID');
    assert.deepEqual([layout.payload(fileId), layout.snapshotPayload(fileId)], [`UDID/3d/${fileId}`, `UDID/Snapshot/3d/${fileId}`]);
    assert.deepEqual([layout.catalogue, layout.payloadFolders.length], ['UDID/Manifest.db', 256]);
  });
});

describe('a phone that got a newer iOS', () => {
  for (const [before, after, status] of [
    ['9.3.5', '10.3.3', '3.2'],
    ['10.3.3', '12.5.7', '3.3'],
  ] as const) {
    it(`${before} → ${after}: the old folder is put aside, a full backup made, and the old one removed`, async () => {
      const content = tinyPhone();
      const drive = new MemoryDrive();
      await backUp(testPhone({ content, productVersion: before }), drive);
      const phone = testPhone({ content, productVersion: after });
      const session = await backUp(phone, drive);
      assert.deepEqual([session.response?.errorCode, phone.violations], [0, []]);
      assert.ok(summary(session.commands).some((line) => line.startsWith('move 1: ') && line.includes(AGENT_UDID)));
      assert.equal(decodeStatus(drive.files.get(`${AGENT_UDID}/Status.plist`) ?? assert.fail()).version, status);
      const names = new Set([...drive.files.keys()].map((path) => path.split('/').slice(0, 1).join('/')));
      assert.deepEqual([...names], [AGENT_UDID]);
      assert.ok(!drive.has(`${AGENT_UDID}/Manifest.mbdb`));
      assert.equal(drive.below(AGENT_UDID).filter((path) => /[0-9a-f]{40}$/.test(path)).length, 4);
    });
  }

  it('12 → 13: the backup goes on', async () => {
    const content = tinyPhone();
    const drive = new MemoryDrive();
    await backUp(testPhone({ content, productVersion: '12.5.7' }), drive);
    const session = await backUp(testPhone({ content, productVersion: '13.3.1' }), drive);
    assert.equal(session.response?.errorCode, 0);
    assert.ok(!summary(session.commands).includes('upload batch'));
  });
});
