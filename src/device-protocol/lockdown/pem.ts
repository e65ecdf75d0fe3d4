/** The bytes inside a PEM text. */
import { DeviceProtocolError } from '../errors.ts';

/** The DER content of the first block of a PEM text (RFC 7468). Throws `pair-record-invalid`. */
export function pemToDer(pem: Uint8Array): Uint8Array {
  const text = Buffer.from(pem).toString('latin1');
  const body = /-----BEGIN [^-]+-----([A-Za-z0-9+/=\s]+)-----END [^-]+-----/.exec(text)?.[1];
  if (body === undefined) throw new DeviceProtocolError('pair-record-invalid', 'a certificate in the pair record is not PEM');
  return Buffer.from(body, 'base64');
}
