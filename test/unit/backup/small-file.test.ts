/** The one reader of small files: whatever stands in the place of one is told apart at once, and nothing is read beyond the limit. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, linkSync, mkdirSync, openSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { readOwnFile, readSmallFile, smallFileIfAny, type SmallFile } from '../../../src/backup/small-file.ts';
import { temporaryFolder } from '../../support/backup-copy.ts';

const LIMIT = 1000;
const GIB = 1024 ** 3;

interface Standing {
  readonly what: string;
  readonly make: (path: string) => void;
  readonly seen: SmallFile;
  readonly onlyPosix?: true;
}

const STANDING: readonly Standing[] = [
  { what: 'nothing', make: () => undefined, seen: { state: 'missing' } },
  { what: 'a folder', make: (path) => mkdirSync(path), seen: { state: 'no-file', standing: 'folder' } },
  { what: 'a pipe', make: (path) => void execFileSync('mkfifo', [path]), seen: { state: 'no-file', standing: 'pipe' }, onlyPosix: true },
  {
    what: 'a link to a good file',
    make: (path) => {
      writeFileSync(`${path}.good`, 'good');
      symlinkSync(`${path}.good`, path);
    },
    seen: { state: 'no-file', standing: 'link' },
  },
  { what: 'a link to nothing', make: (path) => symlinkSync('nowhere', path), seen: { state: 'no-file', standing: 'link' } },
  { what: 'a link to a device', make: (path) => symlinkSync('/dev/zero', path), seen: { state: 'no-file', standing: 'link' } },
  { what: 'a sparse file of 2 GiB', make: (path) => makeSparse(path, 2 * GIB), seen: { state: 'too-large', bytes: 2 * GIB } },
  { what: 'one byte too many', make: (path) => writeFileSync(path, 'x'.repeat(LIMIT + 1)), seen: { state: 'too-large', bytes: LIMIT + 1 } },
  { what: 'what just fits', make: (path) => writeFileSync(path, 'x'.repeat(LIMIT)), seen: read('x'.repeat(LIMIT)) },
  { what: 'an empty file', make: (path) => writeFileSync(path, ''), seen: read('') },
  {
    what: 'a second name of a file',
    make: (path) => {
      writeFileSync(`${path}.first`, 'both');
      linkSync(`${path}.first`, path);
    },
    seen: read('both'),
  },
];

function read(text: string): SmallFile {
  return { state: 'read', bytes: new Uint8Array(Buffer.from(text)) };
}

function makeSparse(path: string, size: number): void {
  const file = openSync(path, 'w');
  ftruncateSync(file, size);
  closeSync(file);
}

describe('a small file', () => {
  for (const { what, make, seen, onlyPosix } of STANDING) {
    it(`is told from ${what}`, function () {
      if (onlyPosix && process.platform === 'win32') return;
      using folder = temporaryFolder();
      const path = join(folder.path, 'small');
      make(path);
      assert.deepEqual(readSmallFile(path, LIMIT), seen);
      assert.deepEqual(smallFileIfAny(path, LIMIT), seen.state === 'read' ? seen.bytes : undefined);
      if (seen.state === 'no-file') {
        assert.throws(() => readOwnFile(path, LIMIT), { code: 'place-blocked', data: { path, standing: seen.standing } });
      } else if (seen.state === 'too-large') assert.throws(() => readOwnFile(path, LIMIT), { code: 'place-blocked' });
      else assert.deepEqual(readOwnFile(path, LIMIT), seen.state === 'read' ? seen.bytes : undefined);
    });
  }

  it('is told from a socket', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'small');
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(path, resolve));
    assert.deepEqual(readSmallFile(path, LIMIT), { state: 'no-file', standing: 'socket' });
    await new Promise((resolve) => void server.close(resolve));
  });

  it('is told from a device', () => {
    assert.deepEqual(readSmallFile('/dev/zero', LIMIT), { state: 'no-file', standing: 'device' });
  });

  it('is read to its end when it is longer than it says, and no further than the limit', () => {
    // What lies in /proc says that it is empty. Other systems have no such file.
    if (process.platform !== 'linux') return;
    const file = readSmallFile('/proc/self/status', 1024 * 1024);
    assert.ok(file.state === 'read' && Buffer.from(file.bytes).includes('Name:'));
    assert.equal(readSmallFile('/proc/self/status', 100).state, 'too-large');
  });

  it('is missing when a file stands in the place of its folder', () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'file'), '');
    assert.deepEqual(readSmallFile(join(folder.path, 'file', 'small'), LIMIT), { state: 'missing' });
  });
});
