/**
 * Whatever a phone orders, and wherever the process is killed: the version before is read back until the new one is accepted. Other orders in each run;
 * `npm run test:hard -- random-orders` tries 5000 on each kind of disk.
 */
import { checkRuns, holdsForRandomOrders } from '../../../support/hostile-orders/last-good.ts';

describe('the last good version under random orders', function () {
  this.timeout(60_000);

  it('is read back byte for byte, and the next run can use the folder', async () => {
    await holdsForRandomOrders(25);
  });

  it('on a file system without hard links', async () => {
    await holdsForRandomOrders(10, { links: false });
  });

  it('on a file system without case, and on one without either', async () => {
    await holdsForRandomOrders(10, { folds: true });
    await holdsForRandomOrders(10, { folds: true, links: false });
  });

  it('where a disk tells names apart that others fold: a letter that is an S in capitals only', async () => {
    const upload = { kind: 'upload', path: 'ſtatus.plist', content: '', end: 'finish' } as const;
    const remove = { kind: 'remove', path: 'ſtatus.plist' } as const;
    const run = (orders: (typeof upload | typeof remove)[]) => ({ isRepaired: true, orders, diesInStep: undefined });
    await checkRuns([run([upload, remove]), run([])], { folds: true });
    await checkRuns([run([upload]), run([remove]), run([])], { folds: true, links: false });
  });
});
