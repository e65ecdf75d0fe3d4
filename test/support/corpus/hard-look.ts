/**
 * A process of its own that takes a hard look at backups nobody should trust: names on standard input, one JSON object a line, answers on
 * standard output in the same order. Everything must end in a report or a coded error; its memory is limited by whoever starts it.
 */
import { createInterface } from 'node:readline';
import { openBackup, unlockBackup, type BackupKeys } from '../../../src/backup/index.ts';
import { isCodedError } from '../../../src/base/index.ts';
import { useBuiltWorkers } from '../built-workers.ts';
import { peakBytes } from '../peak-memory.ts';
import { judgedBackup } from './judged-backup.ts';

export interface LookRequest {
  readonly path: string;
  readonly password: string | null;
  /** Opens it as well, lists everything and reads every content. */
  readonly open?: boolean;
}

export interface LookAnswer {
  /** `ok`, a verdict, or the code of an error, for each step that was taken. */
  readonly unlock?: string;
  readonly verify: string;
  readonly open?: string;
  readonly files?: number;
  readonly contentBytes?: number;
  readonly milliseconds: number;
  /** What no input may bring about. */
  readonly crash?: string;
  /** Resident memory at its highest so far, in bytes. */
  readonly peakBytes: number;
}

const MOST_ROWS = 10_000;

async function look({ path, password, open = false }: LookRequest): Promise<Omit<LookAnswer, 'milliseconds' | 'peakBytes'>> {
  const crashes: string[] = [];
  const outcome = async (work: () => Promise<string>): Promise<string> => {
    try {
      return await work();
    } catch (error) {
      if (isCodedError(error) && error.code !== 'internal') return error.code;
      crashes.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return 'crash';
    }
  };
  let keys: BackupKeys | undefined;
  const unlock = async () => {
    if (password === null) return 'not tried';
    keys = await unlockBackup(path, password);
    return 'ok';
  };
  const answer = { unlock: await outcome(unlock), verify: await outcome(async () => (await judgedBackup(path, 'full', keys)).verdict) };
  let files = 0;
  let contentBytes = 0;
  const readAll = async () => {
    await using backup = await openBackup(path, keys === undefined ? {} : { keys });
    const { rows } = await backup.list({ limit: MOST_ROWS });
    files = rows.length;
    const outcomes = new Set<string>();
    for (const file of rows) {
      const read = async () => {
        for await (const chunk of backup.open(file)) contentBytes += chunk.length;
        return 'ok';
      };
      if (file.kind === 'file') outcomes.add(await outcome(read));
    }
    return [...outcomes].sort().join(' ');
  };
  const opened = open ? { open: await outcome(readAll), files, contentBytes } : {};
  await keys?.lock();
  return { ...answer, ...opened, ...(crashes.length === 0 ? {} : { crash: crashes.join('\n') }) };
}

if (import.meta.main) {
  await useBuiltWorkers();
  for await (const line of createInterface({ input: process.stdin })) {
    const started = performance.now();
    const answer = await look(JSON.parse(line) as LookRequest);
    const milliseconds = Math.round(performance.now() - started);
    const complete: LookAnswer = { ...answer, milliseconds, peakBytes: peakBytes() };
    process.stdout.write(`${JSON.stringify(complete)}\n`);
  }
}
