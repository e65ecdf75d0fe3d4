/** Do the property lists tell of the same device, the same system and the same moment? */
import { basename } from 'node:path';
import { dateAt, dictAt, parseUdid, stringAt, type PlistDict } from '../../../formats/index.ts';
import { dictionaryOf, valueOf } from '../../read/plist-reading.ts';
import { udidOfName } from '../../read/summary.ts';
import type { Check, CheckContext } from '../check.ts';

/** Key in Lockdown of Manifest.plist, key in Info.plist. */
const SAME_FACTS = [
  ['ProductVersion', 'Product Version'],
  ['BuildVersion', 'Build Version'],
  ['ProductType', 'Product Type'],
  ['SerialNumber', 'Serial Number'],
  ['DeviceName', 'Device Name'],
] as const;

/** Both dates come from the device, within one run; a run may take hours. */
const DATE_TOLERANCE_MS = 24 * 60 * 60 * 1000;

export const plistsAgree: Check = {
  name: 'plists-agree',
  begin: (context) => ({
    backup() {
      const manifest = dictionaryOf(context.plists['Manifest.plist']);
      const lockdown = manifest && dictAt(manifest, 'Lockdown');
      const info = dictionaryOf(context.plists['Info.plist']);
      checkUdid(context, lockdown, info);
      if (lockdown !== undefined && info !== undefined) {
        for (const [device, host] of SAME_FACTS) {
          checkSame(context, host, { 'Manifest.plist': stringAt(lockdown, device), 'Info.plist': stringAt(info, host) });
        }
      }
      checkDates(context, manifest && dateAt(manifest, 'Date'));
    },
  }),
};

type Claims = Readonly<Record<string, string | undefined>>;

function checkUdid(context: CheckContext, lockdown: PlistDict | undefined, info: PlistDict | undefined): void {
  const plain = (text: string | undefined) => (text === undefined ? undefined : (parseUdid(text) ?? text));
  checkSame(context, 'UDID', {
    'Manifest.plist': plain(lockdown && stringAt(lockdown, 'UniqueDeviceID')),
    'Info.plist': plain(info && stringAt(info, 'Target Identifier')),
    'Info.plist (Unique Identifier)': plain(info && stringAt(info, 'Unique Identifier')),
    // People rename folders; only a name that is a UDID says anything.
    'folder name': udidOfName(basename(context.folder.path)),
  });
}

function checkDates(context: CheckContext, manifestDate: Date | undefined): void {
  const statusDate = valueOf(context.plists['Status.plist'])?.date;
  if (manifestDate === undefined || statusDate === undefined) return;
  if (Math.abs(manifestDate.getTime() - statusDate.getTime()) <= DATE_TOLERANCE_MS) return;
  disagree(context, 'date', { 'Manifest.plist': manifestDate.toISOString(), 'Status.plist': statusDate.toISOString() });
}

function checkSame(context: CheckContext, what: string, claims: Claims): void {
  const said = Object.values(claims).filter((value) => value !== undefined);
  if (new Set(said).size > 1) disagree(context, what, claims);
}

function disagree({ report }: CheckContext, what: string, claims: Claims): void {
  const told = Object.entries(claims).filter(([, value]) => value !== undefined);
  const message = `The ${what} is not the same everywhere: ${told.map(([file, value]) => `${file} ${value}`).join(', ')}`;
  report('plists-disagree', message, { evidence: { file: 'Manifest.plist', what, ...Object.fromEntries(told) } });
}
