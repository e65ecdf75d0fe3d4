/**
 * The address of a Wi-Fi device as usbmuxd announces it: a BSD `sockaddr`, both ways.
 *
 * | offset | IPv4 (16 bytes)          | IPv6 (28 bytes)              |
 * |--------|--------------------------|------------------------------|
 * | 0      | length 0x10              | length 0x1c                  |
 * | 1      | family 0x02              | family 0x1e                  |
 * | 2      | u16be port               | u16be port                   |
 * | 4      | four bytes of address    | u32 flow information         |
 * | 8      | zero                     | sixteen bytes of address     |
 * | 24     |                          | u32 scope                    |
 *
 * Source: libimobiledevice idevice.c.
 */
import { isIPv4 } from 'node:net';

const INET = { length: 16, family: 0x02, address: [4, 8] } as const;
const INET6 = { length: 28, family: 0x1e, address: [8, 24] } as const;

/** Encodes an IPv4 address such as 127.0.0.2, without a port, as usbmuxd sends it. Throws RangeError for anything else. */
export function encodeNetworkAddress(address: string): Uint8Array {
  if (!isIPv4(address)) throw new RangeError(`${address} is not a valid IPv4 address`);
  const bytes = new Uint8Array(INET.length);
  bytes.set([INET.length, INET.family]);
  bytes.set(address.split('.').map(Number), INET.address[0]);
  return bytes;
}

/** Decodes an address as text, with IPv6 in full. Undefined for another family or a wrong length. */
export function decodeNetworkAddress(bytes: Uint8Array): string | undefined {
  if (isFamily(bytes, INET)) return bytes.subarray(...INET.address).join('.');
  if (!isFamily(bytes, INET6)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + INET6.address[0], 16);
  return Array.from({ length: 8 }, (_, group) => view.getUint16(group * 2).toString(16)).join(':');
}

function isFamily(bytes: Uint8Array, { length, family }: typeof INET | typeof INET6): boolean {
  return bytes.length >= length && bytes[0] === length && bytes[1] === family;
}
