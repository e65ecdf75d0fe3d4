/** A backup with the databases of a made-up phone that mean something to a person, and the files that they name. */
import { join } from 'node:path';
import { openBackup, openPersonalData, type Backup, type PersonalData } from '../../src/backup/index.ts';
import { SAMPLE_NOW_SECONDS } from '../../src/simulated-device/content/small-phone.ts';
import { temporaryFolder } from './backup-copy.ts';
import { withParents, writePlists, writeSampleBackup, type SampleRow } from './sample-backup.ts';
import { bytesOfFile, phoneOfVersion } from './staged-databases.ts';

const NAMED =
  /^(?:HomeDomain\/Library\/(?:SMS|AddressBook|CallHistoryDB|Voicemail|Calendar|Safari)\/|MediaDomain\/|CameraRollDomain\/|HealthDomain\/|AppDomainGroup-group\.com\.apple\.notes\/)/;

/** A backup of such a phone is made an hour after the newest that is in it. */
export const PERSONAL_MADE_AT = new Date(SAMPLE_NOW_SECONDS * 1000 + 3_600_000);

/** Writes such a backup, with the date that its content suggests. */
export function writePersonalBackup(path: string, rows: readonly SampleRow[], productVersion = '17.5'): void {
  writeSampleBackup(path, rows, productVersion);
  writePlists(path, productVersion, undefined, { madeAt: PERSONAL_MADE_AT });
}

/** The rows of a phone of that version; `change` may replace the bytes of a file, or leave it out by `undefined`. */
export function personalRows(productVersion: string, change?: (name: string, content: Uint8Array) => Uint8Array | undefined): SampleRow[] {
  const content = phoneOfVersion(productVersion);
  const rows: SampleRow[] = [];
  for (const { domain, relativePath, kind } of content.files()) {
    const name = `${domain}/${relativePath}`;
    if (kind !== 'file' || !NAMED.test(name) || relativePath.endsWith('-shm')) continue;
    const made = bytesOfFile(content, domain, relativePath);
    const bytes = change === undefined ? made : change(name, made);
    if (bytes !== undefined) rows.push({ domain, relativePath, content: bytes });
  }
  return withParents(rows);
}

export async function withPersonalData(rows: SampleRow[], use: (personal: PersonalData, backup: Backup) => Promise<void>): Promise<void> {
  using folder = temporaryFolder();
  const path = join(folder.path, 'backup');
  writePersonalBackup(path, rows);
  await using backup = await openBackup(path);
  await using personal = openPersonalData(backup);
  await use(personal, backup);
}
