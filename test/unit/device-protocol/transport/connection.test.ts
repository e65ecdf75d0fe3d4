import assert from 'node:assert/strict';
import { once } from 'node:events';
import { isCodedError } from '../../../../src/base/index.ts';
import { Connection } from '../../../../src/device-protocol/index.ts';
import { socketPair } from '../../../support/socket-pair.ts';

const isLinkLost = (error: unknown) => isCodedError(error, 'link-lost');

describe('Connection', () => {
  it('reads exact counts whatever the segments are', async () => {
    using pair = await socketPair();
    const connection = Connection.over(pair.near);
    for (const byte of Buffer.from('abcdefgh')) pair.far.write(Uint8Array.of(byte));
    assert.equal(Buffer.from(await connection.readExactly(3)).toString(), 'abc');
    assert.equal(Buffer.from(await connection.readExactly(5)).toString(), 'defgh');
    assert.equal((await connection.readExactly(0)).length, 0);
  });

  it('gives back what was unread before anything else', async () => {
    using pair = await socketPair();
    const connection = Connection.over(pair.near);
    pair.far.write('world');
    const first = await connection.readExactly(5);
    connection.unread(first);
    connection.unread(Buffer.from('hello '));
    assert.equal(Buffer.from(await connection.readExactly(11)).toString(), 'hello world');
  });

  it('tells a clean end between messages from an end in the middle of one', async () => {
    using pair = await socketPair();
    const connection = Connection.over(pair.near);
    pair.far.end('abc');
    assert.equal(await connection.atEnd(), false);
    await assert.rejects(connection.readExactly(4), isLinkLost);
    assert.equal(Buffer.from((await connection.read()) ?? []).toString(), 'abc');
    assert.equal(await connection.atEnd(), true);
    assert.equal(await connection.read(), undefined);
    await assert.rejects(connection.readExactly(1), isLinkLost);
  });

  it('says link-lost to a reader and to writers when the peer resets', async () => {
    using pair = await socketPair();
    const connection = Connection.over(pair.near);
    const reading = connection.read();
    pair.far.resetAndDestroy();
    await assert.rejects(reading, isLinkLost);
    await connection.closed;
    await assert.rejects(connection.read(), isLinkLost);
    await assert.rejects(connection.write(Buffer.from('x')), isLinkLost);
  });

  it('lets a writer that waits for room go when the peer vanishes', async () => {
    using pair = await socketPair();
    const connection = Connection.over(pair.near);
    const writing = connection.write(Buffer.alloc(64 * 1024 * 1024));
    const rejected = assert.rejects(writing, isLinkLost);
    pair.far.resetAndDestroy();
    await rejected;
  });

  it('stops reading from the socket while nobody takes what arrived', async () => {
    using pair = await socketPair();
    const connection = Connection.over(pair.near);
    const total = 64 * 1024 * 1024;
    const chunk = Buffer.alloc(1024 * 1024);
    for (let sent = 0; sent < total; sent += chunk.length) pair.far.write(chunk);
    await connection.atEnd();
    // The peer cannot get rid of its bytes: the socket is paused once a mebibyte waits.
    await new Promise<void>((resolve) => {
      const look = () => (pair.near.isPaused() ? resolve() : setImmediate(look));
      look();
    });
    assert.ok(pair.near.bytesRead < 4 * 1024 * 1024, `${pair.near.bytesRead} bytes were read ahead`);
    let received = 0;
    while (received < total) received += (await connection.read())?.length ?? 0;
    assert.equal(received, total);
  });

  it('buffers a message that is longer than the high-water mark when somebody wants it whole', async () => {
    using pair = await socketPair();
    const connection = Connection.over(pair.near);
    const message = Buffer.alloc(5 * 1024 * 1024, 'm');
    pair.far.write(message);
    assert.deepEqual(Buffer.from(await connection.readExactly(message.length)), message);
  });

  it('goes on after a read was cancelled, without losing a byte', async () => {
    using pair = await socketPair();
    const connection = Connection.over(pair.near);
    const abort = new AbortController();
    const reading = connection.readExactly(4, abort.signal);
    pair.far.write('ab');
    abort.abort();
    await assert.rejects(reading, (error) => isCodedError(error, 'cancelled'));
    pair.far.write('cd');
    assert.equal(Buffer.from(await connection.readExactly(4)).toString(), 'abcd');
  });

  it('sends everything that was written before it closes, and ends for good', async () => {
    using pair = await socketPair();
    const connection = Connection.over(pair.near);
    const sent = Buffer.alloc(3 * 1024 * 1024, 's');
    const chunks: Buffer[] = [];
    pair.far.on('data', (chunk) => chunks.push(chunk)).resume();
    const writing = connection.write(sent);
    await Promise.all([connection.close(), writing.catch(() => undefined), once(pair.far, 'end')]);
    assert.deepEqual(Buffer.concat(chunks), sent);
    assert.ok(connection.isOver);
    await assert.rejects(connection.read(), isLinkLost);
    await connection.close();
  });

  it('hears a peer out that goes on talking after close, without keeping what it says', async () => {
    using pair = await socketPair();
    const connection = Connection.over(pair.near);
    const blob = Buffer.alloc(8 * 1024 * 1024);
    pair.far.resume();
    pair.far.write(blob);
    const closing = connection.close();
    await once(pair.far, 'close');
    await closing;
    assert.equal(pair.near.bytesRead, blob.length);
  });

  it('destroy ends a waiting reader at once', async () => {
    using pair = await socketPair();
    const connection = Connection.over(pair.near);
    const reading = connection.read();
    connection.destroy();
    await assert.rejects(reading, isLinkLost);
    await connection.closed;
  });

  it('refuses to write to a peer that has ended cleanly and gone, instead of waiting for it', async () => {
    using pair = await socketPair();
    const connection = Connection.over(pair.near);
    pair.far.end();
    assert.equal(await connection.read(), undefined);
    await connection.closed;
    await assert.rejects(connection.write(Buffer.alloc(1_000_000)), isLinkLost);
  });

  it('pumps bytes until the taker leaves some, which the next reader gets', async () => {
    using pair = await socketPair();
    const connection = Connection.over(pair.near);
    pair.far.write('one,');
    await connection.atEnd();
    let taken = '';
    const pumping = connection.pump((bytes) => {
      taken += Buffer.from(bytes).toString();
      const end = taken.indexOf(';');
      return end < 0 ? undefined : Buffer.from(taken.slice(end + 1));
    });
    for (const piece of ['two,', 'three;', 'rest']) pair.far.write(piece);
    assert.equal(await pumping, true);
    assert.match(taken, /^one,two,three;/);
    assert.equal(Buffer.from(await connection.readExactly(4)).toString(), 'rest');
  });

  it('says when the stream ends, breaks, is cancelled or is refused while it pumps', async () => {
    const more = () => undefined;
    using ending = await socketPair();
    ending.far.end('last');
    assert.equal(await Connection.over(ending.near).pump(more), false);
    using breaking = await socketPair();
    const broken = assert.rejects(Connection.over(breaking.near).pump(more), isLinkLost);
    breaking.far.resetAndDestroy();
    await broken;
    using waiting = await socketPair();
    const cancel = new AbortController();
    const connection = Connection.over(waiting.near);
    const cancelled = assert.rejects(connection.pump(more, cancel.signal), (error) => isCodedError(error, 'cancelled'));
    cancel.abort();
    await cancelled;
    const refused = assert.rejects(
      connection.pump(() => {
        throw new RangeError('not this');
      }),
      RangeError,
    );
    waiting.far.write('this');
    await refused;
  });
});
