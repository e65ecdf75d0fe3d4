/** What goes between an extraction and the thread that does it. */
import type { ExtractEvent, ExtractProgress, ExtractReport } from './report.ts';
import type { ExtractionJob } from './run-extraction.ts';

interface ExtractWorkerJob extends ExtractionJob {
  /** Tells all threads of an extraction that it is cancelled. */
  readonly state: SharedArrayBuffer;
}

type ExtractNews =
  | { readonly kind: 'progress'; readonly progress: ExtractProgress }
  | { readonly kind: 'events'; readonly events: readonly ExtractEvent[] };

export interface ExtractRun {
  readonly job: ExtractWorkerJob;
  readonly news: ExtractNews;
  readonly result: ExtractReport;
  readonly answer: never;
}
