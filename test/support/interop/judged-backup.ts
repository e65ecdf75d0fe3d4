/** Asks a Python program that shares no code with the product what it thinks of a backup folder. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export interface Judgement {
  readonly files: number;
  readonly domains: number;
  readonly uuid: string;
  /** Empty = nothing is wrong. */
  readonly findings: readonly string[];
}

export function judgeBackup(folder: string): Judgement {
  const script = join(import.meta.dirname, 'check_backup.py');
  const { error, status, stdout, stderr } = spawnSync('python3', [script, folder], { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (error) throw new Error('python3 is missing. Install it: apt-get install python3', { cause: error });
  if (status !== 0) throw new Error(`the judge failed: ${stderr}`);
  return JSON.parse(stdout) as Judgement;
}
