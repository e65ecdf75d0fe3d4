/** Where programs of Apple and others put backups on each system. */
import { join, posix, win32 } from 'node:path';

const OWN_FOLDER = 'ios-backup-lab';

/**
 * The standard folders for backups, whether they exist or not. The folder of a backup is a child of one of them. Linux has no convention:
 * programs there write where the user says.
 */
export function standardBackupFolders(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string[] {
  switch (platform) {
    case 'darwin':
      return [
        posix.join(home, 'Library/Application Support/MobileSync/Backup'), // Finder, iTunes
        posix.join(home, 'Library/Application Support/iMazing/Backups'),
      ];
    case 'win32': {
      const roaming = environment.APPDATA ?? win32.join(home, 'AppData', 'Roaming');
      return [
        win32.join(roaming, 'Apple Computer', 'MobileSync', 'Backup'), // iTunes from apple.com
        win32.join(roaming, 'Apple', 'MobileSync', 'Backup'),
        win32.join(environment.USERPROFILE ?? home, 'Apple', 'MobileSync', 'Backup'), // Apple Devices and iTunes from the store
      ];
    }
    default:
      return [];
  }
}

/** Where this program keeps what it has learnt, of one account of one computer: the command line and VS Code share it. */
export function ownStateFolder(environment: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform, home: string): string {
  const chosen = environment.XDG_STATE_HOME;
  if (chosen !== undefined && (platform === 'win32' ? win32 : posix).isAbsolute(chosen)) return join(chosen, OWN_FOLDER);
  switch (platform) {
    case 'darwin':
      return posix.join(home, 'Library/Application Support', OWN_FOLDER);
    case 'win32':
      return win32.join(environment.LOCALAPPDATA ?? win32.join(home, 'AppData', 'Local'), OWN_FOLDER);
    default:
      return posix.join(home, '.local/state', OWN_FOLDER);
  }
}

/**
 * The place of the removable disk or the server that a folder is on, as far as its path shows that: `/Volumes/NAME`, `/media/USER/NAME`, `E:\`,
 * `\\SERVER\SHARE`. Undefined for a path that does not look like one.
 */
export function removableRoot(path: string, platform: NodeJS.Platform): string | undefined {
  const patterns = REMOVABLE_ROOTS[platform] ?? LINUX_ROOTS;
  return patterns.map((pattern) => pattern.exec(path)?.[0]).find((root) => root !== undefined);
}

const LINUX_ROOTS: readonly RegExp[] = [/^\/(?:run\/)?media\/[^/]+\/[^/]+/, /^\/mnt\/[^/]+/, /^\/net\/[^/]+/];
const REMOVABLE_ROOTS: Readonly<Partial<Record<NodeJS.Platform, readonly RegExp[]>>> = {
  darwin: [/^\/Volumes\/[^/]+/],
  win32: [/^[D-Zd-z]:\\/, /^\\\\[^\\]+\\[^\\]+\\?/],
};
