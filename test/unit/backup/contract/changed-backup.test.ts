/** A backup that somebody writes to, or replaces, while a contract is held against it; and a search that nobody wants any more. */
import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCodedError } from '../../../../src/base/index.ts';
import { checkContract, openBackup, parseContract } from '../../../../src/backup/index.ts';
import { fileIdOf } from '../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { withParents, writePlists, writeSampleBackup } from '../../../support/sample-backup.ts';

const DOMAIN = 'AppDomain-com.example.myapp';
const CONTRACT = parseContract('device: true\nmustNot: ["**/*.pem"]\nmustNotContain: [{ pattern: secret }]\n', 'test.yml');
/** Without a text that a match must contain, each byte is looked at. */
const SLOW = parseContract('device: true\nmustNotContain: [{ pattern: "[qz]{3}[0-9]+" }]\n', 'slow.yml');
const LARGE = 24 * 1024 * 1024;

describe('a backup that changes while a contract is held against it', () => {
  const folder = temporaryFolder();
  let number = 0;
  after(() => folder[Symbol.dispose]());

  function made(files = 3, bytes = 1000): string {
    const path = join(folder.path, String(number++));
    const content = Buffer.alloc(bytes, 'a line of text\n');
    writeSampleBackup(
      path,
      withParents(Array.from({ length: files }, (_, at) => ({ domain: DOMAIN, relativePath: `${String(at)}.txt`, content }))),
    );
    return path;
  }
  const payloadOf = (path: string, name: string) => join(path, fileIdOf(DOMAIN, name).slice(0, 2), fileIdOf(DOMAIN, name));

  /** `meanwhile` runs once, when the first files have been looked at. */
  async function heldWhile(path: string, phase: string, meanwhile: () => void, contract = CONTRACT) {
    await using backup = await openBackup(path);
    let isDone = false;
    return await checkContract(backup, contract, {
      onProgress: (progress) => {
        if (isDone || progress.phase !== phase) return;
        isDone = true;
        meanwhile();
      },
    });
  }
  const isChanged = (error: unknown) => isCodedError(error, 'backup-changed');

  it('replaced by another one, is no mix of both', async () => {
    const [path, other] = [made(), made(2)];
    const swap = () => {
      renameSync(path, `${path}-old`);
      renameSync(other, path);
    };
    await assert.rejects(heldWhile(path, 'checking-files', swap), isChanged);
  });

  it('replaced before a file was looked at, neither', async () => {
    const path = made();
    await using backup = await openBackup(path);
    writePlists(path, '18.0', undefined, { madeAt: new Date('2025-01-01') });
    await assert.rejects(checkContract(backup, CONTRACT), isChanged);
  });

  it('with a stored file that is replaced, or taken away, says that it changed', async () => {
    const replace = (file: string) => {
      writeFileSync(`${file}.new`, 'x');
      renameSync(`${file}.new`, file);
    };
    for (const change of [rmSync, replace]) {
      const path = made();
      await assert.rejects(
        heldWhile(path, 'checking-files', () => change(payloadOf(path, '1.txt'))),
        isChanged,
      );
    }
  });

  it('taken away as a whole, says that it changed', async () => {
    const path = made();
    await assert.rejects(
      heldWhile(path, 'checking-files', () => rmSync(path, { recursive: true })),
      isChanged,
    );
  });

  it('by a file that is written to where it stands, leaves the search of that file undecided', async () => {
    const path = made(1, 4 * LARGE);
    const large = payloadOf(path, '0.txt');
    const report = await heldWhile(path, 'searching-content', () => appendFileSync(large, 'x'), SLOW);
    assert.deepEqual(
      report.findings.map(({ code, data }) => `${code} ${String(data.reason)}`),
      ['content-unsearched changed'],
    );
  });
});

describe('a search through content that is canceled', () => {
  it('ends within a moment, in the middle of a file, with its thread and its temporary files', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup');
    const content = Buffer.alloc(8 * LARGE, 'a line of text\n');
    writeSampleBackup(path, withParents([{ domain: DOMAIN, relativePath: 'large.txt', content }]));
    const cancel = new AbortController();
    let canceledAt = 0;
    const onProgress = ({ phase, bytes = 0 }: { readonly phase: string; readonly bytes?: number }) => {
      if (phase !== 'searching-content' || cancel.signal.aborted) return;
      assert.ok(bytes < content.length, 'it was told before the end of the file');
      canceledAt = performance.now();
      cancel.abort();
    };
    await using backup = await openBackup(path);
    const ports = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
    const portsBefore = ports();
    await assert.rejects(checkContract(backup, SLOW, { signal: cancel.signal, onProgress }), (error) => isCodedError(error, 'cancelled'));
    assert.ok(performance.now() - canceledAt < 2000, `it took ${(performance.now() - canceledAt).toFixed(0)} ms`);
    const left = readdirSync(tmpdir()).filter((name) => name.startsWith('ios-backup-lab-') && name.includes(`-${String(process.pid)}-`));
    assert.deepEqual(left, []);
    assert.deepEqual(ports(), portsBefore);
  });
});
