/** Compares one file of two backups: its record first, then what is stored of it, and its bytes only where those do not tell. */
import { systemErrorCode } from '../../../base/index.ts';
import { FLAG_FILE, type MBFile } from '../../../formats/index.ts';
import type { CatalogueRow } from '../../read/catalogue/ranked-rows.ts';
import { fileOf, recordOf } from '../../read/file-rows.ts';
import { rowFault } from '../../read/row-fault.ts';
import type { StoredBackup, StoredFile } from '../../read/stored-backup.ts';
import type { ContentJob } from '../../read/stored/content-job.ts';
import type { ContentTools } from '../../read/stored/payload-content.ts';
import { paddedSize, type StoredForm } from '../../read/stored/stored-form.ts';
import type { ComparisonBasis, FileDifference, FileVersion, MetadataField, Side, SideProblem } from './backup-difference.ts';
import { formAtStart, readContent, type ReadContent } from './read-content.ts';
import type { RowPair } from './pair-rows.ts';
import { documentDifferences } from './document-differences.ts';

/** A backup, and what reading its files takes. */
export interface ReadableSide {
  readonly name: Side;
  readonly backup: StoredBackup;
  readonly tools: ContentTools;
}

/** What a comparison of one name found. Without a difference the files are the same. */
export interface FileComparison {
  readonly difference?: FileDifference;
  readonly basis?: ComparisonBasis;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/** A file of one side with all that records and lengths tell. */
interface KnownFile {
  readonly side: ReadableSide;
  readonly row: CatalogueRow;
  readonly record: MBFile;
  readonly stored: StoredFile;
  readonly form: StoredForm;
  /** The length of what is stored is the one that its record announces. */
  readonly fits: boolean;
}

type ContentAnswer =
  | { readonly content: 'same' | 'differs'; readonly basis: ComparisonBasis; readonly read?: readonly ReadContent[] }
  | { readonly content: 'unknown'; readonly problems: readonly SideProblem[] };

export class FileComparer {
  readonly #before: ReadableSide;
  readonly #after: ReadableSide;
  readonly #readAll: boolean;

  constructor(before: ReadableSide, after: ReadableSide, readAll: boolean) {
    this.#before = before;
    this.#after = after;
    this.#readAll = readAll;
  }

  compare({ before, after }: RowPair): FileComparison {
    if (before !== undefined && after !== undefined) return this.#sameAtOnce(before, after) ?? this.#compareBoth(before, after);
    const row = before ?? after;
    const side = before === undefined ? this.#after : this.#before;
    if (row === undefined) throw new Error('a pair of nothing');
    const { domain, relativePath } = row;
    const version = versionOf(row);
    const problems = version.kind === 'file' ? problemsOf(side, row) : [];
    return {
      difference: {
        change: before === undefined ? 'added' : 'removed',
        domain,
        relativePath,
        ...(before === undefined ? { after: version } : { before: version }),
        ...(problems.length === 0 ? {} : { problems }),
      },
      bytesBefore: before === undefined ? 0 : bytesOf(version),
      bytesAfter: before === undefined ? bytesOf(version) : 0,
    };
  }

  /** Most files of two backups of a phone have the very same record: it is decoded once. Undefined where more has to be looked at. */
  #sameAtOnce(one: CatalogueRow, other: CatalogueRow): FileComparison | undefined {
    if (one !== other && !haveSameRecord(one, other)) return undefined;
    const { record } = recordOf(one);
    if (record === undefined || rowFault(one, record) !== undefined) return undefined;
    if (one.flags !== FLAG_FILE) return { bytesBefore: 0, bytesAfter: 0 };
    if (this.#readAll) return undefined;
    const [before, after] = [storedFile(this.#before, one, record), storedFile(this.#after, other, record)];
    const answer = 'code' in before || 'code' in after ? undefined : answerOfRecords(before, after);
    if (answer?.content !== 'same') return undefined;
    return { basis: answer.basis, bytesBefore: record.size, bytesAfter: record.size };
  }

  #compareBoth(one: CatalogueRow, other: CatalogueRow): FileComparison {
    const [before, after] = [versionOf(one), versionOf(other)];
    const bytes = { bytesBefore: bytesOf(before), bytesAfter: bytesOf(after) };
    const names = { domain: one.domain, relativePath: one.relativePath, before, after };
    if (before.kind !== after.kind) return { difference: { change: 'changed', ...names }, ...bytes };
    const fields = fieldsOf(one, other);
    const told = fields.length === 0 ? {} : { fields };
    if (before.kind !== 'file') return { ...this.#compareOthers(one, other, names, fields), ...bytes };
    const answer = this.#compareContent(one, other);
    if (answer.content === 'unknown') {
      return { difference: { change: 'not-compared', ...names, ...told, problems: answer.problems }, ...bytes };
    }
    const { basis } = answer;
    if (answer.content === 'same') {
      return fields.length === 0 ? { basis, ...bytes } : { difference: { change: 'metadata', ...names, basis, fields }, basis, ...bytes };
    }
    return { difference: { change: 'changed', ...names, basis, ...told, ...this.#details(one, other, answer.read) }, ...bytes };
  }

  /** Directories and links: all of them is in their records. */
  #compareOthers(
    one: CatalogueRow,
    other: CatalogueRow,
    names: Pick<FileDifference, 'domain' | 'relativePath'> & { readonly before: FileVersion; readonly after: FileVersion },
    fields: readonly MetadataField[],
  ): Pick<FileComparison, 'difference'> {
    const problems = [...recordProblems(this.#before, one), ...recordProblems(this.#after, other)];
    if (problems.length > 0) return { difference: { change: 'not-compared', ...names, problems } };
    if (names.before.target !== names.after.target) return { difference: { change: 'changed', ...names, fields } };
    return fields.length === 0 ? {} : { difference: { change: 'metadata', ...names, fields } };
  }

  #compareContent(one: CatalogueRow, other: CatalogueRow): ContentAnswer {
    const [before, after] = [knownFile(this.#before, one), knownFile(this.#after, other)];
    if ('code' in before || 'code' in after) {
      return { content: 'unknown', problems: [before, after].filter((each) => 'code' in each) };
    }
    const told = this.#readAll ? undefined : answerOfRecords(before, after);
    if (told !== undefined) return told;
    return isReadable(before) && isReadable(after) ? answerOfBytes(before, after) : answerWithoutKeys(before, after);
  }

  /** What kind of file differs, by the bytes at its start, with the values that differ in a document. Nothing where that cannot be seen. */
  #details(one: CatalogueRow, other: CatalogueRow, read: readonly ReadContent[] | undefined): Pick<FileDifference, 'form' | 'values'> {
    const files = [knownFile(this.#before, one), knownFile(this.#after, other)].filter((file) => !('code' in file) && isReadable(file));
    const forms = new Set(files.map((file) => ('code' in file ? undefined : formAtStart(jobOf(file), file.side.tools))));
    const [form] = forms;
    if (files.length < 2 || forms.size !== 1 || form === undefined) return {};
    if (form === 'database') return { form };
    const contents = read ?? files.map((file) => ('code' in file ? { problem: file.code } : readFile(file)));
    const values = documentDifferences(contents[0], contents[1]);
    return values === undefined ? {} : { form, values };
  }
}

function haveSameRecord(one: CatalogueRow, other: CatalogueRow): boolean {
  return one.flags === other.flags && one.fileID === other.fileID && compareBytes(one.blob ?? undefined, other.blob ?? undefined) === true;
}

function versionOf(row: CatalogueRow): FileVersion {
  const { kind, size, mode, modified, protectionClass, target, unreadable } = fileOf(row);
  return {
    kind,
    size,
    mode,
    modified,
    protectionClass,
    ...(target === undefined ? {} : { target }),
    ...(unreadable === undefined ? {} : { unreadable }),
  };
}

function bytesOf({ kind, size }: FileVersion): number {
  return kind === 'file' ? size : 0;
}

function problemsOf(side: ReadableSide, row: CatalogueRow): SideProblem[] {
  const known = knownFile(side, row);
  return 'code' in known ? [known] : [];
}

function recordProblems({ name }: ReadableSide, row: CatalogueRow): SideProblem[] {
  const code = rowFault(row, recordOf(row).record);
  return code === undefined ? [] : [{ side: name, code }];
}

function knownFile(side: ReadableSide, row: CatalogueRow): KnownFile | SideProblem {
  const { record } = recordOf(row);
  const fault = rowFault(row, record);
  if (fault !== undefined || record === undefined) return { side: side.name, code: fault ?? 'no-record' };
  return storedFile(side, row, record);
}

function storedFile(side: ReadableSide, row: CatalogueRow, record: MBFile): KnownFile | SideProblem {
  const stored = side.backup.stored(row.fileID);
  if (stored === undefined) return { side: side.name, code: 'payload-missing' };
  try {
    const form = side.backup.formOf(stored, record);
    const fits = stored.size === (form === 'encrypted' ? paddedSize(record.size) : record.size);
    return { side, row, record, stored, form, fits };
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return { side: side.name, code: 'payload-unreadable' };
  }
}

/** What can be said without reading anything. Undefined where the bytes have to decide. */
function answerOfRecords(before: KnownFile, after: KnownFile): ContentAnswer | undefined {
  if (!before.fits || !after.fits) return undefined;
  const [one, other] = [before.record, after.record];
  if (one.size !== other.size) return { content: 'differs', basis: differenceBasis(before, after) };
  if (haveSameForm(before, after)) {
    if (isSameStoredFile(before.stored, after.stored)) return { content: 'same', basis: 'proven' };
    const digests = compareBytes(one.digest, other.digest);
    if (digests !== undefined) return { content: digests ? 'same' : 'differs', basis: 'consistent' };
  }
  return one.lastModified === other.lastModified && isSameInode(one, other) ? { content: 'same', basis: 'consistent' } : undefined;
}

/** What is stored in the clear has the length of its content; what is encrypted has it rounded up. */
function differenceBasis(before: KnownFile, after: KnownFile): ComparisonBasis {
  return before.form === 'clear' && after.form === 'clear' ? 'proven' : 'consistent';
}

/** The stored bytes can be compared: both are in the clear, or encrypted with the same key. */
function haveSameForm(before: KnownFile, after: KnownFile): boolean {
  if (before.form !== after.form) return false;
  return before.form === 'clear' || compareBytes(before.record.encryptionKey, after.record.encryptionKey) === true;
}

/** Hard links, as earlier versions of a backup have them. */
function isSameStoredFile(one: StoredFile, other: StoredFile): boolean {
  return one.inode !== 0 && one.inode === other.inode && one.device === other.device;
}

/** On the phone: the file was not replaced, and nothing has changed its status since. */
function isSameInode(one: MBFile, other: MBFile): boolean {
  return one.inode === other.inode && one.lastStatusChange === other.lastStatusChange;
}

function compareBytes(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean | undefined {
  return one === undefined || other === undefined ? undefined : Buffer.compare(one, other) === 0;
}

function isReadable({ form, side }: KnownFile): boolean {
  return form === 'clear' || side.backup.classKeys !== undefined;
}

function jobOf({ side, row, record, stored, form }: KnownFile): ContentJob {
  return side.backup.contentJob(row, record, stored, form);
}

function readFile(file: KnownFile): ReadContent {
  return readContent(jobOf(file), file.side.tools);
}

function answerOfBytes(before: KnownFile, after: KnownFile): ContentAnswer {
  const both = [readFile(before), readFile(after)] as const;
  const problems = [before, after].flatMap(({ side }, place) => {
    const content = both[place];
    return content !== undefined && 'problem' in content ? [{ side: side.name, code: content.problem }] : [];
  });
  const [one, other] = both;
  if ('problem' in one || 'problem' in other) return { content: 'unknown', problems };
  return { content: one.fingerprint === other.fingerprint ? 'same' : 'differs', basis: 'proven', read: both };
}

/** Without the bytes, size and date have to do; where they differ, nothing is said. */
function answerWithoutKeys(before: KnownFile, after: KnownFile): ContentAnswer {
  const [one, other] = [before.record, after.record];
  const isSame = one.size === other.size && one.lastModified === other.lastModified;
  if (isSame && before.fits && after.fits) return { content: 'same', basis: 'assumed' };
  if (one.size !== other.size && before.fits && after.fits) return { content: 'differs', basis: 'assumed' };
  const locked = [before, after].filter((file) => !isReadable(file));
  return { content: 'unknown', problems: locked.map(({ side }) => ({ side: side.name, code: 'backup-encrypted' })) };
}

function fieldsOf(one: CatalogueRow, other: CatalogueRow): MetadataField[] {
  const [before, after] = [recordOf(one).record, recordOf(other).record];
  if (before === undefined || after === undefined) return [];
  const differs: Readonly<Record<MetadataField, boolean>> = {
    size: before.size !== after.size,
    mode: before.mode !== after.mode,
    owner: before.userId !== after.userId || before.groupId !== after.groupId,
    modified: before.lastModified !== after.lastModified,
    birth: before.birth !== after.birth,
    'protection-class': before.protectionClass !== after.protectionClass,
    flags: before.flags !== after.flags,
    'extended-attributes': Buffer.compare(before.extendedAttributes ?? NONE, after.extendedAttributes ?? NONE) !== 0,
  };
  return (Object.keys(differs) as MetadataField[]).filter((field) => differs[field]);
}

const NONE = new Uint8Array(0);
