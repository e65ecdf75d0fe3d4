import assert from 'node:assert/strict';
import { X509Certificate, generateKeyPairSync } from 'node:crypto';
import { isCodedError } from '../../../../src/base/index.ts';
import {
  Connection,
  LockdownClient,
  decodePairRecord,
  encodePairRecord,
  pemToDer,
  requestTrust,
} from '../../../../src/device-protocol/index.ts';
import { parsePlist } from '../../../../src/formats/index.ts';
import { xmlDict, xmlValue } from '../../../support/byte-script.ts';
import { scriptPlistService } from '../../../support/scripted-peer.ts';
import { socketPair } from '../../../support/socket-pair.ts';

const deviceKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const devicePem = deviceKeys.publicKey.export({ type: 'pkcs1', format: 'pem' });
const granted = '<dict><key>Request</key><string>Pair</string><key>EscrowBag</key><data>AQID</data></dict>';
const refused = (error: string) => xmlDict({ Request: 'Pair', Error: error });

/** As usbmuxd keeps them; WiFiMACAddress is added where the device tells it. */
const KEYS_ON_DISK = [
  'DeviceCertificate',
  'EscrowBag',
  'HostCertificate',
  'HostID',
  'HostPrivateKey',
  'RootCertificate',
  'RootPrivateKey',
  'SystemBUID',
];

/** A lockdownd that gives the answers to Pair one after the other, the last one again and again. */
async function withPhone(answers: readonly string[]) {
  const pair = await socketPair();
  const pairRequests: string[] = [];
  scriptPlistService(pair.far, (request) => {
    if (xmlValue(request, 'Request') === 'Pair') {
      pairRequests.push(request);
      return answers[Math.min(pairRequests.length, answers.length) - 1];
    }
    if (xmlValue(request, 'Key') === 'WiFiAddress') return xmlDict({ Request: 'GetValue', Error: 'MissingValue' });
    return `<dict><key>Request</key><string>GetValue</string><key>Value</key><data>${Buffer.from(devicePem).toString('base64')}</data></dict>`;
  });
  const lockdown = new LockdownClient(Connection.over(pair.near));
  return { lockdown, pairRequests, [Symbol.dispose]: () => pair[Symbol.dispose]() };
}

describe('pairing', () => {
  it('makes certificates that hang together, and a record that comes back from disk the same', async () => {
    using phone = await withPhone([granted]);
    const record = await requestTrust(phone.lockdown, 'BUID-1');
    const certificate = (pem: Uint8Array) => new X509Certificate(Buffer.from(pem));
    const root = certificate(record.rootCertificate);
    assert.ok(root.verify(root.publicKey));
    assert.ok(certificate(record.hostCertificate).verify(root.publicKey));
    assert.ok(certificate(record.deviceCertificate).verify(root.publicKey));
    assert.equal(certificate(record.deviceCertificate).publicKey.export({ type: 'pkcs1', format: 'pem' }), devicePem);
    assert.deepEqual(Buffer.from(pemToDer(record.deviceCertificate)), certificate(record.deviceCertificate).raw);
    assert.match(record.hostId, /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
    assert.equal(record.systemBuid, 'BUID-1');
    assert.deepEqual(Buffer.from(record.escrowBag ?? []), Buffer.from([1, 2, 3]));
    assert.deepEqual(encodePairRecord(decodePairRecord(encodePairRecord(record))), encodePairRecord(record));
    const onDisk = parsePlist(encodePairRecord(record));
    assert.ok(onDisk instanceof Map);
    assert.deepEqual([...onDisk.keys()].sort(), KEYS_ON_DISK);
  });

  it('asks the same again while the dialog is on the screen, and says once that it waits', async () => {
    using phone = await withPhone([refused('PairingDialogResponsePending'), refused('PairingDialogResponsePending'), granted]);
    let waiting = 0;
    await requestTrust(phone.lockdown, 'B', { waitSeconds: 60, askAgainMs: 1, onWaiting: () => waiting++ });
    assert.equal(waiting, 1);
    assert.equal(phone.pairRequests.length, 3);
    assert.equal(new Set(phone.pairRequests).size, 1);
  });

  it('asks once when it shall not wait', async () => {
    using phone = await withPhone([refused('PairingDialogResponsePending')]);
    await assert.rejects(requestTrust(phone.lockdown, 'B'), (error) => isCodedError(error, 'trust-pending'));
    assert.equal(phone.pairRequests.length, 1);
  });

  it('gives up when the time is over', async () => {
    using phone = await withPhone([refused('PairingDialogResponsePending')]);
    await assert.rejects(requestTrust(phone.lockdown, 'B', { waitSeconds: 0.02, askAgainMs: 5 }), (error) =>
      isCodedError(error, 'trust-pending'),
    );
    assert.ok(phone.pairRequests.length > 1);
  });

  it('stops waiting when cancelled', async () => {
    using phone = await withPhone([refused('PairingDialogResponsePending')]);
    const abort = new AbortController();
    const pairing = requestTrust(phone.lockdown, 'B', { waitSeconds: 60, signal: abort.signal, onWaiting: () => abort.abort() });
    await assert.rejects(pairing, (error) => isCodedError(error, 'cancelled'));
  });

  for (const [name, code] of [
    ['UserDeniedPairing', 'trust-declined'],
    ['PasswordProtected', 'device-locked'],
    ['MCProtected', 'pairing-prohibited'],
  ] as const) {
    it(`ends with ${code} when lockdownd says ${name}, however long it might wait`, async () => {
      using phone = await withPhone([refused('PairingDialogResponsePending'), refused(name)]);
      await assert.rejects(requestTrust(phone.lockdown, 'B', { waitSeconds: 60, askAgainMs: 1 }), (error) => isCodedError(error, code));
    });
  }
});
