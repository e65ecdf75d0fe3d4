/** The verdict on a folder in the light of the run that made it: nobody can see in a folder what never came. */
import type { Verdict } from '../verify/report.ts';
import type { CreatedBackup } from './created-backup.ts';

/** Undefined where nothing was judged. */
export type VerdictOfRun = (verdict: Verdict | undefined) => Verdict | undefined;

interface RunOutcome {
  /** The device had the last word. */
  readonly isConfirmed: boolean;
  readonly fileErrors: CreatedBackup['fileErrors'];
  /** The device did not remove its working folder, as every device does before it is done. */
  readonly hasLeftSnapshot: boolean;
}

/**
 * A run whose end the device did not confirm, that left Snapshot, or whose device could not read some of its files, is `unconfirmed` at best,
 * judged or not; what a device fails to read on every run is a known gap. A verdict that is worse stays.
 */
export function verdictOfRun({ isConfirmed, fileErrors, hasLeftSnapshot }: RunOutcome): VerdictOfRun {
  return (verdict) => {
    if (verdict !== undefined && verdict !== 'good' && verdict !== 'good-with-known-gaps') return verdict;
    if (!isConfirmed || hasLeftSnapshot || fileErrors.some(({ isHarmless }) => !isHarmless)) return 'unconfirmed';
    return verdict !== undefined && fileErrors.length > 0 ? 'good-with-known-gaps' : verdict;
  };
}
