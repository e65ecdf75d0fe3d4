/** A backup with the databases of a made-up phone that mean something to a person, and the files that they name. */
import { join } from 'node:path';
import { openBackup, openPersonalData, type Backup, type PersonalData } from '../../src/backup/index.ts';
import { temporaryFolder } from './backup-copy.ts';
import { withParents, writeSampleBackup, type SampleRow } from './sample-backup.ts';
import { bytesOfFile, phoneOfVersion } from './staged-databases.ts';

const NAMED =
  /^(?:HomeDomain\/Library\/(?:SMS|AddressBook|CallHistoryDB|Voicemail|Calendar|Safari)\/|MediaDomain\/|CameraRollDomain\/|HealthDomain\/|AppDomainGroup-group\.com\.apple\.notes\/)/;

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
  writeSampleBackup(path, rows);
  await using backup = await openBackup(path);
  await using personal = openPersonalData(backup);
  await use(personal, backup);
}
