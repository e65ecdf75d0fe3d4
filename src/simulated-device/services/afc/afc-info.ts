/** The key and value lists of AFC: what stat(2) and statfs(2) report, as text. Times are nanoseconds since 1970. */
import { numberAt, type PlistDict } from '../../../formats/index.ts';
import type { SimulatedDevice } from '../../phone/simulated-device.ts';
import type { MediaNode } from './media-node.ts';

const BLOCK_BYTES = 4096;
/** st_blocks counts these, whatever the file system's own block size. */
const STAT_BLOCK_BYTES = 512;
const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/** pymobiledevice3 needs all of these keys, libimobiledevice only st_size. */
export function fileInfo(node: MediaNode): string[] {
  const isFile = node.kind === 'file';
  const size = isFile ? node.content.length : 64 + 32 * node.entries;
  return keyValueList({
    st_size: size,
    st_blocks: Math.ceil(size / BLOCK_BYTES) * (BLOCK_BYTES / STAT_BLOCK_BYTES),
    st_nlink: isFile ? 1 : 2 + node.entries,
    st_ifmt: isFile ? (node.linkTarget === undefined ? 'S_IFREG' : 'S_IFLNK') : 'S_IFDIR',
    st_mtime: nanoseconds(node.modified),
    st_birthtime: nanoseconds(node.birth),
    ...(isFile && node.linkTarget !== undefined && { LinkTarget: node.linkTarget }),
  });
}

export function deviceInfo({ productType, values }: SimulatedDevice): string[] {
  const usage = values.domain('com.apple.disk_usage.factory');
  return keyValueList({
    Model: productType,
    FSTotalBytes: bytesAt(usage, 'TotalDataCapacity'),
    FSFreeBytes: bytesAt(usage, 'TotalDataAvailable'),
    FSBlockSize: BLOCK_BYTES,
  });
}

function keyValueList(entries: Record<string, string | number | bigint>): string[] {
  return Object.entries(entries).flatMap(([key, value]) => [key, String(value)]);
}

function bytesAt(usage: PlistDict | undefined, key: string): number {
  return (usage && numberAt(usage, key)) ?? 0;
}

function nanoseconds(milliseconds: number): bigint {
  return BigInt(Math.round(milliseconds)) * NANOSECONDS_PER_MILLISECOND;
}
