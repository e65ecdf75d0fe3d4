/** The RSA key of a device, made when it is first needed: it takes a quarter of a second, which a start must not wait for. */
import { createPrivateKey, createPublicKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

/** 2048 because Node refuses to load a certificate with less as a server. */
const MODULUS_BITS = 2048;

export interface DeviceKeyPair {
  /** PEM, PKCS#1 ("BEGIN RSA PUBLIC KEY"), newline at the end: the form of lockdownd's DevicePublicKey. */
  readonly publicKey: string;
  /** PEM, PKCS#8. */
  readonly privateKey: string;
}

export class DeviceKey {
  #pair: Promise<DeviceKeyPair> | undefined;

  get(): Promise<DeviceKeyPair> {
    this.#pair ??= makeKeyPair();
    return this.#pair;
  }

  /** The next one is another. */
  forget(): void {
    this.#pair = undefined;
  }

  /** Takes a key that was made before, instead of making one. */
  use(pair: DeviceKeyPair): void {
    this.#pair = Promise.resolve(pair);
  }
}

async function makeKeyPair(): Promise<DeviceKeyPair> {
  return await promisify(generateKeyPair)('rsa', {
    modulusLength: MODULUS_BITS,
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

/** True when the PEM public key and the PEM private key belong together. */
export function isSameKey(publicKey: string, privateKey: string): boolean {
  return createPublicKey(publicKey).equals(createPublicKey(createPrivateKey(privateKey)));
}
