import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isCodedError } from '../../../../src/base/index.ts';
import {
  AFC_OPERATION,
  AfcClient,
  Connection,
  decodeAfcRequest,
  decodeAfcResponse,
  encodeAfcRequest,
  encodeAfcResponse,
  readAfcPacket,
  type AfcPacket,
  type AfcRequest,
} from '../../../../src/device-protocol/index.ts';
import { hex } from '../../../support/byte-script.ts';
import { onFrames } from '../../../support/scripted-peer.ts';
import { socketPair } from '../../../support/socket-pair.ts';

/** Recorded from idevicebackup2 taking the sync lock, with the answers of a device. */
const traffic = {
  open: hex(`43464136 4c504141 4c000000 00000000 4c000000 00000000 01000000 00000000 0d000000 00000000 02000000 00000000
    2f636f6d 2e617070 6c652e69 74756e65 732e6c6f 636b5f73 796e6300`),
  opened: hex('43464136 4c504141 30000000 00000000 30000000 00000000 01000000 00000000 0e000000 00000000 01000000 00000000'),
  lock: hex(`43464136 4c504141 38000000 00000000 38000000 00000000 02000000 00000000 1b000000 00000000 01000000 00000000
    06000000 00000000`),
  wouldBlock: hex('43464136 4c504141 30000000 00000000 30000000 00000000 02000000 00000000 01000000 00000000 13000000 00000000'),
};

async function packetIn(bytes: Uint8Array): Promise<AfcPacket> {
  using pair = await socketPair();
  pair.far.write(bytes);
  return await readAfcPacket(Connection.over(pair.near));
}

describe('AFC client', () => {
  it('does not wait for ever for an answer', async () => {
    using pair = await socketPair();
    await using client = new AfcClient(Connection.over(pair.near), 20);
    await assert.rejects(client.open('/x', 'read'), (error) => isCodedError(error, 'device-silent'));
  });
});

describe('AFC client after a question was cancelled', () => {
  it('passes over its answer and hears the next one, wherever the first was cut', async () => {
    const late = encodeAfcResponse({ kind: 'opened', handle: 9n }, 1n);
    for (const cut of [0, 20, 40, 44, late.length]) {
      using pair = await socketPair();
      await using client = new AfcClient(Connection.over(pair.near));
      const cancel = new AbortController();
      const first = assert.rejects(client.open('/a', 'read', cancel.signal), (error) => isCodedError(error, 'cancelled'));
      const far = Connection.over(pair.far);
      await readAfcPacket(far);
      // The beginning is on its way when the person cancels.
      await far.write(late.subarray(0, cut));
      cancel.abort();
      await first;
      const second = client.open('/b', 'read');
      assert.equal((await readAfcPacket(far)).packetNumber, 2n);
      await far.write(late.subarray(cut));
      await far.write(encodeAfcResponse({ kind: 'opened', handle: 7n }, 2n));
      assert.equal(await second, 7n);
    }
  });

  it('asks nothing when it is cancelled already, and an answer to no question ends the connection', async () => {
    using pair = await socketPair();
    await using client = new AfcClient(Connection.over(pair.near));
    await assert.rejects(client.open('/a', 'read', AbortSignal.abort()), (error) => isCodedError(error, 'cancelled'));
    const far = Connection.over(pair.far);
    const asked = assert.rejects(client.open('/b', 'read'), (error) => isCodedError(error, 'protocol-violation'));
    assert.equal((await readAfcPacket(far)).packetNumber, 1n);
    await far.write(encodeAfcResponse({ kind: 'opened', handle: 7n }, 5n));
    await asked;
  });
});

describe('AFC packets', () => {
  it('of a host are those that were recorded', () => {
    const open: AfcRequest = { operation: 'fileOpen', mode: 2, path: '/com.apple.itunes.lock_sync' };
    assert.deepEqual(encodeAfcRequest(open, 1n), traffic.open);
    assert.deepEqual(encodeAfcRequest({ operation: 'fileLock', handle: 1n, lock: 6 }, 2n), traffic.lock);
  });

  it('of a device are those that were recorded', () => {
    assert.deepEqual(encodeAfcResponse({ kind: 'opened', handle: 1n }, 1n), traffic.opened);
    assert.deepEqual(encodeAfcResponse({ kind: 'status', status: 19 }, 2n), traffic.wouldBlock);
  });

  it('are understood on both sides', async () => {
    const open = await packetIn(traffic.open);
    assert.equal(open.packetNumber, 1n);
    assert.deepEqual(decodeAfcRequest(open), { operation: 'fileOpen', mode: 2, path: '/com.apple.itunes.lock_sync' });
    assert.deepEqual(decodeAfcRequest(await packetIn(traffic.lock)), { operation: 'fileLock', handle: 1n, lock: 6 });
    assert.deepEqual(decodeAfcResponse(await packetIn(traffic.opened)), { kind: 'opened', handle: 1n });
    assert.deepEqual(decodeAfcResponse(await packetIn(traffic.wouldBlock)), { kind: 'status', status: 19 });
  });

  it('that write count only the handle as fixed part', () => {
    const packet = encodeAfcRequest({ operation: 'fileWrite', handle: 5n, data: Buffer.from('abc') }, 9n);
    assert.deepEqual(packet.subarray(8, 24), hex('33000000 00000000 30000000 00000000'));
    assert.equal(Buffer.from(packet.subarray(48)).toString(), 'abc');
  });

  it('with data may count it as fixed part or not', async () => {
    const head = '43464136 4c504141 2b000000 00000000';
    for (const fixedEnd of ['28000000 00000000', '2b000000 00000000']) {
      const packet = await packetIn(hex(`${head} ${fixedEnd} 01000000 00000000 02000000 00000000 616263`));
      assert.deepEqual(Buffer.from((decodeAfcResponse(packet) as { data: Uint8Array }).data).toString(), 'abc');
    }
  });

  it('of every operation come back as they were', async () => {
    const requests: AfcRequest[] = [
      { operation: 'readDirectory', path: '/DCIM' },
      { operation: 'fileInfo', path: '/Bücher' },
      { operation: 'removePath', path: '/a' },
      { operation: 'removeTree', path: '/a' },
      { operation: 'makeDirectory', path: '/iTunesRestore' },
      { operation: 'deviceInfo' },
      { operation: 'fileTell', handle: 3n },
      { operation: 'fileClose', handle: 2n ** 63n },
      { operation: 'fileRead', handle: 1n, length: 65536n },
      { operation: 'fileSeek', handle: 1n, whence: 2, offset: -13n },
      { operation: 'fileSetSize', handle: 1n, size: 0n },
      { operation: 'truncate', size: 12n, path: '/a' },
      { operation: 'rename', from: '/a', to: '/b' },
      { operation: 'makeLink', linkType: 2, target: 'a', link: '/b' },
      { operation: 'setModificationTime', nanoseconds: 1_700_000_000_000_000_000n, path: '/a' },
    ];
    for (const request of requests) assert.deepEqual(decodeAfcRequest(await packetIn(encodeAfcRequest(request, 7n))), request);
  });

  it('come out the same wherever the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), async (sizes) => {
        using pair = await socketPair();
        const connection = Connection.over(pair.near);
        const stream = Buffer.concat([traffic.open, traffic.lock]);
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          pair.far.write(stream.subarray(at, at + size));
          at += size;
        }
        assert.equal((await readAfcPacket(connection)).operation, AFC_OPERATION.fileOpen);
        assert.equal((await readAfcPacket(connection)).operation, AFC_OPERATION.fileLock);
      }),
      { numRuns: 20 },
    );
  });

  const broken: [string, string, Uint8Array][] = [
    ['another magic', 'protocol-violation', hex(`58464136 4c504141 28000000 00000000 28000000 00000000 ${'00'.repeat(16)}`)],
    ['a length below the header', 'protocol-violation', hex(`43464136 4c504141 27000000 00000000 27000000 00000000 ${'00'.repeat(16)}`)],
    ['more fixed part than packet', 'protocol-violation', hex(`43464136 4c504141 28000000 00000000 29000000 00000000 ${'00'.repeat(16)}`)],
    ['an absurd length', 'frame-too-long', hex(`43464136 4c504141 00000000 00000080 28000000 00000000 ${'00'.repeat(16)}`)],
  ];
  for (const [what, code, bytes] of broken) {
    it(`with ${what} end the connection`, async () => {
      using pair = await socketPair();
      const connection = Connection.over(pair.near);
      pair.far.write(bytes);
      await assert.rejects(readAfcPacket(connection), (error) => isCodedError(error, code));
      await connection.closed;
    });
  }

  it('that are too short for their operation are refused, unknown operations are not understood', () => {
    const packet = (operation: number, fixed: Uint8Array) => ({ packetNumber: 1n, operation, fixed, data: new Uint8Array(0) });
    assert.throws(
      () => decodeAfcRequest(packet(AFC_OPERATION.fileLock, hex('0100000000000000'))),
      (error) => isCodedError(error, 'protocol-violation'),
    );
    assert.equal(decodeAfcRequest(packet(AFC_OPERATION.fileHash, new Uint8Array(0))), undefined);
    assert.equal(decodeAfcRequest(packet(0x7777, new Uint8Array(0))), undefined);
  });
});

/** A device that answers packets with hand-made ones: `answer` gives operation and body. */
async function withDevice(answer: (operation: number, body: Buffer) => [number, Uint8Array]) {
  const pair = await socketPair();
  onFrames(
    pair.far,
    40,
    (header) => Number(header.readBigUInt64LE(8)),
    (frame) => {
      const [operation, body] = answer(Number(frame.readBigUInt64LE(32)), frame.subarray(40));
      const header = Buffer.from(frame.subarray(0, 40));
      header.writeBigUInt64LE(BigInt(40 + body.length), 8);
      header.writeBigUInt64LE(BigInt(40 + body.length), 16);
      header.writeBigUInt64LE(BigInt(operation), 32);
      pair.far.write(Buffer.concat([header, body]));
    },
  );
  return { client: new AfcClient(Connection.over(pair.near)), [Symbol.dispose]: () => pair[Symbol.dispose]() };
}

const status = (code: number): [number, Uint8Array] => [1, hex(`${code.toString(16).padStart(2, '0')}00000000000000`)];

describe('AFC client', () => {
  it('knows a lock that somebody else holds from a failure', async () => {
    let code = 19;
    using device = await withDevice(() => status(code));
    assert.equal(await device.client.lock(1n, 'exclusive'), false);
    code = 0;
    assert.equal(await device.client.lock(1n, 'exclusive'), true);
    code = 10;
    await assert.rejects(device.client.lock(1n, 'exclusive'), (error) => isCodedError(error, 'afc-error') && error.data.afcStatus === 10);
  });

  it('reads a whole file in steps, and knows one that is not there', async () => {
    const file = Buffer.alloc(100_000, 'f');
    let at = 0;
    using device = await withDevice((operation, body) => {
      if (operation === AFC_OPERATION.fileInfo) {
        return body.toString() === '/there\0' ? [2, Buffer.from('st_size\x00100000\x00')] : status(8);
      }
      if (operation === AFC_OPERATION.fileOpen) return [0x0e, hex('0700000000000000')];
      if (operation === AFC_OPERATION.fileClose) return status(0);
      assert.equal(operation, AFC_OPERATION.fileRead);
      const piece = file.subarray(at, at + Number(body.readBigUInt64LE(8)));
      at += piece.length;
      return [2, piece];
    });
    assert.deepEqual(await device.client.readFile('/there'), file);
    assert.equal(await device.client.readFile('/absent'), undefined);
    at = 0;
    await assert.rejects(device.client.readFile('/there', { maxBytes: 99_999 }), (error) => isCodedError(error, 'frame-too-long'));
  });

  it('lists names without the two that every directory has', async () => {
    using device = await withDevice(() => [2, Buffer.from('.\0..\x00100APPLE\0Ünï\0')]);
    assert.deepEqual(await device.client.readDirectory('/DCIM'), ['100APPLE', 'Ünï']);
  });

  it('ends the connection when an answer belongs to another question', async () => {
    using pair = await socketPair();
    const client = new AfcClient(Connection.over(pair.near));
    pair.far.write(traffic.wouldBlock);
    await assert.rejects(client.makeDirectory('/a'), (error) => isCodedError(error, 'protocol-violation'));
  });

  it('sends no path that would end early', async () => {
    using device = await withDevice(() => status(0));
    await assert.rejects(device.client.remove('/a\0b'), (error) => isCodedError(error, 'unsafe-path'));
  });
});
