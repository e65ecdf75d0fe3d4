/** The photo library: pictures and videos by month, with the small pictures that Photos keeps of them. */
import type { SqliteValue } from '../../../read/sqlite/sqlite.ts';
import { inOrder, listOf, rowsOf, type KindReader, type OpenedKind, type ReaderTools } from '../kind-reader.ts';
import type { NamedFile, PersonalFact, PersonalGroup, PersonalTrait, ReadEntry } from '../personal-entry.ts';
import { defined, isSet, numberOf, textColumn, textOf, timeOf } from '../row-values.ts';

const DOMAIN = 'CameraRollDomain';
const KIND_VIDEO = 1;
/** An unknown place, as Photos writes it. */
const NOWHERE = -180;
const UNDATED = 'undated';
const MOST_ASSETS = 2_000_000;
const COLUMNS = ['Z_PK', 'ZDATECREATED', 'ZDIRECTORY', 'ZFILENAME', 'ZKIND', 'ZWIDTH', 'ZHEIGHT'] as const;

/** The table had another name up to iOS 13. */
function photosIn(table: string): KindReader {
  return { needs: [[table, ...COLUMNS]], open: (tools) => new OpenedPhotos(tools, table) };
}

export const PHOTOS = photosIn('ZASSET');
export const OLD_PHOTOS = photosIn('ZGENERICASSET');

interface Month {
  readonly key: string;
  readonly time?: number;
  readonly keys: bigint[];
}

class OpenedPhotos implements OpenedKind {
  readonly #tools: ReaderTools;
  readonly #table: string;
  #months: readonly Month[] | undefined;

  constructor(tools: ReaderTools, table: string) {
    this.#tools = tools;
    this.#table = table;
  }

  groups(): PersonalGroup[] {
    return this.#byMonth().map(({ key, time, keys }) => ({ key, ...defined({ time }), people: [], entries: keys.length }));
  }

  *keys(group: string | undefined): Generator<bigint> {
    for (const month of this.#byMonth()) if (group === undefined || month.key === group) yield* month.keys;
  }

  entries(keys: readonly bigint[]): ReadEntry[] {
    const optional = (column: string) => this.#tools.columns.optional(this.#table, column, 'a');
    const more = ['ZFAVORITE', 'ZHIDDEN', 'ZTRASHEDSTATE', 'ZLATITUDE', 'ZLONGITUDE', 'ZDURATION'].map(optional).join(', ');
    const sql = `SELECT a.Z_PK, a.ZDATECREATED, ${textColumn('a.ZDIRECTORY')}, ${textColumn('a.ZFILENAME')}, a.ZKIND, a.ZWIDTH, a.ZHEIGHT, ${more}
      FROM ${this.#table} a WHERE a.Z_PK IN ${listOf(keys)}`;
    return inOrder(keys, [...rowsOf(this.#tools, sql)].map(pictureOf));
  }

  /** Months of the reader's time zone, the newest first. */
  #byMonth(): readonly Month[] {
    if (this.#months !== undefined) return this.#months;
    const months = new Map<string, Month>();
    const sql = `SELECT Z_PK, ZDATECREATED FROM ${this.#table} ORDER BY ZDATECREATED DESC, Z_PK DESC LIMIT ${MOST_ASSETS}`;
    for (const [key, date] of rowsOf(this.#tools, sql)) {
      if (typeof key !== 'number' && typeof key !== 'bigint') continue;
      const name = monthOf(timeOf(date));
      const month = months.get(name.key) ?? { ...name, keys: [] };
      months.set(name.key, month);
      month.keys.push(BigInt(key));
    }
    this.#months = [...months.values()];
    return this.#months;
  }
}

function monthOf(time: number | undefined): Omit<Month, 'keys'> {
  if (time === undefined) return { key: UNDATED };
  const date = new Date(time);
  const first = new Date(date.getFullYear(), date.getMonth(), 1);
  return { key: `${date.getFullYear().toString()}-${(date.getMonth() + 1).toString().padStart(2, '0')}`, time: first.getTime() };
}

function pictureOf([
  key,
  date,
  folder,
  file,
  kind,
  width,
  height,
  favorite,
  hidden,
  trashed,
  latitude,
  longitude,
  duration,
]: readonly SqliteValue[]): ReadEntry {
  const isVideo = numberOf(kind) === KIND_VIDEO;
  const traits: PersonalTrait[] = [];
  if (isVideo) traits.push('video');
  if (isSet(favorite)) traits.push('favorite');
  if (isSet(hidden)) traits.push('hidden');
  if (isSet(trashed)) traits.push('deleted');
  const facts: PersonalFact[] = [];
  const [columns, rows] = [numberOf(width), numberOf(height)];
  if (columns !== undefined && rows !== undefined) facts.push({ name: 'size', value: [columns, rows] });
  const [north, east] = [numberOf(latitude), numberOf(longitude)];
  if (north !== undefined && east !== undefined && north > NOWHERE && east > NOWHERE) {
    facts.push({ name: 'coordinates', value: [north, east] });
  }
  const seconds = numberOf(duration);
  if (isVideo && seconds !== undefined) facts.push({ name: 'duration', value: seconds });
  const name = textOf(file);
  const original = name === undefined ? undefined : `${textOf(folder) ?? ''}/${name}`;
  return {
    key: String(key),
    ...defined({ title: name, time: timeOf(date) }),
    people: [],
    traits,
    facts,
    files: original === undefined ? [] : [{ name: name ?? '', candidates: [inRoll(original)] }],
    pictures: original === undefined ? [] : smallPictures(original, isVideo),
  };
}

/** The thumbnail, then the picture itself. */
function smallPictures(original: string, isVideo: boolean): NamedFile[] {
  const thumbnails = ['5005.JPG', '5003.JPG'].map((size) => inRoll(`PhotoData/Thumbnails/V2/${original}/${size}`));
  return isVideo ? thumbnails : [...thumbnails, inRoll(original)];
}

function inRoll(path: string): NamedFile {
  return { domain: DOMAIN, relativePath: `Media/${path}` };
}
