/**
 * One fault, tried: a good backup, a change on the phone, the fault, our client; then what went over the wire, what the client said, and
 * whether the last good backup still verifies. The same trial must fail when the injector is disabled: that is the test of the test.
 */
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { inspect } from 'node:util';
import type { CreateBackupOptions, CreatedBackup } from '../../../src/backup/index.ts';
import type { Judge } from '../../../src/backup/create/create-backup.ts';
import { isCodedError } from '../../../src/base/index.ts';
import { FAULTS, type FaultSettings, type SimulatedDeviceOptions, type TrafficEvent } from '../../../src/simulated-device/index.ts';
import type { PlistValue } from '../../../src/formats/index.ts';
import { isErrorCode, wordsFor } from '../../../src/view/index.ts';
import { temporaryFolder } from '../backup-copy.ts';
import { trustedPhone, type BackupRun } from '../backup-run.ts';
import { judgedBackup } from '../corpus/judged-backup.ts';
import { judgedBefore, lastGoodBackup, type TriedBackup } from './last-good-backup.ts';
import { trialContent } from './trial-content.ts';

export interface FaultTrial {
  readonly id: string;
  /** Tells several trials of one fault apart. */
  readonly name?: string;
  readonly settings?: FaultSettings;
  readonly phone?: SimulatedDeviceOptions;
  /** Of the backup that stands before, when the phone encrypts. */
  readonly password?: string;
  /** No backup stands before the fault. */
  readonly first?: boolean;
  /** What stands ready when the fault is armed: things in the folder, a disk that can be filled. Undone after the trial. */
  readonly prepare?: (stage: TrialStage) => Disposable | undefined;
  /** What the client does; a backup when absent. Its rejection is part of the outcome. */
  readonly act?: (stage: TrialStage) => Promise<unknown>;
  /** `act` makes a newer good backup before it fails. */
  readonly renewsGood?: true;
  /** The code that our client fails with; absent = it succeeds. */
  readonly code?: string;
  /** MBErrorDomain, where the phone refuses. */
  readonly deviceCode?: number;
  /** In what the client says: message and action of the table of words. */
  readonly words?: RegExp;
  /** Asserts on the bytes and messages that went over the wire, and on the state of the phone. */
  readonly check: (outcome: TrialOutcome) => void | Promise<void>;
  /** What idevicebackup2 does when it meets the fault; absent where it cannot meet it. Run by the interop suite. */
  readonly tool?: ToolExpectation;
  /** What the client leaves behind because the link is out of step. */
  readonly leftovers?: RegExp;
  /** The phone may say what no real client provokes. */
  readonly violations?: RegExp;
}

export interface ToolExpectation {
  /** Exit status; a list where the tool is not of one mind. */
  readonly exit: number | readonly number[];
  readonly output?: RegExp;
  /** Instead of `backup`: arguments, `{dir}` is the folder. */
  readonly args?: readonly string[];
  /** Instead of idevicebackup2. */
  readonly program?: string;
  /** The phone and the tool's computer do not know each other when the fault is armed. */
  readonly unpaired?: true;
  /** Instead of those of the trial. */
  readonly settings?: FaultSettings;
  readonly phone?: SimulatedDeviceOptions;
  /** A killed tool is what is expected: it hangs for ever, or crashes before; milliseconds after which it is killed. */
  readonly hangs?: number;
}

export interface TrialStage extends BackupRun {
  readonly traffic: readonly TrafficEvent[];
}

export interface TrialOutcome {
  readonly stage: TrialStage;
  readonly result: unknown;
  readonly error: unknown;
  /** Everything that the phone sent over a service since the fault was armed, in one piece. */
  readonly sent: (service?: string) => Buffer;
  readonly received: (service?: string) => Buffer;
}

export const MOBILE_BACKUP = 'com.apple.mobilebackup2';

/** Runs a trial; rejects with an AssertionError when anything is not as expected. */
export async function runTrial(trial: FaultTrial, faultsEnabled = true): Promise<void> {
  assert.ok(
    FAULTS.some(({ id }) => id === trial.id),
    `${trial.id} is not in the catalogue`,
  );
  const traffic: TrafficEvent[] = [];
  const onTraffic = (event: TrafficEvent) => traffic.push({ ...event, bytes: Buffer.from(event.bytes) });
  await using run = await trustedPhone({ content: trialContent(), ...trial.phone }, undefined, { faultsEnabled, onTraffic });
  const stage: TrialStage = Object.assign(run, { traffic });
  const before = trial.first === true ? undefined : await makeGoodBackup(stage, trial);
  using _prepared = trial.prepare?.(stage);
  traffic.length = 0;
  run.events.length = 0;
  run.trace.length = 0;
  const armed = run.phone.fault(trial.id, trial.settings);
  const outcome = await outcomeOf(trial, stage);
  run.phone.faults.disarmAll();
  if (trial.violations !== undefined) assert.match(run.takeViolations().join('\n'), trial.violations);
  if (trial.leftovers !== undefined) assert.match((await run.takeLeftovers()).join('\n'), trial.leftovers);
  checkError(trial, outcome.error);
  // Without the injector the trial has to fail by what it asserts itself.
  if (faultsEnabled) assert.ok(armed.struck > 0 || isArmedOnly(trial.id), `${trial.id} has not struck`);
  await trial.check(outcome);
  if (before !== undefined) await before.assertStillGood(outcome.error !== undefined && trial.renewsGood !== true);
}

/** A fault that does all it does when it is armed never strikes. */
function isArmedOnly(id: string): boolean {
  return FAULTS.find((fault) => fault.id === id)?.arm !== undefined;
}

/** The good backup of the usual phone, made and judged once: all its trials begin with a copy. */
let usualBackup: ReturnType<typeof temporaryFolder> | undefined;
process.once('exit', () => usualBackup?.[Symbol.dispose]());

async function backUpWell(stage: TrialStage, { phone, password }: FaultTrial): Promise<TriedBackup> {
  if (phone === undefined && usualBackup !== undefined) {
    cpSync(usualBackup.path, stage.directory, { recursive: true, preserveTimestamps: true });
    return judgedBefore(stage.path);
  }
  await stage.backUp({ verify: 'off' });
  const before = await lastGoodBackup(stage.path, password);
  if (phone === undefined) {
    usualBackup = temporaryFolder();
    cpSync(stage.directory, usualBackup.path, { recursive: true, preserveTimestamps: true });
  }
  return before;
}

async function makeGoodBackup(stage: TrialStage, trial: FaultTrial): Promise<TriedBackup> {
  const before = await backUpWell(stage, trial);
  stage.phone.content.setFile('AppDomain-com.example.trial', 'Documents/changed.txt', { content: 'changed after the good backup' });
  stage.phone.content.setFile('HomeDomain', 'Library/added.txt', { content: 'added after the good backup' });
  return before;
}

/** The messages of one side of the backup service since the fault was armed; those called `name`, if one is given. */
export function messages({ trace }: TrialStage, from: 'host' | 'device', name?: string): PlistValue[][] {
  const said = trace.filter((event) => event.channel === MOBILE_BACKUP && event.from === from).map(({ message }) => message);
  return said.filter((message) => Array.isArray(message)).filter(([first]) => name === undefined || first === name);
}

/** A backup judged in this thread. */
export function backUpAndJudge(stage: TrialStage, options: Partial<CreateBackupOptions> = {}): Promise<CreatedBackup> {
  return stage.backUp(options, judge);
}

/** In this thread: starting others for each of hundreds of runs takes longer than judging. */
const judge: Judge = (path, { level }) => judgedBackup(path, level, undefined, true);

async function outcomeOf({ act }: FaultTrial, stage: TrialStage): Promise<TrialOutcome> {
  let [result, error]: [unknown, unknown] = [undefined, undefined];
  try {
    result = await (act === undefined ? backUpAndJudge(stage) : act(stage));
  } catch (thrown) {
    error = thrown;
  }
  const bytes = (from: TrafficEvent['from'], service: string) =>
    Buffer.concat(stage.traffic.filter((event) => event.from === from && event.channel === service).map((event) => event.bytes));
  return {
    stage,
    result,
    error,
    sent: (service = MOBILE_BACKUP) => bytes('device', service),
    received: (service = MOBILE_BACKUP) => bytes('host', service),
  };
}

function checkError({ code, deviceCode, words }: FaultTrial, error: unknown): void {
  if (code === undefined) {
    assert.ifError(error);
    return;
  }
  assert.ok(isCodedError(error), `expected ${code}, the client ${error === undefined ? 'succeeded' : `threw ${inspect(error)}`}`);
  assert.equal(error.code, code, `${error.code}: ${error.message}`);
  if (deviceCode !== undefined) assert.equal(error.data.deviceCode, deviceCode);
  assert.ok(isErrorCode(error.code));
  const said = Object.values(wordsFor('terminal', error.code, error.data)).join(' ');
  if (words !== undefined) assert.match(said, words);
}

/** How often a byte sequence occurs. */
export function occurrences(bytes: Buffer, pattern: Uint8Array | string): number {
  let count = 0;
  for (let at = bytes.indexOf(pattern); at >= 0; at = bytes.indexOf(pattern, at + 1)) count++;
  return count;
}
