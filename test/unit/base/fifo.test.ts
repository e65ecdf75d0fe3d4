import assert from 'node:assert/strict';
import { CancelledError, Fifo } from '../../../src/base/index.ts';

describe('Fifo', () => {
  it('gives values to takers in the order in which both came', async () => {
    const fifo = new Fifo<number>();
    const first = fifo.next();
    const second = fifo.next();
    fifo.push(1);
    fifo.push(2);
    fifo.push(3);
    assert.deepEqual(await Promise.all([first, second, fifo.next()]), [1, 2, 3]);
  });

  it('a cancelled taker leaves the line and loses no value', async () => {
    const fifo = new Fifo<string>();
    const stop = new AbortController();
    const impatient = fifo.next(stop.signal);
    const patient = fifo.next();
    stop.abort();
    await assert.rejects(impatient, CancelledError);
    fifo.push('value');
    assert.equal(await patient, 'value');
  });

  it('hands out what was queued before it ended, then ends', async () => {
    const fifo = new Fifo<number>();
    fifo.push(7);
    fifo.end();
    fifo.push(8);
    assert.equal(await fifo.next(), 7);
    assert.equal(await fifo.next(), undefined);
  });

  it('ends with the error it was given', async () => {
    const fifo = new Fifo<number>();
    const waiting = fifo.next();
    fifo.end(new Error('gone'));
    await assert.rejects(waiting, /gone/);
    await assert.rejects(fifo.next(), /gone/);
  });
});
