import assert from 'node:assert/strict';
import { startSimulator, type Simulator } from '../../../src/simulated-device/index.ts';
import { backupLab, documentOf, rowsOf } from '../../support/backup-lab.ts';

describe('backup-lab with devices', () => {
  let simulator: Simulator;
  let address: string;
  let udid: string;

  before(async () => {
    simulator = await startSimulator({ devices: [{}, { preset: 'ipad', trust: 'ask' }] });
    address = simulator.address;
    udid = simulator.devices[0]?.udid ?? '';
  });
  after(() => simulator.close());

  it('lists them as a document, a line each, and for eyes', async () => {
    const json = await backupLab(['devices', '--json'], { address });
    assert.equal(json.status, 0, json.stderr);
    const document = documentOf(json);
    assert.equal(Object.keys(document)[0], 'schema');
    assert.equal(document.schema, 'backup-lab/devices@1');
    const devices = document.devices as Record<string, unknown>[];
    assert.deepEqual(
      devices.map((device) => [device.udid, device.connection, device.trust, device.productVersion]),
      simulator.devices.map((device) => [device.udid, 'usb', 'not-trusted', device.productVersion]),
    );
    const lines = await backupLab(['devices', '--ndjson', '--usbmuxd', address]);
    assert.deepEqual(
      rowsOf(lines.stdout).map((row) => [row.schema, row.udid]),
      simulator.devices.map((device) => ['backup-lab/device@1', device.udid]),
    );
    const text = await backupLab(['devices'], { address });
    assert.match(text.stdout, new RegExp(`^${udid} {2}iPhone · iPhone 13 · iOS 17\\.5\\.1 · USB · does not trust this computer$`, 'm'));
  });

  it('pairs, shows what only a trusted computer sees, and ends the trust', async () => {
    const stranger = await backupLab(['info', udid, '--json'], { address });
    assert.equal(stranger.status, 0, stranger.stderr);
    assert.equal((documentOf(stranger).values as Record<string, unknown>).SerialNumber, undefined);

    const paired = await backupLab(['pair', udid], { address });
    assert.deepEqual([paired.status, paired.stdout], [0, ''], paired.stderr);
    const trusted = documentOf(await backupLab(['info', udid, '--json'], { address }));
    assert.equal(typeof (trusted.values as Record<string, unknown>).SerialNumber, 'string');
    const domain = await backupLab(['info', udid, '--domain', 'com.apple.mobile.backup'], { address });
    assert.match(domain.stdout, /^CloudBackupEnabled: false$/m);

    assert.equal((await backupLab(['unpair', udid], { address })).status, 0);
    const again = await backupLab(['unpair', udid], { address });
    assert.equal(again.status, 4);
    assert.match(again.stderr, /\(not-trusted\)$/m);
  });

  it('says that the dialog waits, and takes the answer while it waits', async () => {
    const ipad = simulator.devices[1];
    assert.ok(ipad);
    const pending = await backupLab(['pair', ipad.udid], { address });
    assert.equal(pending.status, 4);
    assert.match(pending.stderr, /\(trust-pending\)$/m);
    const waiting = await backupLab(['pair', ipad.udid, '--wait', '60'], {
      address,
      onOutput: ({ stderr }) => {
        if (stderr.includes('Tap Trust')) ipad.trust = 'accept';
      },
    });
    assert.equal(waiting.status, 0, waiting.stderr);
  });

  const failures: [string, string[], number, string][] = [
    ['no daemon', ['devices', '--usbmuxd', '127.0.0.1:1'], 6, 'usbmuxd-missing'],
    ['no such device', ['info', '00008110-0000000000000000'], 3, 'no-such-device'],
    ['an address that is none', ['devices', '--usbmuxd', 'nonsense:port'], 2, 'address-malformed'],
    ['a wait that is no number', ['pair', 'X', '--wait', 'long'], 2, 'usage'],
  ];
  for (const [name, args, status, code] of failures) {
    it(`${name}: one sentence, a code, an exit status, no stack`, async () => {
      const result = await backupLab(args, { address });
      assert.equal(result.status, status, result.stderr);
      assert.match(result.stderr, new RegExp(`\\(${code}\\)\\n$`));
      assert.equal(result.stderr.trimEnd().split('\n').length, 1);
      assert.equal(result.stdout, '');
    });
  }

  it('a failure is a document too, when one was asked for', async () => {
    const result = await backupLab(['info', '00008110-0000000000000000', '--json'], { address });
    const document = documentOf(result);
    assert.equal(document.schema, 'backup-lab/error@1');
    assert.equal(document.code, 'no-such-device');
  });

  it('unknown commands and options are usage errors', async () => {
    for (const args of [['nonsense'], ['devices', '--nonsense'], ['backup', 'only-one-argument']]) {
      const result = await backupLab(args, { address });
      assert.equal(result.status, 2);
      assert.match(result.stderr, /--help/);
    }
    const help = await backupLab(['--help']);
    assert.equal(help.status, 0);
    for (const command of [
      'simulate',
      'devices',
      'info',
      'pair',
      'unpair',
      'backup',
      'cloud',
      'verify',
      'ls',
      'cat',
      'extract',
      'keychain',
      'unlock',
      'salvage',
    ]) {
      assert.match(help.stdout, new RegExp(`^ +${command} `, 'm'));
    }
  });
});
