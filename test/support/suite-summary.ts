/** What a run says at its end: each suite in a line, what took longest, and the sum. */

import type { EndedSuite } from './suite-lanes.ts';
import { SLOWEST_KEPT } from './suite-result.ts';

interface Named {
  readonly name: string;
}

export function lineOf({ suite, result, seconds }: EndedSuite<Named>): string {
  const { passed, failed, cpuSeconds } = result;
  const counts = `${passed.toString().padStart(5)} passed ${failed.toString().padStart(4)} failed`;
  const cpu = cpuSeconds === undefined ? '' : `${cpuSeconds.toFixed(1).padStart(8)} s of CPU`;
  return `${failed === 0 ? '✓' : '✗'} ${suite.name.padEnd(13)} ${counts} ${seconds.toFixed(1).padStart(7)} s${cpu}`;
}

export function summaryOf(ended: readonly EndedSuite<Named>[]): string[] {
  const sum = (of: (one: EndedSuite<Named>) => number) => ended.reduce((total, one) => total + of(one), 0);
  const cpu = sum(({ result }) => result.cpuSeconds ?? 0);
  return [
    ...slowestOf(ended),
    ...unsteadyIn(ended),
    '',
    ...ended.map(lineOf),
    ...(cpu === 0 ? [] : [`${(cpu / 60).toFixed(1)} minutes of CPU in all`]),
    '',
    `${sum(({ result }) => result.passed).toString()} passed, ${sum(({ result }) => result.failed).toString()} failed`,
  ];
}

/** What passed only at the second attempt is not hidden: it is to be mended. */
function unsteadyIn(ended: readonly EndedSuite<Named>[]): string[] {
  const files = ended.flatMap(({ suite, result }) => (result.unsteady ?? []).map((file) => `   ${suite.name}  ${file}`));
  return files.length === 0 ? [] : ['', 'passed only when run once more, and should be mended:', ...files];
}

function slowestOf(ended: readonly EndedSuite<Named>[]): string[] {
  const all = ended.flatMap(({ suite, result }) => (result.slowest ?? []).map((test) => ({ ...test, suite: suite.name })));
  const slowest = all.sort((a, b) => b.milliseconds - a.milliseconds).slice(0, SLOWEST_KEPT);
  if (slowest.length === 0) return [];
  const line = ({ suite, title, milliseconds }: (typeof slowest)[number]) =>
    `${(milliseconds / 1000).toFixed(1).padStart(7)} s  ${suite}  ${title}`;
  return ['', `the ${slowest.length.toString()} slowest:`, ...slowest.map(line)];
}
