/** Debian's idevicebackup2 backs up the simulated phone: full, incremental, resumed, and refused. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileIdOf } from '../../src/formats/index.ts';
import {
  startSimulator,
  type SimulatedDevice,
  type SimulatedDeviceOptions,
  type Simulator,
  type TraceEvent,
} from '../../src/simulated-device/index.ts';
import { runTool, type ToolResult } from '../support/interop/foreign-tool.ts';
import { judgeBackup } from '../support/interop/judged-backup.ts';
import { EditableContent } from '../../src/simulated-device/content/editable-content.ts';
import { PhoneBuilder } from '../../src/simulated-device/content/phone-builder.ts';

/** Everything that a host writes itself: it carries the host's date and a random GUID. */
const HOST_FILES = new Set(['Info.plist']);

describe('idevicebackup2', () => {
  let root: string;
  let simulator: Simulator | undefined;
  /** Hears of every file batch that the phone announces. */
  let onBatch: (() => void) | undefined;

  beforeEach(() => {
    onBatch = undefined;
    root = mkdtempSync(join(tmpdir(), 'idevicebackup2-'));
  });

  afterEach(async () => {
    await simulator?.settled();
    const leftovers = simulator?.leftovers() ?? [];
    await simulator?.close();
    const violations = simulator?.violations ?? [];
    simulator = undefined;
    rmSync(root, { recursive: true });
    assert.deepEqual(violations, []);
    assert.deepEqual(leftovers, []);
  });

  async function start(options: SimulatedDeviceOptions = {}): Promise<SimulatedDevice> {
    const onTrace = ({ from, message }: TraceEvent) => {
      const [name, callbacks] = Array.isArray(message) ? message : [];
      if (from === 'device' && name === 'DLMessageUploadFiles' && callbacks instanceof Map && callbacks.size > 0) onBatch?.();
    };
    simulator = await startSimulator({ seed: 11, devices: [options], onTrace });
    const [phone] = simulator.devices;
    assert.ok(phone);
    await tool('idevicepair', 'pair');
    return phone;
  }

  async function tool(program: string, ...args: string[]): Promise<ToolResult> {
    return await runTool(program, args, { address: simulator?.address ?? assert.fail() });
  }

  async function backup(...args: string[]): Promise<ToolResult> {
    return await tool('idevicebackup2', 'backup', ...args, root);
  }

  async function good(...args: string[]): Promise<ToolResult> {
    const result = await backup(...args);
    assert.equal(result.status, 0, result.stdout + result.stderr);
    assert.match(result.stdout, /Backup Successful\.\s*$/);
    return result;
  }

  it('makes a full backup in which another program finds nothing wrong', async () => {
    const phone = await start();
    const { stdout } = await good('--full');
    assert.match(stdout, /Full backup mode\./);
    const { files, domains, findings } = judgeBackup(join(root, phone.udid));
    assert.deepEqual(findings, []);
    assert.ok(files >= 400 && domains >= 20, `${files} files, ${domains} domains`);
    // Six files beside the payloads: four statuses, two manifests.
    assert.match(stdout, new RegExp(`Received ${files + 6} files from device`));
    assert.match(stdout, /Sending '.*\/Status\.plist' \(189 Bytes\)/);
  });

  it('makes an incremental backup: only what changed is sent, what is gone goes', async () => {
    const phone = await start();
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

  it('makes the same backup again from the same seed', async () => {
    const digests = [];
    for (const name of ['first', 'second']) {
      const phone = await start();
      const { status } = await tool('idevicebackup2', 'backup', '--full', mkdtempSync(join(root, `${name}-`)));
      assert.equal(status, 0);
      await simulator?.close();
      const [folder] = readdirSync(root).filter((entry) => entry.startsWith(name));
      digests.push(treeDigests(join(root, folder ?? '', phone.udid)));
    }
    assert.deepEqual(digests[0], digests[1]);
  });

  it('goes on after the cable was pulled, and sends only the rest', async () => {
    const phone = await start({ content: manyFiles(1000) });
    let batches = 0;
    onBatch = () => {
      if (++batches === 4) setImmediate(() => phone.detach());
    };
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

  it('is told what is wrong by its exit status', async () => {
    const phone = await start({ content: manyFiles(2), deviceLinkVersion: 300 });
    await good();
    truncateSync(join(root, phone.udid, 'Manifest.plist'), 0);
    const zeroByteManifest = await backup();
    assert.equal(zeroByteManifest.status, 256 - 205);
    assert.match(
      zeroByteManifest.stdout,
      /ErrorCode 205: Error reading backup properties \(MBErrorDomain\/205\)\. Underlying error: .*zero-length data/,
    );
    rmSync(join(root, phone.udid), { recursive: true });
    await simulator?.close();
    await start({ content: hugeFile(), deviceLinkVersion: 300 });
    const noSpace = await backup();
    assert.equal(noSpace.status, 256 - 105);
    assert.match(noSpace.stdout, /ErrorCode 105: Insufficient free disk space on drive to back up/);
  });

  it('waits for the passcode and hears when it is not entered', async () => {
    const asked = Promise.withResolvers<undefined>();
    await start({
      content: manyFiles(2),
      askPasscode: () => {
        asked.resolve(undefined);
        return Promise.resolve('dismissed');
      },
    });
    const { status, stdout } = await backup();
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
