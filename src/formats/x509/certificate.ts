/** Writes an X.509 v3 certificate for an RSA key, signed with another one. */
import { createHash, sign, type KeyObject } from 'node:crypto';
import { bitString, boolean, contextTag, derNull, octetString, objectIdentifier, sequence, smallInteger, time } from '../der/write-der.ts';

interface CertificateContents {
  /** RSA public key that the certificate is about. */
  readonly subjectKey: KeyObject;
  /** RSA private key that signs. */
  readonly issuerPrivateKey: KeyObject;
  /** Its public half. */
  readonly issuerKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** A certificate authority may sign others; the other kind carries `keyUsage`. */
  readonly isAuthority: boolean;
}

const sha256WithRsa = sequence(objectIdentifier('1.2.840.113549.1.1.11'), derNull());
/** Subject and issuer of all certificates of a pairing are empty (libimobiledevice and go-ios do the same). */
const emptyName = sequence();

/**
 * Certificate in DER, signature SHA-256 with RSA (RFC 5280 section 4.1):
 *
 *     SEQUENCE { tbs SEQUENCE { [0] version 2 (v3), serial 1, algorithm, issuer, validity, subject, subjectPublicKeyInfo, [3] extensions },
 *                algorithm, BIT STRING signature }
 */
export function writeCertificate(contents: CertificateContents): Uint8Array {
  const body = sequence(
    contextTag(0, smallInteger(2)),
    smallInteger(1),
    sha256WithRsa,
    emptyName,
    sequence(time(contents.notBefore), time(contents.notAfter)),
    emptyName,
    new Uint8Array(contents.subjectKey.export({ type: 'spki', format: 'der' })),
    contextTag(3, sequence(...extensions(contents))),
  );
  return sequence(body, sha256WithRsa, bitString(sign('sha256', body, contents.issuerPrivateKey)));
}

/**
 * | extension | critical | value |
 * |---|---|---|
 * | basicConstraints (2.5.29.19)       | yes | CA true or false |
 * | keyUsage (2.5.29.15), not for a CA | yes | digitalSignature, keyEncipherment: BoringSSL refuses a leaf without the first |
 * | subjectKeyIdentifier (2.5.29.14)   | no  | SHA-1 of the subject's PKCS#1 key |
 * | authorityKeyIdentifier (2.5.29.35), not for a CA | no | SHA-1 of the issuer's: with empty names the only thing that tells OpenSSL that the leaf is not self-signed |
 */
function extensions(contents: CertificateContents): Uint8Array[] {
  const keyIdentifier = extension('2.5.29.14', octetString(keyIdentifierOf(contents.subjectKey)));
  if (contents.isAuthority) return [extension('2.5.29.19', sequence(boolean(true)), 'critical'), keyIdentifier];
  return [
    extension('2.5.29.19', sequence(), 'critical'),
    keyIdentifier,
    extension('2.5.29.35', sequence(contextTag(0, keyIdentifierOf(contents.issuerKey), 'primitive'))),
    // Bits 0 (digitalSignature) and 2 (keyEncipherment), counted from the left.
    extension('2.5.29.15', bitString(Uint8Array.of(0b1010_0000), 5), 'critical'),
  ];
}

function extension(identifier: string, value: Uint8Array, critical?: 'critical'): Uint8Array {
  return sequence(objectIdentifier(identifier), ...(critical ? [boolean(true)] : []), octetString(value));
}

function keyIdentifierOf(publicKey: KeyObject): Uint8Array {
  return createHash('sha1')
    .update(publicKey.export({ type: 'pkcs1', format: 'der' }))
    .digest();
}
