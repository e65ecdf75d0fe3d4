/** Did the run that made this backup come to its end, and what did it leave behind? */
import { statusOf, type BackupFolder } from '../../read/backup-folder.ts';
import { valueOf } from '../../read/plist-reading.ts';
import type { Check, CheckContext } from '../check.ts';
import { SNAPSHOT, snapshotFit, snapshotFitsBetter, type SnapshotFit } from '../snapshot-fit.ts';

export const runFinished: Check = {
  name: 'run-finished',
  begin: (context) => ({
    async backup() {
      const { folder, plists, probe, report } = context;
      if (folder.throughJournal) {
        report('run-interrupted', 'A later run was interrupted. The last good version before that run was checked.', {
          evidence: { file: 'Status.plist' },
        });
      }
      const isLeft = folder.list('').includes(SNAPSHOT);
      const state = valueOf(plists['Status.plist'])?.snapshotState;
      // A first run that stopped early has no catalogue outside Snapshot, and may not even have a status.
      const neverMoved = state === undefined && isLeft && probe.kind === 'missing';
      const isUnfinished = neverMoved || (state !== undefined && state !== 'finished');
      if (!isUnfinished && !isLeft) return;
      const left = isLeft ? await contentsOf(context) : { evidence: {}, hint: '' };
      if (isUnfinished) {
        const evidence = { file: 'Status.plist', snapshotState: state ?? null, ...left.evidence };
        const how = state === undefined ? '' : ` (${state})`;
        report('snapshot-unfinished', `The run that made this backup did not finish${how}.${left.hint}`, { evidence });
      } else {
        report('snapshot-left', `An earlier run left its Snapshot folder behind.${left.hint}`, {
          evidence: { file: SNAPSHOT, ...left.evidence },
        });
      }
    },
  }),
};

interface Contents {
  readonly evidence: Readonly<Record<string, unknown>>;
  /** For the message: a sentence with a blank before it, or nothing. */
  readonly hint: string;
}

const MOST_NAMES = 20;

async function contentsOf(context: CheckContext): Promise<Contents> {
  const names = filesIn(context.folder, SNAPSHOT);
  const bytes = names.reduce((sum, name) => sum + (statusOf(context.folder.locate(name))?.size ?? 0), 0);
  const evidence = { snapshotFiles: names.length, snapshotBytes: bytes, firstFiles: names.slice(0, MOST_NAMES) };
  const fit = await snapshotFit(context);
  if (fit === undefined) return { evidence, hint: '' };
  const better = snapshotFitsBetter(fit);
  const betterFit = better === undefined ? null : better ? 'Snapshot' : 'backup';
  const hint =
    better === undefined ? '' : ` The stored files match the list of files ${better ? 'in Snapshot' : 'outside Snapshot'} better.`;
  return { evidence: { ...evidence, betterFit, ...flatFit(fit) }, hint };
}

/** Two levels are all that there are: property lists and catalogue, and folders of payloads. */
function filesIn(folder: BackupFolder, directory: string): string[] {
  const found: string[] = [];
  for (const name of folder.list(directory).sort()) {
    const place = `${directory}/${name}`;
    if (statusOf(folder.locate(place))?.isDirectory()) {
      if (directory === SNAPSHOT) found.push(...filesIn(folder, place));
    } else {
      found.push(place);
    }
  }
  return found;
}

function flatFit({ own, snapshot }: SnapshotFit): Record<string, number> {
  return {
    ...(own === undefined ? {} : { missing: own.missing, digestsChecked: own.digestsChecked, digestsWrong: own.digestsWrong }),
    ...(snapshot === undefined
      ? {}
      : {
          missingOfSnapshot: snapshot.missing,
          digestsCheckedOfSnapshot: snapshot.digestsChecked,
          digestsWrongOfSnapshot: snapshot.digestsWrong,
        }),
  };
}
