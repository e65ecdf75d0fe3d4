/** Where programs of Apple and others put backups on each system. */
import { posix, win32 } from 'node:path';

/**
 * The standard folders, whether they exist or not; the folder of a backup is a child of one of them (backup format 1.8). Linux has no
 * convention: programs there write where the user says.
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
