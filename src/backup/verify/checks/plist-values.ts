/** Do the property lists hold values that a device accepts? */
import { valueOf } from '../../read/plist-reading.ts';
import type { Check } from '../check.ts';

export const plistValues: Check = {
  name: 'plist-values',
  begin: ({ plists, report }) => ({
    backup() {
      const unexpected = (file: string, key: string, value: string) => {
        report('value-unexpected', `${file} has a ${key} that no device writes: ${value}`, { evidence: { file, key, value } });
      };
      const manifest = valueOf(plists['Manifest.plist']);
      // The device's own limits: 7.4 up to, not including, 11.0; and 0 or 2.4 up to, not including, 4.0.
      if (manifest !== undefined && !isBetween(manifest.version, 7.4, 11)) unexpected('Manifest.plist', 'Version', manifest.version);
      const status = valueOf(plists['Status.plist']);
      if (status === undefined) return;
      if (status.version !== '0' && !isBetween(status.version, 2.4, 4)) unexpected('Status.plist', 'Version', status.version);
      if (status.snapshotState === 'finished' && status.backupState !== 'new') {
        unexpected('Status.plist', 'BackupState', status.backupState);
      }
    },
  }),
};

function isBetween(version: string, least: number, tooMuch: number): boolean {
  const number = Number(version);
  return number >= least && number < tooMuch;
}
