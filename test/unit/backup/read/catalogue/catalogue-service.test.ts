/** Pages, searches and counts against the plainest possible model: all rows in an array. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import type { BackupFile, PageRequest } from '../../../../../src/backup/index.ts';
import { viewFolder } from '../../../../../src/backup/read/backup-folder.ts';
import { CatalogueService } from '../../../../../src/backup/read/catalogue/catalogue-service.ts';
import { RankedRows } from '../../../../../src/backup/read/catalogue/ranked-rows.ts';
import { samplesAreEncrypted } from '../../../../../src/backup/read/sampled-files.ts';
import { encodeMBFile, fileIdOf } from '../../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../../support/backup-copy.ts';
import { recordFor, writeCatalogue, type Insert } from '../../../../support/sample-backup.ts';

const never = new AbortController().signal;

interface Name {
  readonly domain: string;
  readonly relativePath: string;
}

async function withService<T>(fill: (insert: Insert) => void, use: (service: CatalogueService) => Promise<T>): Promise<T> {
  using folder = temporaryFolder();
  const path = join(folder.path, 'Manifest.db');
  writeCatalogue(path, fill);
  await using store = await RankedRows.open(path, undefined);
  return await use(new CatalogueService(store));
}

function insertFile(insert: Insert, { domain, relativePath }: Name): void {
  insert(fileIdOf(domain, relativePath), domain, relativePath, 1, encodeMBFile(recordFor({ domain, relativePath })));
}

async function allPages(service: CatalogueService, request: Omit<PageRequest, 'signal'>): Promise<BackupFile[]> {
  const rows: BackupFile[] = [];
  let page = await service.answer('list', request, never);
  rows.push(...page.rows);
  while (page.next !== undefined) {
    assert.equal(page.rows.length, request.limit, 'only the last page is short');
    page = await service.answer('list', { ...request, after: page.next }, never);
    assert.ok(page.rows.length > 0, 'a page that was announced holds something');
    rows.push(...page.rows);
  }
  return rows;
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const namesOf = (rows: readonly Name[]) => rows.map(({ domain, relativePath }) => `${domain}|${relativePath}`);

/** What the words of `searchTest` say, spelled out once more in another way. */
function contains(text: string, search: string): boolean {
  const lowered = (value: string) =>
    Array.from(value, (letter) => (letter >= 'A' && letter <= 'Z' ? letter.toLowerCase() : letter)).join('');
  if (Buffer.byteLength(search) === search.length) return lowered(text).includes(lowered(search));
  return text.normalize('NFC').toLowerCase().includes(search.normalize('NFC').toLowerCase());
}

const letter = fc.constantFrom('a', 'A', 'b', '/', '.', '%', '_', '\\', '*', ' ', 'é', 'e\u0301', 'É', '日', '😀');
const domain = fc.constantFrom('HomeDomain', 'AppDomain-a', 'AppDomain-b', 'Ä', 'a');
const name = fc.record({ domain, relativePath: fc.string({ unit: letter, maxLength: 8 }) });

describe('the pages of a catalogue', () => {
  it('hold what the model holds, for any names, query and page size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { selector: (each) => `${each.domain}-${each.relativePath}`, maxLength: 60 }),
        fc.option(domain, { nil: undefined }),
        fc.string({ unit: letter, maxLength: 4 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(70),
        async (names, inDomain, search, limit, position) => {
          const model = names
            .filter(
              (each) =>
                (inDomain === undefined || each.domain === inDomain) &&
                contains(inDomain === undefined ? `${each.domain}/${each.relativePath}` : each.relativePath, search),
            )
            .sort((a, b) => byBytes(a.domain, b.domain) || byBytes(a.relativePath, b.relativePath));
          await withService(
            (insert) => {
              for (const each of names) insertFile(insert, each);
            },
            async (service) => {
              const query = { search, ...(inDomain === undefined ? {} : { domain: inDomain }) };
              assert.deepEqual(namesOf(await allPages(service, { ...query, limit })), namesOf(model));
              assert.equal(await service.answer('count', query, never), model.length);
              const { rows } = await service.answer('list', { ...query, position, limit }, never);
              assert.deepEqual(namesOf(rows), namesOf(model.slice(position, position + limit)));
            },
          );
        },
      ),
      { numRuns: 60 },
    );
  }).timeout(30_000);

  it('hold the direct children of any folder, searched or not', async () => {
    const folder = fc.string({ unit: letter, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { selector: (each) => `${each.domain}-${each.relativePath}`, maxLength: 60 }),
        domain,
        folder,
        fc.constantFrom('', 'a', 'é'),
        async (names, inDomain, inFolder, search) => {
          const prefix = inFolder === '' ? '' : `${inFolder}/`;
          const isChild = ({ relativePath }: Name) =>
            relativePath !== '' && relativePath.startsWith(prefix) && !relativePath.slice(prefix.length).includes('/');
          const model = names
            .filter((each) => each.domain === inDomain && isChild(each) && contains(each.relativePath, search))
            .sort((a, b) => byBytes(a.relativePath, b.relativePath));
          await withService(
            (insert) => {
              for (const each of names) insertFile(insert, each);
            },
            async (service) => {
              const query = { domain: inDomain, folder: inFolder, search };
              assert.deepEqual(namesOf(await allPages(service, { ...query, limit: 3 })), namesOf(model));
              assert.equal(await service.answer('count', query, never), model.length);
            },
          );
        },
      ),
      { numRuns: 60 },
    );
  }).timeout(30_000);

  it('keep names apart that other systems take for one, and take signs that a file system would not', async () => {
    const paths = [
      'caf\u00e9',
      'cafe\u0301',
      'A',
      'a',
      'x\0y',
      'x',
      '../up',
      '/absolute',
      'two//slashes',
      'end/',
      '\u001e1\u001f1\u001fHomeDomain\u001ffake',
      'é'.repeat(4096),
    ];
    await withService(
      (insert) => {
        for (const relativePath of paths) insertFile(insert, { domain: 'HomeDomain', relativePath });
      },
      async (service) => {
        const { rows } = await service.answer('list', { limit: 100 }, never);
        assert.deepEqual(
          rows.map(({ relativePath }) => relativePath),
          paths.toSorted(byBytes),
        );
        assert.deepEqual(await service.answer('domains', {}, never), [
          { domain: 'HomeDomain', files: paths.length, directories: 0, symlinks: 0 },
        ]);
      },
    );
  });

  it('refuse a folder without its domain', async () => {
    await withService(
      () => undefined,
      async (service) => {
        await assert.rejects(service.answer('list', { folder: '', limit: 1 }, never), { code: 'range-invalid' });
        assert.deepEqual(await service.answer('list', { domain: 'none', folder: 'a/b', limit: 1 }, never), { rows: [] });
      },
    );
  });

  it('are right for 100,000 rows written in any order', async () => {
    const count = 100_000;
    const nameOf = (index: number): Name => {
      const mixed = (index * 7919) % count; // 7919 is prime: every number once
      return {
        domain: `AppDomain-${String(mixed % 50).padStart(2, '0')}`,
        relativePath: `Documents/${String(mixed).padStart(6, '0')}.txt`,
      };
    };
    const blob = encodeMBFile(recordFor({ domain: 'AppDomain-00', relativePath: 'any' }));
    await withService(
      (insert) => {
        for (let index = 0; index < count; index++) {
          const each = nameOf(index);
          insert(index.toString(16).padStart(40, '0'), each.domain, each.relativePath, 1, blob);
        }
      },
      async (service) => {
        const model = namesOf(Array.from({ length: count }, (_, index) => nameOf(index))).sort();
        assert.deepEqual(namesOf(await allPages(service, { limit: 9_999 })), model);
        assert.equal((await service.answer('domains', {}, never)).length, 50);
        const tail = await service.answer('list', { position: count - 3, limit: 100 }, never);
        assert.deepEqual([namesOf(tail.rows), tail.next], [model.slice(-3), undefined]);
        const inOne = model.filter((each) => each.startsWith('AppDomain-17|'));
        assert.deepEqual(namesOf(await allPages(service, { domain: 'AppDomain-17', limit: 700 })), inOne);
        const search = { search: '123' };
        const found = model.filter((each) => each.split('|')[1]?.includes('123'));
        assert.deepEqual(namesOf(await allPages(service, { ...search, limit: 100 })), found);
        assert.equal(await service.answer('count', search, never), found.length);
        const glob = { glob: 'AppDomain-0[1-3]/**9.txt' };
        assert.equal(await service.answer('count', glob, never), model.filter((each) => /^AppDomain-0[1-3]\|.*9\.txt$/.test(each)).length);
      },
    );
  }).timeout(60_000);

  it('leave out rows of NULLs, and mark rows whose record cannot be read', async () => {
    await withService(
      (insert) => {
        insert('0'.repeat(40), null, null, 16, null);
        insert(null, 'HomeDomain', 'nobody', 1, null);
        insert(fileIdOf('HomeDomain', 'a'), 'HomeDomain', 'a', 1, Buffer.from('bplist00 but not a list'));
        insert(fileIdOf('HomeDomain', 'b'), 'HomeDomain', 'b', 2, null);
        insertFile(insert, { domain: 'HomeDomain', relativePath: 'c' });
      },
      async (service) => {
        const { rows } = await service.answer('list', { limit: 10 }, never);
        assert.deepEqual(
          rows.map(({ relativePath, kind, unreadable, modified }) => [relativePath, kind, unreadable, modified === null]),
          [
            ['a', 'file', true, true],
            ['b', 'directory', true, true],
            ['c', 'file', undefined, false],
          ],
        );
        assert.equal(await service.answer('file', { fileID: '0'.repeat(40) }, never), undefined);
      },
    );
  });

  it('follow most records where they do not agree whether files have keys', async () => {
    for (const [withKey, expected] of [
      [0, false],
      [1, false],
      [8, true],
      [9, true],
    ] as const) {
      const encrypted = await withService(
        (insert) => {
          for (let number = 0; number < 9; number++) {
            const name = { domain: 'HomeDomain', relativePath: number.toString() };
            const key = number >= 9 - withKey ? { encryptionKey: new Uint8Array(44) } : {};
            insert(
              fileIdOf(name.domain, name.relativePath),
              name.domain,
              name.relativePath,
              1,
              encodeMBFile({ ...recordFor(name), ...key }),
            );
          }
        },
        async (service) => samplesAreEncrypted(await service.answer('sample', {}, never), viewFolder('/nonexistent')),
      );
      assert.equal(encrypted, expected, `${withKey.toString()} of 9`);
    }
  });

  it('refuse a size that is none', async () => {
    await withService(
      () => undefined,
      async (service) => {
        for (const request of [{ limit: 0 }, { limit: 10_001 }, { limit: 1.5 }, { limit: 10, position: -1 }, { limit: Number.NaN }]) {
          await assert.rejects(service.answer('list', request, never), { code: 'range-invalid' });
        }
        assert.deepEqual(await service.answer('list', { limit: 10 }, never), { rows: [] });
        assert.deepEqual(await service.answer('list', { domain: 'none', limit: 10 }, never), { rows: [] });
      },
    );
  });

  it('answer a second asker although the first gave up the same search', async () => {
    await withService(
      (insert) => {
        for (let index = 0; index < 30_000; index++) {
          insert(index.toString(16).padStart(40, '0'), 'HomeDomain', `file ${index}`, 1, null);
        }
      },
      async (service) => {
        const controller = new AbortController();
        const first = service.answer('count', { search: 'file' }, controller.signal);
        const second = service.answer('count', { search: 'file' }, never);
        controller.abort();
        await assert.rejects(first, { code: 'cancelled' });
        assert.equal(await second, 30_000);
      },
    );
  });
});
