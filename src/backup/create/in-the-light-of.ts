/** The verdict on a folder in the light of the run that made it: nobody can see in a folder what never came. */
import type { Verdict } from '../verify/report.ts';
import type { CreatedBackup } from './create-backup.ts';

/** Undefined where nothing was judged. */
export type Lowered = (verdict: Verdict | undefined) => Verdict | undefined;

/**
 * A run whose end the device did not confirm, or whose device could not read some of its files, is `unconfirmed` at best, judged or not; what
 * a device fails to read on every run is a known gap. A verdict that is worse stays.
 */
export function inTheLightOf(isConfirmed: boolean, fileErrors: CreatedBackup['fileErrors']): Lowered {
  return (verdict) => {
    if (verdict !== undefined && verdict !== 'good' && verdict !== 'good-with-known-gaps') return verdict;
    if (!isConfirmed || fileErrors.some(({ isHarmless }) => !isHarmless)) return 'unconfirmed';
    return verdict !== undefined && fileErrors.length > 0 ? 'good-with-known-gaps' : verdict;
  };
}
