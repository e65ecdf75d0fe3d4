/** Lists of files of one opened backup: what the Files view of a page asks for. Knows no VS Code. */
import {
  BackupError,
  recallVerdict,
  type Backup,
  type BackupFile,
  type FileQuery as BackupQuery,
  type PlaceRange,
  type RememberedVerdict,
  type Selection,
} from '../../backup/index.ts';
import {
  MOST_COPIED_ROWS,
  copiedRows,
  type FileQuery,
  type FileRow,
  type Locale,
  type Params,
  type Result,
  type RowsChoice,
} from '../../view/index.ts';

interface FileListSource {
  readonly path: string;
  readonly locale: Locale;
  readonly backup: () => Promise<Backup>;
  /** Another text for another state of the backup. */
  readonly mark?: () => string;
}

const MOST_FOLDERS = 200;
const ROWS_A_PAGE = 10_000;
/** A selection of more rows is taken for what the list shows, as long as it is all of it. */
const MOST_SELECTED = 200_000;

export class FileListAnswers {
  readonly #source: FileListSource;

  constructor(source: FileListSource) {
    this.#source = source;
  }

  async count({ rows, fileID, ...asked }: Params<'count'>, signal: AbortSignal): Promise<Result<'count'>> {
    const backup = await this.#backup();
    const known = asked.finding === undefined ? undefined : await this.#recall(signal);
    const query = queryOf(asked, known);
    // At once, for they wait for the same search.
    const [items, page, place] = await Promise.all([
      backup.count(query, signal),
      rows === undefined ? undefined : backup.list({ ...query, position: 0, limit: rows, signal }),
      fileID === undefined ? undefined : backup.placeOf(query, fileID, signal),
    ]);
    return {
      items,
      mark: `${this.#source.mark?.() ?? ''} ${known === undefined ? '' : String(known.at.getTime())}`,
      ...(known?.hasMoreProblems === true ? { isPart: true } : {}),
      ...(page === undefined ? {} : { rows: page.rows.map(fileRow) }),
      ...(place === undefined ? {} : { place }),
    };
  }

  async rows({ first, count, ...query }: Params<'rows'>, signal: AbortSignal): Promise<Result<'rows'>> {
    const backup = await this.#backup();
    const page = await backup.list({ ...(await this.#queryOf(query, signal)), position: first, limit: count, signal });
    return { rows: page.rows.map(fileRow) };
  }

  async apps(signal: AbortSignal): Promise<Result<'apps'>> {
    return await (await this.#backup()).apps(signal);
  }

  async appIcons(): Promise<Result<'appIcons'>> {
    const icons = [...(await this.#backup()).appIcons];
    return Object.fromEntries(icons.map(([id, icon]) => [id, Buffer.from(icon).toString('base64')]));
  }

  /** In the order of their bytes, as lists have them. */
  async folders({ domain, folder, begins = '' }: Params<'folders'>, signal: AbortSignal): Promise<Result<'folders'>> {
    const wanted = begins.toLowerCase();
    const all = await (await this.#backup()).folders(domain, folder, signal);
    const names = all
      .filter((name) => name.toLowerCase().startsWith(wanted))
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    return { names: names.slice(0, MOST_FOLDERS), hasMore: names.length > MOST_FOLDERS };
  }

  /** As text for the clipboard. @throws BackupError 'too-many-rows' */
  async copied({ query, places, as }: Params<'copyRows'>, signal: AbortSignal): Promise<string> {
    const files = await this.#filesOf({ query, ...(places === undefined ? {} : { places }) }, signal);
    return copiedRows(files, as, this.#source.locale.translate);
  }

  /**
   * What to extract of a list. Rows that are selected are named by their fileIDs, so that no other ones are taken if the backup changes meanwhile.
   * A folder that is selected brings what is in it.
   */
  async selectionOf({ query, places }: RowsChoice, signal: AbortSignal): Promise<Selection> {
    const backup = await this.#backup();
    const list = await this.#queryOf(query, signal);
    const { folder, domain } = query;
    const everything = async (): Promise<Selection> => {
      // Below a folder that is shown is more than what is shown.
      const isPlainFolder = folder !== undefined && query.where === undefined && query.finding === undefined;
      return Promise.resolve({ list: isPlainFolder && domain !== undefined ? { domain, below: folder } : list });
    };
    if (places === undefined) return await everything();
    const count = places.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    if (count > MOST_SELECTED && count === (await backup.count(list, signal))) return await everything();
    return { fileIDs: await backup.fileIDs(list, places, signal) };
  }

  async #filesOf({ query, places }: RowsChoice, signal: AbortSignal): Promise<BackupFile[]> {
    const backup = await this.#backup();
    const list = await this.#queryOf(query, signal);
    const wanted: readonly PlaceRange[] = places ?? [{ first: 0, last: (await backup.count(list, signal)) - 1 }];
    const count = wanted.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    if (count > MOST_COPIED_ROWS) {
      throw new BackupError('too-many-rows', `${String(count)} rows are too many to copy`, {
        data: { wanted: count, most: MOST_COPIED_ROWS },
      });
    }
    const files: BackupFile[] = [];
    for (const { first, last } of wanted) {
      for (let position = first; position <= last; position += ROWS_A_PAGE) {
        const limit = Math.min(ROWS_A_PAGE, last - position + 1);
        files.push(...(await backup.list({ ...list, position, limit, signal })).rows);
      }
    }
    return files;
  }

  async #queryOf(query: FileQuery, signal: AbortSignal): Promise<BackupQuery> {
    return queryOf(query, query.finding === undefined ? undefined : await this.#recall(signal));
  }

  /** @throws BackupError 'no-check-known' */
  async #recall(signal: AbortSignal): Promise<RememberedVerdict> {
    const known = await recallVerdict(this.#source.path, { signal });
    if (known === undefined) throw new BackupError('no-check-known', 'no check of this backup is remembered');
    return known;
  }

  #backup(): Promise<Backup> {
    return this.#source.backup();
  }
}

/** Only what a page may ask with: nothing else of its message reaches the reader. */
function queryOf(
  { domain, domains, folder, below, where, finding, order }: FileQuery,
  known: Pick<RememberedVerdict, 'problems'> | undefined,
): BackupQuery {
  const problems = Object.entries(known?.problems ?? {});
  const fileIDs =
    finding === undefined ? undefined : problems.flatMap(([fileID, code]) => (finding === 'any' || code === finding ? [fileID] : []));
  return {
    ...(domain === undefined ? {} : { domain }),
    ...(domains === undefined ? {} : { domains }),
    ...(folder === undefined ? {} : { folder }),
    ...(below === undefined ? {} : { below }),
    ...(order === undefined ? {} : { order }),
    ...(where === undefined && fileIDs === undefined ? {} : { where: { ...where, ...(fileIDs === undefined ? {} : { fileIDs }) } }),
  };
}

export function fileRow({ fileID, domain, relativePath, kind, size, modified, protectionClass, unreadable }: BackupFile): FileRow {
  return {
    fileID,
    domain,
    relativePath,
    kind,
    size,
    modified: modified === null ? null : Date.parse(modified),
    protectionClass,
    ...(unreadable === true ? { unreadable } : {}),
  };
}
