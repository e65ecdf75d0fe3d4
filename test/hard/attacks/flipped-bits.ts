/** Backups of every era with bits flipped anywhere in what is no content. The suite `interop` begins with the same ones. */
import assert from 'node:assert/strict';
import { withBitsFlipped } from '../../support/corpus/flipped-bits.ts';
import { startHardLooker } from '../../support/corpus/hard-looker.ts';
import { ERAS } from '../../support/corpus/written-backups.ts';
import type { Attack } from '../attack.ts';

export const ATTACKS: readonly Attack[] = ERAS.map((era): Attack => ({
  id: `flipped-bits-${era.name}`,
  area: 'bounds of a folder',
  what: `one to four bits are flipped in the catalog or a property list of a backup (${era.name})`,
  holds: 'it is judged, or refused with a code, in 256 MB of heap',
  run: async ({ rounds }) => {
    const flips = rounds(20, 300);
    await using looker = startHardLooker();
    await withBitsFlipped(era, flips, async ({ path, facts }, what, open) => {
      const { crash } = await looker.look({ path, password: facts.password, open });
      assert.equal(crash, undefined, what);
    });
    return `${flips.toString()} backups`;
  },
}));
