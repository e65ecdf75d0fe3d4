import assert from 'node:assert/strict';
import { isCodedError } from '../../../../src/base/index.ts';
import { Connection, LockdownClient, type PairRecord } from '../../../../src/device-protocol/index.ts';
import { xmlDict, xmlValue } from '../../../support/byte-script.ts';
import { scriptPlistService } from '../../../support/scripted-peer.ts';
import { socketPair } from '../../../support/socket-pair.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const record: PairRecord = {
  hostId: 'HOST-1',
  systemBuid: 'BUID-1',
  deviceCertificate: bytes('device certificate'),
  hostCertificate: bytes('host certificate'),
  hostPrivateKey: bytes('host key'),
  rootCertificate: bytes('root certificate'),
  rootPrivateKey: bytes('root key'),
  escrowBag: bytes('bag'),
};

/** A client of a lockdownd that answers as told; `asked` collects the requests. */
async function withLockdownd(answer: (request: string) => string | Buffer | undefined) {
  const pair = await socketPair();
  const asked: string[] = [];
  scriptPlistService(pair.far, (request) => {
    asked.push(request);
    return answer(request);
  });
  const client = new LockdownClient(Connection.over(pair.near));
  return { client, asked, [Symbol.dispose]: () => pair[Symbol.dispose]() };
}

const reply = (request: string, more: Record<string, string | number | boolean> = {}) => xmlDict({ Request: request, ...more });

describe('lockdown client', () => {
  it('asks in the words of lockdownd', async () => {
    using lockdownd = await withLockdownd(() => reply('GetValue', { Domain: 'com.apple.mobile.backup', Key: 'WillEncrypt', Value: true }));
    assert.equal(await lockdownd.client.getValue('com.apple.mobile.backup', 'WillEncrypt'), true);
    const [asked = ''] = lockdownd.asked;
    assert.match(asked, /^<\?xml /);
    assert.ok(xmlValue(asked, 'Label'));
    assert.deepEqual(
      ['Request', 'Domain', 'Key', 'ProtocolVersion'].map((key) => xmlValue(asked, key)),
      ['GetValue', 'com.apple.mobile.backup', 'WillEncrypt', '2'],
    );
  });

  it('sees no difference between a value that is missing and one that is left out', async () => {
    using missing = await withLockdownd(() => reply('GetValue', { Error: 'MissingValue' }));
    assert.equal(await missing.client.getValue(undefined, 'Nothing'), undefined);
    assert.doesNotMatch(missing.asked[0] ?? '', /Domain/);
    using left = await withLockdownd(() => reply('GetValue', { Domain: 'x' }));
    assert.equal(await left.client.getValue('x'), undefined);
  });

  it('does not wait for ever for an answer', async () => {
    using pair = await socketPair();
    const client = new LockdownClient(Connection.over(pair.near), undefined, 20);
    await assert.rejects(client.getValue(), (error) => isCodedError(error, 'device-silent'));
    await client.close();
  });

  const refusals: [string, string][] = [
    ['PasswordProtected', 'device-locked'],
    ['EscrowLocked', 'escrow-refused'],
    ['PairingDialogResponsePending', 'trust-pending'],
    ['UserDeniedPairing', 'trust-declined'],
    ['InvalidHostID', 'not-trusted'],
    ['MCProtected', 'pairing-prohibited'],
    ['PairingProhibitedOverThisConnection', 'pairing-needs-cable'],
    ['FMiPProtected', 'pairing-prohibited'],
    ['InvalidService', 'service-unavailable'],
    ['ServiceLimit', 'service-limit'],
    ['SessionInactive', 'lockdown-error'],
    ['SomethingFromTheFuture', 'lockdown-error'],
  ];
  for (const [name, code] of refusals) {
    it(`says ${code} for ${name} and keeps the name`, async () => {
      using lockdownd = await withLockdownd(() => reply('StartService', { Error: name }));
      await assert.rejects(
        lockdownd.client.startService('com.apple.afc'),
        (error) => isCodedError(error, code) && error.data.lockdownError === name && error.data.service === 'com.apple.afc',
      );
    });
  }

  it('understands the Result of devices before iOS 5', async () => {
    using lockdownd = await withLockdownd(() => reply('QueryType', { Result: 'Failure' }));
    await assert.rejects(lockdownd.client.queryType(), (error) => isCodedError(error, 'lockdown-error'));
  });

  it('ends the conversation when an answer belongs to another request', async () => {
    using lockdownd = await withLockdownd(() => reply('GetValue', { Type: 'com.apple.mobile.lockdown' }));
    await assert.rejects(lockdownd.client.queryType(), (error) => isCodedError(error, 'protocol-violation'));
    await assert.rejects(lockdownd.client.queryType(), (error) => isCodedError(error, 'link-lost'));
  });

  it('takes an answer to Unpair that does not say what it answers', async () => {
    using lockdownd = await withLockdownd(() => xmlDict({ Result: 'Success' }));
    await lockdownd.client.unpair(record);
  });

  it('tells a device no private key and no escrow bag', async () => {
    using lockdownd = await withLockdownd(
      () => `<dict><key>Request</key><string>Pair</string><key>EscrowBag</key><data>AQID</data></dict>`,
    );
    assert.deepEqual(await lockdownd.client.pair(record), Uint8Array.of(1, 2, 3));
    const [asked = ''] = lockdownd.asked;
    for (const key of ['HostPrivateKey', 'RootPrivateKey', 'EscrowBag']) assert.ok(!asked.includes(key), key);
    assert.equal(xmlValue(asked, 'HostID'), 'HOST-1');
    assert.equal(xmlValue(asked, 'SystemBUID'), 'BUID-1');
    assert.match(asked, /<key>ExtendedPairingErrors<\/key>\s*<true\/>/);
  });

  it('starts a session in plain text when the device wants no TLS, and stops it in the end', async () => {
    using lockdownd = await withLockdownd((request) => {
      if (xmlValue(request, 'Request') === 'StartSession') return reply('StartSession', { SessionID: 'S-1', EnableSessionSSL: false });
      return xmlValue(request, 'Request') === 'StopSession' ? reply('StopSession') : undefined;
    });
    await lockdownd.client.startSession(record, false);
    await lockdownd.client.close();
    assert.deepEqual(
      lockdownd.asked.map((request) => xmlValue(request, 'Request')),
      ['StartSession', 'StopSession'],
    );
    assert.equal(xmlValue(lockdownd.asked[0] ?? '', 'HostID'), 'HOST-1');
    assert.equal(xmlValue(lockdownd.asked[1] ?? '', 'SessionID'), 'S-1');
  });

  it('gives the port of a service, and says with the escrow bag that it may be locked', async () => {
    using lockdownd = await withLockdownd(() => reply('StartService', { Service: 's', Port: 49152, EnableServiceSSL: true }));
    assert.deepEqual(await lockdownd.client.startService('s', { escrowBag: bytes('bag') }), { port: 49152, ssl: true });
    assert.match(
      lockdownd.asked[0] ?? '',
      new RegExp(`<key>EscrowBag</key>\\s*<data>\\s*${Buffer.from('bag').toString('base64')}\\s*</data>`),
    );
  });

  it('takes no port that cannot be', async () => {
    for (const port of [0, 65536, -1]) {
      using lockdownd = await withLockdownd(() => reply('StartService', { Port: port }));
      await assert.rejects(lockdownd.client.startService('s'), (error) => isCodedError(error, 'protocol-violation'));
    }
  });

  it('says link-lost when lockdownd goes away instead of answering', async () => {
    using lockdownd = await withLockdownd(() => undefined);
    await assert.rejects(lockdownd.client.queryType(), (error) => isCodedError(error, 'link-lost'));
    await lockdownd.client.close();
  });
});
