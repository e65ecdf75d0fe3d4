import assert from 'node:assert/strict';
import { atMost } from '../../../src/cli/at-most.ts';

describe('at most so many at once', () => {
  it('runs the others in order as places become free, also after a failure', async () => {
    const limited = atMost(2);
    const begun: number[] = [];
    const works = Array.from({ length: 5 }, () => Promise.withResolvers<undefined>());
    const settled = works.map(({ promise }, n) =>
      limited(async () => {
        begun.push(n);
        await promise;
        return n;
      }),
    );
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    await turn();
    assert.deepEqual(begun, [0, 1]);
    works[1]?.reject(new Error('no'));
    await assert.rejects(settled[1] ?? Promise.resolve(), /no/);
    await turn();
    assert.deepEqual(begun, [0, 1, 2]);
    for (const { resolve } of works) resolve(undefined);
    assert.deepEqual(await Promise.all([settled[0], ...settled.slice(2)]), [0, 2, 3, 4]);
    assert.deepEqual(begun, [0, 1, 2, 3, 4]);
    assert.equal(await limited(() => Promise.resolve('free again')), 'free again');
  });
});
