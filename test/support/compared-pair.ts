/** A backup and its previous version with one of each difference: what a page that compares them has to show. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { dict, writeBinaryPlist } from '../../src/formats/index.ts';
import { makeDatabase } from './previewing-databases.ts';
import { withParents, writePlists, writeSampleBackup, type SampleRow } from './sample-backup.ts';

const NOTES = 'AppDomain-com.example.notes';
const TIMES = { before: 1_700_000_000, after: 1_700_500_000 };

const file = (domain: string, relativePath: string, content: string | Uint8Array, lastModified: number): SampleRow => ({
  domain,
  relativePath,
  content: Buffer.from(content),
  record: { lastModified, lastStatusChange: lastModified },
});

/** The folders: `UDID`, and the version before it as a run of this program would keep it. */
export function writeComparedPair(folder: string, udid: string): { readonly before: string; readonly after: string } {
  const paths = { before: join(folder, `${udid}-20240601-100000`), after: join(folder, udid) };
  mkdirSync(folder, { recursive: true });
  for (const side of ['before', 'after'] as const) {
    writeSampleBackup(paths[side], withParents(rowsOf(side)));
    const day = side === 'before' ? '01' : '09';
    writePlists(paths[side], '17.4', undefined, { udid, name: 'Sample Phone', madeAt: new Date(`2024-06-${day}T10:00:00Z`) });
  }
  return paths;
}

function rowsOf(side: 'before' | 'after'): SampleRow[] {
  const isAfter = side === 'after';
  const time = TIMES[side];
  const settings = dict({
    theme: isAfter ? 'dark' : 'light',
    launches: isAfter ? 12n : 9n,
    ...(isAfter ? { newSetting: true } : { oldSetting: 1n }),
  });
  const { database } = makeDatabase((made) => {
    made.exec('CREATE TABLE message (ROWID INTEGER PRIMARY KEY, text TEXT, is_read INTEGER)');
    const insert = made.prepare('INSERT INTO message (ROWID, text, is_read) VALUES (?, ?, ?)');
    insert.run(1, 'Sample message 1', 1);
    insert.run(2, isAfter ? 'Sample message 2, edited' : 'Sample message 2', 1);
    insert.run(3, 'Sample message 3', isAfter ? 1 : 0);
    if (isAfter) insert.run(4, 'Sample message 4', 0);
  });
  return [
    file('HomeDomain', 'Library/SMS/sms.db', database, time),
    file(NOTES, 'Library/Preferences/com.example.notes.plist', writeBinaryPlist(settings), time),
    file(NOTES, 'Documents/list.txt', isAfter ? 'bread\nmilk\ntea\n' : 'bread\nmilk\n', time),
    file(NOTES, 'Documents/kept.txt', 'the same\n', TIMES.before),
    file(NOTES, 'Documents/touched.txt', 'the same content\n', time),
    isAfter ? file(NOTES, 'Documents/new.txt', 'new\n', time) : file(NOTES, 'Documents/old.txt', 'old\n', time),
    file('CameraRollDomain', 'Media/DCIM/100APPLE/IMG_0001.JPG', new Uint8Array(4000), TIMES.before),
    ...(isAfter ? [file('CameraRollDomain', 'Media/DCIM/100APPLE/IMG_0002.JPG', new Uint8Array(5000).fill(7), time)] : []),
  ];
}
