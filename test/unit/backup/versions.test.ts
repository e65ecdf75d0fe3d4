/** Previous versions: listed, thinned out, and put back; nothing is lost when something goes wrong. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isCodedError } from '../../../src/base/index.ts';
import { listVersions, pruneVersions, rollBack, verifyBackup } from '../../../src/backup/index.ts';
import { copyFixture } from '../../support/backup-copy.ts';

interface Place extends Disposable {
  readonly path: string;
  readonly older: string;
  readonly newest: string;
}

/** A backup with two versions beside it; the newest of them lacks Info.plist, so that it can be told. */
function placeWithVersions(): Place {
  const copy = copyFixture('plain-ios17');
  const { path } = copy;
  const [older, newest] = [`${path}-20240101-100000`, `${path}-20240201-100000`];
  cpSync(path, older, { recursive: true });
  cpSync(path, newest, { recursive: true });
  rmSync(join(newest, 'Info.plist'));
  return { path, older, newest, [Symbol.dispose]: () => copy[Symbol.dispose]() };
}

const code = (wanted: string) => (error: unknown) => isCodedError(error, wanted);
const namesBeside = (path: string) => readdirSync(dirname(path)).sort();

describe('previous versions of a backup', () => {
  it('are the dated folders beside it, newest first, and nothing else', () => {
    using place = placeWithVersions();
    mkdirSync(`${place.path}-notes`);
    mkdirSync(`${place.path}.broken-20240301-100000`);
    writeFileSync(`${place.path}-20240401-100000`, 'a file');
    mkdirSync(join(dirname(place.path), 'another-20240501-100000'));
    assert.deepEqual(
      listVersions(place.path).map(({ path, madeAt }) => [path, madeAt.toISOString()]),
      [
        [place.newest, '2024-02-01T10:00:00.000Z'],
        [place.older, '2024-01-01T10:00:00.000Z'],
      ],
    );
    assert.deepEqual(listVersions(join(place.path, 'no', 'such', 'folder')), []);
  });

  it('are thinned out from the oldest, but for those that somebody else has made', async () => {
    using place = placeWithVersions();
    const own = [place.older, place.newest];
    assert.deepEqual(await pruneVersions(place.path, { keep: 5, own }), []);
    assert.deepEqual(await pruneVersions(place.path, { keep: 0, own: [] }), []);
    assert.deepEqual(await pruneVersions(place.path, { keep: 1, own }), [place.older]);
    assert.deepEqual([existsSync(place.older), existsSync(place.newest), existsSync(place.path)], [false, true, true]);
  });

  it('take the place of the backup, which becomes one itself, so that it can be undone', async () => {
    using place = placeWithVersions();
    const { previous, verdict, path } = await rollBack({ path: place.path, version: place.newest });
    assert.equal(path, place.path);
    assert.ok(verdict === 'good' || verdict === 'good-with-known-gaps', verdict);
    assert.ok(previous !== undefined && /-\d{8}-\d{6}$/.test(previous));
    assert.deepEqual(
      [existsSync(join(path, 'Info.plist')), existsSync(join(previous, 'Info.plist')), existsSync(place.newest)],
      [false, true, false],
    );
    await rollBack({ path, version: previous });
    assert.ok(existsSync(join(path, 'Info.plist')));
    assert.equal((await verifyBackup(path)).verdict, verdict);
    assert.equal(listVersions(path).length, 2);
  });

  it('are refused when they are broken, are none, or something else is going on; then nothing has changed', async () => {
    using place = placeWithVersions();
    rmSync(join(place.newest, 'Manifest.db'));
    const before = namesBeside(place.path);
    await assert.rejects(rollBack({ path: place.path, version: place.newest }), code('version-broken'));
    await assert.rejects(rollBack({ path: place.path, version: dirname(place.path) }), code('no-such-version'));
    await assert.rejects(rollBack({ path: place.path, version: place.older, signal: AbortSignal.abort() }), code('cancelled'));
    assert.deepEqual(namesBeside(place.path), before);
    const journal = join(dirname(place.path), `.${basename(place.path)}.journal`);
    mkdirSync(journal);
    writeFileSync(join(journal, 'lock'), JSON.stringify({ pid: process.pid, host: hostname(), token: 'x' }));
    await assert.rejects(rollBack({ path: place.path, version: place.older }), code('backup-running'));
    assert.ok(existsSync(place.older));
  });
});
