/** Runs suites side by side, as many as there are lanes; one of them has the terminal, what the others print is kept until they have it. */

import type { MeasuredResult } from './child-suite.ts';

export interface LaneSuite {
  readonly name: string;
  /** Names of suites that must have ended before. */
  readonly after?: readonly string[];
}

export interface EndedSuite<Suite> {
  readonly suite: Suite;
  readonly result: MeasuredResult;
  readonly seconds: number;
}

export interface LaneOptions<Suite> {
  readonly lanes: number;
  readonly run: (suite: Suite, print: (output: Uint8Array) => void) => Promise<MeasuredResult>;
  /** Called when a suite gets the terminal. */
  readonly onShown: (suite: Suite) => void;
  /** Called in the order in which suites got the terminal. */
  readonly onEnded: (ended: EndedSuite<Suite>) => void;
  readonly write: (output: Uint8Array) => void;
}

interface Running<Suite> {
  readonly suite: Suite;
  readonly kept: Uint8Array[];
  isShown: boolean;
  isTold: boolean;
  ended?: EndedSuite<Suite>;
}

/** Starts suites in their order, each as soon as a lane is free and what it needs has ended. A suite that is not among them is not waited for. */
export async function runInLanes<Suite extends LaneSuite>(suites: readonly Suite[], options: LaneOptions<Suite>): Promise<void> {
  const waiting = [...suites];
  const shown: Running<Suite>[] = [];
  const running = new Set<Promise<void>>();
  const isReady = ({ after = [] }: Suite) =>
    !shown.some(({ suite, ended }) => after.includes(suite.name) && ended === undefined) &&
    !waiting.some(({ name }) => after.includes(name));
  while (waiting.length > 0 || running.size > 0) {
    const next = running.size < options.lanes ? waiting.findIndex(isReady) : -1;
    if (next < 0) {
      if (running.size === 0) throw new Error(`suites wait for each other: ${waiting.map(({ name }) => name).join(', ')}`);
      await Promise.race(running);
      continue;
    }
    for (const suite of waiting.splice(next, 1)) {
      const place: Running<Suite> = { suite, kept: [], isShown: false, isTold: false };
      shown.push(place);
      const work = runOne(place, options).then(() => {
        running.delete(work);
        showNext(shown, options);
      });
      running.add(work);
      showNext(shown, options);
    }
  }
}

async function runOne<Suite>(place: Running<Suite>, { run, write }: LaneOptions<Suite>): Promise<void> {
  const started = performance.now();
  const result = await run(place.suite, (output) => {
    if (place.isShown) write(output);
    else place.kept.push(output);
  });
  place.ended = { suite: place.suite, result, seconds: (performance.now() - started) / 1000 };
}

/** The terminal belongs to the first that has not ended; those before it have been told. */
function showNext<Suite>(shown: Running<Suite>[], { onShown, onEnded, write }: LaneOptions<Suite>): void {
  for (const place of shown) {
    if (!place.isShown) {
      place.isShown = true;
      onShown(place.suite);
      for (const output of place.kept.splice(0)) write(output);
    }
    if (place.ended === undefined) return;
    if (!place.isTold) {
      place.isTold = true;
      onEnded(place.ended);
    }
  }
}
