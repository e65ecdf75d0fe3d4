/** Did the run that made this backup come to its end? */
import { valueOf } from '../../read/plist-reading.ts';
import type { Check } from '../check.ts';

export const runFinished: Check = {
  name: 'run-finished',
  begin: ({ folder, plists, probe, report }) => ({
    backup() {
      if (folder.throughJournal) {
        report('run-interrupted', 'A later run was interrupted; this is about the last good version before it.', {
          evidence: { file: 'Status.plist' },
        });
      }
      const snapshot = folder.list('').includes('Snapshot') ? folder.list('Snapshot') : undefined;
      const left = snapshot === undefined ? {} : { snapshotItems: snapshot.length, firstItems: snapshot.sort().slice(0, 5) };
      const state = valueOf(plists['Status.plist'])?.snapshotState;
      // A first run that stopped early has no catalogue outside Snapshot, and may not even have a status.
      const neverMoved = state === undefined && snapshot !== undefined && probe.kind === 'missing';
      if (neverMoved || (state !== undefined && state !== 'finished')) {
        const evidence = { file: 'Status.plist', snapshotState: state ?? null, ...left };
        report('snapshot-unfinished', `The run that made this backup did not finish${state === undefined ? '' : ` (${state})`}.`, {
          evidence,
        });
      } else if (snapshot !== undefined) {
        report('snapshot-left', 'The folder Snapshot of an earlier run was left behind.', { evidence: { file: 'Snapshot', ...left } });
      }
    },
  }),
};
