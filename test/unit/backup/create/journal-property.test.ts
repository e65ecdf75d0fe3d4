/** Whatever a phone orders, and wherever the process is killed: the version before is read back until the new one is accepted. */
import { holdsForRandomOrders } from '../../../support/hostile-orders/last-good.ts';

describe('the last good version under random orders', function () {
  this.timeout(60_000);

  it('is read back byte for byte, and the next run can use the folder', async () => {
    await holdsForRandomOrders(50);
  });

  it('on a file system without hard links', async () => {
    await holdsForRandomOrders(20, { links: false });
  });

  it('on a file system without case, and on one without either', async () => {
    await holdsForRandomOrders(20, { folds: true });
    await holdsForRandomOrders(20, { folds: true, links: false });
  });
});
