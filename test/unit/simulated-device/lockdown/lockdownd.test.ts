/** lockdownd of a simulated device against requests written by hand: framing, values, pairing. */
import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { startSimulator, type Simulator } from '../../../../src/simulated-device/index.ts';
import { hex, muxMessage, plistFrame, xmlDict, xmlValue } from '../../../support/byte-script.ts';
import { RawHost } from '../../../support/raw-host.ts';
import { errorIn, lockdown, pairRaw, pairRequest } from '../../../support/raw-pairing.ts';

describe('lockdownd of a simulated device', () => {
  let simulator: Simulator;
  let host: RawHost;

  beforeEach(async () => {
    simulator = await startSimulator({ devices: [{}, { preset: 'iphone-old' }] });
    host = await lockdown(simulator.address);
  });

  afterEach(async () => {
    host[Symbol.dispose]();
    await simulator.close();
  });

  describe('framing', () => {
    it('answers a request that came in the same piece as Connect', async () => {
      using eager = await RawHost.connect(simulator.address);
      const connect = muxMessage(xmlDict({ MessageType: 'Connect', DeviceID: 1, PortNumber: 32498 }), 1);
      eager.send(Buffer.concat([connect, plistFrame(xmlDict({ Request: 'QueryType', Label: 'test' }))]));
      assert.equal(xmlValue((await eager.receiveMux()).body, 'Number'), '0');
      assert.equal(xmlValue(await eager.receiveFrame(), 'Type'), 'com.apple.mobile.lockdown');
    });

    it('takes single bytes, and answers with the name of the request', async () => {
      for (const byte of plistFrame(xmlDict({ Request: 'QueryType' }))) host.send(Uint8Array.of(byte));
      const reply = await host.receiveFrame();
      assert.equal(xmlValue(reply, 'Request'), 'QueryType');
      assert.equal(errorIn(reply), undefined);
    });

    it('takes binary property lists', async () => {
      // bplist00, {"Request": "QueryType"}: dictionary at 8, key at 11, value at 19, offset table at 29.
      const plist = `62706c6973743030 d10102 5752657175657374 595175657279 54797065 080b13 000000000000 01 01 0000000000000003 0000000000000000 000000000000001d`;
      host.send(Buffer.concat([hex('00000040'), hex(plist)]));
      assert.equal(xmlValue(await host.receiveFrame(), 'Type'), 'com.apple.mobile.lockdown');
    });

    for (const [what, bytes] of [
      ['an absurd length', hex('ff ff ff ff')],
      ['something that is no property list', hex('00 00 00 04 de ad be ef')],
      ['a property list that is no dictionary', plistFrame('<string>QueryType</string>')],
      ['a request without a name', plistFrame(xmlDict({ Label: 'test' }))],
      ['a request that does not exist', plistFrame(xmlDict({ Request: 'MakeCoffee' }))],
    ] as const) {
      it(`hangs up on ${what}, remembers it, and serves others`, async () => {
        using other = await lockdown(simulator.address, 2);
        host.send(bytes);
        assert.equal((await host.ended()).length, 0);
        assert.equal(simulator.violations.length, 1);
        assert.equal(xmlValue(await other.ask({ Request: 'QueryType' }), 'Type'), 'com.apple.mobile.lockdown');
      });
    }
  });

  describe('values without a session', () => {
    it('repeats Key and Domain', async () => {
      const reply = await host.ask({ Request: 'GetValue', Key: 'ProductVersion', Label: 'test' });
      assert.equal(xmlValue(reply, 'Key'), 'ProductVersion');
      assert.equal(xmlValue(reply, 'Value'), '17.5.1');
      assert.equal(xmlValue(await host.ask({ Request: 'GetValue', Domain: 'com.example.none' }), 'Domain'), 'com.example.none');
    });

    it('gives the key of the device, an RSA key of 2048 bits in the form that hosts expect', async () => {
      const pem = Buffer.from(
        xmlValue(await host.ask({ Request: 'GetValue', Key: 'DevicePublicKey' }), 'Value') ?? '',
        'base64',
      ).toString();
      assert.match(pem, /^-----BEGIN RSA PUBLIC KEY-----\n[\s\S]+\n-----END RSA PUBLIC KEY-----\n$/);
      assert.equal(createPublicKey(pem).asymmetricKeyDetails?.modulusLength, 2048);
      assert.doesNotMatch(await host.ask({ Request: 'GetValue' }), /DevicePublicKey/);
    });

    it('keeps everything else back, and says what is unknown', async () => {
      for (const [request, error] of [
        [{ Request: 'GetValue', Key: 'SerialNumber' }, 'GetProhibited'],
        [{ Request: 'GetValue', Key: 'NoSuchKey' }, 'MissingValue'],
        [{ Request: 'GetValue', Domain: 'com.apple.mobile.backup', Key: 'WillEncrypt' }, 'GetProhibited'],
        [{ Request: 'GetValue', Domain: 'com.apple.mobile.battery' }, 'GetProhibited'],
        [{ Request: 'GetValue', Domain: 'com.example.none', Key: 'x' }, 'MissingValue'],
        [{ Request: 'SetValue', Key: 'DeviceName', Value: 'x' }, 'SessionInactive'],
        [{ Request: 'RemoveValue', Domain: 'com.apple.iTunes', Key: 'x' }, 'SessionInactive'],
        [{ Request: 'StartService', Service: 'com.apple.afc' }, 'SessionInactive'],
        [{ Request: 'StopSession', SessionID: 'x' }, 'SessionInactive'],
      ] as const) {
        const reply = await host.ask(request);
        assert.equal(errorIn(reply), error, JSON.stringify(request));
        assert.equal(xmlValue(reply, 'Request'), request.Request);
      }
      const unknown = await host.ask({ Request: 'GetValue', Domain: 'com.example.none' });
      assert.equal(errorIn(unknown), undefined);
      assert.doesNotMatch(unknown, /<key>Value<\/key>/);
    });
  });

  describe('pairing', () => {
    it('trusts a host and gives it 32 bytes of escrow bag', async () => {
      const pairing = await pairRaw(host);
      assert.equal(Buffer.from(pairing.escrowBag ?? '', 'base64').length, 32);
      assert.deepEqual(
        simulator.devices[0]?.pairedHosts.map(({ hostId, systemBuid }) => [hostId, systemBuid]),
        [[pairing.hostId, 'test-buid']],
      );
    });

    it('answers the dialog after as many questions as were asked for', async () => {
      const patient = simulator.addDevice({ trust: 'ask', acceptAfterAsks: 2, udid: '00008110-000A000000000001' });
      using other = await lockdown(simulator.address, patient.deviceId);
      const pairing = await pairRaw(other);
      assert.equal(pairing.escrowBag, undefined);
      assert(patient.isTrustDialogShown);
      assert.equal(errorIn(await other.ask(pairRequest('Pair', pairing))), 'PairingDialogResponsePending');
      assert.match(await other.ask(pairRequest('Pair', pairing)), /EscrowBag/);
      assert.equal(patient.isTrustDialogShown, false);
    });

    it('does not ask again for a host that it trusts', async () => {
      const [device] = simulator.devices;
      assert(device);
      const pairing = await pairRaw(host);
      device.trust = 'decline';
      assert.equal(xmlValue(await host.ask(pairRequest('Pair', pairing)), 'EscrowBag')?.replaceAll(/\s/g, ''), pairing.escrowBag);
      assert.equal(errorIn(await host.ask(pairRequest('Pair', { ...pairing, hostId: 'somebody else' }))), 'UserDeniedPairing');
    });

    it('refuses while it is locked, before anything else', async () => {
      const [device] = simulator.devices;
      assert(device);
      device.locked = true;
      assert.equal(errorIn(await host.ask({ Request: 'Pair' })), 'PasswordProtected');
    });

    it('refuses a record that is missing, incomplete, or made for another device', async () => {
      const pairing = await pairRaw(host);
      assert.equal(errorIn(await host.ask({ Request: 'Pair' })), 'MissingPairRecord');
      const empty = { ...pairing, hostId: 'new', hostCertificate: new Uint8Array(0) };
      assert.equal(errorIn(await host.ask(pairRequest('Pair', empty))), 'InvalidPairRecord');
      const foreign = { ...pairing, hostId: 'new', rootCertificate: Buffer.from('not a certificate') };
      assert.equal(errorIn(await host.ask(pairRequest('Pair', foreign))), 'InvalidPairRecord');
      using other = await lockdown(simulator.address, 2);
      assert.equal(errorIn(await other.ask(pairRequest('Pair', pairing))), 'InvalidPairRecord');
      assert.equal(simulator.violations.length, 3);
    });

    it('validates and forgets', async () => {
      const pairing = await pairRaw(host);
      assert.equal(errorIn(await host.ask(pairRequest('ValidatePair', pairing))), undefined);
      assert.equal(errorIn(await host.ask(pairRequest('ValidatePair', { ...pairing, hostId: 'x' }))), 'InvalidHostID');
      assert.equal(errorIn(await host.ask(pairRequest('Unpair', pairing))), undefined);
      assert.equal(errorIn(await host.ask(pairRequest('Unpair', pairing))), 'InvalidHostID');
      assert.equal(errorIn(await host.ask(pairRequest('ValidatePair', pairing))), 'InvalidHostID');
    });
  });
});
