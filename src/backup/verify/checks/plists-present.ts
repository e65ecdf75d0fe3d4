/** Are the property lists there, and can they be read? */
import type { PlistName } from '../../read/backup.ts';
import type { Check, CheckContext } from '../check.ts';
import type { FindingCode } from '../finding.ts';

type Absence = Readonly<Record<PlistName, { readonly missing: FindingCode; readonly empty: FindingCode }>>;

/** Without Manifest.plist a restore is impossible, without Status.plist nobody knows whether the run ended; Info.plist is only the host's. */
const CODES: Absence = {
  'Manifest.plist': { missing: 'manifest-plist-missing', empty: 'manifest-plist-empty' },
  'Status.plist': { missing: 'status-plist-missing', empty: 'plist-unreadable' },
  'Info.plist': { missing: 'info-plist-missing', empty: 'plist-unreadable' },
};

export const plistsPresent: Check = {
  name: 'plists-present',
  begin: (context) => ({
    backup() {
      for (const name of ['Manifest.plist', 'Status.plist', 'Info.plist'] as const) checkOne(context, name);
    },
  }),
};

function checkOne({ plists, report }: CheckContext, name: PlistName): void {
  const reading = plists[name];
  switch (reading.state) {
    case 'read':
      return;
    case 'missing':
      report(CODES[name].missing, `${name} is missing.`, { evidence: { file: name } });
      return;
    case 'empty':
      report(CODES[name].empty, `${name} is empty.`, { evidence: { file: name, bytes: 0 } });
      return;
    case 'unreadable':
      report('plist-unreadable', `${name} cannot be read.`, { evidence: { file: name, reason: reading.reason } });
  }
}
