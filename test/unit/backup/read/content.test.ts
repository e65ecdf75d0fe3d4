/** Content in the clear: of any length, as long as the padding says, and honest about an end that cannot be trusted. */
import assert from 'node:assert/strict';
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBackup, unlockBackup, type Backup } from '../../../../src/backup/index.ts';
import { contentOf } from '../../../../src/backup/read/content.ts';
import { encryptPayload, fileIdOf, type MBFile } from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { writeEncryptedSample } from '../../../support/encrypted-sample.ts';
import type { SampleRow } from '../../../support/sample-backup.ts';

const PASSWORD = 'test';
const DOMAIN = 'AppDomain-com.example.app';

async function withBackup(rows: readonly SampleRow[], use: (path: string, backup: Backup) => Promise<void>): Promise<void> {
  using folder = temporaryFolder();
  const path = join(folder.path, 'backup');
  await writeEncryptedSample(path, () => rows, {
    password: PASSWORD,
    catalogue: 'db',
    modern: true,
    random: (count) => randomBytes(count),
  });
  await using keys = await unlockBackup(path, PASSWORD);
  await using backup = await openBackup(path, { keys });
  await use(path, backup);
}

async function read(backup: Backup, relativePath: string, signal?: AbortSignal): Promise<Buffer> {
  const file = await backup.get(DOMAIN, relativePath);
  assert.ok(file);
  const chunks: Uint8Array[] = [];
  for await (const chunk of backup.open(file, signal)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function payloadOf(path: string, relativePath: string): string {
  const fileID = fileIdOf(DOMAIN, relativePath);
  return join(path, fileID.slice(0, 2), fileID);
}

function row(relativePath: string, content: Uint8Array, record: Partial<MBFile> = {}): SampleRow {
  return { domain: DOMAIN, relativePath, content, record };
}

describe('the content of an encrypted file', () => {
  it('comes whole, whatever its length is', async () => {
    const lengths = [0, 1, 15, 16, 17, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 16, 5_000_000];
    const contents = new Map(lengths.map((length) => [String(length), randomBytes(length)]));
    await withBackup(
      [...contents].map(([name, content]) => row(name, content)),
      async (_path, backup) => {
        for (const [name, content] of contents) assert.deepEqual(await read(backup, name), content, name);
      },
    );
  });

  it('is as long as its padding says, not as the catalogue does', async () => {
    const content = randomBytes(1000);
    await withBackup([row('shorter', content, { size: 10 }), row('longer', content, { size: 90_000 })], async (_path, backup) => {
      for (const name of ['shorter', 'longer']) assert.deepEqual(await read(backup, name), content, name);
    });
  });

  it('may lack its padding where its length is the one in the catalogue', async () => {
    const content = Buffer.alloc(64, 0xaa);
    await withBackup([row('a', content)], async (path, backup) => {
      truncateSync(payloadOf(path, 'a'), 64);
      assert.deepEqual(await read(backup, 'a'), content);
    });
  });

  it('ends in an error where the end is damaged, and says how', async () => {
    const names = ['not-block-aligned', 'bad-padding', 'truncated'];
    await withBackup(
      names.map((name) => row(name, randomBytes(1000))),
      async (path, backup) => {
        truncateSync(payloadOf(path, 'not-block-aligned'), 999);
        truncateSync(payloadOf(path, 'bad-padding'), 512);
        truncateSync(payloadOf(path, 'truncated'), 0);
        for (const reason of names) {
          await assert.rejects(read(backup, reason), (error: { code: string; data: { reason: string } }) => {
            assert.deepEqual([error.code, error.data.reason], ['content-damaged', reason]);
            return true;
          });
        }
      },
    );
  });

  it('cannot be had without its key, and a key that does not open is told', async () => {
    const keyless = { ...row('no key', randomBytes(10)) };
    const broken = new Uint8Array(44).fill(9);
    broken.set([3, 0, 0, 0]);
    const deviceOnly = Uint8Array.from(broken);
    deviceOnly.set([9, 0, 0, 0]);
    const { content: _none, ...withoutContent } = keyless;
    const rows = [
      row('a', randomBytes(10)),
      withoutContent,
      { ...withoutContent, relativePath: 'broken', record: { encryptionKey: broken } },
      { ...withoutContent, relativePath: 'device only', record: { encryptionKey: deviceOnly } },
    ];
    await withBackup(rows, async (path, backup) => {
      await assert.rejects(read(backup, 'broken'), { code: 'payload-missing' });
      for (const name of ['no key', 'broken', 'device only']) {
        const place = payloadOf(path, name);
        rmSync(place, { force: true });
        await writeNew(place, encryptPayload(new Uint8Array(32), randomBytes(10)));
      }
      await assert.rejects(read(backup, 'no key'), { code: 'key-missing' });
      await assert.rejects(read(backup, 'broken'), { code: 'key-unwrap-failed', data: { reason: 'check', protectionClass: 3 } });
      await assert.rejects(read(backup, 'device only'), { code: 'key-unwrap-failed', data: { reason: 'device-only', protectionClass: 9 } });
    });
  });

  it('is never read through a link, and stops when it is told to', async () => {
    await withBackup([row('a', randomBytes(600_000))], async (path, backup) => {
      const controller = new AbortController();
      const file = await backup.get(DOMAIN, 'a');
      assert.ok(file);
      const reading = async () => {
        for await (const chunk of backup.open(file, controller.signal)) {
          assert.ok(chunk.length > 0);
          controller.abort();
        }
      };
      await assert.rejects(reading, { code: 'cancelled' });
      rmSync(payloadOf(path, 'a'));
      symlinkSync('/etc/hostname', payloadOf(path, 'a'));
      await assert.rejects(read(backup, 'a'), { code: 'payload-missing' });
      const payload = { path: payloadOf(path, 'a'), place: 'a', size: 1 };
      await assert.rejects(contentOf(payload, {}).next(), { code: 'file-io' });
    });
  });

  it('takes the same memory for 200 MB as for little', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'large');
    const size = 200 * 1024 * 1024;
    const digest = await writeLarge(path, size);
    const hash = createHash('sha256');
    let before = 0;
    let most = 0;
    let bytes = 0;
    for await (const chunk of contentOf(
      { path, place: 'large', size: size + 16 },
      { record: { size, encryptionKey: new Uint8Array(44) }, classKeys: OPEN },
    )) {
      hash.update(chunk);
      bytes += chunk.length;
      if (before === 0) before = process.memoryUsage().rss;
      most = Math.max(most, process.memoryUsage().rss);
    }
    assert.deepEqual([bytes, hash.digest('hex')], [size, digest]);
    assert.ok(most - before < 100 * 1024 * 1024, `${String(most - before)} bytes more`);
  }).timeout(60_000);
});

/** Class keys of which only this is used: the key of every file is 32 zeros. */
const OPEN = { unwrap: () => new Uint8Array(32) } as unknown as NonNullable<Parameters<typeof contentOf>[1]['classKeys']>;

async function writeNew(place: string, content: Uint8Array): Promise<void> {
  const { mkdir } = await import('node:fs/promises');
  await mkdir(join(place, '..'), { recursive: true });
  writeFileSync(place, content);
}

/** Encrypted with a key of zeros; returns the SHA-256 of what is in it. */
async function writeLarge(path: string, size: number): Promise<string> {
  const { open } = await import('node:fs/promises');
  await using file = await open(path, 'wx');
  const cipher = createCipheriv('aes-256-cbc', new Uint8Array(32), new Uint8Array(16));
  const hash = createHash('sha256');
  const piece = randomBytes(1024 * 1024);
  for (let written = 0; written < size; written += piece.length) {
    hash.update(piece);
    await file.write(cipher.update(piece));
  }
  await file.write(cipher.final());
  return hash.digest('hex');
}
