import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isCodedError } from '../../../../src/base/index.ts';
import { Connection, encodePlistFrame, readPlistFrame, writePlistFrame } from '../../../../src/device-protocol/index.ts';
import { dict } from '../../../../src/formats/index.ts';
import { hex, plistFrame } from '../../../support/byte-script.ts';
import { socketPair } from '../../../support/socket-pair.ts';

describe('plist frames', () => {
  it('read XML and binary, told apart by the first bytes', async () => {
    using pair = await socketPair();
    const connection = Connection.over(pair.near);
    pair.far.write(plistFrame('<dict><key>Request</key><string>QueryType</string></dict>'));
    assert.deepEqual(await readPlistFrame(connection), new Map([['Request', 'QueryType']]));
    // {"a": 1} by hand: objects dict, "a", 1; offsets 8, 11, 13; trailer.
    const binary = '62706c6973743030 d10102 5161 1001 080b0d 000000000000 01 01 0000000000000003 0000000000000000 000000000000000f';
    pair.far.write(Buffer.concat([hex('00000032'), hex(binary)]));
    assert.deepEqual(await readPlistFrame(connection), new Map([['a', 1n]]));
  });

  it('write the length in big endian in front of the property list, in one piece', () => {
    const frame = encodePlistFrame(dict({ Command: 'Shutdown' }), 'xml');
    const view = new DataView(frame.buffer, frame.byteOffset);
    assert.equal(view.getUint32(0), frame.length - 4);
    const text = Buffer.from(frame.subarray(4)).toString();
    assert.ok(text.startsWith('<?xml version="1.0" encoding="UTF-8"?>'));
    assert.match(text, /<key>Command<\/key>\s*<string>Shutdown<\/string>/);
    assert.equal(Buffer.from(encodePlistFrame(true, 'binary').subarray(4, 12)).toString(), 'bplist00');
  });

  it('come out the same wherever the stream is cut, and however frames are glued', async () => {
    const names = fc.array(fc.string({ unit: fc.constantFrom('a', 'B', '7', 'ü', '日'), maxLength: 200 }), { minLength: 1, maxLength: 8 });
    const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(names, cuts, async (texts, sizes) => {
        using pair = await socketPair();
        const connection = Connection.over(pair.near);
        const stream = Buffer.concat(texts.map((text) => plistFrame(`<array><string>${text}</string></array>`)));
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          pair.far.write(stream.subarray(at, at + size));
          at += size;
        }
        for (const text of texts) assert.deepEqual(await readPlistFrame(connection), [text]);
      }),
      { numRuns: 30 },
    );
  });

  it('end the connection when an absurd length is announced', async () => {
    using pair = await socketPair();
    const connection = Connection.over(pair.near);
    pair.far.write(hex('ffffffff'));
    await assert.rejects(readPlistFrame(connection), (error) => isCodedError(error, 'frame-too-long') && error.data.length === 0xffffffff);
    await connection.closed;
  });

  it('honour the limit that the reader sets', async () => {
    using pair = await socketPair();
    const connection = Connection.over(pair.near);
    const frame = plistFrame('<true/>');
    pair.far.write(frame);
    await assert.rejects(readPlistFrame(connection, { maxLength: frame.length - 5 }), (error) => isCodedError(error, 'frame-too-long'));
  });

  it('end the connection when there is no property list inside', async () => {
    using pair = await socketPair();
    const connection = Connection.over(pair.near);
    pair.far.write(Buffer.concat([hex('00000010'), Buffer.from('HTTP/1.1 200 OK\r')]));
    await assert.rejects(readPlistFrame(connection), (error) => isCodedError(error, 'protocol-violation'));
    await connection.closed;
  });

  it('are answered in the order they came', async () => {
    using pair = await socketPair();
    const [near, far] = [Connection.over(pair.near), Connection.over(pair.far)];
    await Promise.all([writePlistFrame(near, 1n, 'binary'), writePlistFrame(near, 2n, 'xml'), writePlistFrame(near, 3n, 'binary')]);
    assert.deepEqual([await readPlistFrame(far), await readPlistFrame(far), await readPlistFrame(far)], [1n, 2n, 3n]);
  });
});
