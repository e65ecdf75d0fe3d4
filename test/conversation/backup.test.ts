import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AFC_SERVICE, AfcClient } from '../../src/device-protocol/index.ts';
import { dataAt, dateAt, dict, dictAt, fileIdOf, parsePlist, stringAt, type PlistDict } from '../../src/formats/index.ts';
import { makeBulkPhone } from '../../src/simulated-device/index.ts';
import { trustedPhone, type BackupRun } from '../support/backup-run.ts';
import { openPhone } from '../support/simulated.ts';

const DOMAIN = 'AppDomain-com.example.bulk';
const idOf = (name: string) => fileIdOf(DOMAIN, name);
const placeOf = (id: string) => `${id.slice(0, 2)}/${id}`;

/** Payloads of a finished backup: every file two levels down. */
function payloads(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => /^[0-9a-f]{2}\/[0-9a-f]{40}$/.test(name));
}

/** Files where iTunes and Books would have left them. */
async function putOnPhone(run: BackupRun, files: Record<string, string>): Promise<void> {
  await using afc = new AfcClient(await (await openPhone(run)).startService(AFC_SERVICE));
  for (const [path, content] of Object.entries(files)) {
    await afc.makeDirectory(dirname(path));
    const handle = await afc.open(path, 'write');
    await afc.write(handle, Buffer.from(content));
    await afc.closeFile(handle);
  }
}

describe('backup', () => {
  it('makes a full backup that holds what the phone holds', async () => {
    await using run = await trustedPhone();
    const result = await run.backUp({}, 'in-threads');
    assert.equal(result.path, run.path);
    assert.equal(result.full, true);
    assert.deepEqual(result.fileErrors, []);
    const { snapshotState, isFullBackup } = run.status();
    assert.deepEqual([snapshotState, isFullBackup], ['finished', false]);
    assert.deepEqual(run.standing(), run.finished);
    assert.ok(!existsSync(join(run.path, 'Snapshot')));
    assert.equal(payloads(run.path).length, result.filesReceived);
    const sms = run.phone.content.file('HomeDomain', 'Library/SMS/sms.db');
    assert.ok(sms, 'the phone has messages');
    const stored = run.read(placeOf(fileIdOf('HomeDomain', 'Library/SMS/sms.db')));
    const original = sms.read();
    assert.deepEqual(stored, original instanceof Uint8Array ? Buffer.from(original) : Buffer.concat([...original]));
    assert.deepEqual(run.phases, [
      'connecting',
      'waiting-for-passcode',
      'preparing',
      'receiving',
      'moving',
      'removing',
      'finishing',
      'verifying',
    ]);
  });

  it('writes an Info.plist with everything that the phone tells', async () => {
    await using run = await trustedPhone();
    await putOnPhone(run, { '/iTunes_Control/iTunes/iTunesPrefs': 'prefs', '/Books/iBooksData2.plist': 'books' });
    await run.backUp();
    const info = parsePlist(run.read('Info.plist')) as PlistDict;
    const texts = [
      'Build Version',
      'Device Name',
      'Display Name',
      'Product Type',
      'Product Version',
      'Serial Number',
      'iTunes Version',
      'IMEI',
      'ICCID',
    ];
    for (const key of texts) assert.ok(stringAt(info, key), key);
    assert.equal(stringAt(info, 'Target Identifier'), run.phone.udid);
    assert.equal(stringAt(info, 'Unique Identifier'), run.phone.udid.toUpperCase());
    assert.equal(stringAt(info, 'Target Type'), 'Device');
    assert.match(stringAt(info, 'GUID') ?? '', /^[0-9A-F]{32}$/);
    assert.ok(dateAt(info, 'Last Backup Date'));
    const apps = [...(dictAt(info, 'Applications') ?? dict({}))];
    assert.ok(apps.length >= 2);
    for (const [id, app] of apps) {
      assert.ok(app instanceof Map, id);
      for (const key of ['ApplicationSINF', 'iTunesMetadata', 'PlaceholderIcon']) assert.ok(dataAt(app, key), `${id} ${key}`);
    }
    assert.deepEqual(dictAt(info, 'iTunes Files'), new Map([['iTunesPrefs', new Uint8Array(Buffer.from('prefs'))]]));
    assert.deepEqual(dataAt(info, 'iBooks Data 2'), new Uint8Array(Buffer.from('books')));
    assert.ok(info.has('iTunes Settings'));
    assert.ok(Buffer.from(run.read('Info.plist')).toString().startsWith('<?xml'));
  });

  it('sends only what changed in a second run, and removes what is gone', async () => {
    const content = makeBulkPhone({ count: 300, size: 100 });
    await using run = await trustedPhone({ content });
    const first = await run.backUp();
    assert.equal(first.filesReceived, 300);
    const uuid = run.status().uuid;
    content.setFile(DOMAIN, 'Documents/new.txt', { content: 'new' });
    content.setFile(DOMAIN, 'Documents/000000/file-00000007.bin', { content: 'changed' });
    content.removeFile(DOMAIN, 'Documents/000000/file-00000008.bin');
    const second = await run.backUp({}, 'in-threads');
    assert.deepEqual([second.full, second.filesReceived, second.bytesReceived > 10], [false, 2, true]);
    assert.equal(run.status().uuid, uuid);
    assert.equal(run.read(placeOf(idOf('Documents/new.txt'))).toString(), 'new');
    assert.equal(run.read(placeOf(idOf('Documents/000000/file-00000007.bin'))).toString(), 'changed');
    assert.ok(!existsSync(join(run.path, placeOf(idOf('Documents/000000/file-00000008.bin')))));
    assert.equal(payloads(run.path).length, 300);
    assert.deepEqual(run.standing(), run.finished);
  });

  it('asks for every file again when told', async () => {
    await using run = await trustedPhone({ content: makeBulkPhone({ count: 5, size: 100 }) });
    await run.backUp({}, 'in-threads');
    const second = await run.backUp({ full: true }, 'in-threads');
    assert.equal(second.filesReceived, 5);
  });

  it('keeps the version before as a dated folder when told', async () => {
    const content = makeBulkPhone({ count: 5, size: 100 });
    await using run = await trustedPhone({ content });
    const first = await run.backUp({ keepPrevious: true }, 'in-threads');
    assert.equal(first.previous, undefined);
    const before = run.read('Manifest.db');
    content.setFile(DOMAIN, 'Documents/new.txt', { content: 'new' });
    content.setFile(DOMAIN, 'Documents/000000/file-00000001.bin', { content: 'changed' });
    content.removeFile(DOMAIN, 'Documents/000000/file-00000002.bin');
    const { previous } = await run.backUp({ keepPrevious: true });
    assert.ok(previous);
    assert.match(previous, new RegExp(`/${run.phone.udid}-20260301-120000$`));
    assert.deepEqual(run.standing(), [...run.finished, previous.slice(run.directory.length + 1)].sort());
    assert.deepEqual(readFileSync(join(previous, 'Manifest.db')), before);
    assert.notDeepEqual(run.read('Manifest.db'), before);
    assert.equal(payloads(previous).length, 5);
    // Programs write these in place: a hard link would change with the backup.
    for (const name of ['Manifest.db', 'Manifest.plist', 'Status.plist']) assert.equal(statSync(join(previous, name)).nlink, 1, name);
    assert.equal(readFileSync(join(previous, placeOf(idOf('Documents/000000/file-00000001.bin')))).length, 100);
  });

  it('gives back the lock and leaves the device as it found it', async () => {
    await using run = await trustedPhone({ content: makeBulkPhone({ count: 1, size: 1 }) });
    await run.backUp();
    const posted = run.trace.flatMap(({ channel, from, message }) =>
      channel.endsWith('notification_proxy') &&
      from === 'host' &&
      message instanceof Map &&
      stringAt(message, 'Command') === 'PostNotification'
        ? [stringAt(message, 'Name')?.split('.').at(-1)]
        : [],
    );
    assert.deepEqual(posted, ['syncWillStart', 'syncLockRequest', 'syncDidStart', 'syncDidFinish']);
    assert.deepEqual(run.phone.media.locks.held(), []);
  });
});
