/** Who reads a file and who verifies it say the same of its bytes, whatever was done to them, and nothing that contradicts its record passes for good. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openBackup, unlockBackup, type Backup, type BackupFile, type BackupKeys } from '../../../../src/backup/index.ts';
import { isCodedError } from '../../../../src/base/index.ts';
import { fileIdOf } from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { judgedBackup } from '../../../support/corpus/judged-backup.ts';
import { editCatalogue } from '../../../support/damaged-backup.ts';
import { writeEncryptedSample } from '../../../support/encrypted-sample.ts';
import { extractHere, filesOf, type ExtractionPlace } from '../../../support/extracting.ts';
import { withParents, writeSampleBackup, type SampleRow } from '../../../support/sample-backup.ts';

const APP = 'AppDomain-com.example.app';
const PASSWORD = 'secret';

const ROWS: readonly SampleRow[] = [
  { domain: 'HomeDomain', relativePath: 'with-digest.bin', content: randomBytes(1000) },
  { domain: 'HomeDomain', relativePath: 'whole-blocks.bin', content: randomBytes(4096) },
  { domain: 'HomeDomain', relativePath: 'messages.db', content: databaseOf(40) },
  { domain: 'HomeDomain', relativePath: 'empty', content: new Uint8Array(0) },
  { domain: 'HomeDomain', relativePath: 'large.bin', content: randomBytes(5_000_003) },
  { domain: APP, relativePath: 'random.bin', content: randomBytes(3000) },
  { domain: APP, relativePath: 'random-blocks.bin', content: randomBytes(4800) },
  { domain: APP, relativePath: 'notes.sqlite', content: databaseOf(60) },
  { domain: APP, relativePath: 'today.log', content: Buffer.from('a line of text\n'.repeat(40)) },
  { domain: APP, relativePath: 'zeros', content: Buffer.alloc(2048) },
  { domain: APP, relativePath: 'short.txt', content: Buffer.from('sixteen letters.') },
];

const HARMS: readonly (readonly [what: string, change: (stored: Buffer, plain: Buffer) => Uint8Array])[] = [
  ['nothing', (stored) => stored],
  ['another bit in the middle', (stored) => flipped(stored, stored.length >> 1)],
  ['another bit in the last byte', (stored) => flipped(stored, stored.length - 1)],
  ['another bit in the last block but one', (stored) => flipped(stored, stored.length - 20)],
  ['a byte less', (stored) => stored.subarray(0, -1)],
  ['a block less', (stored) => stored.subarray(0, -16)],
  ['a page less', (stored) => stored.subarray(0, -4096)],
  ['half of it', (stored) => stored.subarray(0, (stored.length >> 5) << 4)],
  ['nothing left', () => Buffer.alloc(0)],
  ['a byte more', (stored) => Buffer.concat([stored, Buffer.from([7])])],
  ['a block more', (stored) => Buffer.concat([stored, Buffer.alloc(16, 9)])],
  ['zeros instead', (stored) => Buffer.alloc(stored.length)],
  ['other random bytes', (stored) => randomBytes(stored.length)],
  ['the content in the clear', (_stored, plain) => plain],
  ['the content in the clear, longer', (_stored, plain) => Buffer.concat([plain, Buffer.alloc(4096)])],
  ['the content in the clear, cut', (_stored, plain) => plain.subarray(0, -5)],
  ['no more than the length in the clear', (stored, plain) => stored.subarray(0, plain.length)],
  ['other random bytes of the length in the clear', (_stored, plain) => randomBytes(plain.length)],
];

/** What is in the bytes, beyond digest, size and padding, is looked at by a verification alone. */
const DEEPER = ['sqlite-damaged', 'plist-unreadable'];

/** `key-missing`: what looks encrypted in a backup that is not. */
const REFUSALS: ReadonlySet<string> = new Set(['content-damaged', 'key-missing']);

describe('reading and verifying agree', () => {
  for (const kind of ['plain', 'encrypted'] as const) {
    for (const [what, change] of HARMS) {
      it(`${what} (${kind})`, async () => {
        using folder = temporaryFolder();
        const place = placeIn(folder.path);
        await writeBackup(place.backup, kind);
        for (const row of ROWS) harm(place.backup, row, change);
        await checkAgreement(place, kind === 'encrypted' ? PASSWORD : undefined);
      });
    }
  }

  it('about rows that contradict themselves', async () => {
    using folder = temporaryFolder();
    const place = placeIn(folder.path);
    await writeBackup(place.backup, 'plain');
    editCatalogue(place.backup, (database) => {
      database.exec("UPDATE Files SET file = NULL WHERE relativePath = 'today.log'");
      database.exec("UPDATE Files SET file = (SELECT file FROM Files WHERE relativePath = 'zeros') WHERE relativePath = 'short.txt'");
      database.exec("UPDATE Files SET relativePath = 'other.bin' WHERE relativePath = 'random.bin'");
    });
    const damaged = await checkAgreement(place, undefined);
    assert.deepEqual([...damaged].sort(), [`${APP}/other.bin`, `${APP}/short.txt`, `${APP}/today.log`]);
  });

  it('that a database which was shortened is whole, with the log that belongs to it', async () => {
    for (const kind of ['plain', 'encrypted'] as const) {
      using folder = temporaryFolder();
      const place = placeIn(folder.path);
      const content = databaseOf(60);
      const rows = [{ domain: APP, relativePath: 'notes.sqlite', content, record: { size: content.length + 4096 } }];
      await writeBackup(place.backup, kind, rows);
      const damaged = await checkAgreement(place, kind === 'encrypted' ? PASSWORD : undefined, rows);
      assert.deepEqual(damaged, new Set());
      assert.deepEqual(Object.keys(filesOf(place.target)), [`${APP}/notes.sqlite`]);
    }
  });
});

describe('encrypted content that is cut off at the length of its record', () => {
  it('is damaged, with or without a digest, and never handed out for what it decrypts from', async () => {
    using folder = temporaryFolder();
    const place = placeIn(folder.path);
    const row = { domain: APP, relativePath: 'text.txt', content: Buffer.from('A line of text.\n'.repeat(60).slice(0, -3)) };
    const others = ROWS.filter(({ content }) => content !== undefined && content.length > 0);
    await writeBackup(place.backup, 'encrypted', [...others, row]);
    harm(place.backup, row, (stored, plain) => stored.subarray(0, plain.length));
    assert.deepEqual(await checkAgreement(place, PASSWORD, [...others, row]), new Set([`${APP}/text.txt`]));
  });
});

describe('a backup that another program has decrypted', () => {
  async function decrypted(place: ExtractionPlace, isChosen: (row: SampleRow) => boolean): Promise<void> {
    await writeBackup(place.backup, 'encrypted');
    for (const row of ROWS.filter(isChosen)) harm(place.backup, row, (_stored, plain) => plain);
  }

  it('is read without its password, and its contradiction is found', async () => {
    using folder = temporaryFolder();
    const place = placeIn(folder.path);
    await decrypted(place, () => true);
    await checkContents(place, undefined, ROWS);
    const report = await judgedBackup(place.backup, 'full');
    assert.deepEqual(errorsIn(report.findings), ['encryption-contradiction']);
    assert.equal(report.verdict, 'damaged');
    assert.equal(report.backup.encrypted, false);
    const { damaged, missing } = report.counts;
    assert.deepEqual([damaged, missing], [0, 0]);
  });

  it('is proven with its password where the device gave digests: they are those of the encrypted bytes', async () => {
    using folder = temporaryFolder();
    const place = placeIn(folder.path);
    await decrypted(place, () => true);
    await using keys = await unlockBackup(place.backup, PASSWORD);
    const report = await judgedBackup(place.backup, 'full', keys);
    assert.deepEqual(errorsIn(report.findings), ['encryption-contradiction']);
    assert.ok(report.counts.proven >= 4, String(report.counts.proven));
    await checkContents(place, keys, ROWS.filter(isClearByItself));
  });

  it('in part is read file by file', async () => {
    using folder = temporaryFolder();
    const place = placeIn(folder.path);
    const isChosen = (row: SampleRow, index: number) => index % 3 !== 1 && isClearByItself(row) && row.content?.length !== 0;
    const chosen = new Set(ROWS.filter(isChosen));
    await decrypted(place, (row) => chosen.has(row));
    await using keys = await unlockBackup(place.backup, PASSWORD);
    await checkContents(place, keys, ROWS);
    const report = await judgedBackup(place.backup, 'full', keys);
    assert.deepEqual(errorsIn(report.findings), ['encryption-contradiction']);
    assert.equal(report.findings.find(({ code }) => code === 'encryption-contradiction')?.evidence.contradictingFiles, chosen.size);
    await using locked = await openBackup(place.backup);
    for (const row of ROWS) {
      const content = read(locked, await fileOf(locked, row));
      if (chosen.has(row)) assert.deepEqual(await content, Buffer.from(row.content ?? ''), row.relativePath);
      else await assert.rejects(content, { code: 'backup-encrypted' }, row.relativePath);
    }
  });
});

describe('content that contradicts its record', () => {
  it('is not handed out at all where it is small', async () => {
    using folder = temporaryFolder();
    const place = placeIn(folder.path);
    await writeBackup(place.backup, 'plain');
    for (const row of ROWS) harm(place.backup, row, (stored) => flipped(stored, 0));
    await using backup = await openBackup(place.backup);
    for (const [relativePath, least] of [
      ['with-digest.bin', 0],
      ['large.bin', 4_000_000],
    ] as const) {
      let bytes = 0;
      const file = await backup.get('HomeDomain', relativePath);
      assert.ok(file);
      await assert.rejects(
        async () => {
          for await (const chunk of backup.open(file)) bytes += chunk.length;
        },
        (error) => isCodedError(error, 'content-damaged') && error.data.reason === 'digest-mismatch',
      );
      assert.ok(bytes >= least && (least > 0 || bytes === 0), `${relativePath}: ${bytes.toString()}`);
    }
  });

  it('comes on request, and is flagged', async () => {
    using folder = temporaryFolder();
    const place = placeIn(folder.path);
    await writeBackup(place.backup, 'plain');
    const [row] = ROWS;
    assert.ok(row?.content);
    harm(place.backup, row, (stored) => flipped(stored, 0));
    await using backup = await openBackup(place.backup);
    const flags: unknown[] = [];
    const chunks: Uint8Array[] = [];
    const options = { onDamage: (damage: Error) => void flags.push(damage) };
    for await (const chunk of backup.open(await fileOf(backup, row), undefined, options)) chunks.push(chunk);
    assert.deepEqual(Buffer.concat(chunks), Buffer.from(flipped(Buffer.from(row.content), 0)));
    assert.deepEqual(
      flags.map((flag) => isCodedError(flag, 'content-damaged') && flag.data.reason),
      ['digest-mismatch'],
    );
  });

  it('is extracted as NAME.damaged, and only on request', async () => {
    for (const keepsDamaged of [false, true]) {
      using folder = temporaryFolder();
      const place = placeIn(folder.path);
      const rows = ROWS.slice(0, 1);
      await writeBackup(place.backup, 'plain', rows);
      for (const row of rows) harm(place.backup, row, (stored) => flipped(stored, 0));
      const { report } = await extractHere(place, { keepsDamaged });
      assert.deepEqual([report.damaged, report.failed], keepsDamaged ? [1, 0] : [0, 1]);
      assert.deepEqual(Object.keys(filesOf(place.target)), keepsDamaged ? ['HomeDomain/with-digest.bin.damaged'] : []);
    }
  });
});

/** What has neither a form of its own nor a digest, and just the length of whole blocks, is nobody's to tell from encrypted content. */
function isClearByItself({ relativePath }: SampleRow): boolean {
  return !relativePath.includes('-blocks');
}

function placeIn(parent: string): ExtractionPlace {
  return { parent, backup: join(parent, 'backup'), target: join(parent, 'target'), [Symbol.dispose]: () => undefined };
}

async function writeBackup(path: string, kind: 'plain' | 'encrypted', rows: readonly SampleRow[] = ROWS): Promise<void> {
  if (kind === 'plain') writeSampleBackup(path, withParents(rows));
  else await writeEncryptedSample(path, () => rows, { password: PASSWORD, catalogue: 'db', modern: false, random: randomBytes });
}

function harm(backup: string, { domain, relativePath, content }: SampleRow, change: (stored: Buffer, plain: Buffer) => Uint8Array): void {
  const fileID = fileIdOf(domain, relativePath);
  const path = join(backup, fileID.slice(0, 2), fileID);
  writeFileSync(path, change(readFileSync(path), Buffer.from(content ?? '')));
}

/** Three ways to the same files; returns those that all three call damaged. */
async function checkAgreement(place: ExtractionPlace, password: string | undefined, rows = ROWS): Promise<Set<string>> {
  await using keys = password === undefined ? null : await unlockBackup(place.backup, password);
  const report = await judgedBackup(place.backup, 'full', keys ?? undefined);
  const found = report.findings.filter(
    ({ severity, domain, code }) => severity === 'error' && domain !== undefined && !DEEPER.includes(code),
  );
  const isDamage = found.filter(({ code }) => code !== 'encryption-contradiction');
  const keyless = report.findings.find(({ code, evidence }) => code === 'encryption-contradiction' && evidence.filesEncrypted !== 0);
  const keylessNames = password === undefined ? ((keyless?.evidence.examples ?? []) as readonly string[]) : [];
  const verified = new Set([...isDamage.map(({ domain, relativePath }) => `${domain ?? ''}/${relativePath ?? ''}`), ...keylessNames]);
  await using backup = await openBackup(place.backup, keys === null ? {} : { keys });
  const refused = new Set<string>();
  const { rows: files } = await backup.list({ limit: 1000 });
  for (const file of files.filter(({ kind }) => kind === 'file')) {
    const name = `${file.domain}/${file.relativePath}`;
    const content = await read(backup, file).catch((error: unknown) => {
      assert.ok(isCodedError(error) && REFUSALS.has(error.code), `${name}: ${String(error)}`);
      return undefined;
    });
    if (content === undefined) refused.add(name);
    const row = rows.find(({ domain, relativePath }) => domain === file.domain && relativePath === file.relativePath);
    // A digest leaves no doubt.
    if (content !== undefined && row?.content !== undefined && file.domain === 'HomeDomain' && row.content.length > 0) {
      assert.deepEqual(content, Buffer.from(row.content), name);
    }
  }
  const label = JSON.stringify(report.findings, undefined, 1);
  assert.deepEqual(refused, verified, label);
  const extracted = await extractHere(place, { keys: keys?.classKeys.copy() });
  const failed = extracted.report.failures.map(({ domain, relativePath, code }) => {
    assert.ok(REFUSALS.has(code), relativePath);
    return `${domain}/${relativePath}`;
  });
  assert.deepEqual(new Set(failed), verified, label);
  return verified;
}

async function checkContents(place: ExtractionPlace, keys: BackupKeys | undefined, rows: readonly SampleRow[]): Promise<void> {
  await using backup = await openBackup(place.backup, { keys });
  for (const row of rows) {
    assert.deepEqual(await read(backup, await fileOf(backup, row)), Buffer.from(row.content ?? ''), row.relativePath);
  }
  await extractHere(place, { keys: keys?.classKeys.copy() });
  const files = filesOf(place.target);
  for (const { domain, relativePath, content = '' } of rows) {
    assert.equal(files[`${domain}/${relativePath}`], Buffer.from(content).toString('latin1'), relativePath);
  }
}

async function fileOf(backup: Backup, { domain, relativePath }: SampleRow): Promise<BackupFile> {
  return (await backup.get(domain, relativePath)) ?? assert.fail(relativePath);
}

async function read(backup: Backup, file: BackupFile): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of backup.open(file)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function errorsIn(findings: readonly { readonly severity: string; readonly code: string }[]): string[] {
  return findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
}

function flipped(stored: Buffer, at: number): Uint8Array {
  const bytes = Buffer.from(stored);
  const place = Math.max(0, at);
  if (bytes.length > 0) bytes[place] = (bytes[place] ?? 0) ^ 1;
  return bytes;
}

function databaseOf(rows: number): Uint8Array {
  using folder = temporaryFolder();
  const path = join(folder.path, 'sample.db');
  const database = new DatabaseSync(path);
  database.exec('CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)');
  // At once: a transaction for each row would wait for the disk a hundred times.
  database.exec('BEGIN');
  const insert = database.prepare('INSERT INTO note (body) VALUES (?)');
  for (let row = 0; row < rows; row++) insert.run('a note with some text '.repeat(20));
  database.exec('COMMIT');
  database.close();
  return readFileSync(path);
}
