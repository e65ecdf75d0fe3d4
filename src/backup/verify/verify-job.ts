/** What goes between a verification and the thread that does it. */
import type { Progress } from '../../base/index.ts';
import type { ClassKeysData } from '../../formats/index.ts';
import type { VerifyLevel, VerifyPhase, VerifyReport } from './report.ts';

interface VerifyJob {
  readonly path: string;
  readonly level: VerifyLevel;
  readonly asItIs: boolean;
  /** Wiped by whoever holds it. */
  readonly classKeys: ClassKeysData | undefined;
}

export interface VerifyRun {
  readonly job: VerifyJob;
  readonly news: Progress<VerifyPhase>;
  readonly result: VerifyReport;
  readonly answer: never;
}
