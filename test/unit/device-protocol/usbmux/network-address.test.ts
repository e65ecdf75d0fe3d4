import assert from 'node:assert/strict';
import { decodeNetworkAddress, encodeNetworkAddress } from '../../../../src/device-protocol/index.ts';
import { hex } from '../../../support/byte-script.ts';

describe('network address', () => {
  it('is a BSD sockaddr of 16 bytes', () => {
    assert.deepEqual(Buffer.from(encodeNetworkAddress('127.0.0.2')), Buffer.from(hex('10 02 00 00 7f 00 00 02 00 00 00 00 00 00 00 00')));
    assert.throws(() => encodeNetworkAddress('fe80::1'), RangeError);
  });

  it('is read from both families', () => {
    assert.equal(decodeNetworkAddress(encodeNetworkAddress('127.62.1.254')), '127.62.1.254');
    const v6 = hex('1c 1e f2 7e 00 00 00 00 fe 80 00 00 00 00 00 00 00 00 5e ff fe 10 20 30 05 00 00 00');
    assert.equal(decodeNetworkAddress(v6), 'fe80:0:0:0:0:5eff:fe10:2030');
  });

  it('is none when the length or the family is another', () => {
    for (const bytes of [
      '',
      '10',
      '10 02 00 00 7f 00 00',
      '10 1e 00 00 7f 00 00 02 00 00 00 00 00 00 00 00',
      '1c 1e 00 00 00 00 00 00 fe 80',
    ]) {
      assert.equal(decodeNetworkAddress(hex(bytes)), undefined);
    }
  });
});
