/** The databases of a simulated phone, read by the sqlite3 of others: sound, with their logs, and joined as readers of backups join them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeSmallPhone } from '../../src/simulated-device/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import { bytesOfFile, StagedDatabases } from '../support/staged-databases.ts';

const content = makeSmallPhone({ seed: 1 });

function sqlite3(...args: string[]): string {
  const { error, status, stdout, stderr } = spawnSync('sqlite3', args, { encoding: 'utf8' });
  if (error) throw error;
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

describe('databases of a simulated phone, by sqlite3', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let copies = 0;
  before(() => {
    folder = temporaryFolder();
  });
  after(() => {
    folder[Symbol.dispose]();
  });

  /** A copy with its log, as a reader lays one out. */
  function copyOf(domain: string, path: string): string {
    const copy = join(folder.path, `${copies++}.db`);
    for (const suffix of ['', '-wal', '-shm']) {
      if (content.file(domain, path + suffix) !== undefined) writeFileSync(copy + suffix, bytesOfFile(content, domain, path + suffix));
    }
    return copy;
  }

  it('are sound, every one of them', () => {
    using staged = new StagedDatabases(content);
    const databases = staged.list();
    assert.ok(databases.length >= 28);
    for (const { domain, path } of databases) assert.equal(sqlite3(copyOf(domain, path), 'PRAGMA integrity_check'), 'ok', path);
  });

  it('tell who wrote a message in which chat, with which picture, the newest from the log', () => {
    const messages = copyOf('HomeDomain', 'Library/SMS/sms.db');
    const sql = [
      'SELECT count(*), count(DISTINCT c.ROWID), count(DISTINCT a.ROWID) FROM message m',
      'JOIN chat_message_join j ON j.message_id = m.ROWID JOIN chat c ON c.ROWID = j.chat_id',
      'LEFT JOIN handle h ON h.ROWID = m.handle_id LEFT JOIN message_attachment_join ma ON ma.message_id = m.ROWID',
      'LEFT JOIN attachment a ON a.ROWID = ma.attachment_id',
    ].join(' ');
    assert.equal(sqlite3(messages, sql), '328|10|16');
  });

  it('tell the heart rate of a day with the device that measured it', () => {
    const samples = copyOf('HealthDomain', 'Health/healthdb_secure.sqlite');
    const sources = copyOf('HealthDomain', 'Health/healthdb.sqlite');
    const sql = [
      'SELECT DISTINCT d.name, s.name FROM samples JOIN quantity_samples q USING (data_id) JOIN objects o USING (data_id)',
      'JOIN data_provenances p ON p.ROWID = o.provenance JOIN health.source_devices d ON d.ROWID = p.device_id',
      'JOIN health.sources s ON s.ROWID = p.source_id WHERE samples.data_type = 5 AND o.type <> 2',
    ].join(' ');
    assert.equal(sqlite3(samples, `ATTACH '${sources}' AS health; ${sql}`), 'Apple Watch|Apple Watch');
  });

  it('find a contact by a word of its name', () => {
    const contacts = copyOf('HomeDomain', 'Library/AddressBook/AddressBook.sqlitedb');
    const sql = "SELECT Phone FROM ABPersonFullTextSearch WHERE ABPersonFullTextSearch MATCH 'Last:7'";
    assert.equal(sqlite3(contacts, sql), '+15555550106');
  });
});
