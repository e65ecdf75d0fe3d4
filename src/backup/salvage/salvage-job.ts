/** What goes between a salvage and the thread that does it. */
import type { Progress } from '../../base/index.ts';
import type { ClassKeysData } from '../../formats/index.ts';
import type { SalvagePhase, SalvageReport } from './salvage-report.ts';

interface SalvageJob {
  readonly path: string;
  readonly target: string;
  /** Wiped by whoever holds it. */
  readonly classKeys: ClassKeysData | undefined;
  readonly keybag: Uint8Array | undefined;
}

export interface SalvageRun {
  readonly job: SalvageJob;
  readonly news: Progress<SalvagePhase>;
  readonly result: SalvageReport;
  readonly answer: never;
}
