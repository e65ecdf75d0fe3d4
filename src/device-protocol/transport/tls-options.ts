/**
 * How TLS is set up with a device: the one place that knows what OpenSSL (Node) and BoringSSL (VS Code) put up with.
 *
 * Neither side has a certificate that a chain check would accept (no names, the host is its own authority), so the chain
 * is not checked at all: each side compares the other's certificate byte for byte with the one from pairing.
 */
import { createSecureContext, type SecureContext, type SecureContextOptions, type SecureVersion } from 'node:tls';

/** Devices before iOS 10 speak TLS 1.0 only, with SHA-1 and short keys; OpenSSL refuses that unless told twice. */
const LEGACY_VERSION: SecureVersion = 'TLSv1';
const LEGACY_CIPHERS = 'DEFAULT@SECLEVEL=0';

/** How a connection that started in plain text continues under TLS. */
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
  /** Speak nothing newer. */
  readonly newest?: SecureVersion;
}

export function secureContextFor(options: TlsOptions): SecureContext {
  return createSecureContext(secureContextOptions(options, process.versions.electron !== undefined));
}

/** Exported for its test: VS Code runs on BoringSSL, tests do not. */
export function secureContextOptions(options: TlsOptions, isBoringSsl: boolean): SecureContextOptions {
  const newest = options.newest === undefined ? {} : { maxVersion: options.newest };
  const identity = { key: Buffer.from(options.key), cert: Buffer.from(options.cert), ...newest };
  if (options.legacy !== true) return identity;
  // BoringSSL takes TLS 1.0 by minVersion alone and throws INVALID_COMMAND on @SECLEVEL.
  return { ...identity, minVersion: LEGACY_VERSION, ...(isBoringSsl ? {} : { ciphers: LEGACY_CIPHERS }) };
}
