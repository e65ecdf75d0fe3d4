/** Size limits for the property lists of a backup: two and a half times the largest real ones, and small enough for several threads at once. */
import { defaultPlistLimits, type PlistLimits } from '../plist/limits.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/**
 * | file | real ones |
 * |---|---|
 * | Info.plist | up to 9.5 MB: icons and receipts of apps, and the phone's iTunes files |
 * | Manifest.plist | 270–430 KB: one entry for each app |
 * | Status.plist | 189 bytes |
 */
export const BACKUP_PLIST_LIMITS: Readonly<Record<'Info.plist' | 'Manifest.plist' | 'Status.plist', PlistLimits>> = {
  'Info.plist': { ...defaultPlistLimits, maxBytes: 24 * MIB, maxMemory: 20 * MIB },
  'Manifest.plist': { ...defaultPlistLimits, maxBytes: 8 * MIB, maxMemory: 8 * MIB },
  'Status.plist': { ...defaultPlistLimits, maxBytes: 64 * KIB, maxMemory: MIB },
};
