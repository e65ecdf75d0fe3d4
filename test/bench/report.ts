/** What a benchmark found, as rows that carry their goal; a missed goal is said, never an error. */
import { median, type Run } from './measure.ts';
import type { Needs } from './needs.ts';

export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly goal: string;
  readonly met: boolean;
}

export interface Benchmark {
  readonly title: string;
  readonly needs: Needs;
  /** Each as soon as it is known: a run that is ended early has said what it found. */
  rows(): Iterable<Row> | AsyncIterable<Row>;
}

export function printRow({ what, measured, goal, met }: Row): void {
  process.stdout.write(`  ${met ? 'met   ' : 'MISSED'}  ${what}: ${measured} (goal ${goal})\n`);
}

export function seconds(runs: readonly Run[]): string {
  return `${(median(runs.map((run) => run.wallMs)) / 1000).toFixed(2)} s`;
}

export function peakMiB(runs: readonly Run[]): number {
  return Math.max(...runs.map((run) => run.peakBytes)) / 1024 / 1024;
}
