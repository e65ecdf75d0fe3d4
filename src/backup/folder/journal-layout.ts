/** Where the journal of a backup folder lies, and what its files are called: known to the writer and to the reader. */
import { Buffer } from 'node:buffer';
import { lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readSmallFile } from '../small-file.ts';

/**
 * The journal stands beside the backup folder, out of the device's reach:
 *
 * | item | what |
 * |---|---|
 * | `journal.json` | the header: without it there is no journal, only the rest of one that was thrown away |
 * | `saved/…` | what the device overwrote, moved or removed, at its path inside the backup folder |
 * | `settled` | one path a line, as a JSON string: what the last good version had there and below is in `saved`, and nothing else |
 * | `created` | of format 1 in place of `settled`: one path a line as it is, which did not exist in the last good version |
 * | `incoming` | the file that is just being received in place of an old one |
 * | `archive` | the last good version on its way to a folder of its own |
 * | `lock` | who is writing into the backup folder now |
 *
 * Each entry is a fact about the last good version, so none ever has to be taken back: a file in `saved` was in it, with that content. A settled
 * path without one was not. Whatever is neither lies untouched in the backup folder.
 */
export interface JournalPaths {
  readonly root: string;
  readonly header: string;
  readonly saved: string;
  readonly settled: string;
  readonly created: string;
  readonly incoming: string;
  readonly archive: string;
  readonly lock: string;
}

export function journalPathsOf(backupPath: string): JournalPaths {
  const root = join(dirname(backupPath), `.${basename(backupPath)}.journal`);
  return {
    root,
    header: join(root, 'journal.json'),
    saved: join(root, 'saved'),
    settled: join(root, 'settled'),
    created: join(root, 'created'),
    incoming: join(root, 'incoming'),
    archive: join(root, 'archive'),
    lock: join(root, 'lock'),
  };
}

/** The name of the backup folder whose journal has this name; undefined for anything else. */
export function nameOfJournaled(name: string): string | undefined {
  return /^\.(.+)\.journal$/s.exec(name)?.[1];
}

export const JOURNAL_FORMAT = 2;

export interface JournalHeader {
  /** Whether a backup stood in the folder before the first run that this journal covers. */
  readonly lastGood: 'present' | 'none';
  /** When that run began, ISO 8601. */
  readonly startedAt: string;
  /** The file system takes `AB` and `ab` for one name. */
  readonly foldsNames?: boolean;
}

export interface FoundHeader extends Required<JournalHeader> {
  /** 1: the list of paths is `created`. Undefined when the header cannot be understood. */
  readonly format: number | undefined;
}

export function encodeJournalHeader(header: JournalHeader): string {
  return `${JSON.stringify({ format: JOURNAL_FORMAT, ...header })}\n`;
}

const MOST_HEADER_BYTES = 64 * 1024;

/**
 * Undefined without a header, and for a link in the place of the journal: that is none of ours. A header that cannot be read or understood counts as
 * protecting a backup: nothing is thrown away by mistake.
 */
export function readJournalHeader(paths: JournalPaths): FoundHeader | undefined {
  if (lstatSync(paths.root, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
  const header = readSmallFile(paths.header, MOST_HEADER_BYTES);
  if (header.state === 'missing') return undefined;
  const fields = header.state === 'read' ? parseObject(header.bytes) : {};
  return {
    lastGood: fields.lastGood === 'none' ? 'none' : 'present',
    startedAt: typeof fields.startedAt === 'string' ? fields.startedAt : '',
    foldsNames: fields.foldsNames === true,
    format: typeof fields.format === 'number' ? fields.format : undefined,
  };
}

/** Empty for what is no JSON object. */
export function parseObject(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString());
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
