/** Databases of a phone that hold the paths of other files in the backup, and what each of them is a sign of. */
import { openUntouched } from '../read/sqlite/open-untouched.ts';
import { writtenTablesOf } from '../read/sqlite/plain-table.ts';
import { OF_ANY_DATABASE, schemaOfFile } from '../read/sqlite/schema-of-file.ts';
import { SqliteError, type SqliteDatabase, type SqliteEngine } from '../read/sqlite/sqlite.ts';
import type { FileName } from './known-names.ts';

interface NamingDatabase extends FileName {
  /** One or two columns of text; columns and tables differ by version, so each may be missing. */
  readonly sources: readonly { readonly table: string; readonly columns: readonly string[] }[];
  readonly nameOf: (first: string, second: string) => FileName[];
}

export const NAMING_DATABASES: readonly NamingDatabase[] = [
  {
    domain: 'CameraRollDomain',
    relativePath: 'Media/PhotoData/Photos.sqlite',
    sources: ['ZASSET', 'ZGENERICASSET'].map((table) => ({ table, columns: ['ZDIRECTORY', 'ZFILENAME'] })),
    nameOf: (directory, file) => photoNames(directory, file),
  },
  {
    domain: 'HomeDomain',
    relativePath: 'Library/SMS/sms.db',
    sources: [{ table: 'attachment', columns: ['filename'] }],
    nameOf: (path) => [{ domain: 'MediaDomain', relativePath: path.replace(/^~\/|^\/(private\/)?var\/mobile\//, '') }],
  },
  {
    domain: 'AppDomainGroup-group.net.whatsapp.WhatsApp.shared',
    relativePath: 'ChatStorage.sqlite',
    sources: [{ table: 'ZWAMEDIAITEM', columns: ['ZMEDIALOCALPATH'] }],
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

/** Only tables whose rows were written are asked, and only short texts: a database of a stranger may make endless ones up. */
export async function* namesFromDatabase(
  { sources, nameOf }: NamingDatabase,
  engine: SqliteEngine,
  path: string,
  log: string | undefined,
): AsyncGenerator<Iterable<FileName>> {
  let written: ReadonlySet<string> | undefined;
  await using opened = await openUntouched(engine, path, log, (file) => {
    written = writtenTablesOf(file);
    if (written === undefined) throw new SqliteError('the schema cannot be read', undefined, undefined);
  });
  for (const { table, columns } of sources) {
    if (written?.has(table) === true) yield namesIn(opened.database, table, columns, nameOf);
  }
}

function* namesIn(
  database: SqliteDatabase,
  table: string,
  columns: readonly string[],
  nameOf: NamingDatabase['nameOf'],
): Generator<FileName> {
  const short = columns.map((column) => `ifnull(octet_length(${column}), 0) <= ${LONGEST_PATH_BYTES}`).join(' AND ');
  try {
    for (const [first, second] of database.prepare(`SELECT ${columns.join()} FROM main.${table} WHERE ${short}`).each()) {
      if (typeof first === 'string') yield* nameOf(first, typeof second === 'string' ? second : '');
    }
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error; // of another version: the next table, or none
  }
}

const LONGEST_PATH_BYTES = 4096;

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

/** Undefined when nothing tells, or when the schema cannot be read. */
export function databaseLooksLike(path: string): string | undefined {
  const schema = schemaOfFile(path, OF_ANY_DATABASE);
  if (typeof schema === 'string') return undefined;
  const tables = new Set(schema.flatMap(({ type, name }) => (type === 'table' ? [name] : [])));
  return TELLING_TABLES.find(([, ...wanted]) => wanted.every((table) => tables.has(table)))?.[0];
}
