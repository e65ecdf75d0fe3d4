/** Checks whether the host has enough space. */
import type { HostDrive } from './host-drive.ts';
import { MBCode, MobileBackupError } from './mobile-backup-error.ts';

const HEADROOM_BYTES = 128n * 1024n * 1024n;
const PURGE_EXTRA_BYTES = 2n * 1024n * 1024n * 1024n;

/**
 * Strictly more than the upload and 128 MiB must be free (exact to the byte in two logs). What is short, and 2 GiB more, the host is
 * asked to purge; after that it is asked once more. A host that does not know its free space is not asked again.
 */
export async function requireFreeSpace(drive: HostDrive, uploadBytes: number): Promise<void> {
  const free = await drive.freeSpace();
  const effect = free === undefined ? undefined : await drive.link.meet('mb2.space', String(free));
  const needed = effect?.kind === 'value' && typeof effect.value === 'bigint' ? effect.value : BigInt(uploadBytes) + HEADROOM_BYTES;
  if (free === undefined || free > needed) return;
  if (await drive.purge(needed - free + PURGE_EXTRA_BYTES)) {
    const freeNow = await drive.freeSpace();
    if (freeNow === undefined || freeNow > needed) return;
  }
  throw new MobileBackupError(MBCode.noSpace, 'Insufficient free disk space on drive to back up');
}
