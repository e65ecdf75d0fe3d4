/** What goes between making a changed copy and the thread that does it. */
import type { Progress } from '../../base/index.ts';
import type { ClassKeysData } from '../../formats/index.ts';
import type { CopiedBackup, CopyChange, CopyPhase } from './changed-copy.ts';

export interface ChangedCopyRun {
  readonly job: {
    readonly path: string;
    /** As `checkTarget` returned it. */
    readonly target: string;
    readonly change: CopyChange;
    /** Wiped by whoever holds them. */
    readonly classKeys: ClassKeysData | undefined;
  };
  readonly news: Progress<CopyPhase>;
  readonly result: CopiedBackup;
  readonly answer: never;
}
