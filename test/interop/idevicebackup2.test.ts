/** Debian's idevicebackup2 backs up the simulated phone: full, incremental, resumed, and refused. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileIdOf } from '../../src/formats/index.ts';
import type { SimulatedDevice, SimulatedDeviceOptions, TraceEvent } from '../../src/simulated-device/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import type { ToolResult } from '../support/interop/foreign-tool.ts';
import { interopSimulator } from '../support/interop/interop-simulator.ts';
import { judgeBackup } from '../support/interop/judged-backup.ts';
import { testsSideBySide } from '../support/interop/tests-side-by-side.ts';
import { EditableContent } from '../../src/simulated-device/content/editable-content.ts';
import { PhoneBuilder } from '../../src/simulated-device/content/phone-builder.ts';

/** Everything that a host writes itself: it carries the host's date and a random GUID. */
const HOST_FILES = new Set(['Info.plist']);

interface Stage extends AsyncDisposable {
  readonly phone: SimulatedDevice;
  /** The folder that backups go into. */
  readonly root: string;
  readonly backup: (...args: string[]) => Promise<ToolResult>;
  /** The same, and it must succeed. */
  readonly good: (...args: string[]) => Promise<ToolResult>;
}

/** `onBatch` hears of every file batch that the phone announces. */
async function stageOf(options: SimulatedDeviceOptions = {}, onBatch?: (phone: SimulatedDevice) => void): Promise<Stage> {
  const folder = temporaryFolder();
  const onTrace = ({ from, message }: TraceEvent) => {
    const [name, callbacks] = Array.isArray(message) ? message : [];
    if (from === 'device' && name === 'DLMessageUploadFiles' && callbacks instanceof Map && callbacks.size > 0) onBatch?.(sim.phone);
  };
  const sim = await interopSimulator({ seed: 11, devices: [options], onTrace });
  const backup: Stage['backup'] = (...args) => sim.run('idevicebackup2', ['backup', ...args, folder.path]);
  await sim.trust();
  return {
    phone: sim.phone,
    root: folder.path,
    backup,
    good: async (...args) => {
      const result = await backup(...args);
      assert.equal(result.status, 0, result.stdout + result.stderr);
      assert.match(result.stdout, /Backup Successful\.\s*$/);
      return result;
    },
    [Symbol.asyncDispose]: async () => {
      try {
        await sim[Symbol.asyncDispose]();
      } finally {
        folder[Symbol.dispose]();
      }
    },
  };
}

describe('idevicebackup2', () => {
  const test = testsSideBySide();

  test('makes a full backup in which another program finds nothing wrong', async () => {
    await using stage = await stageOf();
    const { phone, root, good } = stage;
    const { stdout } = await good('--full');
    assert.match(stdout, /Full backup mode\./);
    const { files, domains, findings } = judgeBackup(join(root, phone.udid));
    assert.deepEqual(findings, []);
    assert.ok(files >= 400 && domains >= 20, `${files} files, ${domains} domains`);
    // Six files beside the payloads: four statuses, two manifests.
    assert.match(stdout, new RegExp(`Received ${files + 6} files from device`));
    assert.match(stdout, /Sending '.*\/Status\.plist' \(189 Bytes\)/);
  });

  test('makes an incremental backup: only what changed is sent, what is gone goes', async () => {
    await using stage = await stageOf();
    const { phone, root, good } = stage;
    await good('--full');
    const folder = join(root, phone.udid);
    const before = payloads(folder);
    const { files, uuid } = judgeBackup(folder);
    phone.content.setFile('HomeDomain', 'Library/SMS/new file.txt', { content: 'new' });
    phone.content.setFile('AppDomain-com.example.fieldnotes', 'Documents/Notes/Sample Note 1.md', { content: 'changed' });
    phone.content.removeFile('CameraRollDomain', 'Media/DCIM/100APPLE/IMG_0001.JPG');
    phone.content.removeFile('AppDomain-com.example.trailmap', 'Documents/Routes');
    const { stdout } = await good();
    assert.match(stdout, /Incremental backup mode\./);
    assert.match(stdout, /Received 8 files from device/);
    const after = payloads(folder);
    const added = fileIdOf('HomeDomain', 'Library/SMS/new file.txt');
    const changed = fileIdOf('AppDomain-com.example.fieldnotes', 'Documents/Notes/Sample Note 1.md');
    assert.deepEqual(
      [...after].filter(([id, time]) => before.get(id) !== time).map(([id]) => id),
      [added, changed].sort(),
    );
    assert.equal([...before.keys()].filter((id) => !after.has(id)).length, 25);
    assert.ok(!after.has(fileIdOf('CameraRollDomain', 'Media/DCIM/100APPLE/IMG_0001.JPG')));
    assert.equal(readFileSync(join(folder, changed.slice(0, 2), changed), 'utf8'), 'changed');
    assert.deepEqual(judgeBackup(folder), { ...judgeBackup(folder), files: files + 1 - 25, uuid, findings: [] });
  });

  test('makes the same backup again from the same seed', async () => {
    const digestsOfOne = async () => {
      await using stage = await stageOf();
      const { status } = await stage.backup('--full');
      assert.equal(status, 0);
      return treeDigests(join(stage.root, stage.phone.udid));
    };
    const [first, second] = await Promise.all([digestsOfOne(), digestsOfOne()]);
    assert.deepEqual(first, second);
  });

  test('goes on after the cable was pulled, and sends only the rest', async () => {
    let batches = 0;
    await using stage = await stageOf({ content: manyFiles(1000) }, (device) => {
      if (++batches === 4) setImmediate(() => device.detach());
    });
    const { phone, root, backup, good } = stage;
    const { status } = await backup();
    assert.notEqual(status, 0);
    const folder = join(root, phone.udid);
    assert.ok(existsSync(join(folder, 'Snapshot')), 'the tool leaves what came');
    phone.attach();
    await good();
    assert.equal(batches, 4 + 5, 'three of eight batches were confirmed');
    const { files, findings } = judgeBackup(folder);
    assert.deepEqual([files, findings], [1000, []]);
  });

  test('is told what is wrong by its exit status', async () => {
    await using stage = await stageOf({ content: manyFiles(2), deviceLinkVersion: 300 });
    const { phone, root, backup, good } = stage;
    await good();
    truncateSync(join(root, phone.udid, 'Manifest.plist'), 0);
    const zeroByteManifest = await backup();
    assert.equal(zeroByteManifest.status, 256 - 205);
    assert.match(
      zeroByteManifest.stdout,
      /ErrorCode 205: Error reading backup properties \(MBErrorDomain\/205\)\. Underlying error: .*zero-length data/,
    );
    await using full = await stageOf({ content: hugeFile(), deviceLinkVersion: 300 });
    const noSpace = await full.backup();
    assert.equal(noSpace.status, 256 - 105);
    assert.match(noSpace.stdout, /ErrorCode 105: Insufficient free disk space on drive to back up/);
  });

  test('waits for the passcode and hears when it is not entered', async () => {
    const asked = Promise.withResolvers<undefined>();
    await using stage = await stageOf({
      content: manyFiles(2),
      askPasscode: () => {
        asked.resolve(undefined);
        return Promise.resolve('dismissed');
      },
    });
    const { status, stdout } = await stage.backup();
    await asked.promise;
    assert.equal(status, 256 - 208);
    assert.match(stdout, /ErrorCode 208: Device locked \(MBErrorDomain\/208\)/);
  });
});

/** File id → when it was written, in nanoseconds, so that a file that was written again is seen. */
function payloads(folder: string): Map<string, bigint> {
  const found = new Map<string, bigint>();
  for (const path of filesBelow(folder)) {
    const name = path.split('/').at(-1) ?? '';
    if (name.length === 40) found.set(name, statSync(path, { bigint: true }).mtimeNs);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Path → SHA-256 of everything that the phone wrote. */
function treeDigests(folder: string): Record<string, string> {
  const paths = filesBelow(folder).filter((path) => !HOST_FILES.has(relative(folder, path)));
  return Object.fromEntries(
    paths.sort().map((path) => [relative(folder, path), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

function manyFiles(count: number): EditableContent {
  return new EditableContent(() => {
    const phone = new PhoneBuilder(1, 1_768_464_000);
    const app = phone.domain('AppDomain-com.example.many');
    for (let n = 0; n < count; n++) app.file(`Documents/${n}.bin`, () => Buffer.alloc(65_536, n));
    return phone.finish();
  });
}

/** Nobody ever makes its bytes: the room is asked for before. */
function hugeFile(): EditableContent {
  return new EditableContent(() => {
    const phone = new PhoneBuilder(1, 1_768_464_000);
    phone
      .domain('AppDomain-com.example.huge')
      .file('Documents/huge.bin', { size: 2 ** 52, make: () => assert.fail('nobody should want this file') });
    return phone.finish();
  });
}
