/** Sizes by domain and by app: what the records say, what is stored, and to which app an extension belongs. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openBackup } from '../../../../src/backup/index.ts';
import { sizesByApp } from '../../../../src/backup/read/app-sizes.ts';
import { appNamesOf } from '../../../../src/backup/read/app-names.ts';
import { unlockBackup } from '../../../../src/backup/index.ts';
import { dict, fileIdOf, writeBinaryPlist } from '../../../../src/formats/index.ts';
import { FIXTURE_PASSWORD, fixtureFacts, fixturePath, temporaryFolder } from '../../../support/backup-copy.ts';
import { withParents, writeSampleBackup, type SampleRow } from '../../../support/sample-backup.ts';

const file = (domain: string, relativePath: string, bytes: number): SampleRow => ({
  domain,
  relativePath,
  content: new Uint8Array(bytes),
});

describe('the sizes of a backup', () => {
  it('are those of an independent writer, recorded and stored', async () => {
    await using backup = await openBackup(fixturePath('plain-ios17'));
    const { domains } = await backup.sizes({ stored: true });
    const files = fixtureFacts('plain-ios17').files.filter(({ flags }) => flags === 1);
    for (const [domain, own] of Map.groupBy(files, (each) => each.domain)) {
      const size = domains.find((each) => each.domain === domain);
      const bytes = own.reduce((sum, each) => sum + each.size, 0);
      const storedBytes = own.reduce((sum, each) => sum + (each.storedSize ?? 0), 0);
      assert.deepEqual(size, { domain, files: own.length, bytes, storedBytes });
    }
    assert.equal(
      domains.reduce((sum, each) => sum + each.files, 0),
      files.length,
    );
    assert.deepEqual(
      domains,
      domains.toSorted((one, other) => other.bytes - one.bytes),
    );
  });

  it('are known of an encrypted backup once it is unlocked', async () => {
    const path = fixturePath('encrypted-ios17');
    const keys = await unlockBackup(path, FIXTURE_PASSWORD['encrypted-ios17']);
    await using backup = await openBackup(path, { keys });
    const { domains } = await backup.sizes({ stored: true });
    const files = fixtureFacts('encrypted-ios17').files.filter(({ flags }) => flags === 1);
    const total = (field: 'bytes' | 'storedBytes') => domains.reduce((sum, each) => sum + (each[field] ?? 0), 0);
    assert.deepEqual(
      [total('bytes'), total('storedBytes')],
      [files.reduce((sum, each) => sum + each.size, 0), files.reduce((sum, each) => sum + (each.storedSize ?? 0), 0)],
    );
    await keys.lock();
  });

  it('say what they do not know: records that cannot be read, content that is missing', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'backup');
    const rows = [file('HomeDomain', 'a', 100), file('HomeDomain', 'b', 50), file('HomeDomain', 'c', 7), file('MediaDomain', 'd', 1)];
    writeSampleBackup(path, withParents(rows));
    {
      using database = new DatabaseSync(join(path, 'Manifest.db'));
      database.prepare('UPDATE Files SET file = ? WHERE fileID = ?').run(new Uint8Array(9), fileIdOf('HomeDomain', 'b'));
    }
    const id = fileIdOf('HomeDomain', 'c');
    rmSync(join(path, id.slice(0, 2), id));
    await using backup = await openBackup(path);
    assert.deepEqual(await backup.sizes({ stored: true }), {
      apps: [
        {
          ...{ kind: 'system', id: 'HomeDomain', files: 3, bytes: 107, unknown: 1, storedBytes: 150, missing: 1 },
          domains: [{ domain: 'HomeDomain', files: 3, bytes: 107, unknown: 1, storedBytes: 150, missing: 1 }],
        },
        {
          ...{ kind: 'system', id: 'MediaDomain', files: 1, bytes: 1, storedBytes: 1 },
          domains: [{ domain: 'MediaDomain', files: 1, bytes: 1, storedBytes: 1 }],
        },
      ],
      domains: [
        { domain: 'HomeDomain', files: 3, bytes: 107, unknown: 1, storedBytes: 150, missing: 1 },
        { domain: 'MediaDomain', files: 1, bytes: 1, storedBytes: 1 },
      ],
    });
    const { domains } = await backup.sizes();
    assert.deepEqual(domains[0], { domain: 'HomeDomain', files: 3, bytes: 107, unknown: 1 });
  });

  it('can be canceled, and then asked for again', async () => {
    await using backup = await openBackup(fixturePath('plain-ios17'));
    const stop = new AbortController();
    const asked = backup.sizes({ signal: stop.signal });
    stop.abort();
    await assert.rejects(asked, { name: 'CancelledError' });
    assert.ok((await backup.sizes()).domains.length > 0);
  });

  it('count an extension for its app, the longest bundle id first, and a group for itself', () => {
    const domains = [
      { domain: 'AppDomainPlugin-com.example.app.pro.share', files: 1, bytes: 5 },
      { domain: 'AppDomain-com.example.app', files: 2, bytes: 10 },
      { domain: 'AppDomainGroup-group.com.example.app', files: 1, bytes: 30 },
      { domain: 'AppDomainPlugin-com.example.app.widget', files: 1, bytes: 2 },
      { domain: 'AppDomainPlugin-com.example.application.widget', files: 1, bytes: 1 },
      { domain: 'HomeDomain', files: 1, bytes: 3 },
    ];
    const apps = sizesByApp(
      domains,
      new Map([
        ['com.example.app', 'Example'],
        ['com.example.app.pro', ''],
      ]),
    );
    assert.deepEqual(
      apps.map(({ kind, id, name, bytes, files }) => [kind, id, name, bytes, files]),
      [
        ['group', 'group.com.example.app', undefined, 30, 1],
        ['app', 'com.example.app', 'Example', 12, 3],
        ['app', 'com.example.app.pro', undefined, 5, 1],
        ['system', 'HomeDomain', undefined, 3, 1],
        ['app', 'com.example.application.widget', undefined, 1, 1],
      ],
    );
  });

  it('take names from Info.plist, and do without where it is odd', () => {
    const app = (metadata: Uint8Array) => dict({ iTunesMetadata: metadata });
    const info = dict({
      'Installed Applications': ['com.example.bare', 7n],
      Applications: dict({
        'com.example.named': app(writeBinaryPlist(dict({ itemName: 'Long Name', bundleDisplayName: 'Name' }))),
        'com.example.item': app(writeBinaryPlist(dict({ itemName: 'Item', bundleDisplayName: ' ' }))),
        'com.example.broken': app(new Uint8Array([1, 2, 3])),
        'com.example.list': app(writeBinaryPlist([])),
        'com.example.text': 'no dictionary',
      }),
    });
    assert.deepEqual(
      [...appNamesOf(info)],
      [
        ['com.example.bare', ''],
        ['com.example.named', 'Name'],
        ['com.example.item', 'Item'],
        ['com.example.broken', ''],
        ['com.example.list', ''],
        ['com.example.text', ''],
      ],
    );
    assert.equal(appNamesOf(undefined).size, 0);
  });
});
