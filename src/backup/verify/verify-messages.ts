/** What goes between a verification and the worker it runs in. */
import type { Progress } from '../../base/index.ts';
import type { ClassKeysData } from '../../formats/index.ts';
import type { ErrorMessage } from '../worker-errors.ts';
import type { VerifyLevel, VerifyPhase, VerifyReport } from './report.ts';

export interface VerifyJob {
  readonly path: string;
  readonly level: VerifyLevel;
  readonly asItIs: boolean;
  /** Wiped by whoever holds it. */
  readonly classKeys: ClassKeysData | undefined;
}

/** The only message to the worker. */
export const CANCEL = 'cancel';

export type FromVerifyWorker =
  | { readonly kind: 'progress'; readonly progress: Progress<VerifyPhase> }
  | { readonly kind: 'report'; readonly report: VerifyReport }
  | { readonly kind: 'failure'; readonly error: ErrorMessage };
