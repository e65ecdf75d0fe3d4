/** A backup as a file system: every row has its place, whatever its path is. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FileTree, nameToSegment, openBackup, segmentToName } from '../../../../src/backup/index.ts';
import { fixtureFacts, fixturePath } from '../../../support/backup-copy.ts';

const facts = fixtureFacts('plain-ios17');

describe('a segment of a path as a name', () => {
  it('stays as it is while a file system can hold it', () => {
    for (const name of ['Library', 'a b.txt', '100 %', '50%off', '.hidden', '...', 'ü', 'com.apple.x-y_z']) {
      assert.equal(segmentToName(name), name);
    }
  });

  it('is escaped where it cannot stand for itself, and found again', () => {
    assert.equal(segmentToName('..'), '%2E%2E');
    assert.equal(segmentToName('a\\b'), 'a%5Cb');
    assert.equal(segmentToName('\u202egnp.exe'), '%E2%80%AEgnp.exe');
    assert.equal(segmentToName('%41'), '%2541');
    for (const segment of ['', '.', '..', '%empty', '%2E', '\n', 'a/b', '\u2066x']) {
      assert.equal(nameToSegment(segmentToName(segment)), segment);
    }
  });

  it('never stands for another segment', () => {
    const alphabet = fc.constantFrom('%', '2', 'E', '5', '.', '/', '\\', '\n', '\u202e', 'a', 'empty', 'é');
    const segments = fc.array(alphabet, { maxLength: 6 }).map((signs) => signs.join(''));
    fc.assert(
      fc.property(segments, segments, (a, b) => {
        assert.equal(nameToSegment(segmentToName(a)), a);
        if (a !== b) assert.notEqual(segmentToName(a), segmentToName(b));
        assert.doesNotMatch(segmentToName(a), /^\.{1,2}$|[/\\\n\u202e]|^$/);
      }),
    );
  });

  it('is nothing if no segment has that name', () => {
    for (const name of ['%41', '%2e%2E', '%FF', 'a%2541%00x%41']) assert.equal(nameToSegment(name), undefined, name);
  });
});

describe('a backup as a tree', () => {
  it('has every row at its place, and nothing else but the folders on the way', async () => {
    await using backup = await openBackup(fixturePath('plain-ios17'));
    const tree = new FileTree(backup);
    const found: string[] = [];
    const onTheWay: string[] = [];
    const walk = async (place: readonly string[]): Promise<void> => {
      for (const { name, kind, file } of (await tree.children(place)) ?? []) {
        const here = [...place, name];
        const entry = await tree.entry(here);
        assert.deepEqual([entry?.name, entry?.kind], [name, kind], here.join('/'));
        if (place.length > 0) assert.deepEqual(entry?.file, file, here.join('/'));
        if (file !== undefined && file.relativePath !== '') found.push(file.fileID);
        else onTheWay.push(here.join('/'));
        if (kind === 'directory') await walk(here);
      }
    };
    await walk([]);
    const rows = facts.files.filter(({ relativePath }) => relativePath !== '').map(({ fileID }) => fileID);
    assert.deepEqual(found.sort(), rows.sort());
    const places = new Set(facts.files.map(({ domain, relativePath }) => `${domain}/${relativePath}`));
    for (const place of onTheWay) {
      assert.ok(
        [...places].some((path) => path === place || path.startsWith(`${place}/`)),
        place,
      );
    }
  });

  it('has nothing at other places', async () => {
    await using backup = await openBackup(fixturePath('plain-ios17'));
    const tree = new FileTree(backup);
    for (const place of [['NoDomain'], ['HomeDomain', 'no such'], ['HomeDomain', '..'], ['%41'], ['HomeDomain', 'Library', '%FF']]) {
      assert.equal(await tree.entry(place), undefined, place.join('/'));
      assert.equal(await tree.children(place), undefined, place.join('/'));
    }
    assert.deepEqual(await tree.entry([]), { name: '', kind: 'directory' });
  });
});
