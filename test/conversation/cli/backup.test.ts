import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator, type Simulator } from '../../../src/simulated-device/index.ts';
import { assertDocument, assertDocuments } from '../../support/document-schemas.ts';
import { backupLab, backupLabProcess, documentOf, rowsOf } from '../../support/backup-lab.ts';

const SMS = 'HomeDomain/Library/SMS/sms.db';

describe('backup-lab with backups', () => {
  let simulator: Simulator;
  let address: string;
  let udid: string;
  let folder: string;
  let backup: string;

  before(async () => {
    simulator = await startSimulator();
    address = simulator.address;
    udid = simulator.devices[0]?.udid ?? '';
    folder = mkdtempSync(join(tmpdir(), 'cli-'));
    backup = join(folder, udid);
  });
  after(async () => {
    await simulator.close();
    rmSync(folder, { recursive: true });
  });

  it('asks for trust first', async () => {
    const result = await backupLab(['backup', udid, folder], { address });
    assert.equal(result.status, 4, result.stderr);
    assert.match(result.stderr, /\(not-trusted\)\n$/);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('backs up, judges, and tells what happens as events', async () => {
    assert.equal((await backupLab(['pair', udid], { address })).status, 0);
    const events = join(folder, 'events.ndjson');
    const result = await backupLabProcess(['backup', udid, folder, '--json', '--events', events], { address });
    assert.equal(result.status, 0, result.stderr);
    const document = documentOf(result);
    assert.deepEqual([document.schema, document.path, document.full, document.verdict], ['backup-lab/backup@1', backup, true, 'good']);
    assert.ok(Number(document.filesReceived) > 400);

    const told = rowsOf(readFileSync(events, 'utf8'));
    for (const event of told) assertDocument(event);
    for (const event of told) {
      assert.equal(event.schema, 'backup-lab/event@1');
      assert.ok(!Number.isNaN(Date.parse(String(event.time))));
    }
    const phases = told.filter((event) => event.kind === 'phase').map((event) => event.phase);
    assert.deepEqual(phases, [
      'connecting',
      'waiting-for-passcode',
      'preparing',
      'receiving',
      'moving',
      'removing',
      'finishing',
      'verifying',
    ]);
    assert.equal(told.at(-1)?.kind, 'verdict');
    rmSync(events);
  });

  it('a second run is incremental', async () => {
    simulator.devices[0]?.content.setFile('HomeDomain', 'Library/Notes/added.txt', { content: 'added' });
    const result = await backupLab(['backup', udid, folder, '--json'], { address });
    assert.equal(result.status, 0, result.stderr);
    const document = documentOf(result);
    assert.equal(document.full, false);
    assert.ok(Number(document.filesReceived) < 20);
    const added = await backupLab(['cat', backup, 'HomeDomain/Library/Notes/added.txt']);
    assert.deepEqual([added.status, added.stdout], [0, 'added']);
  });

  it('lists and prints what is in it', async () => {
    const all = rowsOf((await backupLab(['ls', backup, '--ndjson'])).stdout);
    assert.ok(all.length > 400);
    const found = documentOf(await backupLab(['ls', backup, '**/sms.db', '--json']));
    assert.equal(found.schema, 'backup-lab/ls@1');
    const [row] = found.files as Record<string, unknown>[];
    assert.deepEqual(
      [row?.domain, row?.relativePath, row?.kind, row?.fileID],
      ['HomeDomain', 'Library/SMS/sms.db', 'file', '3d0d7e5fb2ce288813306e4d4636395e047a3d28'],
    );
    const long = await backupLab(['ls', '-l', backup, SMS]);
    assert.match(long.stdout, /^-rw[-rwx]{7} +\d+ \d{4}-\d\d-\d\dT\S+ HomeDomain\/Library\/SMS\/sms\.db\n$/);
    const bytes = await backupLab(['cat', backup, SMS]);
    assert.ok(bytes.stdout.startsWith('SQLite format 3\0'));
  });

  it('verifies, as text and as a document, and finds the folder one level up', async () => {
    const text = await backupLab(['verify', backup]);
    assert.equal(text.status, 0, text.stderr);
    const json = await backupLab(['verify', folder, '--full', '--format', 'json']);
    assertDocuments(json.stdout);
    assert.equal(json.status, 0, json.stderr);
    const document = documentOf(json);
    assert.deepEqual([document.schema, document.level, document.verdict], ['backup-lab/verify@1', 'full', 'good']);
    assert.equal((document.backup as Record<string, unknown>).udid, udid);
    const output = join(folder, 'report.json');
    assert.deepEqual((await backupLab(['verify', backup, '--format', 'json', '--output', output])).stdout, '');
    assert.equal((JSON.parse(readFileSync(output, 'utf8')) as Record<string, unknown>).verdict, 'good');
    rmSync(output);
  });

  it('a damaged backup has status 8 and names what is missing', async () => {
    const id = '3d0d7e5fb2ce288813306e4d4636395e047a3d28';
    const payload = join(backup, id.slice(0, 2), id);
    const bytes = readFileSync(payload);
    rmSync(payload);
    const result = await backupLab(['verify', backup, '--format', 'json']);
    assert.equal(result.status, 8, result.stderr);
    const [finding] = (documentOf(result).findings as Record<string, unknown>[]).filter((each) => each.severity === 'error');
    assert.deepEqual([finding?.code, finding?.relativePath], ['payload-missing', 'Library/SMS/sms.db']);
    const cat = await backupLab(['cat', backup, SMS]);
    assert.equal(cat.status, 8);
    writeFileSync(payload, bytes);
  });

  it('says what is wrong in one sentence', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const cases: [string[], number, string][] = [
      [['verify', empty], 8, 'not-a-backup'],
      [['ls', join(folder, 'nowhere')], 6, 'folder-missing'],
      [['cat', backup, 'HomeDomain/no/such/file'], 2, 'no-such-file'],
      [['cat', backup, 'HomeDomain'], 2, 'usage'],
      [['verify', backup, '--quick', '--full'], 2, 'usage'],
      [['backup', udid, join(folder, 'nowhere')], 6, 'folder-missing'],
      [['backup', '00008110-0000000000000000', folder], 3, 'no-such-device'],
    ];
    for (const [args, status, code] of cases) {
      const result = await backupLab(args, { address });
      assert.equal(result.status, status, `${args.join(' ')}: ${result.stderr}`);
      assert.match(result.stderr, new RegExp(`\\(${code}\\)\\n$`), args.join(' '));
      assert.equal(result.stderr.trimEnd().split('\n').length, 1);
      assert.equal(result.stdout, '');
    }
    rmSync(empty, { recursive: true });
  });

  it('cancelled by a signal: status 10, the last good version stays readable', async () => {
    const phone = simulator.devices[0];
    for (let index = 0; index < 64; index++) {
      phone?.content.setFile('CameraRollDomain', `Media/DCIM/100APPLE/BIG_${String(index)}.MOV`, {
        content: new Uint8Array(4 * 1024 * 1024),
      });
    }
    let interrupted = false;
    const result = await backupLabProcess(['backup', udid, folder, '--progress'], {
      address,
      onOutput: ({ stderr }, child) => {
        if (!interrupted && stderr.includes('Receiving')) interrupted = child.kill('SIGINT');
      },
    });
    assert.equal(result.status, 10, result.stderr);
    const added = await backupLab(['cat', backup, 'HomeDomain/Library/Notes/added.txt']);
    assert.deepEqual([added.status, added.stdout], [0, 'added']);
    const listed = await backupLab(['ls', backup, '**/BIG_*']);
    assert.equal(listed.stdout, '');
    assert.match(listed.stderr, /did not finish/);

    const resumed = await backupLab(['backup', udid, folder, '--json'], { address });
    assert.equal(resumed.status, 0, resumed.stderr);
    assert.equal((await backupLab(['ls', backup, '**/BIG_*'])).stdout.trimEnd().split('\n').length, 64);
  });

  it('names a file that the phone could not read, and does not call that backup good', async () => {
    const [phone] = simulator.devices;
    phone?.content.setFile('HomeDomain', 'Library/unreadable.txt', { content: 'unreadable' });
    const fault = phone?.fault('F45', { on: 'HomeDomain/Library/unreadable.txt' });
    const result = await backupLab(['backup', udid, folder], { address });
    fault?.disarm();
    assert.equal(result.status, 9, result.stderr);
    assert.match(result.stderr, /could not read it:\n {2}\S+\/Library\/unreadable\.txt: Unknown error\n/);
  });

  it('offers to set a folder aside that every phone fails on, and does so', async () => {
    writeFileSync(join(backup, 'Manifest.plist'), '');
    const refused = await backupLab(['backup', udid, folder], { address });
    assert.equal(refused.status, 8, refused.stderr);
    assert.match(refused.stderr, /--set-aside.*\(previous-broken\)\n$/);
    const result = await backupLab(['backup', udid, folder, '--set-aside', '--json'], { address });
    assert.equal(result.status, 0, result.stderr);
    assert.equal(documentOf(result).full, true);
  });

  it('ends before the run for what would make it fail, and only says what may', async () => {
    const managed = simulator.addDevice({ requiresEncryption: true });
    assert.equal((await backupLab(['pair', managed.udid], { address })).status, 0);
    const refused = await backupLab(['backup', managed.udid, folder, '--json'], { address });
    assert.equal(refused.status, 5, refused.stderr);
    assert.match(refused.stderr, /To set one, run backup-lab encryption on UDID\. \(encryption-required\)\n$/);
    const document = documentOf(refused);
    assert.deepEqual([document.schema, document.code], ['backup-lab/error@1', 'encryption-required']);
    assert.ok(!readdirSync(folder).includes(managed.udid));
    simulator.removeDevice(managed.udid);
    // The preflight finds the lock taken, the run finds it free.
    simulator.devices[0]?.fault('F23', { times: 1 });
    const doubtful = await backupLab(['backup', udid, folder, '--json'], { address });
    assert.equal(doubtful.status, 0, doubtful.stderr);
    assert.match(doubtful.stderr, /^Another program or window is working with the device\. .* \(sync-lock-busy\)\n/);
    assert.equal(documentOf(doubtful).schema, 'backup-lab/backup@1');
  });
});
