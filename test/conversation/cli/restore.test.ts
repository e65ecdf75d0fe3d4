import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator, type SimulatedDevice, type Simulator, type TraceEvent } from '../../../src/simulated-device/index.ts';
import { backupLabAtTerminal } from '../../support/at-terminal.ts';
import { backupLab, backupLabProcess, documentOf, rowsOf } from '../../support/backup-lab.ts';
import { trialContent } from '../../support/faults/trial-content.ts';
import { restoreOptions, untilBack } from '../../support/restore-run.ts';

const PASSWORD = 'pass word';

describe('backup-lab restore', () => {
  let simulator: Simulator;
  let address: string;
  let folder: string;
  let plain: SimulatedDevice;
  let encrypted: SimulatedDevice;
  const trace: TraceEvent[] = [];

  before(async () => {
    const phone = { content: trialContent(), restartSeconds: 0, keybagRounds: 'low' } as const;
    const devices = [phone, { ...phone, content: trialContent(), backupPassword: PASSWORD }];
    simulator = await startSimulator({ devices, onTrace: (event) => trace.push(event) });
    address = simulator.address;
    folder = mkdtempSync(join(tmpdir(), 'cli-restore-'));
    const [first, second] = simulator.devices;
    assert.ok(first && second);
    [plain, encrypted] = [first, second];
    for (const { udid } of simulator.devices) {
      assert.equal((await backupLab(['pair', udid], { address })).status, 0);
      assert.equal((await backupLab(['backup', udid, folder, '--verify', 'off'], { address })).status, 0);
    }
  });
  beforeEach(() => {
    trace.length = 0;
  });
  afterEach(async () => {
    for (const phone of simulator.devices) {
      if (phone.power.awaitsReboot) await phone.reboot();
    }
  });
  after(async () => {
    await simulator.close();
    rmSync(folder, { recursive: true });
    assert.deepEqual(simulator.violations, []);
  });

  const backupOf = (phone: SimulatedDevice) => join(folder, phone.udid);

  it('without --yes and without a terminal is refused before the phone is asked anything', async () => {
    const arrived = trace.length;
    for (const more of [[], ['--json'], ['--password-env', 'NOTHING']]) {
      const result = await backupLab(['restore', plain.udid, backupOf(plain), ...more], { address });
      assert.deepEqual([result.status, result.stdout], [2, '']);
      assert.match(result.stderr, /Add --yes to confirm, or run the command in a terminal to be asked\. \(usage\)/);
    }
    assert.equal(trace.length, arrived);
  });

  it('puts a backup onto a device, says beforehand what will happen, and tells what does as events', async () => {
    const events = join(folder, 'events.ndjson');
    const args = ['restore', plain.udid, backupOf(plain), '--yes', '--json', '--events', events];
    const before = plain.deviceId;
    const result = await backupLab(args, { address });
    assert.equal(result.status, 0, result.stderr);
    const document = documentOf(result);
    assert.deepEqual(
      [document.schema, document.filesSent, document.filesInBackup, document.restarts],
      ['backup-lab/restore@1', 6, 6, true],
    );
    assert.match(
      result.stderr,
      /This restore replaces files on .* with those in the backup\. System files stay as they are\. Settings stay as they are\. Files that are not in the backup stay\./,
    );
    const told = rowsOf(readFileSync(events, 'utf8'));
    assert.ok(told.every(({ schema }) => schema === 'backup-lab/event@1'));
    assert.deepEqual(
      told.filter(({ kind }) => kind === 'phase').map(({ phase }) => phase),
      ['connecting', 'waiting-for-passcode', 'checking-backup', 'sending', 'finishing-restore'],
    );
    await untilBack({ phone: plain }, before);
  });

  it('says what will be removed, and empties no domain that nobody named', async () => {
    const careful = await backupLab(['restore', plain.udid, backupOf(plain), '--yes', '--no-reboot'], { address });
    assert.match(careful.stderr, /\nNothing is removed: what the backup does not hold stays on the device\.\n/);
    await plain.reboot();
    const [before, without] = [plain.restored.length, join(folder, 'without pictures')];
    plain.content.removeFile('CameraRollDomain', '');
    mkdirSync(without);
    assert.equal((await backupLab(['backup', plain.udid, without, '--verify', 'off'], { address })).status, 0);
    const args = ['restore', plain.udid, join(without, plain.udid), '--yes', '--remove', '--no-reboot'];
    const refused = await backupLab([...args, '--json'], { address });
    assert.deepEqual([refused.status, plain.restored.length], [2, before], refused.stderr);
    assert.match(
      refused.stderr,
      /Everything that the backup does not hold is removed[^]*\nCameraRollDomain is emptied, because the backup holds nothing of it\.\n/,
    );
    assert.match(refused.stderr, /--may-empty if they may be lost\. \(restore-would-empty\)/);
    assert.deepEqual((documentOf(refused).data as Record<string, unknown>).domains, ['CameraRollDomain']);
    const named = await backupLab([...args, '--may-empty', 'HomeDomain, CameraRollDomain'], { address });
    assert.equal(named.status, 0, named.stderr);
  });

  it('sends what the options say', async () => {
    const options = ['--system', '--no-reboot', '--copy', '--settings', '--remove', '--skip-apps', '--yes'];
    const result = await backupLab(['restore', plain.udid, backupOf(plain), '--yes', ...options], { address });
    assert.equal(result.status, 0, result.stderr);
    assert.match(result.stderr, /Restore finished: 6 files sent\. Restart the device\.\n$/);
    assert.deepEqual(Object.values(restoreOptions(trace)), [true, false, false, false, true]);
  });

  it('takes the password from the environment or a descriptor, and says by its status when it is wrong or missing', async () => {
    const args = ['restore', encrypted.udid, backupOf(encrypted), '--yes', '--no-reboot'];
    const missing = await backupLab(args, { address });
    assert.deepEqual([missing.status, encrypted.restored.length], [11, 0], missing.stderr);
    const wrong = await backupLab([...args, '--password-env', 'SECRET'], { address, env: { SECRET: 'wrong' } });
    assert.deepEqual([wrong.status, encrypted.restored.length], [11, 0], wrong.stderr);
    const right = await backupLabProcess([...args, '--password-fd', '3'], { address, descriptor3: `${PASSWORD}\n` });
    assert.equal(right.status, 0, right.stderr);
    assert.equal(encrypted.restored[0]?.hadPassword, true);
    assert.equal(encrypted.restored[0].isDone, true);
  });

  it('tells a refusal of the phone with its code', async () => {
    const fault = plain.fault('F67');
    const result = await backupLab(['restore', plain.udid, backupOf(plain), '--yes', '--json'], { address });
    fault.disarm();
    plain.values.set('com.apple.fmip', 'IsAssociated', false);
    assert.equal(result.status, 5, result.stderr);
    assert.match(result.stderr, /Find My is on\. Turn off Find My/);
    const { schema, code, data } = documentOf(result) as Record<string, unknown> & { data: Record<string, unknown> };
    assert.deepEqual([schema, code], ['backup-lab/error@1', 'device-refused']);
    assert.deepEqual([data.deviceCode, data.operation], [211, 'restore']);
  });

  it('says when there is no backup', async () => {
    const result = await backupLab(['restore', plain.udid, join(folder, 'nothing'), '--yes'], { address });
    assert.equal(result.status, 6, result.stderr);
  });

  describe('at a terminal', () => {
    const env = () => ({ USBMUXD_SOCKET_ADDRESS: address });

    it('asks first, and does nothing without a yes', async () => {
      const before = plain.restored.length;
      const result = await backupLabAtTerminal(['restore', plain.udid, backupOf(plain)], {
        dialogue: [[/A restore cannot be undone\. Restore now\? \[y\/N\]/, '\r']],
        env: env(),
      });
      assert.equal(result.status, 10, result.screen);
      assert.match(result.screen, /Nothing was restored/);
      assert.equal(plain.restored.length, before);
    });

    it('asks for the password of an encrypted backup, and again when it was wrong', async () => {
      const result = await backupLabAtTerminal(['restore', encrypted.udid, backupOf(encrypted), '--no-reboot'], {
        dialogue: [
          [/Restore now\?/, 'y\r'],
          [/Backup password/, 'wrong\r'],
          [/Try again[^]*Backup password/, `${PASSWORD}\r`],
        ],
        env: env(),
      });
      assert.equal(result.status, 0, result.screen);
      assert.doesNotMatch(result.screen, new RegExp(PASSWORD));
    });
  });
});
