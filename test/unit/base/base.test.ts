import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import {
  CancelledError,
  CodedError,
  DisposableList,
  Emitter,
  abortable,
  assertNever,
  isCodedError,
  systemErrorCode,
  throwIfAborted,
} from '../../../src/base/index.ts';

describe('errors', () => {
  it('say by code what went wrong, and keep evidence and cause', () => {
    const cause = new Error('below');
    const error = new CodedError('internal', 'broken', { data: { file: 'a' }, cause });
    assert.ok(isCodedError(error, 'internal'));
    assert.ok(!isCodedError(error, 'cancelled'));
    assert.deepEqual(error.data, { file: 'a' });
    assert.equal(error.cause, cause);
  });

  it('of the system are not taken for ours', () => {
    try {
      statSync('/no/such/file');
      assert.fail('must throw');
    } catch (error) {
      assert.equal(systemErrorCode(error), 'ENOENT');
      assert.ok(!isCodedError(error));
    }
    assert.equal(systemErrorCode(new CodedError('internal', 'x')), undefined);
  });

  it('a closed union that is not closed is a bug of ours', () => {
    assert.throws(
      () => assertNever('surprise' as never),
      (error) => isCodedError(error, 'internal'),
    );
  });
});

describe('abortable', () => {
  it('rejects as soon as the signal fires', async () => {
    const stop = new AbortController();
    const waiting = abortable(new Promise<never>(() => undefined), stop.signal);
    stop.abort();
    await assert.rejects(waiting, CancelledError);
    assert.throws(() => {
      throwIfAborted(stop.signal);
    }, CancelledError);
    await assert.rejects(abortable(Promise.reject(new Error('late')), stop.signal), CancelledError);
  });

  it('settles with the work otherwise', async () => {
    const { signal } = new AbortController();
    assert.equal(await abortable(Promise.resolve(3), signal), 3);
    await assert.rejects(abortable(Promise.reject(new Error('own')), signal), /own/);
  });
});

describe('disposal and events', () => {
  it('gives back in reverse order, and late arrivals at once', () => {
    const order: string[] = [];
    const list = new DisposableList();
    for (const name of ['a', 'b']) list.add({ dispose: () => order.push(name) });
    list.dispose();
    list.add({ dispose: () => order.push('late') });
    assert.deepEqual(order, ['b', 'a', 'late']);
  });

  it('a listener hears until it is disposed, the same function may listen twice', () => {
    const heard: number[] = [];
    const emitter = new Emitter<number>();
    const listen = (value: number) => heard.push(value);
    const first = emitter.event(listen);
    emitter.event(listen);
    emitter.fire(1);
    first.dispose();
    emitter.fire(2);
    assert.deepEqual(heard, [1, 1, 2]);
  });
});
