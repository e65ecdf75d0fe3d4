/** A phone that is trusted, a folder to back it up into, and one call to do so: for tests of whole runs. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createBackup, type BackupEvent, type CreateBackupOptions, type CreatedBackup } from '../../src/backup/index.ts';
import type { Judge } from '../../src/backup/create/create-backup.ts';
import { decodeStatus, type BackupStatus } from '../../src/formats/index.ts';
import { standingClock, type SimulatedDeviceOptions, type SimulatorOptions, type TraceEvent } from '../../src/simulated-device/index.ts';
import { EditableContent, type FileBase } from '../../src/simulated-device/content/editable-content.ts';
import { makeFactoryPhone } from '../../src/simulated-device/content/factory-phone.ts';
import type { PhoneContent } from '../../src/simulated-device/content/phone-content.ts';
import { smallPhoneFiles } from '../../src/simulated-device/content/small-phone.ts';
import { temporaryFolder } from './backup-copy.ts';
import { judgedBackup } from './corpus/judged-backup.ts';
import { trustQuickly } from './quick-trust.ts';
import { simulated, type Simulated } from './simulated.ts';
import type { Segments } from './socket-pair.ts';

export interface BackupRun extends Simulated {
  /** The parent of the backup. */
  readonly directory: string;
  /** The backup folder. */
  readonly path: string;
  /** The journal of the backup folder. */
  readonly journal: string;
  /** What a finished run leaves in the parent, by name: the safety copy and the backup. */
  readonly finished: readonly string[];
  readonly events: BackupEvent[];
  /** Every phase that was reported, once for each time that it began. */
  readonly phases: string[];
  readonly trace: TraceEvent[];
  /** Judged by all checks, but in this thread; by `in-threads` as the product does. */
  backUp(options?: Partial<CreateBackupOptions>, judge?: Judge | 'in-threads'): Promise<CreatedBackup>;
  status(): BackupStatus;
  read(relativePath: string): Buffer;
  /** Names of what stands in the parent, the journal among them. */
  standing(): string[];
}

/** Same moment on every run of a test: only what a test changes on the phone is new. */
const PHONE_CLOCK = new Date('2026-03-01T12:00:00Z');
const SEED = 7;

const judgeHere: Judge = (path, { level, ...around }) => judgedBackup(path, level, undefined, true, around);

let usualFiles: FileBase | undefined;

/** What a phone holds of which nobody says anything, and what it holds when it was erased. The files are made once: pictures and databases take longer than most tests. */
function usualPhone(): Pick<SimulatedDeviceOptions, 'content' | 'factoryContent'> {
  return {
    content: new EditableContent(() => (usualFiles ??= smallPhoneFiles({ seed: SEED }))),
    factoryContent: (erased?: PhoneContent) => makeFactoryPhone({ seed: SEED }, (erased?.revision ?? 0) + 1),
  };
}

export async function trustedPhone(
  phone: SimulatedDeviceOptions = {},
  segments?: Segments,
  options: Omit<SimulatorOptions, 'devices'> = {},
): Promise<BackupRun> {
  const folder = temporaryFolder();
  const trace: TraceEvent[] = [];
  const usual = phone.content === undefined && phone.seed === undefined && options.seed === undefined ? usualPhone() : {};
  const sim = await simulated(
    { devices: [{ clock: standingClock(PHONE_CLOCK), ...usual, ...phone }], seed: SEED, onTrace: (event) => trace.push(event), ...options },
    segments,
  );
  await trustQuickly(sim);
  const { udid } = sim.phone;
  const path = join(folder.path, udid);
  const events: BackupEvent[] = [];
  const phases: string[] = [];
  return Object.assign(sim, {
    directory: folder.path,
    path,
    journal: join(folder.path, `.${udid}.journal`),
    finished: [`.${udid}.safety`, udid],
    events,
    phases,
    trace,
    backUp: (options: Partial<CreateBackupOptions> = {}, judge: Judge | 'in-threads' = judgeHere) =>
      createBackup(
        {
          mux: sim.mux,
          udid,
          directory: folder.path,
          onEvent: (event) => events.push(event),
          onProgress: ({ phase }) => {
            if (phases.at(-1) !== phase) phases.push(phase);
          },
          ...options,
        },
        judge === 'in-threads' ? undefined : judge,
      ),
    status: () => decodeStatus(readFileSync(join(path, 'Status.plist'))),
    read: (relativePath: string) => readFileSync(join(path, relativePath)),
    standing: () => readdirSync(folder.path).sort(),
    [Symbol.asyncDispose]: disposingBoth(sim, folder),
  });
}

/** The simulator first: a run that still writes must not find its folder gone. */
function disposingBoth(sim: AsyncDisposable, folder: Disposable): () => Promise<void> {
  const closeSimulator = sim[Symbol.asyncDispose].bind(sim);
  return async () => {
    try {
      await closeSimulator();
    } finally {
      folder[Symbol.dispose]();
    }
  };
}
