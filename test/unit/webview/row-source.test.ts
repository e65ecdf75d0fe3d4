import assert from 'node:assert/strict';
import sinon from 'sinon';
import { RowSource } from '../../../webview/list/row-source.ts';

/** A loader that answers when it is told to. */
class SlowLoader {
  readonly asked: { first: number; count: number; signal: AbortSignal; answer(): Promise<void>; fail(): Promise<void> }[] = [];
  arrived = 0;
  readonly errors: unknown[] = [];

  load(first: number, count: number, signal: AbortSignal): Promise<number[]> {
    const { promise, resolve, reject } = Promise.withResolvers<number[]>();
    const settled = async (settle: () => void) => {
      settle();
      await promise.catch(() => undefined);
      await Promise.resolve();
    };
    this.asked.push({
      first,
      count,
      signal,
      answer: () => settled(() => resolve(Array.from({ length: count }, (_, at) => first + at))),
      fail: () => settled(() => reject(new Error('broken'))),
    });
    return promise;
  }

  loaded(): void {
    this.arrived++;
  }

  failed(error: unknown): void {
    this.errors.push(error);
  }
}

describe('rows by their place', () => {
  let clock: sinon.SinonFakeTimers;

  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });

  afterEach(() => clock.restore());

  it('asks for the first page at once, and for no more rows than there are', async () => {
    const loader = new SlowLoader();
    const source = new RowSource(42, loader);
    source.want(0, 42);
    assert.deepEqual([loader.asked[0]?.first, loader.asked[0]?.count], [0, 42]);
    await loader.asked[0]?.answer();
    assert.deepEqual([source.at(0), source.at(41), source.at(42), loader.arrived], [0, 41, undefined, 1]);
  });

  it('asks for later pages when the scrolling rests', async () => {
    const loader = new SlowLoader();
    const source = new RowSource(100_000, loader);
    source.want(0, 40);
    await loader.asked[0]?.answer();
    for (let at = 200; at < 20_000; at += 200) source.want(at, at + 40);
    assert.equal(loader.asked.length, 1);
    clock.tick(50);
    assert.deepEqual(
      loader.asked.slice(1).map(({ first }) => first),
      [19_800],
    );
  });

  it('drops requests for what is no longer in sight', async () => {
    const loader = new SlowLoader();
    const source = new RowSource(100_000, loader);
    source.want(0, 40);
    await loader.asked[0]?.answer();
    source.want(5000, 5040);
    clock.tick(50);
    source.want(9000, 9040);
    const dropped = loader.asked[1];
    assert.ok(dropped?.signal.aborted);
    await dropped.answer();
    assert.equal(source.at(5000), undefined);
    assert.deepEqual(loader.errors, []);
  });

  it('asks once for a page that is on its way', async () => {
    const loader = new SlowLoader();
    const source = new RowSource(1000, loader);
    source.want(90, 130);
    source.want(91, 131);
    clock.tick(50);
    assert.deepEqual(
      loader.asked.map(({ first }) => first),
      [0, 100],
    );
  });

  it('keeps the latest pages and forgets older ones', async () => {
    const loader = new SlowLoader();
    const source = new RowSource(100_000, loader);
    for (let page = 0; page < 60; page++) {
      source.want(page * 100, page * 100 + 40);
      clock.tick(50);
      await loader.asked.at(-1)?.answer();
    }
    assert.equal(source.at(0), undefined);
    assert.equal(source.at(5900), 5900);
  });

  it('says that a page failed, and tries again when it is wanted again', async () => {
    const loader = new SlowLoader();
    const source = new RowSource(1000, loader);
    source.want(0, 40);
    await loader.asked[0]?.fail();
    assert.equal(loader.errors.length, 1);
    source.want(0, 40);
    assert.equal(loader.asked.length, 2);
  });

  it('is silent once it is closed', async () => {
    const loader = new SlowLoader();
    const source = new RowSource(1000, loader);
    source.want(0, 40);
    source.close();
    await loader.asked[0]?.fail();
    source.want(500, 540);
    clock.tick(1000);
    assert.deepEqual([loader.asked.length, loader.errors.length, loader.arrived], [1, 0, 0]);
  });
});
