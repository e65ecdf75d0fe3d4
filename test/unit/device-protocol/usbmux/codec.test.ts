import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isCodedError } from '../../../../src/base/index.ts';
import {
  Connection,
  decodeMuxHeader,
  encodeBinaryMuxResult,
  encodeMuxMessage,
  readMuxFrame,
  swapPort,
} from '../../../../src/device-protocol/index.ts';
import { dict } from '../../../../src/formats/index.ts';
import { hex, muxMessage, xmlDict } from '../../../support/byte-script.ts';
import { socketPair } from '../../../support/socket-pair.ts';

describe('messages of usbmuxd', () => {
  it('have the header of the protocol, and body and header in one piece', () => {
    const message = encodeMuxMessage(dict({ MessageType: 'Result', Number: 0n }), 7);
    const expected = hex('00000000 01000000 08000000 07000000');
    new DataView(expected.buffer).setUint32(0, message.length, true);
    assert.deepEqual(message.subarray(0, 16), expected);
    assert.match(Buffer.from(message.subarray(16)).toString(), /^<\?xml .*<!DOCTYPE plist .*<plist version="1.0">/s);
  });

  it('refuse the binary protocol with the bytes that libusbmuxd understands', () => {
    assert.deepEqual(encodeBinaryMuxResult(6, 7), hex('14000000 00000000 01000000 07000000 06000000'));
  });

  it('are read with their tag, cut anywhere, and not a byte further', async () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(cuts, async (sizes) => {
        using pair = await socketPair();
        const connection = Connection.over(pair.near);
        const stream = Buffer.concat([muxMessage(xmlDict({ MessageType: 'Result', Number: 0 }), 258), Buffer.from('device')]);
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          pair.far.write(stream.subarray(at, at + size));
          at += size;
        }
        const payload = new Map<string, unknown>([
          ['MessageType', 'Result'],
          ['Number', 0n],
        ]);
        assert.deepEqual(await readMuxFrame(connection), { version: 1, message: 8, tag: 258, payload });
        assert.equal(Buffer.from(await connection.readExactly(6)).toString(), 'device');
      }),
      { numRuns: 25 },
    );
  });

  it('of the binary protocol are recognised by their version', async () => {
    using pair = await socketPair();
    const connection = Connection.over(pair.near);
    pair.far.write(hex('10000000 00000000 03000000 02000000'));
    assert.deepEqual(await readMuxFrame(connection), { version: 0, message: 3, tag: 2 });
  });

  for (const length of [0, 1, 15]) {
    it(`of ${length} bytes cannot be`, () => {
      const header = hex('00000000 01000000 08000000 01000000');
      header[0] = length;
      assert.throws(
        () => decodeMuxHeader(header),
        (error) => isCodedError(error, 'protocol-violation'),
      );
    });
  }

  it('of an absurd length end the connection', async () => {
    using pair = await socketPair();
    const connection = Connection.over(pair.near);
    pair.far.write(hex('ffffff7f 01000000 08000000 01000000'));
    await assert.rejects(readMuxFrame(connection), (error) => isCodedError(error, 'frame-too-long'));
    await connection.closed;
  });

  it('that hold no dictionary end the connection', async () => {
    for (const body of [Buffer.from('nonsense'), muxMessage('<array/>', 1).subarray(16)]) {
      using pair = await socketPair();
      const connection = Connection.over(pair.near);
      const header = hex('00000000 01000000 08000000 01000000');
      new DataView(header.buffer).setUint32(0, 16 + body.length, true);
      pair.far.write(Buffer.concat([header, body]));
      await assert.rejects(readMuxFrame(connection), (error) => isCodedError(error, 'protocol-violation'));
      await connection.closed;
    }
  });

  it('carry ports with their bytes swapped', () => {
    assert.equal(swapPort(62078), 32498);
    assert.equal(swapPort(32498), 62078);
    assert.equal(swapPort(50000), 20675);
    assert.equal(swapPort(1), 256);
  });
});
