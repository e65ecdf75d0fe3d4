/** Runs slow work ahead of the tests that ask for its results, a few pieces at a time: foreign programs sleep more than they work. */

/** Starts the jobs in their order, `atOnce` at a time, when the first result is asked for; each result settles as its job does. */
export function sideBySide<Job>(jobs: readonly Job[], atOnce: number, work: (job: Job) => Promise<void>): (job: Job) => Promise<void> {
  const results = new Map(jobs.map((job) => [job, Promise.withResolvers<undefined>()]));
  // A failure that its test has not come to yet is no unhandled one.
  for (const { promise } of results.values()) promise.catch(() => undefined);
  const waiting = [...results];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [job, { resolve, reject }] = next;
      await work(job).then(() => {
        resolve(undefined);
      }, reject);
    }
  };
  let isStarted = false;
  return async (job) => {
    if (!isStarted) {
      isStarted = true;
      for (let n = 0; n < atOnce; n++) void worker();
    }
    await results.get(job)?.promise;
  };
}
