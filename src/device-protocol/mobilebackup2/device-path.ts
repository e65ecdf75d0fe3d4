/** Paths that a device names on the host's disk, checked before the disk is touched. */
import { Buffer } from 'node:buffer';
import { DeviceProtocolError } from '../errors.ts';

declare const checked: unique symbol;
/** `SEGMENT/SEGMENT/…`, relative to the folder that contains the backup: no `..`, not absolute, no empty segment. */
export type DevicePath = string & { readonly [checked]: true };

const MAX_PATH_BYTES = 4096;
/** Names that Windows gives to devices in every folder, with or without an extension. */
const WINDOWS_DEVICE_NAME = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;

/** Checks a path that the device named. Throws 'unsafe-path' (`data.path`). The device is not trusted, so a bad path ends the session. */
export function checkDevicePath(path: string, platform: NodeJS.Platform = process.platform): DevicePath {
  const reason = whyUnsafe(path, platform);
  if (reason !== undefined) {
    throw new DeviceProtocolError('unsafe-path', `the device named an unsafe path: ${reason}`, { data: { path: path.slice(0, 300) } });
  }
  return path as DevicePath;
}

function whyUnsafe(path: string, platform: NodeJS.Platform): string | undefined {
  if (Buffer.byteLength(path, 'utf8') > MAX_PATH_BYTES) return 'it is too long';
  if (path.includes('\0')) return 'it contains a NUL character';
  for (const segment of path.split('/')) {
    if (segment === '') return 'it is absolute or has an empty segment';
    if (segment === '.' || segment === '..') return 'it has a segment of dots';
    if (platform === 'win32' && isUnsafeOnWindows(segment)) return 'it has a name with a special meaning on Windows';
  }
  return undefined;
}

/** A backslash separates, a colon names a drive or a stream, and dots and blanks at the end are dropped without a word. */
function isUnsafeOnWindows(segment: string): boolean {
  return /[\\:]|[. ]$/.test(segment) || WINDOWS_DEVICE_NAME.test(segment);
}
