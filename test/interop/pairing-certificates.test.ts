/** The certificates of a pairing, judged by the openssl program. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateRsaKeyPair, makePairingCertificates, publicKeyPem } from '../../src/formats/index.ts';

function openssl(...args: string[]): string {
  const { error, status, stdout, stderr } = spawnSync('openssl', args);
  if (error) throw new Error('openssl is missing; install it with: sudo apt-get install -y openssl', { cause: error });
  assert.equal(status, 0, stderr.toString());
  return stdout.toString();
}

describe('pairing certificates and openssl', () => {
  let folder: string;
  const file = (name: string): string => join(folder, name);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pairing-certificates-'));
    const device = await generateRsaKeyPair();
    const certificates = await makePairingCertificates({ devicePublicKeyPem: publicKeyPem(device.publicKey) });
    for (const [name, pem] of Object.entries(certificates)) writeFileSync(file(name), pem as Uint8Array);
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  for (const name of ['rootCertificate', 'hostCertificate', 'deviceCertificate']) {
    it(`accepts the ${name} as signed by the root`, () => {
      const said = openssl('verify', '-CAfile', file('rootCertificate'), file(name));
      assert.equal(said.trim(), `${file(name)}: OK`);
    });
  }

  it('accepts computer and device for both sides of TLS', () => {
    for (const purpose of ['sslclient', 'sslserver']) {
      openssl('verify', '-purpose', purpose, '-CAfile', file('rootCertificate'), file('hostCertificate'), file('deviceCertificate'));
    }
  });

  it('accepts the private keys', () => {
    for (const name of ['rootPrivateKey', 'hostPrivateKey']) openssl('rsa', '-in', file(name), '-check', '-noout');
  });

  it('shows the extensions of a device certificate', () => {
    const text = openssl('x509', '-in', file('deviceCertificate'), '-noout', '-text').replace(/\s+/g, ' ');
    assert.match(text, /Version: 3 \(0x2\)/);
    assert.match(text, /Signature Algorithm: sha256WithRSAEncryption/);
    assert.match(text, /Basic Constraints: critical CA:FALSE/);
    assert.match(text, /Key Usage: critical Digital Signature, Key Encipherment/);
    assert.match(text, /Subject Key Identifier: [0-9A-F]{2}:/);
  });
});
