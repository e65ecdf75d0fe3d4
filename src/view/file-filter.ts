/** The line of text that filters a list of files: `*.jpg size:>1MB class:A date:>2024-01-01 finding:any`. Parsed into conditions, or into one clear sentence. */
import type { FileConditions, FileTypes, NumberRange } from '../backup/index.ts';
import { dateRange } from './filter-dates.ts';
import { filterTerms, type FilterTerm } from './filter-terms.ts';
import { phrase, type Translate } from './phrase.ts';

/** What the line asks for. A finding is looked up by whoever knows them: a code, or `any`. */
export interface FileFilter {
  readonly where?: FileConditions;
  readonly finding?: string;
}

type ParsedFilter = { readonly filter: FileFilter } | { readonly problem: string };

/** Kinds of content, by the extensions that files of that kind have. */
const FILE_TYPES: Readonly<Record<string, FileTypes>> = {
  file: { kinds: ['file'] },
  folder: { kinds: ['directory'] },
  link: { kinds: ['symlink'] },
  image: { extensions: ['jpg', 'jpeg', 'png', 'heic', 'heif', 'gif', 'webp', 'tif', 'tiff', 'bmp', 'dng', 'ktx', 'ithmb'] },
  video: { extensions: ['mov', 'mp4', 'm4v', '3gp', 'avi', 'mkv'] },
  audio: { extensions: ['m4a', 'mp3', 'caf', 'wav', 'aac', 'aif', 'aiff', 'amr', 'm4r', 'flac', 'opus'] },
  database: { extensions: ['db', 'sqlite', 'sqlite3', 'sqlitedb', 'storedata', 'db-wal', 'db-shm', 'sqlite-wal', 'sqlite-shm'] },
  plist: { extensions: ['plist', 'strings', 'mobileconfig'] },
  text: { extensions: ['txt', 'md', 'log', 'csv', 'html', 'htm', 'xml', 'json', 'js', 'css', 'vcf', 'ics', 'yaml', 'yml'] },
  json: { extensions: ['json', 'geojson', 'ndjson', 'jsonl'] },
  doc: { extensions: ['pdf', 'doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'pages', 'numbers', 'key', 'rtf', 'epub'] },
  archive: { extensions: ['zip', 'gz', 'tar', 'tgz', 'bz2', 'xz', '7z', 'aar', 'ipa'] },
};

const CLASSES = ['', 'A', 'B', 'C', 'D'];

/** What Apple calls a protection class; its number where that has no letter, nothing where there is none. */
export function classLetter(protectionClass: number): string {
  return CLASSES[protectionClass] ?? String(protectionClass);
}

/** `2 GB`; decimal units, as sizes are shown; KiB and the like are powers of 1,024. */
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  t: 1e12,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

const PROBLEMS = {
  key: phrase('“{key}:” is not a filter. Use size:, date:, class:, type:, ext: or finding:, or put the text in quotes to search for it.'),
  quote: phrase('A quote is never closed. Add a “"” at the end.'),
  value: phrase('Write something behind “{key}:”.'),
  size: phrase('“{value}” is not a size. Write one like >1MB, <500kB or 1MB..2GB.'),
  date: phrase('“{value}” is not a date. Write one like 2024, >2024-01-31 or 2024-01..2024-06.'),
  class: phrase('“{value}” is not a protection class. Use A, B, C or D.'),
  type: phrase('“{value}” is not a type. Use {types}. Types of files go by the end of the name, not by the content.'),
  twice: phrase('“{key}:” can only be used once.'),
} as const;

type ProblemKind = keyof typeof PROBLEMS;

class Problem extends Error {
  readonly kind: ProblemKind;
  readonly term: FilterTerm;

  constructor(kind: ProblemKind, term: FilterTerm) {
    super(kind);
    this.kind = kind;
    this.term = term;
  }
}

/** The time zone of the reader decides what a date means. */
export function parseFilter(line: string, translate: Translate): ParsedFilter {
  try {
    return { filter: filterOf(filterTerms(line)) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { key = '', value } = error.term;
    return { problem: translate(PROBLEMS[error.kind], { key, value, types: Object.keys(FILE_TYPES).join(', ') }) };
  }
}

function filterOf(terms: readonly FilterTerm[]): FileFilter {
  const found = new Filter();
  for (const term of terms) found.add(term);
  return found.result;
}

/** What a line can only say once. */
interface SingleTerms {
  readonly size?: NumberRange;
  readonly modified?: NumberRange;
  readonly classes?: readonly number[];
  readonly finding?: string;
}

class Filter {
  readonly #texts: string[] = [];
  readonly #globs: string[] = [];
  readonly #types: FileTypes[] = [];
  #single: SingleTerms = {};

  add(term: FilterTerm): void {
    const { key, value } = term;
    if (term.isOpen) throw new Problem('quote', term);
    if (key !== undefined && value === '') throw new Problem('value', term);
    switch (key) {
      case undefined:
        if (!term.isQuoted && /[*?]/.test(value)) this.#globs.push(value);
        else if (value !== '') this.#texts.push(value);
        return;
      case 'size':
        this.#once('size', term, sizeRange(value) ?? fail('size', term));
        return;
      case 'date':
        this.#once('modified', term, dateRange(value) ?? fail('date', term));
        return;
      case 'class':
        this.#once(
          'classes',
          term,
          value.split(',').map((each) => classOf(each) ?? fail('class', { ...term, value: each })),
        );
        return;
      case 'type':
        this.#types.push(typesOf(term));
        return;
      case 'ext':
        this.#types.push({
          extensions: value
            .toLowerCase()
            .split(',')
            .map((each) => each.replace(/^\*?\./, '')),
        });
        return;
      case 'finding':
        this.#once('finding', term, value.toLowerCase());
        return;
      default:
        throw new Problem('key', term);
    }
  }

  get result(): FileFilter {
    const { finding, ...single } = this.#single;
    const where: FileConditions = {
      ...(this.#texts.length === 0 ? {} : { texts: this.#texts }),
      ...(this.#globs.length === 0 ? {} : { globs: this.#globs }),
      ...(this.#types.length === 0 ? {} : { types: this.#types }),
      ...single,
    };
    return { ...(Object.keys(where).length === 0 ? {} : { where }), ...(finding === undefined ? {} : { finding }) };
  }

  #once<Name extends keyof SingleTerms>(name: Name, term: FilterTerm, value: SingleTerms[Name]): void {
    if (this.#single[name] !== undefined) throw new Problem('twice', term);
    this.#single = { ...this.#single, [name]: value };
  }
}

function fail(kind: ProblemKind, term: FilterTerm): never {
  throw new Problem(kind, term);
}

function typesOf(term: FilterTerm): FileTypes {
  const kinds: NonNullable<FileTypes['kinds']>[number][] = [];
  const extensions: string[] = [];
  for (const name of term.value.toLowerCase().split(',')) {
    const type = Object.hasOwn(FILE_TYPES, name) ? FILE_TYPES[name] : fail('type', { ...term, value: name });
    kinds.push(...(type?.kinds ?? []));
    extensions.push(...(type?.extensions ?? []));
  }
  return { ...(kinds.length === 0 ? {} : { kinds }), ...(extensions.length === 0 ? {} : { extensions }) };
}

/** A letter, or the number that a record has. */
function classOf(text: string): number | undefined {
  if (/^\d$/.test(text)) return Number(text);
  const number = CLASSES.indexOf(text.toUpperCase());
  return number > 0 ? number : undefined;
}

function sizeRange(text: string): NumberRange | undefined {
  const [from, to, ...rest] = text.split('..');
  if (to !== undefined) {
    const least = from === '' ? 0 : sizeOf(from ?? '');
    const most = sizeOf(to);
    if (least === undefined || rest.length > 0 || (to !== '' && most === undefined)) return undefined;
    return most === undefined ? { least } : { least, below: most + 1 };
  }
  const [, sign = '', amount = ''] = /^(>=|<=|>|<|=|)(.*)$/s.exec(text) ?? [];
  const bytes = sizeOf(amount);
  if (bytes === undefined) return undefined;
  switch (sign) {
    case '>':
      return { least: bytes + 1 };
    case '>=':
      return { least: bytes };
    case '<':
      return { below: bytes };
    case '<=':
      return { below: bytes + 1 };
    default:
      return { least: bytes, below: bytes + 1 };
  }
}

function sizeOf(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:[.,]\d+)?) ?([a-z]*)$/i.exec(text) ?? [];
  const factor = Object.hasOwn(UNITS, unit.toLowerCase()) ? UNITS[unit.toLowerCase()] : undefined;
  return amount === undefined || factor === undefined ? undefined : Math.round(Number(amount.replace(',', '.')) * factor);
}
