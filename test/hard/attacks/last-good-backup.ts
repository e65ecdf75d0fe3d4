/** Orders of all kinds that a phone can send, against the version that was there before. */
import { holdsForRandomOrders } from '../../support/hostile-orders/last-good.ts';
import { survivesKills } from '../../support/hostile-orders/real-kills.ts';
import type { Unruliness } from '../../support/hostile-orders/unruly-disk.ts';
import type { Attack } from '../attack.ts';

const HOLDS = 'the version before is read back byte for byte, and the next honest run can use the folder';

const DISKS: readonly (readonly [id: string, what: string, disk: Unruliness])[] = [
  ['random-orders', 'any disk', {}],
  ['random-orders-without-links', 'a disk without hard links', { links: false }],
  ['random-orders-without-case', 'a disk without case', { folds: true }],
  ['random-orders-on-exfat', 'a disk without hard links and case', { links: false, folds: true }],
];

export const ATTACKS: readonly Attack[] = [
  ...DISKS.map(([id, where, disk]): Attack => ({
    id,
    area: 'last good backup',
    what: `uploads, moves, copies, removals of files, folders and the root, in up to four runs that die at any step; on ${where}`,
    holds: HOLDS,
    run: async ({ rounds }) => {
      const sequences = rounds(20, 5000);
      await holdsForRandomOrders(sequences, disk);
      return `${String(sequences)} sequences`;
    },
  })),
  {
    id: 'random-orders-killed',
    area: 'last good backup',
    what: 'the same, in real processes that get SIGKILL at random moments',
    holds: HOLDS,
    short: true,
    run: async ({ rounds }) => {
      const kills = rounds(2, 200);
      const orders = await survivesKills(kills, Date.now() % 2 ** 31);
      return `${String(kills)} kills, ${String(orders)} orders`;
    },
  },
];
