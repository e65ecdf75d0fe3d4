/** Ways to damage a copy of a backup, and a short look at what verify says of it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { unlockBackup, type Finding, type VerifyLevel, type VerifyReport } from '../../src/backup/index.ts';
import { dict, parsePlist, writeBinaryPlist, type PlistDict, type PlistValue } from '../../src/formats/index.ts';
import { judgedBackup } from './corpus/judged-backup.ts';

/** Runs SQL on the catalogue and leaves it one file in WAL mode, as it was. */
export function editCatalogue(path: string, edit: (database: DatabaseSync) => void): void {
  using database = new DatabaseSync(join(path, 'Manifest.db'));
  edit(database);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

/** Rewrites a property list with other values; `undefined` takes a key away. */
export function editPlist(file: string, changes: Record<string, PlistValue | undefined>): void {
  writeFileSync(file, writeBinaryPlist(dict({ ...Object.fromEntries(plistAt(file)), ...changes })));
}

export function plistAt(file: string): PlistDict {
  return parsePlist(readFileSync(file)) as PlistDict;
}

export function flipBit(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

export interface Look {
  readonly report: VerifyReport;
  readonly verdict: string;
  /** Codes of findings above information. */
  readonly grave: readonly string[];
  readonly of: (code: string) => Finding | undefined;
}

export async function look(path: string, level: VerifyLevel = 'quick', password?: string): Promise<Look> {
  const keys = password === undefined ? undefined : await unlockBackup(path, password);
  try {
    return lookAt(await judgedBackup(path, level, keys));
  } finally {
    await keys?.lock();
  }
}

function lookAt(report: VerifyReport): Look {
  return {
    report,
    verdict: report.verdict,
    grave: report.findings.filter(({ severity }) => severity !== 'information').map(({ code }) => code),
    of: (code) => report.findings.find((finding) => finding.code === code),
  };
}
