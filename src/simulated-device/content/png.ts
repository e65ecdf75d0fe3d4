/** PNG pictures made by code: icons, map tiles, screenshots. */
import { crc32, deflateSync } from 'node:zlib';

/** Red, green, blue at a pixel, 0–255. */
type Painter = (x: number, y: number) => readonly [number, number, number];

const SIGNATURE = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const COLOUR_RGB = 2;

/**
 * Signature, then chunks of u32be length, type, data, u32be CRC over type and data (PNG specification, section 5).
 * Not compressed: what zlib makes of the same bytes differs between its versions, and a phone's bytes must not.
 */
export function encodePng(width: number, height: number, paint: Painter): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, COLOUR_RGB, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows.set(paint(x, y), y * (1 + width * 3) + 1 + x * 3);
  }
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 0 })), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  frame.set(body, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}
