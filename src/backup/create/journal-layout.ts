/** Where the journal of a backup folder lies, and what its files are called: known to the writer and to the reader. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * The journal stands beside the backup folder, out of the device's reach:
 *
 * | item | what |
 * |---|---|
 * | `journal.json` | the header: without it there is no journal, only the rest of one that was thrown away |
 * | `saved/…` | what the device overwrote, moved over or removed, at its path inside the backup folder |
 * | `created` | one path a line: what did not exist in the last good version. A line that is cut off counts for nothing |
 * | `incoming` | the file that is just being received in place of an old one |
 * | `archive` | the last good version on its way to a folder of its own |
 * | `lock` | who is writing into the backup folder now |
 *
 * The tree of `saved` is its own index: a file is at its place or in `saved`, whenever the computer stops.
 */
export interface JournalPaths {
  readonly root: string;
  readonly header: string;
  readonly saved: string;
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
    created: join(root, 'created'),
    incoming: join(root, 'incoming'),
    archive: join(root, 'archive'),
    lock: join(root, 'lock'),
  };
}

export interface JournalHeader {
  /** Whether a backup stood in the folder before the first run that this journal covers. */
  readonly lastGood: 'present' | 'none';
  /** When that run began, ISO 8601. */
  readonly startedAt: string;
}

export function encodeJournalHeader(header: JournalHeader): string {
  return `${JSON.stringify({ format: 1, ...header })}\n`;
}

/** Undefined without a header. One that cannot be understood counts as protecting a backup: nothing is thrown away by mistake. */
export function readJournalHeader(paths: JournalPaths): JournalHeader | undefined {
  let text: string;
  try {
    text = readFileSync(paths.header, 'utf8');
  } catch {
    return undefined;
  }
  const fields = parseObject(text);
  return {
    lastGood: fields.lastGood === 'none' ? 'none' : 'present',
    startedAt: typeof fields.startedAt === 'string' ? fields.startedAt : '',
  };
}

/** The paths in `created`; without the last line if it was cut off. */
export function readCreatedPaths(paths: JournalPaths): Set<string> {
  try {
    const lines = readFileSync(paths.created, 'utf8').split('\n');
    lines.pop();
    return new Set(lines);
  } catch {
    return new Set();
  }
}

/** The device's working folder: never part of a finished backup, so never worth keeping. */
export function isSnapshotPath(relativePath: string): boolean {
  return relativePath === 'Snapshot' || relativePath.startsWith('Snapshot/');
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
