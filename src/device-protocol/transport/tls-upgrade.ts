/** Turns a plain socket into a TLS socket in place, as client or as server, and pins the peer's certificate. */
import type { Socket } from 'node:net';
import { TLSSocket, connect, type SecureContext } from 'node:tls';
import { abortable } from '../../base/index.ts';
import { DeviceProtocolError } from '../errors.ts';
import { secureContextFor, type TlsOptions } from './tls-options.ts';

/** A peer that says nothing for so long is not going to. */
const HANDSHAKE_LIMIT_MS = 60_000;

/**
 * Runs the handshake. The socket must be paused and without a reader; unread bytes must lie in its own buffer.
 * Throws `tls-failed` when the handshake fails or the peer is not one of `acceptedPeers`, and `pair-record-invalid` when this side's certificate
 * and key are none; the socket is then destroyed.
 */
export async function openTls(socket: Socket, options: TlsOptions, signal?: AbortSignal): Promise<TLSSocket> {
  const tls = wrap(socket, options, usableContext(socket, options));
  try {
    // A server-side TLSSocket made by hand says 'secure', never 'secureConnection'.
    await abortable(handshake(tls, options.role === 'client' ? 'secureConnect' : 'secure'), signal);
    pin(tls, options.acceptedPeers);
    return tls;
  } catch (error) {
    tls.on('error', () => undefined);
    tls.destroy();
    throw error;
  }
}

/** The peer's certificate in DER. */
export function peerCertificateOf(tls: TLSSocket): Uint8Array | undefined {
  // An empty object is what Node returns for "none"; its types do not say so.
  const { raw } = (tls.getPeerCertificate(true) as { raw?: Buffer } | null) ?? {};
  return raw;
}

/** The certificate and the key come from a file that anything may have happened to. */
function usableContext(socket: Socket, options: TlsOptions): SecureContext {
  try {
    return secureContextFor(options);
  } catch (cause) {
    socket.destroy();
    throw new DeviceProtocolError('pair-record-invalid', 'the pair record has no usable certificate and key', { cause });
  }
}

function wrap(socket: Socket, options: TlsOptions, secureContext: SecureContext): TLSSocket {
  if (options.role === 'client') return connect({ socket, secureContext, rejectUnauthorized: false });
  return new TLSSocket(socket, { isServer: true, secureContext, requestCert: true, rejectUnauthorized: false });
}

function handshake(tls: TLSSocket, done: 'secure' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (cause?: unknown) => {
      settle(() => {
        reject(new DeviceProtocolError('tls-failed', 'the TLS handshake failed', { cause }));
      });
    };
    const succeeded = () => {
      settle(resolve);
    };
    const limit = setTimeout(() => {
      failed(new Error(`no TLS after ${HANDSHAKE_LIMIT_MS} ms`));
    }, HANDSHAKE_LIMIT_MS);
    const settle = (how: () => void) => {
      clearTimeout(limit);
      tls.off(done, succeeded).off('error', failed).off('close', failed);
      how();
    };
    tls.on(done, succeeded).on('error', failed).on('close', failed);
  });
}

function pin(tls: TLSSocket, acceptedPeers: readonly Uint8Array[] | undefined): void {
  if (acceptedPeers === undefined) return;
  const peer = peerCertificateOf(tls);
  if (peer !== undefined && acceptedPeers.some((accepted) => Buffer.compare(accepted, peer) === 0)) return;
  throw new DeviceProtocolError('tls-failed', 'the peer presented a certificate that is not from the pairing', {
    data: { foreignCertificate: true },
  });
}
