/** A catalogue that another program writes over while it is open: no row is shown at the place of another one. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '../../../../../src/base/index.ts';
import { CatalogueService } from '../../../../../src/backup/read/catalogue/catalogue-service.ts';
import { RankedRows } from '../../../../../src/backup/read/catalogue/ranked-rows.ts';
import { encodeMBFile, fileIdOf } from '../../../../../src/formats/index.ts';
import { temporaryFolder } from '../../../../support/backup-copy.ts';
import { recordFor, writeCatalogue } from '../../../../support/sample-backup.ts';

const ROWS = 8000;
const never = new AbortController().signal;

function write(path: string, rows: number, domainOf: (number: number) => string, nameOf: (number: number) => string): void {
  writeCatalogue(path, (insert) => {
    for (let number = 0; number < rows; number++) {
      const [domain, relativePath] = [domainOf(number), nameOf(number)];
      insert(fileIdOf(domain, relativePath), domain, relativePath, 1, encodeMBFile(recordFor({ domain, relativePath })));
    }
  });
}

const digits = (number: number) => `folder/${String(number).padStart(6, '0')}`;

describe('a catalogue that is written over', () => {
  const others: readonly (readonly [string, Parameters<typeof write>[1], Parameters<typeof write>[2], Parameters<typeof write>[3]])[] = [
    ['with other names', ROWS, () => 'HomeDomain', (number) => digits(number + 1)],
    ['with the same names in another domain', ROWS, () => 'RootDomain', digits],
    ['with fewer rows', 4000, () => 'HomeDomain', digits],
  ];
  for (const [how, ...rows] of others) {
    it(`${how} gives its old rows or an error`, async () => {
      using folder = temporaryFolder();
      const [path, other] = [join(folder.path, 'Manifest.db'), join(folder.path, 'other.db')];
      write(path, ROWS, () => 'HomeDomain', digits);
      write(other, ...rows);
      await using store = await RankedRows.open(path, undefined);
      const service = new CatalogueService(store);
      const pageAt = async (position: number) => {
        const page = await service.answer('list', { position, limit: 100 }, never);
        return page.rows.map(({ domain, relativePath }) => `${domain}/${relativePath}`);
      };
      await pageAt(0);
      writeFileSync(path, readFileSync(other));
      let refused = 0;
      for (let position = 0; position < ROWS; position += 400) {
        const wanted = Array.from({ length: 100 }, (_, place) => `HomeDomain/${digits(position + place)}`);
        try {
          assert.deepEqual(await pageAt(position), wanted);
        } catch (error) {
          if (!isCodedError(error, 'catalogue-unreadable')) throw error;
          refused++;
        }
      }
      assert.ok(refused > 0);
    }).timeout(60_000);
  }
});
