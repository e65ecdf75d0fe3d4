/** One entry of the hard suite: something hostile or unlucky is done to the product, and what must hold afterwards. */
import type { MeasuredCommand, MeasuredOptions } from './measured-command.ts';

export const AREAS = [
  'last good backup',
  'false green',
  'bounds of a phone',
  'bounds of a folder',
  'text and secrets',
  'foreign programs',
] as const;

export interface Attack {
  /** Kebab-case, unique: `npm run test:hard -- ID` repeats it. */
  readonly id: string;
  readonly area: (typeof AREAS)[number];
  /** What is done, in a few words. */
  readonly what: string;
  /** What must hold, in a few words. */
  readonly holds: string;
  /** Takes a second or two at most: runs in `npm test` too. */
  readonly short?: boolean;
  /** Throws when it does not hold. What it returns (counts, times) is printed with the result. */
  readonly run: (scene: AttackScene) => Promise<string | undefined>;
}

export interface AttackScene {
  /** An empty folder of this attack, removed afterwards. */
  readonly folder: string;
  /** Repetitions for attacks that are a matter of chance: few in the short run, many in the long one. */
  readonly rounds: (short: number, long: number) => number;
  /** Runs the built command line in a process of its own, measured; fails beyond `LIMITS` unless `options.limits` says otherwise. */
  readonly backupLab: (args: readonly string[], options?: MeasuredOptions) => Promise<MeasuredCommand>;
}

/** What no input may bring about, whatever it is. */
export const LIMITS = {
  /** Highest resident memory of a whole process, in bytes. */
  peakBytes: 300 * 1024 * 1024,
  /** Longest time without anything on stdout or stderr while the program works, in milliseconds. */
  silenceMs: 20_000,
} as const;
