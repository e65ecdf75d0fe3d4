/** Databases of a phone that hold the paths of other files in the backup, and what each of them is a sign of. */
import { openUntouched } from '../read/sqlite/open-untouched.ts';
import { SqliteError, type SqliteDatabase, type SqliteEngine } from '../read/sqlite/sqlite.ts';
import type { FileName } from './known-names.ts';

export interface NamingDatabase extends FileName {
  /** Each with one or two columns of text; columns and tables differ by version, so each query may fail. */
  readonly queries: readonly string[];
  readonly nameOf: (first: string, second: string) => FileName[];
}

export const NAMING_DATABASES: readonly NamingDatabase[] = [
  {
    domain: 'CameraRollDomain',
    relativePath: 'Media/PhotoData/Photos.sqlite',
    queries: ['SELECT ZDIRECTORY, ZFILENAME FROM ZASSET', 'SELECT ZDIRECTORY, ZFILENAME FROM ZGENERICASSET'],
    nameOf: (directory, file) => photoNames(directory, file),
  },
  {
    domain: 'HomeDomain',
    relativePath: 'Library/SMS/sms.db',
    queries: ['SELECT filename FROM attachment'],
    nameOf: (path) => [{ domain: 'MediaDomain', relativePath: path.replace(/^~\/|^\/(private\/)?var\/mobile\//, '') }],
  },
  {
    domain: 'AppDomainGroup-group.net.whatsapp.WhatsApp.shared',
    relativePath: 'ChatStorage.sqlite',
    queries: ['SELECT ZMEDIALOCALPATH FROM ZWAMEDIAITEM'],
    nameOf: (path) => [{ domain: 'AppDomainGroup-group.net.whatsapp.WhatsApp.shared', relativePath: `Message/${path.replace(/^\//, '')}` }],
  },
];

/** The picture, what the camera keeps beside it, and an edited copy. */
function photoNames(directory: string, file: string): FileName[] {
  const stem = `Media/${directory}/${file.replace(/\.[^.]*$/, '')}`;
  const beside = ['MOV', 'AAE', 'JPG'].map((extension) => `${stem}.${extension}`);
  const edited = ['jpg', 'heic', 'mov'].map((extension) => {
    const mutations = stem.replace(/^Media\//, 'Media/PhotoData/Mutations/');
    return `${mutations}/Adjustments/FullSizeRender.${extension}`;
  });
  return [`Media/${directory}/${file}`, ...beside, ...edited].map((relativePath) => ({ domain: 'CameraRollDomain', relativePath }));
}

export function* namesFromDatabase({ queries, nameOf }: NamingDatabase, database: SqliteDatabase): Generator<FileName> {
  for (const query of queries) {
    try {
      for (const [first, second] of database.prepare(query).each()) {
        if (typeof first === 'string') yield* nameOf(first, typeof second === 'string' ? second : '');
      }
    } catch (error) {
      if (!(error instanceof SqliteError)) throw error; // of another version: the next query, or none
    }
  }
}

/** What a database without a name is likely to be, by its tables: a guess, for many programs could have them. */
const TELLING_TABLES: readonly (readonly [what: string, ...tables: string[]])[] = [
  ['messages', 'message', 'chat', 'handle'],
  ['contacts', 'ABPerson', 'ABMultiValue'],
  ['calls', 'ZCALLRECORD'],
  ['calendar', 'CalendarItem', 'Calendar'],
  ['notes', 'ZICCLOUDSYNCINGOBJECT'],
  ['photos', 'ZASSET'],
  ['photos', 'ZGENERICASSET'],
  ['safari-history', 'history_items', 'history_visits'],
  ['voicemail', 'voicemail'],
  ['health', 'samples', 'objects', 'data_provenances'],
  ['whatsapp', 'ZWAMESSAGE'],
];

/** Undefined when nothing tells, or when the database cannot be read. */
export async function databaseLooksLike(engine: SqliteEngine, path: string): Promise<string | undefined> {
  try {
    await using opened = await openUntouched(engine, path, undefined);
    return byTables(opened.database);
  } catch (error) {
    if (error instanceof SqliteError) return undefined;
    throw error;
  }
}

function byTables(database: SqliteDatabase): string | undefined {
  const rows = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' LIMIT 1000`).all();
  const tables = new Set(rows.map(([name]) => String(name)));
  return TELLING_TABLES.find(([, ...wanted]) => wanted.every((table) => tables.has(table)))?.[0];
}
