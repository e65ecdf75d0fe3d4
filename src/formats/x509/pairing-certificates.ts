/** The certificates with which a computer and a phone trust each other. The computer makes all three. */
import { writeCertificate } from './certificate.ts';
import { generateRsaKeyPair, parsePublicKeyPem, privateKeyPem, type RsaKeyPair } from './rsa-keys.ts';

/** Each a PEM text as bytes, as pair records hold it. */
export interface PairingCertificates {
  readonly rootCertificate: Uint8Array;
  readonly rootPrivateKey: Uint8Array;
  readonly hostCertificate: Uint8Array;
  readonly hostPrivateKey: Uint8Array;
  readonly deviceCertificate: Uint8Array;
}

interface PairingCertificateOptions {
  /** Lockdown's `DevicePublicKey`: an RSA key in PEM. */
  readonly devicePublicKeyPem: Uint8Array;
  /** Start of validity; it lasts 10 years. */
  readonly now?: Date;
  /** Ready-made keys; without them two are generated. */
  readonly rootKeys?: RsaKeyPair;
  readonly hostKeys?: RsaKeyPair;
}

/**
 * Makes a self-signed root certificate, and two certificates signed by it: one for the computer's key and one for the phone's.
 * @throws FormatError `certificate-malformed` when the device's key is not usable
 */
export async function makePairingCertificates(options: PairingCertificateOptions): Promise<PairingCertificates> {
  const deviceKey = parsePublicKeyPem(options.devicePublicKeyPem);
  const [root, host] = await Promise.all([options.rootKeys ?? generateRsaKeyPair(), options.hostKeys ?? generateRsaKeyPair()]);
  const notBefore = options.now ?? new Date();
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notBefore.getUTCFullYear() + 10);
  const common = { issuerPrivateKey: root.privateKey, issuerKey: root.publicKey, notBefore, notAfter };
  return {
    rootCertificate: certificatePem(writeCertificate({ ...common, subjectKey: root.publicKey, isAuthority: true })),
    rootPrivateKey: privateKeyPem(root.privateKey),
    hostCertificate: certificatePem(writeCertificate({ ...common, subjectKey: host.publicKey, isAuthority: false })),
    hostPrivateKey: privateKeyPem(host.privateKey),
    deviceCertificate: certificatePem(writeCertificate({ ...common, subjectKey: deviceKey, isAuthority: false })),
  };
}

/** Base64 in lines of 64 characters between the two marker lines (RFC 7468). */
function certificatePem(der: Uint8Array): Uint8Array {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return new TextEncoder().encode(['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'));
}
