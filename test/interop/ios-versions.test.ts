/** Debian's idevicebackup2 with phones of several times: backups in the layout of each, and the questions that only old agents answer. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileIdOf } from '../../src/formats/index.ts';
import {
  startSimulator,
  type SimulatedDevice,
  type SimulatedDeviceOptions,
  type Simulator,
  type TraceEvent,
} from '../../src/simulated-device/index.ts';
import { EditableContent } from '../../src/simulated-device/content/editable-content.ts';
import { PhoneBuilder } from '../../src/simulated-device/content/phone-builder.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import { readBySecond } from '../support/corpus/written-backups.ts';
import { runTool, type ToolResult } from '../support/interop/foreign-tool.ts';
import { trustComputer } from '../support/interop/interop-simulator.ts';
import { judgeBackup } from '../support/interop/judged-backup.ts';
import { testsSideBySide } from '../support/interop/tests-side-by-side.ts';

const PASSWORD = 'correct horse';
const SYSTEM_FILE = 'Library/Preferences/com.example.system.plist';

interface Host extends AsyncDisposable {
  readonly phone: SimulatedDevice;
  /** The backup folder. */
  readonly path: string;
  /** idevicebackup2 with these arguments and the folder. */
  readonly run: (...args: string[]) => Promise<ToolResult>;
  /** The same, and it must succeed. */
  readonly good: (...args: string[]) => Promise<string>;
}

async function hostOf(options: SimulatedDeviceOptions, onBatch?: () => void): Promise<Host> {
  const folder = temporaryFolder();
  const onTrace = ({ from, message }: TraceEvent) => {
    const [name, callbacks] = Array.isArray(message) ? message : [];
    if (from === 'device' && name === 'DLMessageUploadFiles' && callbacks instanceof Map && callbacks.size > 0) onBatch?.();
  };
  const simulator: Simulator = await startSimulator({ seed: 11, devices: [options], onTrace });
  const phone = simulator.devices[0] ?? assert.fail('no phone');
  const { address } = simulator;
  await trustComputer(simulator);
  const run = async (...args: string[]) => await runTool('idevicebackup2', [...args, folder.path], { address });
  return {
    phone,
    path: join(folder.path, phone.udid),
    run,
    good: async (...args) => {
      const { status, stdout, stderr } = await run(...args);
      assert.equal(status, 0, stdout + stderr);
      return stdout;
    },
    [Symbol.asyncDispose]: async () => {
      await simulator.close();
      folder[Symbol.dispose]();
      assert.deepEqual(simulator.violations, []);
    },
  };
}

function fewFiles(count = 300): EditableContent {
  return new EditableContent(() => {
    const phone = new PhoneBuilder(1, 1_468_464_000);
    const app = phone.domain('AppDomain-com.example.app');
    for (let n = 0; n < count; n++) app.file(`Documents/${n}.bin`, () => Buffer.alloc(1000 + n, n));
    phone.domain('HomeDomain').file(SYSTEM_FILE, () => Buffer.from('system'));
    return phone.finish();
  });
}

/** What another program reads out of the backup is what the phone holds. */
async function assertSecondReaderAgrees({ phone, path }: Host, password?: string): Promise<void> {
  const { rows } = await readBySecond(path, password);
  const read = new Map(rows.filter(({ sha256 }) => sha256 !== null).map((row) => [`${row.domain}/${row.relativePath}`, row.sha256]));
  const held = new Map<string, string>();
  for (const file of phone.content.files()) {
    if (file.kind !== 'file') continue;
    const hash = createHash('sha256');
    const content = file.read();
    for (const piece of content instanceof Uint8Array ? [content] : content) hash.update(piece);
    held.set(`${file.domain}/${file.relativePath}`, hash.digest('hex'));
  }
  assert.deepEqual(new Map([...read].sort()), new Map([...held].sort()));
}

function payloadsOf(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => /[0-9a-f]{40}$/.test(name));
}

describe('idevicebackup2 with a phone of iOS 9.3', () => {
  const test = testsSideBySide();

  test('makes a full backup in one folder, and an incremental one', async () => {
    await using host = await hostOf({ preset: 'ios-9', content: fewFiles() });
    assert.match(await host.good('backup', '--full'), /Backup Successful/);
    assert.ok(existsSync(join(host.path, 'Manifest.mbdb')));
    assert.ok(payloadsOf(host.path).every((name) => /^[0-9a-f]{40}$/.test(name)));
    await assertSecondReaderAgrees(host);
    host.phone.content.setFile('HomeDomain', SYSTEM_FILE, { content: 'changed' });
    host.phone.content.removeFile('AppDomain-com.example.app', 'Documents/7.bin');
    const stdout = await host.good('backup');
    // One file, four statuses, two manifests.
    assert.match(stdout, /Incremental backup mode\.[\s\S]*Received 7 files from device/);
    assert.ok(!existsSync(join(host.path, fileIdOf('AppDomain-com.example.app', 'Documents/7.bin'))));
    await assertSecondReaderAgrees(host);
  });

  test('goes on after the cable was pulled', async () => {
    let batches = 0;
    let unplug: () => void = () => undefined;
    const onBatch = () => {
      if (++batches === 3) {
        setImmediate(() => {
          unplug();
        });
      }
    };
    await using host = await hostOf({ preset: 'ios-9', content: fewFiles(1000) }, onBatch);
    unplug = () => {
      host.phone.detach();
    };
    assert.notEqual((await host.run('backup')).status, 0);
    assert.ok(existsSync(join(host.path, 'Snapshot')));
    host.phone.attach();
    await host.good('backup');
    assert.equal(batches, 3 + 6, 'two of eight batches were confirmed');
    await assertSecondReaderAgrees(host);
  });

  test('makes an encrypted backup that another program opens', async () => {
    await using host = await hostOf({ preset: 'ios-9', content: fewFiles(20), backupPassword: PASSWORD, keybagRounds: 'low' });
    await host.good('backup', '--full');
    await assertSecondReaderAgrees(host, PASSWORD);
  });

  test('answers info and list with content, and unpacks', async () => {
    await using host = await hostOf({ preset: 'ios-9', content: fewFiles(5) });
    await host.good('backup', '--full');
    const info = await host.good('info');
    assert.match(info, /^Manifest Version: 9\.1$/m);
    assert.match(info, /^Files: 6$/m);
    assert.match(await host.good('list'), /^AppDomain-com\.example\.app,Documents\/3\.bin,100644,1003,/m);
    assert.match(await host.good('unback'), /Unback Successful/);
    const unpacked = join(host.path, '..', '_unback_', host.phone.udid, 'var/mobile', SYSTEM_FILE);
    assert.equal(readFileSync(unpacked, 'utf8'), 'system');
  });

  test('hears of a backup that is not there as a log of iOS 5 shows it', async () => {
    await using host = await hostOf({ preset: 'ios-9', content: fewFiles(1) });
    await host.good('backup', '--full');
    rmSync(join(host.path, 'Status.plist'));
    const { status, stdout } = await host.run('info');
    assert.equal(status, 256 - 4);
    assert.match(stdout, /ErrorCode 4: No such file or directory at path ".*\/Status\.plist" \(MBErrorDomain\/4\)/);
  });
});

/** For the three together. */
const testVersion = testsSideBySide();

for (const [preset, version] of [
  ['ios-10', '10.3.3'],
  ['ipod-old', '12.5.7'],
  ['ipad', '16.6'],
] as const) {
  describe(`idevicebackup2 with ${preset} and iOS ${version}`, () => {
    testVersion('makes a full and an incremental backup in which another program finds nothing wrong', async () => {
      await using host = await hostOf({ preset, productVersion: version, content: fewFiles(20) });
      await host.good('backup', '--full');
      host.phone.content.setFile('HomeDomain', SYSTEM_FILE, { content: 'changed' });
      await host.good('backup');
      assert.deepEqual(judgeBackup(host.path).findings, []);
      await assertSecondReaderAgrees(host);
    });
  });
}

describe('idevicebackup2 with the questions that agents since iOS 10 do not answer', () => {
  const test = testsSideBySide();

  test('list on iOS 14: the error of many logs', async () => {
    await using host = await hostOf({ preset: 'iPhone8,4', productVersion: '14.3', content: fewFiles(1) });
    await host.good('backup', '--full');
    const { status, stdout } = await host.run('list');
    assert.equal(status, 256 - 205);
    assert.match(
      stdout,
      /ErrorCode 205: Error reading backup database \(MBErrorDomain\/205\)\. Underlying error: No such file or directory at path ".*\/Manifest\.mbdb" \(MBErrorDomain\/4\)\./,
    );
  });

  for (const command of ['info', 'list', 'unback']) {
    test(`${command} on iOS 17: the connection ends without an answer`, async () => {
      await using host = await hostOf({ content: fewFiles(1) });
      await host.good('backup', '--full');
      const { status, stdout, stderr } = await host.run(command);
      assert.equal(status, 255, stdout + stderr);
      assert.match(stdout + stderr, /Could not receive from mobilebackup2/);
    });
  }

  test('info about an encrypted backup: 207', async () => {
    await using host = await hostOf({ content: fewFiles(1), backupPassword: PASSWORD, keybagRounds: 'low' });
    await host.good('backup', '--full');
    const { status, stdout } = await host.run('info');
    assert.equal(status, 256 - 207);
    assert.match(stdout, /ErrorCode 207: Invalid password/);
  });
});
