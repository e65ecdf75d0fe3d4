/** Backups of every era by the second writer, salvaged by us, opened by the second reader: it finds what was there before the damage. */
import assert from 'node:assert/strict';
import { readdirSync, rmSync, truncateSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeSafetyCopy } from '../../src/backup/folder/safety-copy.ts';
import { Specimen } from '../support/corpus/specimen.ts';
import { ERAS, readBySecond, writtenBackup, type Era, type SecondReading } from '../support/corpus/written-backups.ts';
import { salvage, zero } from '../support/salvage-run.ts';

const BESIDE_CONTENT = /^(Manifest|Status|Info)/;

interface Damage {
  readonly what: string;
  readonly eras?: (era: Era) => boolean;
  readonly apply: (path: string) => Promise<void> | void;
}

const DAMAGES: readonly Damage[] = [
  {
    what: 'the loss of everything but content, with a safety copy beside it,',
    apply: async (path) => {
      await writeSafetyCopy(path);
      for (const name of readdirSync(path)) if (BESIDE_CONTENT.test(name)) rmSync(join(path, name));
    },
  },
  {
    what: 'a Manifest.plist cut off at its end',
    eras: ({ encrypted }) => encrypted,
    apply: (path) => {
      const file = join(path, 'Manifest.plist');
      truncateSync(file, statSync(file).size - 20);
    },
  },
  {
    what: 'a Manifest.db without its header',
    eras: ({ name }) => name === 'db-plain' || name === 'db-encrypted',
    apply: (path) => {
      zero(join(path, 'Manifest.db'), 0, 48);
    },
  },
];

describe('the second reader finds in a salvaged backup what was there before', () => {
  for (const era of ERAS) {
    for (const { what, eras, apply } of DAMAGES) {
      if (eras?.(era) === false) continue;
      it(`${what} in ${era.name}`, async () => {
        const { path, facts } = await writtenBackup(era);
        const password = facts.password ?? undefined;
        const before = await readBySecond(path, password);
        using specimen = await Specimen.of(era);
        await apply(specimen.path);
        using salvaged = await salvage({ path: specimen.path, parent: dirname(specimen.path) }, password);
        const { losses, counts } = salvaged.report;
        assert.deepEqual([losses, counts.damaged, counts.lost], [[], 0, 0], JSON.stringify(salvaged.report));
        assert.deepEqual(sorted(await readBySecond(salvaged.path, password)), sorted(before));
      });
    }
  }
});

function sorted({ rows, ...rest }: SecondReading): SecondReading {
  return { ...rest, rows: rows.toSorted((a, b) => (a.fileID < b.fileID ? -1 : 1)) };
}
