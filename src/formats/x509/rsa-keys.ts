/** RSA key pairs, made off the main thread, and their PEM forms in phones and pair records. */
import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { FormatError } from '../errors.ts';

export interface RsaKeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** Generates an RSA key pair of 2048 bits, because Node refuses to serve with a shorter key. Takes 20–300 ms in a separate thread. */
export function generateRsaKeyPair(): Promise<RsaKeyPair> {
  return new Promise((resolve, reject) => {
    generateKeyPair('rsa', { modulusLength: 2048 }, (error, publicKey, privateKey) => {
      if (error) reject(error);
      else resolve({ publicKey, privateKey });
    });
  });
}

/** The form of lockdown's `DevicePublicKey`: PKCS#1 in PEM, newline-terminated. */
export function publicKeyPem(key: KeyObject): Uint8Array {
  return new TextEncoder().encode(key.export({ type: 'pkcs1', format: 'pem' }).toString());
}

/** The form of private keys in pair records: PKCS#1 in PEM, which every client reads. */
export function privateKeyPem(key: KeyObject): Uint8Array {
  return new TextEncoder().encode(key.export({ type: 'pkcs1', format: 'pem' }).toString());
}

/**
 * Reads a public key in either PEM form (PKCS#1 as phones give it, or SPKI).
 * @throws FormatError `certificate-malformed` for anything but an RSA public key in PEM
 */
export function parsePublicKeyPem(pem: Uint8Array): KeyObject {
  let key: KeyObject;
  try {
    const asGiven = createPublicKey(Buffer.from(pem));
    // Node 24.21 cannot write a key that it read as PKCS#1 as PKCS#1 again; by way of SPKI it can.
    key = createPublicKey({ key: asGiven.export({ type: 'spki', format: 'der' }), type: 'spki', format: 'der' });
  } catch (error) {
    throw new FormatError('certificate-malformed', 'not a public key in PEM', { cause: error });
  }
  if (key.asymmetricKeyType !== 'rsa') {
    throw new FormatError('certificate-malformed', `expected an RSA key, not ${key.asymmetricKeyType ?? 'this'}`);
  }
  return key;
}
