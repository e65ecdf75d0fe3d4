/** Runs slow work ahead of the tests that ask for its results, a few pieces at a time: foreign programs sleep more than they work. */

export interface SideBySide<Job> {
  /** Starts this job and those after it, as many as may run at once; settles as the job does. */
  ended(job: Job): Promise<void>;
  /** Everything that was started has ended, well or not. */
  allEnded(): Promise<void>;
}

export function sideBySide<Job>(jobs: readonly Job[], atOnce: number, work: (job: Job) => Promise<void>): SideBySide<Job> {
  const started = new Map<Job, Promise<void>>();
  const start = (job: Job): void => {
    if (started.has(job)) return;
    const result = work(job);
    // A failure that its test has not come to yet is no unhandled one.
    result.catch(() => undefined);
    started.set(job, result);
  };
  return {
    ended: async (job) => {
      const place = jobs.indexOf(job);
      for (const next of jobs.slice(place, place + atOnce)) start(next);
      await started.get(job);
    },
    allEnded: async () => {
      await Promise.allSettled(started.values());
    },
  };
}
