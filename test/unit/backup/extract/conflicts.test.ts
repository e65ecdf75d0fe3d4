/** What already stands in the target: each policy, links planted there, and databases that keep together with their logs. */
import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '../../../../src/base/index.ts';
import type { ConflictPolicy } from '../../../../src/backup/index.ts';
import { extractHere, filesOf, ledgerOf, makeTarget, placeWith, text, treeOf, type ExtractionPlace } from '../../../support/extracting.ts';

const DOMAIN = 'HomeDomain';

function placeOf(...paths: string[]): ExtractionPlace {
  return placeWith(paths.map((relativePath) => ({ domain: DOMAIN, relativePath, content: text(`new ${relativePath}`) })));
}

function put(place: ExtractionPlace, path: string, content = 'old'): void {
  const file = join(makeTarget(place, `${DOMAIN}/${path}/..`), path.slice(path.lastIndexOf('/') + 1));
  writeFileSync(file, content);
}

async function refusal(work: Promise<unknown>): Promise<[code: string, path: unknown]> {
  const error = await work.then(
    () => assert.fail('it was not refused'),
    (reason: unknown) => reason,
  );
  assert.ok(isCodedError(error), String(error));
  return [error.code, error.data.path];
}

describe('a target in which something stands', () => {
  it('is left as it is by the policy fail: nothing at all is written', async () => {
    using place = placeOf('a', 'b/c', 'z');
    put(place, 'b/c');
    const before = [...treeOf(place.target)];
    assert.deepEqual(await refusal(extractHere(place)), ['target-exists', 'HomeDomain/b/c']);
    assert.deepEqual([...treeOf(place.target)], before);
  });

  it('may hold other things by the policy fail', async () => {
    using place = placeOf('a', 'b/c');
    put(place, 'b/other');
    const { report } = await extractHere(place);
    assert.equal(report.files, 2);
    assert.deepEqual(filesOf(place.target), { 'HomeDomain/a': 'new a', 'HomeDomain/b/c': 'new b/c', 'HomeDomain/b/other': 'old' });
  });

  const expected: Record<Exclude<ConflictPolicy, 'fail'>, Record<string, string>> = {
    skip: { a: 'old', b: 'new b' },
    overwrite: { a: 'new a', b: 'new b' },
    rename: { a: 'old', 'a (2)': 'new a', b: 'new b' },
  };
  for (const policy of ['skip', 'overwrite', 'rename'] as const) {
    it(`keeps to the policy ${policy}, the second time as well`, async () => {
      using place = placeOf('a', 'b');
      put(place, 'a');
      const wanted = Object.fromEntries(Object.entries(expected[policy]).map(([path, content]) => [`${DOMAIN}/${path}`, content]));
      for (const round of [1, 2]) {
        const { report } = await extractHere(place, { policy });
        assert.deepEqual(filesOf(place.target), wanted);
        assert.deepEqual(report.failures, []);
        assert.equal(report.skipped, policy === 'skip' ? 1 : 0);
        if (round === 2) assert.equal(report.files, 0);
      }
    });
  }

  it('gets the next free name by the policy rename, in front of the extension', async () => {
    using place = placeOf('a.txt');
    put(place, 'a.txt');
    put(place, 'a (2).txt', 'older');
    await extractHere(place, { policy: 'rename' });
    assert.equal(filesOf(place.target)['HomeDomain/a (3).txt'], 'new a.txt');
    assert.deepEqual(
      ledgerOf(place.target).map(({ fact, path }) => [fact, path]),
      [['renamed', 'HomeDomain/a (3).txt']],
    );
  });

  it('is no target at all when it is a file', async () => {
    using place = placeOf('a');
    writeFileSync(place.target, 'a file');
    assert.deepEqual(await refusal(extractHere(place)), ['target-exists', place.target]);
  });

  it('never loses a folder to a file, or a file to a folder', async () => {
    using place = placeOf('folder', 'file/below');
    put(place, 'folder/inside');
    put(place, 'file');
    const before = filesOf(place.target);
    const { report } = await extractHere(place, { policy: 'overwrite' });
    assert.deepEqual(filesOf(place.target), before);
    assert.deepEqual(
      report.failures.map(({ relativePath, code }) => [relativePath, code]),
      [
        ['file', 'target-exists'],
        ['file/below', 'target-exists'],
        ['folder', 'target-exists'],
      ],
    );
    const renaming = await extractHere(place, { policy: 'rename' });
    assert.deepEqual(renaming.report.failures, []);
    assert.deepEqual(filesOf(place.target), {
      ...before,
      'HomeDomain/folder (2)': 'new folder',
      'HomeDomain/file (2)/below': 'new file/below',
    });
  });
});

describe('databases in a target', () => {
  it('take their log along to another name, also when only the log was in the way', async () => {
    for (const standing of ['sms.db', 'sms.db-wal']) {
      using place = placeOf('sms.db', 'sms.db-shm', 'sms.db-wal');
      put(place, standing);
      await extractHere(place, { policy: 'rename' });
      assert.deepEqual(filesOf(place.target), {
        [`HomeDomain/${standing}`]: 'old',
        'HomeDomain/sms (2).db': 'new sms.db',
        'HomeDomain/sms (2).db-shm': 'new sms.db-shm',
        'HomeDomain/sms (2).db-wal': 'new sms.db-wal',
      });
    }
  });

  it('are skipped with their log: it would not fit the database that stands there', async () => {
    using place = placeOf('sms.db', 'sms.db-wal');
    put(place, 'sms.db');
    const { report } = await extractHere(place, { policy: 'skip' });
    assert.equal(report.skipped, 2);
    assert.deepEqual(filesOf(place.target), { 'HomeDomain/sms.db': 'old' });
  });

  it('that replace others do not meet the log of those', async () => {
    using place = placeOf('sms.db');
    put(place, 'sms.db');
    put(place, 'sms.db-wal', 'old log');
    await extractHere(place, { policy: 'overwrite' });
    assert.deepEqual(filesOf(place.target), { 'HomeDomain/sms.db': 'new sms.db', 'HomeDomain/sms (2).db-wal': 'old log' });
    assert.deepEqual(
      ledgerOf(place.target).map(({ fact, path }) => [fact, path]),
      [['set-aside', 'HomeDomain/sms (2).db-wal']],
    );
  });
});

describe('links planted in a target', () => {
  function planted(link: string, ...paths: string[]): ExtractionPlace {
    const place = placeOf(...paths);
    mkdirSync(join(place.parent, 'elsewhere/Library'), { recursive: true });
    writeFileSync(join(place.parent, 'elsewhere/victim'), 'untouched');
    makeTarget(place, link.includes('/') ? DOMAIN : '');
    return place;
  }
  const untouched = (place: ExtractionPlace) => {
    assert.deepEqual(
      [...treeOf(join(place.parent, 'elsewhere'))],
      [
        ['Library', '/'],
        ['victim', 'untouched'],
      ],
    );
  };

  for (const link of ['HomeDomain', 'HomeDomain/Library']) {
    it(`lead nowhere in the place of a folder: ${link}`, async () => {
      for (const policy of ['fail', 'skip', 'overwrite', 'rename'] as const) {
        using place = planted(link, 'Library/a');
        symlinkSync(join(place.parent, 'elsewhere'), join(place.target, link));
        if (policy === 'fail') {
          assert.equal((await refusal(extractHere(place, { policy })))[0], 'unsafe-path');
        } else {
          const { report } = await extractHere(place, { policy });
          assert.equal(report.files, policy === 'rename' ? 1 : 0);
          if (policy === 'overwrite') assert.ok(report.failures.every(({ code }) => code === 'unsafe-path'));
        }
        assert.ok(lstatSync(join(place.target, link)).isSymbolicLink());
        untouched(place);
      }
    });
  }

  it('are replaced in the place of a file, and what they lead to stays', async () => {
    using place = planted('HomeDomain/a', 'a');
    symlinkSync(join(place.parent, 'elsewhere/victim'), join(place.target, 'HomeDomain/a'));
    assert.equal((await refusal(extractHere(place)))[0], 'target-exists');
    await extractHere(place, { policy: 'overwrite' });
    assert.deepEqual(filesOf(place.target), { 'HomeDomain/a': 'new a' });
    untouched(place);
  });

  it('are refused in the place of the ledger', async () => {
    using place = planted('HomeDomain/a', 'a');
    using other = placeOf('a');
    await extractHere(other);
    const [ledger = ''] = readdirSync(other.target).filter((name) => name.endsWith('.ndjson'));
    symlinkSync(join(place.parent, 'elsewhere/victim'), join(place.target, ledger));
    assert.equal((await refusal(extractHere(place)))[0], 'unsafe-path');
    untouched(place);
  });

  it('leave the dates of what they lead to alone', async () => {
    using place = planted('HomeDomain/Library', 'Library/a');
    const elsewhere = join(place.parent, 'elsewhere');
    utimesSync(elsewhere, 1000, 1000);
    symlinkSync(elsewhere, join(place.target, 'HomeDomain/Library'));
    await extractHere(place, { policy: 'skip' });
    assert.equal(lstatSync(elsewhere).mtimeMs, 1_000_000);
  });

  it('are no way into the backup: a domain called like its folder is not entered', async () => {
    using place = placeWith([{ domain: 'backup', relativePath: 'Manifest.plist', content: text('evil') }]);
    const before = [...treeOf(place.backup)];
    const { report } = await extractHere(place, { target: place.parent, policy: 'overwrite' });
    assert.deepEqual([...treeOf(place.backup)], before);
    assert.deepEqual(
      report.failures.map(({ code }) => code),
      ['target-inside-backup', 'target-inside-backup'],
    );
  });
});
