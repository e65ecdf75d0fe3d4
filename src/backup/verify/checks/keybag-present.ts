/** Does an encrypted backup still have the keys that its password would open? */
import { valueOf } from '../../read/plist-reading.ts';
import type { Check } from '../check.ts';

export const keybagPresent: Check = {
  name: 'keybag-present',
  begin: ({ plists, encrypted, report }) => ({
    backup() {
      const manifest = valueOf(plists['Manifest.plist']);
      if (manifest === undefined || encrypted !== true || (manifest.backupKeyBag?.length ?? 0) > 0) return;
      const evidence = { file: 'Manifest.plist', key: 'BackupKeyBag', bytes: manifest.backupKeyBag?.length ?? null };
      report('keybag-unreadable', 'Manifest.plist holds no key bag, so no password can open this backup.', { evidence });
    },
  }),
};
