/** The worker thread in which a backup is extracted; it has further ones to write files. */
import { serveWorker } from '../worker/serve-worker.ts';
import type { ExtractRun } from './extract-messages.ts';
import type { ExtractEvent } from './report.ts';
import { runExtraction } from './run-extraction.ts';
import { SharedState } from './shared-state.ts';

/** A message for each would cost more than most files. */
const EVENTS_AT_ONCE = 100;

await serveWorker<ExtractRun>(async ({ state, ...job }, { signal, tell }) => {
  let events: ExtractEvent[] = [];
  const tellEvents = () => {
    if (events.length > 0) tell({ kind: 'events', events });
    events = [];
  };
  try {
    return await runExtraction(job, {
      state: SharedState.from(state),
      signal,
      onProgress: (progress) => {
        tellEvents();
        tell({ kind: 'progress', progress });
      },
      onEvent: (event) => {
        events.push(event);
        if (events.length >= EVENTS_AT_ONCE) tellEvents();
      },
    });
  } finally {
    tellEvents();
  }
});
