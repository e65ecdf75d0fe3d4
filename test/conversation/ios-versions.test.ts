/** Each iOS version on the wire and on the disk: what the table of its behaviour says is what a host meets. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { askDevice, openBackup, unlockBackup } from '../../src/backup/index.ts';
import { isCodedError } from '../../src/base/index.ts';
import { Device } from '../../src/device-protocol/index.ts';
import { decodeManifestProperties, decodeMBFile, parseKeybag, parsePlist, readMbdb, type PlistValue } from '../../src/formats/index.ts';
import type { SimulatedDeviceOptions, TraceEvent } from '../../src/simulated-device/index.ts';
import { trustedPhone, type BackupRun } from '../support/backup-run.ts';
import { tinyPhone } from '../support/agent-session.ts';
import { judgedBackup } from '../support/corpus/judged-backup.ts';

interface Expected {
  readonly preset: string;
  readonly version: string;
  readonly layout: 'flat' | 'folders';
  readonly status: string;
  readonly manifest: string;
  readonly systemDomains: string;
  readonly rows: 'mbdb' | 'keyed archive';
  readonly derivation: 'single' | 'double';
  readonly catalogueEncrypted: boolean;
  readonly keybag: readonly [version: number, classes: number];
  /** When the phone asks for the passcode: before anything, or not at all. */
  readonly passcode: 'first' | 'never';
  readonly questions: 'answered' | 'list fails' | 'crashes';
  readonly deviceLink: number;
  readonly tls: string;
  readonly historyInPlain: boolean;
  /** Where a row has its digest. */
  readonly digest?: 'in the record';
  /** Manifest.plist lists containers. */
  readonly containers?: true;
}

const OLD = { status: '2.4', manifest: '9.1', systemDomains: '20.0', layout: 'flat', rows: 'mbdb', derivation: 'single' } as const;
const NEW = {
  status: '3.3',
  manifest: '10.0',
  systemDomains: '20.0',
  layout: 'folders',
  rows: 'keyed archive',
  derivation: 'double',
} as const;

const before10 = { ...OLD, catalogueEncrypted: false, keybag: [3, 11], passcode: 'never', questions: 'answered', deviceLink: 300 } as const;
const from10 = { ...NEW, catalogueEncrypted: true, keybag: [3, 11], passcode: 'never', questions: 'list fails', deviceLink: 300 } as const;
const from14 = { ...from10, deviceLink: 400, tls: 'TLSv1.3', historyInPlain: false } as const;
const from15 = { ...from14, questions: 'crashes', passcode: 'first', keybag: [5, 11] } as const;

const VERSIONS: readonly Expected[] = [
  { preset: 'ios-9', version: '9.3', ...before10, tls: 'TLSv1', historyInPlain: true },
  {
    preset: 'ios-10',
    version: '10.1.1',
    ...from10,
    status: '3.2',
    derivation: 'single',
    catalogueEncrypted: false,
    tls: 'TLSv1.2',
    historyInPlain: true,
  },
  { preset: 'ios-10', version: '10.3.3', ...from10, status: '3.2', tls: 'TLSv1.2', historyInPlain: true },
  { preset: 'ipod-old', version: '12.5.7', ...from10, keybag: [4, 11], tls: 'TLSv1.2', historyInPlain: true },
  { preset: 'iphone-old', version: '13.3.1', ...from10, keybag: [4, 11], tls: 'TLSv1.3', historyInPlain: false },
  { preset: 'iPhone8,4', version: '14.3', ...from14, keybag: [4, 11] },
  { preset: 'ipod', version: '15.7.1', ...from15 },
  { preset: 'ios-16', version: '16.0', ...from15, passcode: 'never' },
  { preset: 'ios-16', version: '16.6', ...from15, systemDomains: '24.0' },
  { preset: 'iphone', version: '17.5.1', ...from15, systemDomains: '24.0' },
  { preset: 'ipad', version: '18.2.1', ...from15, systemDomains: '24.0' },
  { preset: 'ios-26', version: '26.1', ...from15, systemDomains: '24.0', keybag: [5, 14] },
  { preset: 'ios-26', version: '26.6.2', ...from15, systemDomains: '24.0', keybag: [5, 14], containers: true },
  { preset: 'ios-27', version: '27.0.1', ...from15, systemDomains: '24.0', keybag: [5, 14], containers: true, digest: 'in the record' },
];

const PASSWORD = 'correct horse';

for (const expected of VERSIONS) {
  const { preset, version } = expected;

  describe(`iOS ${version} (${preset})`, () => {
    let run: BackupRun;
    /** How many messages had been said when the phone first asked for its passcode. */
    let asked: number | undefined;

    before(async () => {
      run = await phoneOf(expected, {
        askPasscode: () => {
          asked ??= saidBySession(run.trace).length;
          return Promise.resolve('entered');
        },
      });
      await run.backUp();
    });

    after(async () => {
      await run[Symbol.asyncDispose]();
    });

    it('lays the backup out as its time did', async () => {
      const names = readdirSync(run.path, { recursive: true, encoding: 'utf8' });
      const payloads = names.filter((name) => /[0-9a-f]{40}$/.test(name));
      const form = expected.layout === 'flat' ? /^[0-9a-f]{40}$/ : /^([0-9a-f]{2})\/\1[0-9a-f]{38}$/;
      assert.ok(payloads.length > 0);
      assert.deepEqual(
        payloads.filter((name) => !form.test(name)),
        [],
      );
      const catalogue = expected.rows === 'mbdb' ? 'Manifest.mbdb' : 'Manifest.db';
      const others = names.filter((name) => !/[0-9a-f]{40}$/.test(name) && !/^[0-9a-f]{2}$/.test(name));
      assert.deepEqual(others.sort(), ['Info.plist', catalogue, 'Manifest.plist', 'Status.plist']);
      assert.equal(names.filter((name) => /^[0-9a-f]{2}$/.test(name)).length, expected.layout === 'flat' ? 0 : 256);
    });

    it('names its formats in the property lists', () => {
      const { version: manifest, systemDomainsVersion, raw } = decodeManifestProperties(run.read('Manifest.plist'));
      assert.equal(raw.has('Containers'), expected.containers === true);
      assert.deepEqual(
        [run.status().version, manifest, systemDomainsVersion],
        [expected.status, expected.manifest, expected.systemDomains],
      );
    });

    it('describes each file as its catalogue does', () => {
      const files = rowsOf(run, expected);
      const row = files.find(({ relativePath }) => relativePath === 'Library/system.txt');
      assert.ok(row, 'a file of a system domain');
      assert.equal(row.digest?.length, 20);
      assert.equal(row.size, 6);
      if (expected.rows === 'keyed archive') assert.equal(isDigestInRecord(run), expected.digest === 'in the record');
      assert.ok(files.some(({ relativePath, target }) => relativePath === 'Library/link' && target === 'system.txt'));
    });

    it('keeps history from plain backups or not', () => {
      const hasHistory = rowsOf(run, expected).some(({ relativePath }) => relativePath === 'Library/CallHistoryDB/CallHistory.storedata');
      assert.equal(hasHistory, expected.historyInPlain);
    });

    it('can be read and verified', async () => {
      await using backup = await openBackup(run.path);
      assert.equal(backup.summary.productVersion, version);
      assert.equal(backup.summary.era, expected.rows === 'mbdb' ? 'mbdb' : 'db');
      assert.deepEqual(
        (await judgedBackup(run.path, 'full')).findings.filter(({ severity }) => severity !== 'information'),
        [],
      );
    });

    it('goes on from there: only what changed is sent', async () => {
      run.phone.content.setFile('HomeDomain', 'Library/system.txt', { content: 'changed' });
      const { full, filesReceived } = await run.backUp();
      assert.deepEqual([full, filesReceived], [false, 1]);
      assert.deepEqual(
        (await judgedBackup(run.path, 'full')).findings.filter(({ severity }) => severity !== 'information'),
        [],
      );
    });

    it('asks for the passcode before a word about the backup, or never', () => {
      // Two for the versions, one of readiness, Hello and its answer, and the request itself.
      assert.equal(asked, expected.passcode === 'first' ? 6 : undefined);
      const requests = saidBySession(run.trace);
      assert.equal(requests[0]?.[0], 'DLMessageVersionExchange');
      assert.equal(requests[0][1], BigInt(expected.deviceLink));
    });

    it('speaks the TLS of its time', async () => {
      const device = await Device.open(run.mux, run.phone.udid);
      await using session = await device.openSession();
      await using service = await session.startService('com.apple.mobile.notification_proxy');
      assert.equal(service.tlsVersion, expected.tls);
    });

    for (const question of ['Info', 'List'] as const) {
      it(`${question}: as the agent of its time`, async () => {
        const ask = askDevice({ mux: run.mux, udid: run.phone.udid, path: run.path, question });
        if (expected.questions === 'answered') {
          assert.match(await ask, question === 'Info' ? /^Files: 5$/m : /^HomeDomain,Library\/system\.txt,100644,\d+,/m);
        } else if (expected.questions === 'list fails' && question === 'List') {
          await assert.rejects(ask, (error) => isCodedError(error, 'device-refused') && error.data.deviceCode === 205);
        } else await assert.rejects(ask, (error) => isCodedError(error, 'link-lost'));
      });
    }

    it('encrypts with the keybag of its time', async () => {
      await using sealed = await phoneOf(expected, { backupPassword: PASSWORD, keybagRounds: 'low' });
      await sealed.backUp();
      const { isEncrypted, backupKeyBag, manifestKey } = decodeManifestProperties(sealed.read('Manifest.plist'));
      const keybag = parseKeybag(backupKeyBag ?? assert.fail('no keybag'));
      const stages = keybag.doubleProtection === undefined ? 'single' : 'double';
      assert.deepEqual([isEncrypted, stages, manifestKey !== undefined], [true, expected.derivation, expected.catalogueEncrypted]);
      assert.deepEqual([keybag.version, keybag.classes.length], expected.keybag);
      await using keys = await unlockBackup(sealed.path, PASSWORD);
      assert.equal((await judgedBackup(sealed.path, 'full', keys)).verdict, 'good');
    });
  });
}

async function phoneOf({ preset, version }: Expected, options: SimulatedDeviceOptions): Promise<BackupRun> {
  const content = tinyPhone();
  content.setFile('HomeDomain', 'Library/CallHistoryDB/CallHistory.storedata', { content: 'calls' });
  return await trustedPhone({ preset, productVersion: version, content, ...options });
}

/** Messages of mobilebackup2, whichever side sent them. */
function saidBySession(trace: readonly TraceEvent[]): PlistValue[][] {
  return trace.flatMap(({ message }) => {
    const [name] = Array.isArray(message) ? message : [];
    return Array.isArray(message) && typeof name === 'string' && name.startsWith('DL') ? [message] : [];
  });
}

/** Looks at the archive itself: our reader does not mind where a digest stands. */
function isDigestInRecord(run: BackupRun): boolean {
  using database = new DatabaseSync(join(run.path, 'Manifest.db'), { readOnly: true });
  const row = database.prepare(`SELECT file FROM Files WHERE relativePath = 'Library/system.txt'`).get();
  const archive = parsePlist(row?.file as Uint8Array);
  const objects = archive instanceof Map ? archive.get('$objects') : undefined;
  const record = Array.isArray(objects) ? objects[1] : undefined;
  return record instanceof Map && record.get('Digest') instanceof Uint8Array;
}

function rowsOf(run: BackupRun, { rows }: Expected) {
  if (rows === 'mbdb') {
    return [...readMbdb(run.read('Manifest.mbdb'))].map(({ path, ...record }) => ({ relativePath: path, ...record }));
  }
  using database = new DatabaseSync(join(run.path, 'Manifest.db'), { readOnly: true });
  return database
    .prepare('SELECT file FROM Files')
    .all()
    .map(({ file }) => {
      const archive = parsePlist(file as Uint8Array);
      assert.ok(archive instanceof Map && archive.get('$archiver') === 'NSKeyedArchiver');
      return decodeMBFile(file as Uint8Array);
    });
}
