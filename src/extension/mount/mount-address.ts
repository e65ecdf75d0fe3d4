/** Addresses inside of mounted backups: `iosbackup://ID/DOMAIN/SEGMENT/…`. Knows no VS Code. */
import { createHash } from 'node:crypto';

export const MOUNT_SCHEME = 'iosbackup';

const ID_DIGITS = 32;

/** The same for the same folder, in every window. An authority has no capital letters and nothing that a path has. */
export function mountIdOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, ID_DIGITS);
}

/** The names that a `FileTree` takes, from the decoded path of an address; none for the backup itself. */
export function placeOf(uriPath: string): string[] {
  return uriPath.split('/').filter((name) => name !== '');
}
