/** Folders below the target: made and entered, never through a link, whether they are kept open or looked at. */
import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '../../../../src/base/index.ts';
import { TargetFolders } from '../../../../src/backup/extract/target-folders.ts';
import { extractionPlace, makeTarget, treeOf } from '../../../support/extracting.ts';

const deep = (levels: number) => Array.from({ length: levels }, (_, level) => `level ${String(level)}`);

for (const keepsOpen of [true, false]) {
  describe(`folders of a target that are ${keepsOpen ? 'kept open' : 'looked at'}`, () => {
    function open(target: string, forbidden?: string): TargetFolders & Disposable {
      const identities = forbidden === undefined ? [] : [lstatSync(forbidden, { bigint: true })];
      const folders = TargetFolders.open({ path: target, forbidden: identities }, keepsOpen);
      return Object.assign(folders, {
        [Symbol.dispose]: () => {
          folders.dispose();
        },
      });
    }

    it('are made once, and files go where they belong, however many folders there are', () => {
      using place = extractionPlace();
      using folders = open(makeTarget(place));
      const paths = deep(300).map((_, index) => deep((index % 30) + 1).join('/'));
      for (const path of paths) {
        const isThere = lstatSync(join(place.target, path), { throwIfNoEntry: false }) !== undefined;
        assert.equal(folders.make(path, 0o700), !isThere);
        writeFileSync(`${folders.at(path)}/file`, path);
      }
      for (const path of paths) assert.equal(treeOf(place.target).get(`${path}/file`), path);
      folders.setModified('level 0/level 1', 1_000_000);
      assert.equal(lstatSync(join(place.target, 'level 0/level 1')).mtimeMs, 1_000_000_000);
    });

    it('are not entered through links, not through files, and not when they are missing', () => {
      using place = extractionPlace();
      using folders = open(makeTarget(place));
      mkdirSync(join(place.parent, 'elsewhere'));
      symlinkSync('../elsewhere', join(place.target, 'link'));
      writeFileSync(join(place.target, 'file'), '');
      for (const attempt of [() => folders.at('link'), () => folders.make('link', 0o700), () => folders.make('link/below', 0o700)]) {
        assert.throws(attempt, (error) => isCodedError(error, 'unsafe-path'));
      }
      assert.throws(
        () => folders.make('file/below', 0o700),
        (error) => isCodedError(error, 'target-exists'),
      );
      assert.throws(() => folders.at('missing'), { code: 'ENOENT' });
      assert.deepEqual([...treeOf(join(place.parent, 'elsewhere'))], []);
    });

    it('are not entered when they are the backup', () => {
      using place = extractionPlace();
      mkdirSync(join(makeTarget(place), 'backup'));
      using folders = open(place.target, join(place.target, 'backup'));
      for (const attempt of [() => folders.at('backup'), () => folders.make('backup', 0o700), () => folders.make('backup/00', 0o700)]) {
        assert.throws(attempt, (error) => isCodedError(error, 'target-inside-backup'));
      }
    });

    if (!keepsOpen) return;
    it('stay the same folders when somebody puts a link in the place of one', () => {
      using place = extractionPlace();
      using folders = open(makeTarget(place));
      mkdirSync(join(place.parent, 'elsewhere'));
      folders.make('folder', 0o700);
      renameSync(join(place.target, 'folder'), join(place.target, 'moved'));
      symlinkSync('../elsewhere', join(place.target, 'folder'));
      writeFileSync(`${folders.at('folder')}/file`, 'content');
      assert.deepEqual([...treeOf(join(place.parent, 'elsewhere'))], []);
      assert.equal(treeOf(place.target).get('moved/file'), 'content');
    });
  });
}
