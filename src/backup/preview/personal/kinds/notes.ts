/** Notes: their texts, unpacked; their folders and pictures. The text of a note that was locked with a password is encrypted, and says so. */
import { isCodedError } from '../../../../base/index.ts';
import { readNoteText } from '../../../../formats/index.ts';
import type { SqliteValue } from '../../../read/sqlite/sqlite.ts';
import { gathered, inOrder, keysOf, listOf, rowsOf, type KindReader, type OpenedKind, type ReaderTools } from '../kind-reader.ts';
import type { NamedFile, PersonalFact, PersonalGroup, PersonalTrait, ReadEntry } from '../personal-entry.ts';
import { blobColumn, defined, isSet, numberOf, shownText, textColumn, textOf, timeOf } from '../row-values.ts';

const TABLE = 'ZICCLOUDSYNCINGOBJECT';
const DOMAIN = 'AppDomainGroup-group.com.apple.notes';
const MOST_ACCOUNTS = 20;

export const NOTES: KindReader = {
  needs: [
    [TABLE, 'Z_PK', 'ZTITLE1', 'ZMODIFICATIONDATE1', 'ZNOTEDATA', 'ZISPASSWORDPROTECTED'],
    ['ZICNOTEDATA', 'Z_PK', 'ZDATA'],
  ],
  open: (tools) => new OpenedNotes(tools),
};

class OpenedNotes implements OpenedKind {
  readonly #tools: ReaderTools;
  /** Up to iOS 9, a note could be in several folders, and they are not told. */
  readonly groups?: () => readonly PersonalGroup[];

  constructor(tools: ReaderTools) {
    this.#tools = tools;
    if (tools.columns.has(TABLE, 'ZFOLDER') && tools.columns.has(TABLE, 'ZTITLE2')) this.groups = () => this.#folders();
  }

  keys(group: string | undefined): Iterable<bigint> {
    const select = `SELECT n.Z_PK FROM ${TABLE} n WHERE n.ZNOTEDATA IS NOT NULL`;
    const order = 'ORDER BY n.ZMODIFICATIONDATE1 DESC, n.Z_PK DESC';
    if (group === undefined || this.groups === undefined) return keysOf(this.#tools, `${select} ${order}`);
    return /^\d{1,18}$/.test(group) ? keysOf(this.#tools, `${select} AND n.ZFOLDER = ? ${order}`, BigInt(group)) : [];
  }

  entries(keys: readonly bigint[]): ReadEntry[] {
    const { columns } = this.#tools;
    const optional = (column: string) => columns.optional(TABLE, column, 'n');
    const created = columns.first(TABLE, ['ZCREATIONDATE3', 'ZCREATIONDATE1', 'ZCREATIONDATE']);
    const folder = this.groups === undefined ? 'NULL' : textColumn('f.ZTITLE2');
    const join = this.groups === undefined ? '' : `LEFT JOIN ${TABLE} f ON f.Z_PK = n.ZFOLDER`;
    const sql = `SELECT n.Z_PK, ${textColumn('n.ZTITLE1')}, n.ZMODIFICATIONDATE1, ${created === undefined ? 'NULL' : `n.${created}`}, n.ZISPASSWORDPROTECTED,
      ${optional('ZISPINNED')}, ${optional('ZMARKEDFORDELETION')}, ${textColumn(optional('ZSNIPPET'))}, ${folder},
      CASE WHEN n.ZISPASSWORDPROTECTED THEN NULL ELSE ${blobColumn('d.ZDATA')} END
      FROM ${TABLE} n LEFT JOIN ZICNOTEDATA d ON d.Z_PK = n.ZNOTEDATA ${join} WHERE n.Z_PK IN ${listOf(keys)}`;
    const files = this.#files(keys);
    return inOrder(
      keys,
      [...rowsOf(this.#tools, sql)].map((row) => noteOf(row, files.get(String(row[0])) ?? [])),
    );
  }

  #folders(): PersonalGroup[] {
    const sql = `SELECT n.ZFOLDER, ${textColumn('f.ZTITLE2')}, count(*), max(n.ZMODIFICATIONDATE1) FROM ${TABLE} n LEFT JOIN ${TABLE} f ON f.Z_PK = n.ZFOLDER
      WHERE n.ZNOTEDATA IS NOT NULL AND n.ZFOLDER IS NOT NULL GROUP BY n.ZFOLDER ORDER BY f.ZTITLE2 COLLATE NOCASE, n.ZFOLDER`;
    return [...rowsOf(this.#tools, sql)].map(([key, title, entries, last]) => ({
      key: String(key),
      ...defined({ title: textOf(title), time: timeOf(last) }),
      people: [],
      entries: numberOf(entries) ?? 0,
    }));
  }

  /** An attachment of a note has a media, whose file is named after the media and its account. */
  #files(keys: readonly bigint[]): ReadonlyMap<string, ReadEntry['files']> {
    const { columns } = this.#tools;
    if (columns.missing([[TABLE, 'ZNOTE', 'ZMEDIA', 'ZFILENAME', 'ZIDENTIFIER', 'ZACCOUNTTYPE']]).length > 0) return new Map();
    const accounts = [
      ...rowsOf(this.#tools, `SELECT ${textColumn('ZIDENTIFIER')} FROM ${TABLE} WHERE ZACCOUNTTYPE IS NOT NULL LIMIT ${MOST_ACCOUNTS}`),
    ];
    const names = accounts.flatMap(([identifier]) => textOf(identifier) ?? []);
    const sql = `SELECT a.ZNOTE, ${textColumn('m.ZFILENAME')}, ${textColumn('m.ZIDENTIFIER')} FROM ${TABLE} a JOIN ${TABLE} m ON m.Z_PK = a.ZMEDIA
      WHERE a.ZNOTE IN ${listOf(keys)} ORDER BY a.Z_PK`;
    const files = [...rowsOf(this.#tools, sql)].flatMap(([note, filename, media]) => {
      const name = textOf(filename);
      if (name === undefined) return [];
      const candidates = names.map((account): NamedFile => ({
        domain: DOMAIN,
        relativePath: `Accounts/${account}/Media/${textOf(media) ?? ''}/${name}`,
      }));
      return [[String(note), { name, candidates }] as const];
    });
    return gathered(files);
  }
}

function noteOf(
  [key, title, changed, created, isLocked, isPinned, isDeleted, snippet, folder, data]: readonly SqliteValue[],
  files: ReadEntry['files'],
): ReadEntry {
  const body = isSet(isLocked) ? { traits: ['locked' as const] } : bodyOf(data, textOf(snippet));
  const facts: PersonalFact[] = [];
  const inFolder = textOf(folder);
  const since = timeOf(created);
  if (inFolder !== undefined) facts.push({ name: 'folder', value: inFolder });
  if (since !== undefined) facts.push({ name: 'created', value: since });
  const traits: PersonalTrait[] = [...body.traits];
  if (isSet(isPinned)) traits.push('pinned');
  if (isSet(isDeleted)) traits.push('deleted');
  return {
    key: String(key),
    ...defined({ title: textOf(title), text: body.text, time: timeOf(changed) }),
    people: [],
    traits,
    facts,
    files,
    pictures: [],
  };
}

/** Of a text that cannot be unpacked, the beginning that Notes lists. */
function bodyOf(
  data: SqliteValue | undefined,
  snippet: string | undefined,
): { readonly text?: string; readonly traits: readonly PersonalTrait[] } {
  try {
    if (data instanceof Uint8Array) return shownText(readNoteText(data));
  } catch (error) {
    if (!isCodedError(error, 'archive-malformed')) throw error;
  }
  return { ...defined({ text: snippet }), traits: ['text-unreadable'] };
}
