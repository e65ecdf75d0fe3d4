import assert from 'node:assert/strict';
import { traceLine } from '../../../../src/simulated-device/phone/trace-line.ts';
import { dict, writeBinaryPlist, type PlistValue } from '../../../../src/formats/index.ts';

function traced(message: PlistValue): unknown {
  return traceLine({ connection: 3, channel: 'usbmuxd', from: 'host', message }).message;
}

describe('a line of a trace', () => {
  it('says when, where and who, and the message as JSON with data in base64', () => {
    const line = traceLine({
      connection: 3,
      channel: 'lockdownd',
      udid: 'x',
      from: 'device',
      message: dict({ Port: 5n, Blob: Uint8Array.of(1, 2) }),
    });
    assert.match(String(line.time), /^\d{4}-\d\d-\d\dT/);
    assert.deepEqual(
      { ...line, time: undefined },
      {
        schema: 'backup-lab/trace@1',
        time: undefined,
        connection: 3,
        channel: 'lockdownd',
        udid: 'x',
        from: 'device',
        message: { Port: 5, Blob: 'AQI=' },
      },
    );
  });

  it('shows no private key, no escrow bag and no password, however deep', () => {
    const record = dict({ HostID: 'h', HostPrivateKey: Uint8Array.of(1), RootPrivateKey: Uint8Array.of(2), EscrowBag: Uint8Array.of(3) });
    assert.deepEqual(traced(dict({ PairRecordData: writeBinaryPlist(record), PairRecordID: 'u' })), {
      PairRecordData: { HostID: 'h', HostPrivateKey: 'redacted', RootPrivateKey: 'redacted', EscrowBag: 'redacted' },
      PairRecordID: 'u',
    });
    assert.deepEqual(
      traced(['DLMessageProcessMessage', dict({ NewPassword: 'sample', Options: dict({ Password: 'sample' }), PasswordProtected: true })]),
      ['DLMessageProcessMessage', { NewPassword: 'redacted', Options: { Password: 'redacted' }, PasswordProtected: true }],
    );
    assert.deepEqual(traced(dict({ PairRecordData: Uint8Array.of(1, 2, 3) })), { PairRecordData: 'redacted' });
  });
});
