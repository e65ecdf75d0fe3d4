/** How much a disk has left for this account, which is less than what is free where some is kept for the system. */
import { statfsSync } from 'node:fs';

/** Bytes on the disk of a folder. Throws what the system says. */
export function freeBytesOn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
