/** The certificates of a pairing, judged by Node's own X.509 reader and by a TLS handshake. */
import assert from 'node:assert/strict';
import { X509Certificate, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  generateRsaKeyPair,
  makePairingCertificates,
  privateKeyPem,
  publicKeyPem,
  type PairingCertificates,
  type RsaKeyPair,
} from '../../../../src/formats/index.ts';

const now = new Date('2026-11-22T12:00:00Z');

describe('pairing certificates', () => {
  let device: RsaKeyPair;
  let made: PairingCertificates;
  let root: X509Certificate;

  before(async () => {
    device = await generateRsaKeyPair();
    made = await makePairingCertificates({ devicePublicKeyPem: publicKeyPem(device.publicKey), now });
    root = new X509Certificate(made.rootCertificate);
  });

  it('are signed by the root, which signs itself', () => {
    assert.ok(root.ca);
    const rootKey = createPublicKey(Buffer.from(made.rootPrivateKey));
    for (const pem of [made.rootCertificate, made.hostCertificate, made.deviceCertificate]) {
      assert.ok(new X509Certificate(pem).verify(rootKey));
    }
  });

  it('are no authorities but the root', () => {
    assert.equal(new X509Certificate(made.hostCertificate).ca, false);
    assert.equal(new X509Certificate(made.deviceCertificate).ca, false);
  });

  it('hold the keys of computer and device', () => {
    const host = new X509Certificate(made.hostCertificate);
    assert.ok(host.checkPrivateKey(createPrivateKey(Buffer.from(made.hostPrivateKey))));
    assert.ok(root.checkPrivateKey(createPrivateKey(Buffer.from(made.rootPrivateKey))));
    assert.ok(new X509Certificate(made.deviceCertificate).checkPrivateKey(device.privateKey));
  });

  it('are valid for 10 years from now, with empty names and serial number 1', () => {
    for (const pem of [made.rootCertificate, made.hostCertificate, made.deviceCertificate]) {
      const certificate = new X509Certificate(pem);
      assert.equal(certificate.validFromDate.toISOString(), '2026-11-22T12:00:00.000Z');
      assert.equal(certificate.validToDate.toISOString(), '2036-11-22T12:00:00.000Z');
      assert.equal(certificate.subject, undefined);
      assert.equal(certificate.issuer, undefined);
      assert.equal(certificate.serialNumber, '01');
    }
  });

  it('may sign and encipher keys, and nothing else', () => {
    // Critical, a bit string with the bits 0 and 2: the form that BoringSSL asks for.
    const keyUsage = Buffer.from('0603551d0f0101ff0404030205a0', 'hex');
    assert.ok(new X509Certificate(made.hostCertificate).raw.includes(keyUsage));
    assert.ok(new X509Certificate(made.deviceCertificate).raw.includes(keyUsage));
    assert.ok(!root.raw.includes(keyUsage));
  });

  it('stand in PEM lines of 64 characters with a line end, private keys as PKCS#1', () => {
    const lines = Buffer.from(made.hostCertificate).toString().split('\n');
    assert.equal(lines[0], '-----BEGIN CERTIFICATE-----');
    assert.equal(lines[1]?.length, 64);
    assert.deepEqual(lines.slice(-2), ['-----END CERTIFICATE-----', '']);
    assert.match(Buffer.from(made.hostPrivateKey).toString(), /^-----BEGIN RSA PRIVATE KEY-----\n[^]*\n$/);
    assert.match(Buffer.from(publicKeyPem(device.publicKey)).toString(), /^-----BEGIN RSA PUBLIC KEY-----\n[^]*\n$/);
  });

  it('make a TLS connection in which both sides see the other one by its certificate', async () => {
    const server = createServer({
      key: Buffer.from(privateKeyPem(device.privateKey)),
      cert: Buffer.from(made.deviceCertificate),
      ca: [Buffer.from(made.rootCertificate)],
      requestCert: true,
      rejectUnauthorized: true,
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect({
      port: (server.address() as AddressInfo).port,
      host: '127.0.0.1',
      key: Buffer.from(made.hostPrivateKey),
      cert: Buffer.from(made.hostCertificate),
      ca: [Buffer.from(made.rootCertificate)],
      checkServerIdentity: () => undefined,
    });
    const [atServer] = (await once(server, 'secureConnection')) as [TLSSocket];
    assert.equal(client.authorized, true);
    assert.deepEqual(client.getPeerX509Certificate()?.raw, new X509Certificate(made.deviceCertificate).raw);
    assert.deepEqual(atServer.getPeerX509Certificate()?.raw, new X509Certificate(made.hostCertificate).raw);
    client.destroy();
    atServer.destroy();
    server.close();
    await once(server, 'close');
  });

  it('are made from ready-made keys when there are some', async () => {
    const again = await makePairingCertificates({
      devicePublicKeyPem: publicKeyPem(device.publicKey),
      now,
      rootKeys: device,
      hostKeys: device,
    });
    assert.deepEqual(again.rootPrivateKey, privateKeyPem(device.privateKey));
    const same = await makePairingCertificates({
      devicePublicKeyPem: publicKeyPem(device.publicKey),
      now,
      rootKeys: device,
      hostKeys: device,
    });
    assert.deepEqual(again, same);
  });

  it("take a device's key in either PEM form, of 1024 bits too", async () => {
    for (const type of ['pkcs1', 'spki'] as const) {
      const old = generateKeyPairSync('rsa', { modulusLength: 1024 });
      const pem = new TextEncoder().encode(old.publicKey.export({ type, format: 'pem' }).toString());
      const { deviceCertificate } = await makePairingCertificates({ devicePublicKeyPem: pem, rootKeys: device, hostKeys: device });
      assert.ok(new X509Certificate(deviceCertificate).checkPrivateKey(old.privateKey));
    }
  });

  for (const [name, pem] of [
    ['no PEM', 'hello'],
    ['nothing', ''],
    ['a damaged key', '-----BEGIN RSA PUBLIC KEY-----\nMIIB\n-----END RSA PUBLIC KEY-----\n'],
    ['a key of another kind', generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString()],
  ] as const) {
    it(`refuse ${name} for a device's key`, async () => {
      await assert.rejects(makePairingCertificates({ devicePublicKeyPem: Buffer.from(pem) }), {
        name: 'FormatError',
        code: 'certificate-malformed',
      });
    });
  }
});
