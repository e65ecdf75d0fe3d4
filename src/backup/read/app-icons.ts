/** The pictures of apps that the computer that made the backup has put into Info.plist. */
import { dataAt, dictAt, type PlistDict } from '../../formats/index.ts';

/** A real one has some kilobytes. */
const MOST_BYTES = 48 * 1024;
const MOST_BYTES_IN_ALL = 600 * 1024;
/** Whoever shows it must not be made to unpack gigabytes. */
const MOST_PIXELS = 512;

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

/** Bundle id → PNG of a size that a list can show; others are left out. Untrusted pictures. */
export function appIconsOf(info: PlistDict | undefined): ReadonlyMap<string, Uint8Array> {
  const icons = new Map<string, Uint8Array>();
  let left = MOST_BYTES_IN_ALL;
  for (const [id, app] of (info && dictAt(info, 'Applications')) ?? []) {
    const icon = app instanceof Map ? dataAt(app, 'PlaceholderIcon') : undefined;
    if (icon === undefined || icon.length > MOST_BYTES || icon.length > left || !isSmallPng(icon)) continue;
    left -= icon.length;
    icons.set(id, icon);
  }
  return icons;
}

/** Signature, then the header with width and height. */
function isSmallPng(bytes: Uint8Array): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < 33 || !view.subarray(0, PNG.length).equals(PNG)) return false;
  const [width, height] = [view.readUInt32BE(16), view.readUInt32BE(20)];
  return width > 0 && height > 0 && width <= MOST_PIXELS && height <= MOST_PIXELS;
}
