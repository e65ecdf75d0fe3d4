/**
 * How TLS is set up with a device: the one place that knows what OpenSSL (Node) and BoringSSL (VS Code) put up with.
 *
 * Neither side has a certificate that a chain check would accept (no names, the host is its own authority), so the chain
 * is not checked at all: each side compares the other's certificate byte for byte with the one from pairing.
 */
import { createSecureContext, type SecureContext, type SecureVersion } from 'node:tls';

/** Devices before iOS 10 speak TLS 1.0 only, with SHA-1 and short keys; OpenSSL refuses that unless told twice. */
const LEGACY_VERSION: SecureVersion = 'TLSv1';
const LEGACY_CIPHERS = 'DEFAULT@SECLEVEL=0';

export interface TlsOptions {
  /** Who opens the handshake: the host is always the client, the device always the server. */
  readonly role: 'client' | 'server';
  /** PEM private key and certificate to present. */
  readonly key: Uint8Array;
  readonly cert: Uint8Array;
  /** DER certificates of which the peer must present one; without a list any peer is taken. */
  readonly acceptedPeers?: readonly Uint8Array[];
  /** Allow TLS 1.0 and weak keys, for ProductVersion below 10. */
  readonly legacy?: boolean;
}

/** The parts of node:tls options that client and server share. */
export function secureContextFor(options: TlsOptions): SecureContext {
  const identity = { key: Buffer.from(options.key), cert: Buffer.from(options.cert) };
  if (options.legacy !== true) return createSecureContext(identity);
  const legacy = { ...identity, minVersion: LEGACY_VERSION };
  // BoringSSL takes TLS 1.0 by minVersion alone and throws INVALID_COMMAND on @SECLEVEL.
  return createSecureContext(isBoringSsl() ? legacy : { ...legacy, ciphers: LEGACY_CIPHERS });
}

function isBoringSsl(): boolean {
  return process.versions.electron !== undefined;
}
