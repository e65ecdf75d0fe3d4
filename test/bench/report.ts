/** What a benchmark found, as rows that carry their goal; a missed goal is said, never an error. */
import { median, type Run } from './measure.ts';

export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly goal: string;
  readonly met: boolean;
}

export interface Benchmark {
  readonly title: string;
  run(): Promise<readonly Row[]>;
}

export function printRows(title: string, rows: readonly Row[]): void {
  process.stdout.write(`\n${title}\n`);
  for (const row of rows) process.stdout.write(`  ${row.met ? 'met   ' : 'MISSED'}  ${row.what}: ${row.measured} (goal ${row.goal})\n`);
}

export function seconds(runs: readonly Run[]): string {
  return `${(median(runs.map((run) => run.wallMs)) / 1000).toFixed(2)} s`;
}

export function peakMiB(runs: readonly Run[]): number {
  return Math.max(...runs.map((run) => run.peakBytes)) / 1024 / 1024;
}
