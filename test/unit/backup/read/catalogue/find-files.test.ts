/** Conditions and orders of a list of files, against the plainest possible model: all rows in an array. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import type { BackupFile, FileOrder, FileQuery, SortKey } from '../../../../../src/backup/index.ts';
import { CatalogueService } from '../../../../../src/backup/read/catalogue/catalogue-service.ts';
import { RankedRows } from '../../../../../src/backup/read/catalogue/ranked-rows.ts';
import { encodeMBFile, fileIdOf } from '../../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../../support/backup-copy.ts';
import { recordFor, writeCatalogue } from '../../../../support/sample-backup.ts';

const never = new AbortController().signal;

interface Item {
  readonly domain: string;
  readonly relativePath: string;
  readonly flags: number;
  readonly size: number;
  readonly lastModified: number;
  readonly protectionClass: number;
}

const MODES: Readonly<Record<number, number>> = { 1: 0o100644, 2: 0o040755, 4: 0o120755 };

async function withItems(items: readonly Item[], use: (service: CatalogueService) => Promise<void>): Promise<void> {
  using folder = temporaryFolder();
  const path = join(folder.path, 'Manifest.db');
  writeCatalogue(path, (insert) => {
    for (const item of items) {
      const { domain, relativePath, flags, size, lastModified, protectionClass } = item;
      const record = { size, lastModified, protectionClass, mode: MODES[flags] ?? 0 };
      insert(
        fileIdOf(domain, relativePath),
        domain,
        relativePath,
        flags,
        encodeMBFile(recordFor({ domain, relativePath, flags, record: flags === 4 ? { ...record, target: 'x' } : record })),
      );
    }
  });
  await using store = await RankedRows.open(path, undefined);
  await use(new CatalogueService(store));
}

const itemsOf = fc.uniqueArray(
  fc.record({
    domain: fc.constantFrom('HomeDomain', 'AppDomain-a', 'AppDomain-b'),
    relativePath: fc
      .array(fc.constantFrom('a', 'B', 'b.jpg', 'C.JPG', 'é.txt', 'name', 'name2', 'NAME', 'x.y.tar', '.hidden', 'trailing.'), {
        minLength: 0,
        maxLength: 3,
      })
      .map((parts) => parts.join('/')),
    flags: fc.constantFrom(1, 1, 1, 2, 4),
    size: fc.constantFrom(0, 1, 999, 1000, 5_000_000_000, 2 ** 40),
    lastModified: fc.constantFrom(-5, 0, 1_600_000_000, 1_700_000_000),
    protectionClass: fc.constantFrom(0, 1, 2, 3, 4),
  }),
  { selector: ({ domain, relativePath }) => `${domain}-${relativePath}`, maxLength: 50 },
);

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const byPath = (a: Item, b: Item) => byBytes(a.domain, b.domain) || byBytes(a.relativePath, b.relativePath);
const nameOf = ({ relativePath }: Item) => relativePath.slice(relativePath.lastIndexOf('/') + 1);
const pathsOf = (rows: readonly (BackupFile | Item)[]) => rows.map(({ domain, relativePath }) => `${domain}|${relativePath}`);

function extensionOf(item: Item): string {
  return (/^.+\.([^.]+)$/s.exec(nameOf(item))?.[1] ?? '').toLowerCase();
}

const ASCII_LOWER = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Undefined comes last. */
const KEYS: Readonly<Record<SortKey, (item: Item) => string | number | undefined>> = {
  path: () => 0,
  name: (item) => ASCII_LOWER(nameOf(item)),
  type: (item) => (item.flags === 2 || extensionOf(item) === '' ? undefined : extensionOf(item)),
  size: ({ flags, size }) => (flags === 1 ? size : undefined),
  modified: ({ lastModified }) => lastModified,
  class: ({ protectionClass }) => protectionClass,
};

function sorted(items: readonly Item[], { by, descending = false }: FileOrder): Item[] {
  const inOrder = items.toSorted(byPath);
  if (by === 'path') return descending ? inOrder.reverse() : inOrder;
  return inOrder.sort((a, b) => {
    const [one, other] = [KEYS[by](a), KEYS[by](b)];
    if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
    const difference = typeof one === 'string' ? byBytes(one, String(other)) : one - Number(other);
    return descending ? -difference : difference;
  });
}

describe('a list of files', () => {
  it('comes in any order that is wanted, what is alike by path, what has no value last', async () => {
    await fc.assert(
      fc.asyncProperty(
        itemsOf,
        fc.record({ by: fc.constantFrom(...(Object.keys(KEYS) as SortKey[])), descending: fc.boolean() }),
        async (items, order) => {
          await withItems(items, async (service) => {
            const { rows } = await service.answer('list', { order, limit: 100 }, never);
            const model = sorted(items, order);
            assert.deepEqual(pathsOf(rows), pathsOf(model), JSON.stringify(order));
            for (const [place, { domain, relativePath }] of model.entries()) {
              assert.equal(await service.answer('place', { query: { order }, fileID: fileIdOf(domain, relativePath) }, never), place);
            }
          });
        },
      ),
      { numRuns: 80 },
    );
  }).timeout(60_000);

  const conditions: readonly (readonly [FileQuery, (item: Item) => boolean])[] = [
    [{ where: { size: { least: 1000 } } }, ({ flags, size }) => flags === 1 && size >= 1000],
    [{ where: { size: { least: 1, below: 1000 } } }, ({ flags, size }) => flags === 1 && size >= 1 && size < 1000],
    [{ where: { modified: { below: 0 } } }, ({ lastModified }) => lastModified < 0],
    [{ where: { modified: { least: 1_600_000_000_000 } } }, ({ lastModified }) => lastModified >= 1_600_000_000],
    [{ where: { classes: [1, 4] } }, ({ flags, protectionClass }) => flags === 1 && [1, 4].includes(protectionClass)],
    [{ where: { types: [{ kinds: ['directory'] }] } }, ({ flags }) => flags === 2],
    [
      { where: { types: [{ kinds: ['symlink'], extensions: ['jpg'] }] } },
      (item) => item.flags === 4 || (item.flags === 1 && extensionOf(item) === 'jpg'),
    ],
    [{ where: { globs: ['*.jpg'] } }, (item) => /^[^/]*\.jpg$/i.test(nameOf(item))],
    [{ where: { globs: ['n?me'] } }, (item) => /^n.me$/i.test(nameOf(item))],
    [{ where: { globs: ['a/*'] } }, (item) => /\/a\/[^/]*$/i.test(`/${item.domain}/${item.relativePath}`)],
    [{ where: { globs: ['homedomain/**/b.jpg'] } }, (item) => item.domain === 'HomeDomain' && /(^|\/)b\.jpg$/i.test(item.relativePath)],
    [{ where: { texts: ['NAME', '.j'] } }, ({ domain, relativePath }) => /name.*\.j|\.j.*name/i.test(`${domain}/${relativePath}`)],
    [{ domains: ['AppDomain-b', 'HomeDomain', 'none'] }, ({ domain }) => domain !== 'AppDomain-a'],
    [{ domains: [] }, () => false],
    [{ domain: 'HomeDomain', below: '' }, ({ domain, relativePath }) => domain === 'HomeDomain' && relativePath !== ''],
    [{ domain: 'HomeDomain', below: 'a' }, ({ domain, relativePath }) => domain === 'HomeDomain' && relativePath.startsWith('a/')],
    [
      { domain: 'HomeDomain', below: 'a', search: 'b', where: { types: [{ kinds: ['file'] }] } },
      ({ domain, relativePath, flags }) =>
        domain === 'HomeDomain' && relativePath.startsWith('a/') && /b/i.test(relativePath) && flags === 1,
    ],
  ];

  it('shows what fits every condition, and counts it', async () => {
    await fc.assert(
      fc.asyncProperty(itemsOf, async (items) => {
        await withItems(items, async (service) => {
          for (const [query, fits] of conditions) {
            const model = pathsOf(items.filter(fits).sort(byPath));
            const { rows } = await service.answer('list', { ...query, limit: 100 }, never);
            assert.deepEqual(pathsOf(rows), model, JSON.stringify(query));
            assert.equal(await service.answer('count', query, never), model.length);
          }
        });
      }),
      { numRuns: 40 },
    );
  }).timeout(60_000);

  it('gives the fileIDs at some places, and says where a file is not', async () => {
    const items = Array.from({ length: 9 }, (_, number) => ({
      domain: 'HomeDomain',
      relativePath: `${String(number)}.txt`,
      flags: 1,
      size: 9 - number,
      lastModified: 0,
      protectionClass: 3,
    }));
    const idOf = (number: number) => fileIdOf('HomeDomain', `${String(number)}.txt`);
    await withItems(items, async (service) => {
      const query = { order: { by: 'size' } } as const;
      const places = [
        { first: 0, last: 1 },
        { first: 7, last: 8 },
      ];
      assert.deepEqual(await service.answer('fileIDs', { query, places }, never), [8, 7, 1, 0].map(idOf));
      assert.equal(await service.answer('place', { query: { search: '3' }, fileID: idOf(4) }, never), undefined);
      assert.equal(await service.answer('place', { query, fileID: '0'.repeat(40) }, never), undefined);
      assert.deepEqual(pathsOf((await service.answer('list', { where: { fileIDs: [idOf(4), idOf(2)] }, limit: 5 }, never)).rows), [
        'HomeDomain|2.txt',
        'HomeDomain|4.txt',
      ]);
      const tooMany = service.answer('fileIDs', { query, places: [{ first: 0, last: 300_000 }] }, never);
      await assert.rejects(tooMany, { code: 'too-many-rows' });
      await assert.rejects(service.answer('list', { domain: 'a', domains: ['b'], limit: 1 }, never), { code: 'range-invalid' });
    });
  });

  it('is sorted by long names that are alike for long', async () => {
    const count = 3000;
    const items = Array.from({ length: count }, (_, number) => ({
      domain: 'HomeDomain',
      relativePath: `${String((number * 7) % 5)}/${number % 2 === 0 ? 'A' : 'a'}-name-that-is-alike-for-long-${String((number * 7919) % count)}${'x'.repeat(number % 9)}`,
      flags: 1,
      size: 0,
      lastModified: 0,
      protectionClass: 3,
    }));
    await withItems(items, async (service) => {
      for (const descending of [false, true]) {
        const order = { by: 'name', descending } as const;
        const { rows } = await service.answer('list', { order, limit: count }, never);
        assert.deepEqual(pathsOf(rows), pathsOf(sorted(items, order)));
      }
    });
  }).timeout(30_000);
});
