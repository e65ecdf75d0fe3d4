import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  browseUserApplications,
  Device,
  INSTALLATION_PROXY_SERVICE,
  UsbmuxClient,
  parseUsbmuxAddress,
} from '../../../src/device-protocol/index.ts';
import { temporaryFolder } from '../../support/backup-copy.ts';
import { backupLab, backupLabProcess } from '../../support/backup-lab.ts';

interface Ready {
  readonly ready: boolean;
  readonly address: string;
  readonly devices: readonly {
    readonly udid: string;
    readonly name: string;
    readonly productType: string;
    readonly productVersion: string;
  }[];
}

interface TraceLine {
  readonly schema: string;
  readonly time: string;
  readonly channel: string;
  readonly from: string;
}

/** Starts `simulate --json ARGS`, looks at it while it runs, and ends it as a harness would. */
async function whileSimulating(
  args: readonly string[],
  look: (ready: Ready) => Promise<void>,
  { env = {}, start = backupLab }: { readonly env?: NodeJS.ProcessEnv; readonly start?: typeof backupLab } = {},
): Promise<number | null> {
  let looked: Promise<void> | undefined;
  const result = await start(['simulate', '--json', ...args], {
    env,
    onOutput: ({ stdout }, command) => {
      if (looked !== undefined || !stdout.endsWith('\n')) return;
      looked = look(JSON.parse(stdout) as Ready).finally(() => command.kill('SIGTERM'));
    },
  });
  await looked;
  assert.equal(result.stderr, '');
  return result.status;
}

describe('backup-lab simulate', () => {
  it('prints one line once it accepts connections, and ends with status 0', async () => {
    for (const start of [backupLab, backupLabProcess]) {
      const look = async ({ ready, address, devices }: Ready) => {
        assert.equal(ready, true);
        assert.match(address, /^127\.0\.0\.1:\d+$/);
        const listed = await new UsbmuxClient(parseUsbmuxAddress(address)).listDevices();
        assert.deepEqual(
          listed.map((device) => device.udid as string),
          devices.map((device) => device.udid),
        );
      };
      assert.equal(await whileSimulating([], look, { start }), 0);
    }
  });

  it('puts a phone on the Wi-Fi', async () => {
    await whileSimulating(['--device', 'iphone,connection=both,cloud=none'], async ({ address }) => {
      const listed = await new UsbmuxClient(parseUsbmuxAddress(address)).listDevices();
      assert.deepEqual(
        listed.map(({ connectionType }) => connectionType),
        ['usb', 'network'],
      );
    });
    for (const pair of ['connection=pigeon', 'cloud=9']) {
      assert.equal((await backupLab(['simulate', '--device', `iphone,${pair}`])).status, 2);
    }
  });

  it('ends when it cannot start, also with phones that are on the Wi-Fi already', async () => {
    await whileSimulating([], async ({ address }) => {
      const network = ['--device', 'iphone,connection=network'];
      for (const [args, status, code] of [
        [['--listen', address, ...network], 6, 'simulator-address-in-use'],
        [['--listen', '192.0.2.1:0', ...network], 6, 'simulator-listen-failed'],
        [['--listen', 'UNIX:/nowhere/at/all/socket', ...network], 6, 'simulator-listen-failed'],
        [[...network, '--device', 'iphone,udid=no'], 2, 'simulator-udid-malformed'],
        [[...network, '--device', 'no-such-phone'], 2, 'simulator-preset-unknown'],
      ] as const) {
        const result = await backupLab(['simulate', ...args]);
        assert.equal(result.status, status, result.stderr);
        assert.match(result.stderr, new RegExp(code));
      }
    });
  });

  it('has a phone encrypt its backups from the start', async () => {
    const phone = 'iphone,password-env=PHONE_PASSWORD,keybag=low,managed=true';
    const values: unknown[] = [];
    const look = async ({ address, devices }: Ready) => {
      const device = await Device.open(new UsbmuxClient(parseUsbmuxAddress(address)), devices[0]?.udid ?? '');
      await device.pair();
      for (const key of ['WillEncrypt', 'RequiresEncryption']) values.push(await device.getValue('com.apple.mobile.backup', key));
    };
    assert.equal(await whileSimulating(['--device', phone], look, { env: { PHONE_PASSWORD: 'correct horse' } }), 0);
    assert.deepEqual(values, [true, true]);
  });

  it('runs the phones it is told to, the same ones for the same seed', async () => {
    const args = ['--seed', '7', '--device', 'iphone-old,name=Old,trust=ask', '--device', 'ipad,version=17.5'];
    const runs: Ready[] = [];
    for (let run = 0; run < 2; run++) await whileSimulating(args, (ready) => Promise.resolve(void runs.push(ready)));
    assert.deepEqual(runs[0]?.devices, runs[1]?.devices);
    assert.deepEqual(
      runs[0]?.devices.map(({ name, productVersion }) => [name, productVersion]),
      [
        ['Old', '13.3.1'],
        ['iPad', '17.5'],
      ],
    );
  });

  it('knows phones by their time and by their product type, and what each of them ran', async () => {
    const args = ['ios-9,version=9.3', 'iPhone6,2,name=Old,version=12.5.7', 'ipod', 'iPad2,1'].flatMap((device) => ['--device', device]);
    await whileSimulating(args, ({ devices }) => {
      assert.deepEqual(
        devices.map(({ name, productType, productVersion }) => `${name} ${productType} ${productVersion}`),
        ['iPhone iPhone6,2 9.3', 'Old iPhone6,2 12.5.7', 'iPod touch iPod9,1 15.8.3', 'iPad iPad2,1 9.3.5'],
      );
      return Promise.resolve();
    });
    const { status, stderr } = await backupLab(['simulate', '--device', 'iphone,version=9.3.5']);
    assert.equal(status, 2);
    assert.match(stderr, /iPhone14,5 never ran iOS 9\.3\.5\. Choose a version from 15\.0 to [\d.]+, or a device that ran it: .*ios-9/);
  });

  it('listens on a unix socket', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sim-'));
    try {
      const path = join(folder, 'mux');
      await whileSimulating(['--listen', `UNIX:${path}`], async ({ address }) => {
        assert.equal(address, `UNIX:${path}`);
        assert.equal((await new UsbmuxClient(parseUsbmuxAddress(address)).listDevices()).length, 1);
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('lets faults strike on the phone that is named, and tells it in its client’s words', async () => {
    const args = ['--device', 'iphone', '--device', 'ipad', '--fault', 'F22,device=2', '--fault', 'F13,device=1'];
    await whileSimulating(args, async ({ address, devices }) => {
      const [iphone, ipad] = devices;
      for (const { udid } of devices) await backupLab(['pair', udid], { address });
      const { stdout } = await backupLab(['devices', '--json'], { address });
      const { devices: rows } = JSON.parse(stdout) as { devices: { udid: string; trust: string; willEncrypt?: boolean | null }[] };
      assert.deepEqual(
        rows.map(({ udid, trust, willEncrypt }) => [udid, trust, willEncrypt]),
        [
          [iphone?.udid, 'not-trusted', undefined],
          [ipad?.udid, 'trusted', null],
        ],
      );
      assert.match((await backupLab(['devices'], { address })).stdout, /backup encryption unknown/);
    });
  });

  it('says what is wrong with the place of a trace or of events', async () => {
    const trace = await backupLab(['simulate', '--trace', '/nowhere/trace.ndjson']);
    assert.deepEqual(
      [trace.status, trace.stderr],
      [2, '--trace cannot write "/nowhere/trace.ndjson": its folder does not exist. (usage)\n'],
    );
    const events = await backupLab(['backup', 'UDID', tmpdir(), '--events', tmpdir()]);
    assert.equal(events.status, 2);
    assert.match(events.stderr, /^--events cannot write .*: it is a folder\. \(usage\)$/m);
  });

  it('writes every message into a trace, without keys and without the contents of files', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'trace.ndjson');
    await whileSimulating(['--trace', file, '--fault', 'F05,after=bytes=20000'], async ({ address, devices }) => {
      const [phone] = devices;
      assert.ok(phone);
      await backupLab(['pair', phone.udid], { address });
      const { status, stderr } = await backupLab(['backup', phone.udid, folder.path], { address });
      assert.equal(status, 7, stderr);
    });
    const lines = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as TraceLine);
    assert.deepEqual(
      ['usbmuxd', 'lockdownd', 'com.apple.afc', 'com.apple.mobilebackup2'].filter(
        (channel) => !lines.some((line) => line.channel === channel),
      ),
      [],
    );
    assert.ok(
      lines.every(({ schema, time, from }) => schema === 'backup-lab/trace@1' && time !== '' && (from === 'host' || from === 'device')),
    );
    const text = readFileSync(file, 'utf8');
    assert.match(text, /"HostPrivateKey":"redacted"/);
    assert.doesNotMatch(text, /PRIVATE KEY|LS0tLS1CRUdJTiBSU0EgUFJJVkFURS|LS0tLS1CRUdJTiBQUklWQVRF/);
    assert.equal(statSync(file).mode & 0o077, 0);
  });

  it('tells prompts and retries of a backup on stderr', async () => {
    using folder = temporaryFolder();
    await whileSimulating(['--fault', 'F26,seconds=0.2', '--fault', 'F18'], async ({ address, devices }) => {
      const [phone] = devices;
      assert.ok(phone);
      await backupLab(['pair', phone.udid], { address });
      const { status, stderr } = await backupLab(['backup', phone.udid, folder.path], { address });
      assert.equal(status, 0, stderr);
      assert.match(stderr, /Enter the passcode on the device\. It waits about 3 minutes\./);
      assert.match(stderr, /too many services open\. Trying again\./);
    });
  });

  it('says what each fault does, and how to set it', async () => {
    const { status, stdout } = await backupLab(['simulate', '--help']);
    assert.equal(status, 0);
    assert.match(stdout, /--fault <FAULT>[\s\S]*device=N[\s\S]*\n {2}F05 {2}The cable is pulled/);
  });

  it('names what faults there are when one does not exist', async () => {
    const { status, stderr } = await backupLab(['simulate', '--fault', 'F99']);
    assert.equal(status, 2);
    assert.match(stderr, /There is no fault named “F99”\. Choose one of these: F01–/);
  });

  for (const args of [
    ['--fault', 'F05,color=red'],
    ['--fault', 'F05,after=soon'],
    ['--fault', 'F05,at=nowhere'],
    ['--fault', 'F05,p=2'],
    ['--fault', 'F05,device=2'],
    ['--fault', 'F05,at'],
    ['--fault', 'F04,at=dl.UploadFiles'],
    ['--device', 'iphone,passcode=maybe'],
    ['--device', 'iphone,clock=noon'],
    ['--device', 'iphone,password-env=NO_SUCH_VARIABLE'],
    ['--device', 'iphone,keybag=easy'],
    ['--device', 'walkman'],
    ['--device', 'iphone,color=red'],
    ['--listen', 'everywhere'],
    ['--seed', 'x'],
  ]) {
    it(`refuses ${args.join(' ')}`, async () => {
      const result = await backupLab(['simulate', ...args]);
      assert.equal(result.status, 2, result.stderr);
      assert.equal(result.stderr.trimEnd().split('\n').length, 1);
    });
  }

  it('--app-files puts an app with the files of a folder on the device', async () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, 'Documents'));
    writeFileSync(join(folder.path, 'Documents/a.txt'), 'a');
    const id = 'com.example.myapp';
    const status = await whileSimulating(['--app-files', `${id}=${folder.path}`], async ({ address, devices }) => {
      const device = await Device.open(new UsbmuxClient(parseUsbmuxAddress(address)), devices[0]?.udid ?? '');
      await device.pair();
      await using session = await device.openSession();
      const apps = await browseUserApplications(await session.startService(INSTALLATION_PROXY_SERVICE));
      assert.ok(apps.some(({ bundleId }) => bundleId === id));
    });
    assert.equal(status, 0);
    for (const [value, wanted] of [
      ['com.example.myapp', /takes ID=DIR/],
      [`${id}=${folder.path}/gone`, /does not exist/],
      [`../x=${folder.path}`, /not a valid bundle ID/],
    ] as const) {
      const { status: refused, stderr } = await backupLab(['simulate', '--app-files', value]);
      assert.equal(refused, 2);
      assert.match(stderr, wanted);
    }
  });
});
