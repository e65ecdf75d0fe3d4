/** Copies and removals in steps: whole when they are gone through, and stoppable anywhere. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyFileInSteps, copyTreeInSteps, removeFolderInSteps } from '../../../../src/backup/folder/tree-steps.ts';
import { systemErrorCode } from '../../../../src/base/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { finishSteps } from '../../../support/finish-steps.ts';

const LARGE = Buffer.alloc(9 * 1024 * 1024, 'content of a large file ');

function tree(root: string): string {
  const folder = join(root, 'tree');
  mkdirSync(join(folder, 'a/b'), { recursive: true });
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'large'), LARGE);
  for (let i = 0; i < 2500; i++) writeFileSync(join(folder, 'a/b', String(i)), String(i));
  writeFileSync(join(root, 'outside'), 'outside');
  symlinkSync(root, join(folder, 'link'));
  return folder;
}

describe('copies and removals in steps', () => {
  it('copy a tree, large files too, and leave links out', () => {
    using folder = temporaryFolder();
    const source = tree(folder.path);
    const target = join(folder.path, 'copy');
    finishSteps(copyTreeInSteps(source, target));
    assert.deepEqual(readdirSync(target).sort(), ['a', 'empty', 'large']);
    const names = readdirSync(join(source, 'a/b')).sort();
    assert.deepEqual(readdirSync(join(target, 'a/b')).sort(), names);
    for (const name of names) assert.equal(readFileSync(join(target, 'a/b', name), 'utf8'), name);
    assert.ok(readFileSync(join(target, 'large')).equals(LARGE));
  });

  it('remove a folder with more names than are read at once, and nothing behind its links', () => {
    using folder = temporaryFolder();
    finishSteps(removeFolderInSteps(tree(folder.path)));
    assert.deepEqual(readdirSync(folder.path), ['outside']);
  });

  it('stop where nobody goes on', () => {
    using folder = temporaryFolder();
    const source = tree(folder.path);
    let steps = 0;
    for (const _ of removeFolderInSteps(source)) if (++steps === 1000) break;
    assert.ok(existsSync(source));
  });

  it('replace no file', () => {
    using folder = temporaryFolder();
    const source = tree(folder.path);
    for (const name of ['large', 'a/b/1']) {
      const copying = () => {
        finishSteps(copyFileInSteps(join(source, name), join(folder.path, 'outside')));
      };
      assert.throws(copying, (error) => systemErrorCode(error) === 'EEXIST');
    }
    assert.equal(readFileSync(join(folder.path, 'outside'), 'utf8'), 'outside');
  });
});
