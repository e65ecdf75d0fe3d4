/** Runs slow work ahead of the tests that ask for its results, a few pieces at a time: foreign programs sleep more than they work. */

export interface SideBySide<Job> {
  /** Starts this job if it has not been started, and those after it; settles as the job does. */
  ended(job: Job): Promise<void>;
  /** Everything that was started has ended, well or not, and nothing more is started. */
  allEnded(): Promise<void>;
}

/** As many as `atOnce` run, and none further ahead of the one that is asked for than twice that: of a few chosen tests the others are hardly run. */
export function sideBySide<Job>(jobs: readonly Job[], atOnce: number, work: (job: Job) => Promise<void>): SideBySide<Job> {
  const started = new Map<Job, Promise<void>>();
  let running = 0;
  let ahead: readonly Job[] = [];
  const start = (job: Job): Promise<void> => {
    const already = started.get(job);
    if (already !== undefined) return already;
    running++;
    const result = work(job).finally(() => {
      running--;
      startNext();
    });
    // A failure that its test has not come to yet is no unhandled one.
    result.catch(() => undefined);
    started.set(job, result);
    return result;
  };
  const startNext = (): void => {
    for (const job of ahead) {
      if (running >= atOnce) return;
      if (!started.has(job)) void start(job);
    }
  };
  return {
    ended: async (job) => {
      const place = jobs.indexOf(job);
      ahead = jobs.slice(place, place + 2 * atOnce);
      const result = start(job);
      startNext();
      await result;
    },
    allEnded: async () => {
      ahead = [];
      await Promise.allSettled(started.values());
    },
  };
}
