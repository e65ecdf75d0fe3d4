/** Every code that a verification can find has its damage in the corpus, in every era where that can happen. */
import assert from 'node:assert/strict';
import { FINDING_SEVERITY } from '../../src/backup/index.ts';
import { CATALOGUE_DAMAGE } from '../support/corpus/catalogue-damage.ts';
import { KEY_DAMAGE } from '../support/corpus/key-damage.ts';
import { PAYLOAD_DAMAGE } from '../support/corpus/payload-damage.ts';
import { PLIST_DAMAGE } from '../support/corpus/plist-damage.ts';
import { ROW_DAMAGE } from '../support/corpus/row-damage.ts';
import { ERAS } from '../support/corpus/written-backups.ts';

/** What no change of a folder alone brings about, and where it is tested instead. */
const ELSEWHERE = [
  'left-out-on-purpose', // no damage: unit tests of copies that are smaller on purpose
  'password-needed', // second-writer.test.ts: the same backups without their password
  'payload-unreadable', // unit tests with a failing disk
  'row-without-file', // no damage: the second writer leaves such marks in every Manifest.db
  'run-interrupted', // unit tests with the journal of our own runs
];

describe('the damage corpus', () => {
  it('has damage for every finding code', () => {
    const kinds = [...PAYLOAD_DAMAGE, ...ROW_DAMAGE, ...KEY_DAMAGE, ...CATALOGUE_DAMAGE, ...PLIST_DAMAGE];
    const codes = kinds.flatMap(({ code, eras }) =>
      ERAS.filter((era) => eras?.(era) ?? true).map((era) => (typeof code === 'function' ? code(era) : code)),
    );
    const covered = new Set<string | undefined>([...codes, ...ELSEWHERE]);
    assert.deepEqual(
      Object.keys(FINDING_SEVERITY).filter((code) => !covered.has(code)),
      [],
    );
  });
});
