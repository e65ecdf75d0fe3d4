/** Where the records of a backup lie, and how they are read and written: bounded, signed, never through a link. */
import { basename, dirname, join } from 'node:path';
import { makeFolderFor, realPathOf, replaceFile, stateFileOf } from '../own-state.ts';
import { readSmallFile } from '../small-file.ts';
import { historyKey, type HistoryKey } from './history-key.ts';
import { recordFrom, type HistoryRecord } from './history-record.ts';

/**
 * One JSON document, `{"format":1,"records":[{"record":"…","signature":"…"}]}`, oldest first; the signature (HMAC-SHA-256, see history-key.ts) is over the
 * text of the record, which is JSON itself.
 *
 * | place | when |
 * |---|---|
 * | `DIR/.UDID.history` beside the backup | where that can be written |
 * | `history/DIGEST-OF-PATH` in the state folder of the account | where it cannot |
 */
interface HistoryPaths {
  readonly beside: string;
  readonly own: string;
}

const MOST_RECORDS = 20;
const MOST_BYTES = 1024 * 1024;

export function historyPathsOf(backupPath: string): HistoryPaths {
  const path = realPathOf(backupPath);
  return { beside: join(dirname(path), `.${basename(path)}.history`), own: stateFileOf('history', path) };
}

/** Ours, oldest first, of both places. What others have written, or somebody has changed, is left out. Never throws for the disk. */
export function readHistory(backupPath: string): HistoryRecord[] {
  const key = historyKey();
  if (key === undefined) return [];
  const { beside, own } = historyPathsOf(backupPath);
  const records = [beside, own].flatMap((path) => readRecords(path, key));
  return records.sort((a, b) => a.at - b.at);
}

/** Adds a record, and lets go of the oldest. False when there is no place for it. */
export function appendHistory(backupPath: string, record: HistoryRecord): boolean {
  const key = historyKey();
  if (key === undefined) return false;
  const { beside } = historyPathsOf(backupPath);
  return writeRecords(beside, record, key) || noteHistory(backupPath, record);
}

/** As appendHistory, but never beside the backup. */
export function noteHistory(backupPath: string, record: HistoryRecord): boolean {
  const key = historyKey();
  const { own } = historyPathsOf(backupPath);
  return key !== undefined && makeFolderFor(own) && writeRecords(own, record, key);
}

function readRecords(path: string, key: HistoryKey): HistoryRecord[] {
  const file = readSmallFile(path, MOST_BYTES);
  if (file.state !== 'read') return [];
  const document = parsed(Buffer.from(file.bytes).toString('utf8'));
  if (typeof document !== 'object' || document === null || !('format' in document) || document.format !== 1) return [];
  const entries: unknown[] = 'records' in document && Array.isArray(document.records) ? document.records : [];
  return entries.slice(-MOST_RECORDS).flatMap((entry) => {
    const { record, signature }: Record<string, unknown> = typeof entry === 'object' && entry !== null ? { ...entry } : {};
    if (typeof record !== 'string' || typeof signature !== 'string' || !key.isOurs(record, signature)) return [];
    return recordFrom(parsed(record)) ?? [];
  });
}

/** Another document takes the place of the old one in one step. Only the newest keeps the names of files: they are what takes room. */
function writeRecords(path: string, record: HistoryRecord, key: HistoryKey): boolean {
  const before = roomForOne(readRecords(path, key));
  const records = [...before.map(withoutOldProblems(record)), record].map((each) => {
    const text = JSON.stringify(each);
    return { record: text, signature: key.sign(text) };
  });
  return replaceFile(path, documentOf(records));
}

/** Failed runs go before what says something of the folder, so that a series of them does not make a verdict forgotten; then the oldest go. */
function roomForOne(records: readonly HistoryRecord[]): readonly HistoryRecord[] {
  if (records.length < MOST_RECORDS) return records;
  const failed = records.findIndex(({ failure }) => failure !== undefined);
  return failed < 0 ? records.slice(1 - MOST_RECORDS) : records.toSpliced(failed, 1);
}

/** The oldest go first, so that what is written can be read again. */
function documentOf(records: readonly unknown[]): string {
  for (let first = 0; ; first++) {
    const text = `${JSON.stringify({ format: 1, records: records.slice(first) })}\n`;
    if (Buffer.byteLength(text) <= MOST_BYTES || first >= records.length) return text;
  }
}

/** Those about the same state may still be what counts; and a run that has failed puts nothing in place of them. */
function withoutOldProblems({ state, failure }: HistoryRecord): (record: HistoryRecord) => HistoryRecord {
  return (record) => {
    if (failure !== undefined || record.state.quick === state.quick || record.problems === undefined) return record;
    const { problems: _, ...rest } = record;
    return { ...rest, hasMoreProblems: true };
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
