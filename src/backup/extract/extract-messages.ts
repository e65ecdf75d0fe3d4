/** What goes between an extraction and the worker it runs in. */
import type { ErrorMessage } from '../worker-errors.ts';
import type { ExtractEvent, ExtractProgress, ExtractReport } from './report.ts';
import type { ExtractionJob } from './run-extraction.ts';

export interface ExtractWorkerJob extends ExtractionJob {
  readonly state: SharedArrayBuffer;
}

/** The only message to the worker; the shared state says the same to its other threads. */
export const CANCEL = 'cancel';

export type FromExtractWorker =
  | { readonly kind: 'progress'; readonly progress: ExtractProgress }
  | { readonly kind: 'events'; readonly events: readonly ExtractEvent[] }
  | { readonly kind: 'report'; readonly report: ExtractReport }
  | { readonly kind: 'failure'; readonly error: ErrorMessage };
