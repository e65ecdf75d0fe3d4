/** What a phone writes: catalogue rows, digests, properties; the same bytes for the same seed. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { decodeManifestProperties, decodeMBFile, fileIdOf, isDigestedDomain, parsePlist } from '../../../../src/formats/index.ts';
import type { PhoneFile } from '../../../../src/simulated-device/content/phone-content.ts';
import { isKeychain } from '../../../../src/simulated-device/backup-agent/encryption/keychain-export.ts';
import { makeSmallPhone } from '../../../../src/simulated-device/content/small-phone.ts';
import { AGENT_UDID, backUp, testPhone, tinyPhone, type TestPhone } from '../../../support/agent-session.ts';
import { MemoryDrive } from '../../../support/memory-drive.ts';
import { ownTemporaryFolder } from '../../../support/own-temporary-folder.ts';

interface Row {
  readonly fileID: string;
  readonly domain: string;
  readonly relativePath: string;
  readonly flags: number;
  readonly file: Uint8Array;
}

function catalogue(drive: MemoryDrive): Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'written-backup-'));
  try {
    const path = join(folder, 'Manifest.db');
    writeFileSync(path, drive.files.get(`${AGENT_UDID}/Manifest.db`) ?? assert.fail('no catalogue'));
    using database = new DatabaseSync(path);
    return database.prepare('SELECT * FROM Files').all() as unknown as Row[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function backedUp(phone: TestPhone): Promise<MemoryDrive> {
  const drive = new MemoryDrive();
  const { response } = await backUp(phone, drive);
  assert.deepEqual([response?.errorCode, response?.description, phone.violations], [0, undefined, []]);
  return drive;
}

function bytesOf(file: PhoneFile): Buffer {
  const content = file.read();
  return content instanceof Uint8Array ? Buffer.from(content) : Buffer.concat([...content]);
}

describe('backup agent: a written backup of the small phone', () => {
  const content = makeSmallPhone({ seed: 3 });
  const phone = testPhone({ content });
  let drive: MemoryDrive;
  let rows: Map<string, Row>;

  before(async () => {
    drive = await backedUp(phone);
    rows = new Map(catalogue(drive).map((row) => [row.fileID, row]));
  });

  it('has a row for every entry, with all that the phone knows of it', () => {
    let compared = 0;
    for (const file of content.files()) {
      const row = rows.get(fileIdOf(file.domain, file.relativePath));
      if (row === undefined) continue;
      compared++;
      const { size, mode, inode, userId, groupId, lastModified, lastStatusChange, birth, protectionClass, flags, target, relativePath } =
        decodeMBFile(row.file);
      assert.deepEqual([row.domain, row.relativePath], [file.domain, file.relativePath]);
      assert.deepEqual(
        { size, mode, inode, userId, groupId, lastModified, lastStatusChange, birth, protectionClass, flags, target, relativePath },
        Object.fromEntries(
          (
            [
              'size',
              'mode',
              'inode',
              'userId',
              'groupId',
              'lastModified',
              'lastStatusChange',
              'birth',
              'protectionClass',
              'flags',
              'target',
              'relativePath',
            ] as const
          ).map((key) => [key, key === 'size' && isKeychain(file) ? size : file[key]]),
        ),
      );
      assert.equal(row.flags, { file: 1, directory: 2, symlink: 4 }[file.kind]);
    }
    assert.equal(compared, rows.size);
  });

  it('holds the payload of every file, and a digest exactly in system domains', () => {
    let files = 0;
    for (const file of content.files()) {
      const row = rows.get(fileIdOf(file.domain, file.relativePath));
      if (row === undefined || file.kind !== 'file') continue;
      files++;
      const payload = drive.files.get(`${AGENT_UDID}/${row.fileID.slice(0, 2)}/${row.fileID}`) ?? assert.fail(row.fileID);
      // Exported for the backup: encryption.test.ts looks at that.
      assert.ok(isKeychain(file) || payload.equals(bytesOf(file)), `${file.domain}-${file.relativePath}`);
      const digest = decodeMBFile(row.file).digest;
      const expected = isDigestedDomain(file.domain) ? createHash('sha1').update(payload).digest('hex') : undefined;
      assert.equal(digest && Buffer.from(digest).toString('hex'), expected);
    }
    assert.ok(files >= 400);
    assert.equal(drive.below(AGENT_UDID).length, files + 3);
  });

  it('leaves out what an unencrypted backup never holds, and keeps the sealed keychain', () => {
    const all = [...rows.values()];
    assert.ok(!all.some(({ domain }) => domain === 'HealthDomain'));
    assert.ok(!all.some(({ relativePath }) => /CallHistory|Safari\/History/.test(relativePath)));
    assert.ok(rows.has(fileIdOf('KeychainDomain', 'keychain-backup.plist')));
    assert.ok(new Set(all.map(({ domain }) => domain)).size >= 20);
  });

  it('has the parent row of every row', () => {
    for (const { domain, relativePath } of rows.values()) {
      if (relativePath === '') continue;
      const parent = relativePath.slice(0, Math.max(0, relativePath.lastIndexOf('/')));
      assert.ok(rows.has(fileIdOf(domain, parent)), `${domain}-${relativePath}`);
    }
  });

  it('keeps extended attributes as a property list', () => {
    const row = rows.get(fileIdOf('HomeDomain', 'Library/SpringBoard/HomeBackgroundThumbnail.jpg')) ?? assert.fail();
    const attributes = parsePlist(decodeMBFile(row.file).extendedAttributes ?? assert.fail());
    assert.ok(attributes instanceof Map && attributes.get('com.apple.assetsd.wallpaper') instanceof Uint8Array);
  });

  it('is a WAL database as a phone leaves it: complete, incremental vacuum, version 2', () => {
    const header = drive.files.get(`${AGENT_UDID}/Manifest.db`)?.subarray(0, 100) ?? assert.fail();
    assert.deepEqual([header[18], header[19]], [2, 2]);
    assert.equal(header.readUInt16BE(16), 4096);
    assert.equal(header.readUInt32BE(60), 2, 'user_version');
    assert.ok(header.readUInt32BE(52) > 0, 'auto_vacuum');
    assert.equal(header.readUInt32BE(64), 1, 'incremental');
  });

  it('says in Manifest.plist what it is', () => {
    const properties = decodeManifestProperties(drive.files.get(`${AGENT_UDID}/Manifest.plist`) ?? assert.fail());
    assert.equal(properties.isEncrypted, false);
    assert.equal(properties.version, '10.0');
    assert.equal(properties.systemDomainsVersion, '24.0');
    assert.equal(properties.wasPasscodeSet, true);
    assert.equal(properties.backupKeyBag?.length, 148 + 11 * 108);
    assert.equal(properties.manifestKey, undefined);
    assert.equal(properties.lockdown.get('UniqueDeviceID'), AGENT_UDID);
    assert.equal(properties.applications.size, content.applications().length);
    const widget = properties.applications.get('com.example.fieldnotes.widget');
    assert.ok(widget instanceof Map && widget.get('ContainerContentClass') === 'Data/PluginKitPlugin');
  });
});

describe('backup agent: the same seed', () => {
  it('makes the same bytes again, whatever the time and the simulator', async () => {
    const [first, second] = [
      await backedUp(testPhone({ content: makeSmallPhone({ seed: 5 }) })),
      await backedUp(testPhone({ content: makeSmallPhone({ seed: 5 }) })),
    ];
    assert.deepEqual([...first.files.keys()].sort(), [...second.files.keys()].sort());
    for (const [path, bytes] of first.files) assert.ok(second.files.get(path)?.equals(bytes), path);
  });

  it('makes another backup from another seed', async () => {
    const [first, second] = [
      await backedUp(testPhone({ content: tinyPhone(), seed: 1 })),
      await backedUp(testPhone({ content: tinyPhone(), seed: 2 })),
    ];
    const status = (drive: MemoryDrive) => drive.files.get(`${AGENT_UDID}/Status.plist`);
    assert.notDeepEqual(status(first), status(second));
  });

  it('leaves nothing in the folder for temporary files', async () => {
    using folder = ownTemporaryFolder();
    const drive = await backedUp(testPhone({ content: tinyPhone() }));
    drive.intercept = (message) => (message.kind === 'upload-files' ? 'hang-up' : undefined);
    await backUp(testPhone({ content: tinyPhone() }), drive);
    assert.deepEqual(readdirSync(folder.path), []);
  });
});

describe('backup agent: versions', () => {
  for (const [productVersion, systemDomains] of [
    ['13.3.1', '20.0'],
    ['16.3', '20.0'],
    ['16.4', '24.0'],
    ['27.0', '24.0'],
  ] as const) {
    it(`writes what iOS ${productVersion} writes`, async () => {
      const drive = await backedUp(testPhone({ content: tinyPhone(), productVersion }));
      const properties = decodeManifestProperties(drive.files.get(`${AGENT_UDID}/Manifest.plist`) ?? assert.fail());
      assert.equal(properties.systemDomainsVersion, systemDomains);
      const text = drive.files.get(`${AGENT_UDID}/Manifest.db`)?.toString('latin1') ?? '';
      assert.equal(text.includes('FilesDomainsRelativePathIdx'), productVersion === '27.0');
    });
  }
});
