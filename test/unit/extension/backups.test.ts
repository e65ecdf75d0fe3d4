import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEncryption, unlockBackup, type BackupKeys } from '../../../src/backup/index.ts';
import { BackupRegistry } from '../../../src/extension/backups/backup-registry.ts';
import { BrowserSession } from '../../../src/extension/browser/browser-session.ts';
import { fileIdOf } from '../../../src/formats/index.ts';
import { englishLocale } from '../../../src/view/index.ts';
import { SAMPLE_UDID, withParents, writeSampleBackup, type SampleRow } from '../../support/sample-backup.ts';

const ROWS: readonly SampleRow[] = [
  { domain: 'HomeDomain', relativePath: 'Library/SMS/sms.db', content: Buffer.from('text messages') },
  { domain: 'HomeDomain', relativePath: 'Library/gone.txt', record: { size: 5 } },
  { domain: 'AppDomain-com.example.notes', relativePath: 'Documents/a.txt', content: Buffer.from('a'), record: { size: 9 } },
  { domain: 'AppDomain-com.example.notes', relativePath: 'Documents/link', flags: 4, target: 'a.txt' },
];
const never = new AbortController().signal;
const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'backups');

function sessionOf(folder: string, keys?: BackupKeys): BrowserSession {
  return new BrowserSession({ path: folder, isRunning: () => false, keys: () => keys, lockAfterMinutes: () => 15, locale: englishLocale });
}

describe('backups of a window', () => {
  let folder: string;
  let path: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ibl-backups-'));
    path = join(folder, SAMPLE_UDID);
    writeSampleBackup(path, withParents(ROWS));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  describe('as the registry finds them', () => {
    let open: string | undefined;
    const makeRegistry = (folders: string[]) =>
      new BackupRegistry({
        folders: () => folders,
        describe: (error) => `in words: ${String(error)}`,
        isUnlocked: (each) => each === open,
      });

    it('say whose they are, and what this session has learnt of them', async () => {
      const registry = makeRegistry([folder]);
      await registry.scan();
      registry.setJob(path, { phase: 'receiving', files: 0, bytes: 0 });
      const [backup, ...others] = registry.backups();
      assert.deepEqual(others, []);
      assert.deepEqual(
        [backup?.path, backup?.udid, backup?.deviceName, backup?.encrypted, backup?.finished, backup?.check, backup?.job?.phase],
        [path, SAMPLE_UDID, 'iPhone', false, true, undefined, 'receiving'],
      );
    });

    it('are unlocked as long as this window has their keys', async () => {
      const registry = makeRegistry([folder]);
      await registry.scan();
      assert.equal(registry.find(path)?.unlocked, false);
      open = path;
      assert.equal(registry.find(path)?.unlocked, true);
      assert.deepEqual([registry.nameOf(path), registry.nameOf('/else/where')], ['iPhone', 'where']);
    });

    it('come with the reason when they cannot be read', async () => {
      const damaged = join(folder, 'damaged', SAMPLE_UDID);
      writeSampleBackup(damaged, []);
      writeFileSync(join(damaged, 'Manifest.db'), 'no database');
      const registry = makeRegistry([join(folder, 'damaged')]);
      await registry.scan();
      assert.match(registry.backups()[0]?.errorMessage ?? '', /^in words/);
    });

    it('are looked for once more, not twice, when asked twice during a scan', async () => {
      let scans = 0;
      const registry = new BackupRegistry({
        folders: () => {
          scans++;
          return [];
        },
        describe: String,
        isUnlocked: () => false,
      });
      await Promise.all([registry.scan(), registry.scan(), registry.scan()]);
      assert.equal(scans, 2);
    });

    it('leave out folders that are not there, and remember why', async () => {
      const registry = makeRegistry([join(folder, 'nowhere')]);
      await registry.scan();
      assert.deepEqual([registry.backups(), registry.problems().map(({ code }) => code)], [[], ['folder-missing']]);
    });
  });

  describe('as a session of the browser answers for them', () => {
    let session: BrowserSession;

    beforeEach(() => {
      session = sessionOf(path);
    });

    afterEach(() => session.close());

    it('have a head, domains that count all their rows, and files by place', async () => {
      const summary = await session.summary();
      assert.deepEqual(
        [summary.deviceName, summary.encrypted, summary.date, summary.running],
        ['iPhone', false, Date.parse('2024-06-01T12:00:00Z'), false],
      );
      const domains = await session.domains(never);
      assert.deepEqual(domains, [
        { domain: 'AppDomain-com.example.notes', items: 4 },
        { domain: 'HomeDomain', items: 5 },
      ]);
      assert.equal((await session.files.count({}, never)).items, 9);
      assert.equal((await session.files.count({ domain: 'HomeDomain', where: { texts: ['SMS'] } }, never)).items, 2);
      const { rows } = await session.files.rows({ domain: 'HomeDomain', first: 3, count: 2 }, never);
      assert.deepEqual(
        rows.map(({ relativePath, kind, size }) => [relativePath, kind, size]),
        [
          ['Library/SMS/sms.db', 'file', 13],
          ['Library/gone.txt', 'file', 5],
        ],
      );
    });

    it('say of every file where its content stands and whether it is all there', async () => {
      const details = (domain: string, relativePath: string) => session.details({ fileID: fileIdOf(domain, relativePath) }, never);
      const sms = await details('HomeDomain', 'Library/SMS/sms.db');
      assert.deepEqual([sms.payload, sms.storedAt, sms.storedBytes], ['present', `${sms.fileID.slice(0, 2)}/${sms.fileID}`, 13]);
      assert.deepEqual([sms.record?.userId, sms.record?.inode, sms.modified], [501, '1000', 1_700_000_000_000]);
      assert.match(sms.record?.digest ?? '', /^[0-9a-f]{40}$/);
      assert.equal((await details('HomeDomain', 'Library/gone.txt')).payload, 'missing');
      assert.equal((await details('AppDomain-com.example.notes', 'Documents/a.txt')).payload, 'differs');
      const link = await details('AppDomain-com.example.notes', 'Documents/link');
      assert.deepEqual([link.payload, link.target], ['none', 'a.txt']);
      await assert.rejects(details('HomeDomain', 'nothing'), { code: 'no-such-file' });
    });

    it('are read anew when the page asks for the head again', async () => {
      await session.summary();
      const again = join(folder, 'again', SAMPLE_UDID);
      writeSampleBackup(again, withParents(ROWS.slice(0, 1)));
      const other = sessionOf(again);
      await other.summary();
      assert.equal((await other.files.count({}, never)).items, 4);
      rmSync(again, { recursive: true });
      writeSampleBackup(again, withParents(ROWS));
      await other.summary();
      assert.equal((await other.files.count({}, never)).items, 9);
      await other.close();
    });

    it('answer nothing after the page was closed', async () => {
      await session.summary();
      await session.close();
      await assert.rejects(session.files.count({}, never));
    });

    it('say whose they are even if their files cannot be listed', async () => {
      const damaged = join(folder, 'half', SAMPLE_UDID);
      writeSampleBackup(damaged, []);
      writeFileSync(join(damaged, 'Manifest.db'), 'no database');
      const other = sessionOf(damaged);
      assert.equal((await other.summary()).deviceName, 'iPhone');
      await assert.rejects(other.domains(never), { code: 'catalogue-unreadable' });
      await other.close();
    });

    it('that are none are said to be none', async () => {
      const nothing = join(folder, 'nothing');
      mkdirSync(nothing);
      await assert.rejects(sessionOf(nothing).summary(), { code: 'not-a-backup' });
    });
  });

  describe('that are encrypted', () => {
    const encrypted = join(FIXTURES, 'encrypted-ios17', '00008120-000E15A83C68A01E');
    const older = join(FIXTURES, 'encrypted-ios9-mbdb', '5f0e1d2c3b4a59687786a5b4c3d2e1f001122334');

    it('say whose they are and what their key bag is, and keep the names of their files', async () => {
      const session = sessionOf(encrypted);
      const summary = await session.summary();
      assert.deepEqual(
        [summary.deviceName, summary.encrypted, summary.readable, summary.lockAfterMinutes],
        ['Sample iPhone', true, 'nothing', 15],
      );
      const facts = await session.encryption(never);
      assert.deepEqual(
        [facts.catalogueEncrypted, facts.keybag?.rounds, facts.filesByClass],
        [true, { first: 500, second: 500 }, undefined],
      );
      assert.deepEqual(facts, await readEncryption(encrypted));
      await assert.rejects(session.domains(never), { code: 'backup-encrypted' });
      await session.close();
    });

    it('of iOS 9 show the names of their files while they are locked', async () => {
      const session = sessionOf(older);
      assert.equal((await session.summary()).readable, 'names');
      assert.ok((await session.files.count({}, never)).items > 0);
      await session.close();
    });

    it('are read as a whole with their keys, and tell padded content from content of another size', async () => {
      await using keys = await unlockBackup(encrypted, 'correct horse');
      const session = sessionOf(encrypted, keys);
      assert.equal((await session.summary()).readable, 'all');
      const { rows } = await session.files.rows({ first: 0, count: 200 }, never);
      const files = rows.filter(({ kind }) => kind === 'file');
      const payloads = await Promise.all(files.map(async ({ fileID }) => (await session.details({ fileID }, never)).payload));
      assert.ok(payloads.filter((payload) => payload === 'present').length > payloads.length / 2, payloads.join());
      const facts = await session.encryption(never);
      assert.equal(
        facts.filesByClass?.reduce((sum, each) => sum + each.files, 0),
        files.length,
      );
      assert.equal(facts.keybag?.classes.find(({ protectionClass }) => protectionClass === 3)?.usable, true);
      await session.close();
    });
  });
});
