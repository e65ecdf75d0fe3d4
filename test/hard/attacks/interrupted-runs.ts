/** Runs that are killed, lose their phone or fill the disk: the version before is read back, and the next run succeeds. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readJournal } from '../../../src/backup/folder/read-journal.ts';
import { makeBulkPhone } from '../../../src/simulated-device/index.ts';
import { trustedPhone, type BackupRun } from '../../support/backup-run.ts';
import { judgedBefore, lastGoodBackup, type TriedBackup } from '../../support/faults/last-good-backup.ts';
import type { Attack, AttackScene } from '../attack.ts';
import type { MeasuredCommand, MeasuredOptions } from '../measured-command.ts';

const FULL_DISK = pathToFileURL(join(import.meta.dirname, '../full-disk-preload.ts')).href;
const BACKED_UP = [0, 9];
/** A little more than a run writes anew. */
const CHANGED_BYTES = 900_000;
/** So many interruptions in a row, before a run is left alone. */
const IN_A_ROW = 5;

/** `moment` from 0 to 1; a run that was left alone took `spanMs`. */
type Interrupt = (moment: number, spanMs: number) => MeasuredOptions;

/** Interrupts one run after the other at moments spread by chance, now and then lets one finish, and looks at the folder after each. */
async function interruptRuns(scene: AttackScene, rounds: number, interruptWith: (run: BackupRun) => Interrupt): Promise<string> {
  // The short part has few moments to choose: a phone of a hundred files, not of five hundred.
  await using run = await trustedPhone(scene.rounds(0, 1) === 0 ? { content: makeBulkPhone({ count: 100, size: 300 }) } : {});
  await run.backUp();
  run.takeViolations();
  const interrupt = interruptWith(run);
  const { phone, simulator, directory, path } = run;
  const backUp = (options?: MeasuredOptions) =>
    scene.backupLab(['backup', phone.udid, directory, '--progress'], { address: simulator.address, ...options });
  let spanMs = (await backUp()).milliseconds;
  let before = await lastGoodBackup(path);
  const outcome = { interrupted: 0, finished: 0 };
  for (let round = 0; round < rounds; round++) {
    changePhone(run, round);
    const last = await backUp(interrupt(Math.random(), spanMs));
    outcome[BACKED_UP.includes(last.status ?? -1) ? 'finished' : 'interrupted']++;
    before = await lookAfter(path, before, last);
    if (round % IN_A_ROW !== IN_A_ROW - 1 && round !== rounds - 1) continue;
    const whole = await backUp();
    assert.ok(BACKED_UP.includes(whole.status ?? -1), `the next run ended with ${String(whole.status)}: ${whole.stderr}`);
    spanMs = whole.milliseconds;
    before = await lookAfter(path, before, whole);
  }
  // What a killed client has asked for goes with the cable.
  phone.detach();
  await run.takeLeftovers();
  run.takeViolations();
  return `${String(outcome.interrupted)} interrupted, ${String(outcome.finished)} finished before`;
}

/** As long as there is a journal, readers see the version before; afterwards a newer one that is as good. */
async function lookAfter(path: string, before: TriedBackup, { status, stderr }: MeasuredCommand): Promise<TriedBackup> {
  const isOld = readJournal(path) !== undefined;
  assert.ok(!(isOld && status === 0), 'a run that ended well has left its journal');
  try {
    await before.assertStillGood(isOld);
  } catch (error) {
    throw new Error(`after a run that ended with ${String(status)}: ${String(error)}\n${stderr.slice(-1000)}`, { cause: error });
  }
  return isOld ? before : judgedBefore(path);
}

function changePhone({ phone }: BackupRun, round: number): void {
  phone.content.setFile('HomeDomain', `Library/round-${String(round % 3)}.txt`, { content: `written in round ${String(round)}` });
  phone.content.setFile('HomeDomain', 'Library/large.bin', { content: Buffer.alloc(300_000, round) });
}

/** Between the start of a command and its end, as far as the last whole run tells. */
function at(moment: number, spanMs: number, act: (child: { kill(signal: NodeJS.Signals): boolean }) => void): MeasuredOptions {
  return {
    onStart: (child) => {
      const timer = setTimeout(act, spanMs * (0.1 + 0.9 * moment), child);
      child.once('exit', () => {
        clearTimeout(timer);
      });
    },
  };
}

export const ATTACKS: readonly Attack[] = [
  {
    id: 'killed-runs',
    area: 'last good backup',
    what: 'backups are killed (SIGKILL) at moments chosen by chance, five in a row before one is left alone',
    holds: 'readers see the version before byte for byte, fully checked; the next run succeeds',
    short: true,
    run: (scene) =>
      interruptRuns(scene, scene.rounds(2, 100), () => (moment, spanMs) => at(moment, spanMs, (child) => child.kill('SIGKILL'))),
  },
  {
    id: 'pulled-cables',
    area: 'last good backup',
    what: 'the cable is pulled at moments chosen by chance, and plugged in again',
    holds: 'readers see the version before byte for byte, fully checked; the next run succeeds',
    short: true,
    run: (scene) =>
      interruptRuns(
        scene,
        scene.rounds(1, 30),
        ({ phone }) =>
          (moment, spanMs) =>
            at(moment, spanMs, () => {
              phone.detach();
              phone.attach();
            }),
      ),
  },
  {
    id: 'full-disks',
    area: 'last good backup',
    what: 'the disk fills up after a number of bytes chosen by chance',
    holds: 'readers see the version before byte for byte, fully checked; exit 6 or 5; the next run succeeds',
    short: true,
    run: (scene) =>
      interruptRuns(scene, scene.rounds(1, 30), ({ directory }) => (moment) => ({
        env: {
          NODE_OPTIONS: `--disable-warning=ExperimentalWarning --import=${FULL_DISK}`,
          FULL_DISK_FOLDER: directory,
          FULL_DISK_BYTES: String(Math.floor(moment * CHANGED_BYTES)),
        },
      })),
  },
];
