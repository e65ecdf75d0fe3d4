/** Starts a simulated phone for a test, on a port of its own. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator, layApp, type AppOnPhone, type SimulatedDeviceOptions } from '../simulated-device/index.ts';
import { HarnessPhone } from './harness-phone.ts';
import { phoneOfVersion, versionOfPreset } from './phone-of-version.ts';
import { WireTrace } from './wire-trace.ts';

/** An app whose files are a folder of this computer. */
export interface PhoneApp extends Omit<AppOnPhone, 'folder'> {
  /** The folder that becomes the container of the app: it has Documents, Library, or both. */
  readonly files: string;
}

/** The phone that a test needs. Everything can be left out. */
export interface StartPhoneOptions extends SimulatedDeviceOptions {
  /** "17.5.1", or "17" for the version of it that the phone usually has, else the newest. Without a preset, a phone is chosen that ran it. */
  readonly productVersion?: string;
  /** 1 unless given. The same seed gives the same phone and the same backups; its clock then stands still unless `clock` says otherwise. */
  readonly seed?: number;
  /** An app on the phone, besides those that the content has. */
  readonly app?: PhoneApp;
  readonly signal?: AbortSignal;
}

/** A test with its phone. */
export interface WithPhoneOptions extends StartPhoneOptions {
  /** Where the wire trace of a test that fails is kept; BACKUP_LAB_TRACES of the environment, or a folder for temporary files, unless given. */
  readonly traceFolder?: string;
}

const DEFAULT_SEED = 1;

/**
 * Starts a simulated phone on a free port of 127.0.0.1. Any number of them can run at a time, in one process or in many. Trying a backup password is
 * cheap, and a restart takes no time, unless the options say otherwise.
 * @throws SimulatorError as `startSimulator` and `layApp`; CancelledError
 *
 * @example
 * ```ts
 * await using phone = await startPhone({ productVersion: '17', app: { id: 'com.example.myapp', files: 'Fixtures/Container' } });
 * const backup = await phone.backUp();
 * await phone.expectGoodBackup(backup);
 * await phone.expectNotInBackup(backup, 'AppDomain-com.example.myapp/Documents/*.pem');
 * ```
 */
export async function startPhone(options: StartPhoneOptions = {}): Promise<HarnessPhone> {
  const { app, signal, productVersion, seed = DEFAULT_SEED, ...device } = options;
  const trace = new WireTrace();
  const simulator = await startSimulator({
    seed,
    devices: [{ keybagRounds: 'low', restartSeconds: 0, ...device, ...modelOf(device.preset, productVersion) }],
    onTrace: (event) => {
      trace.add(event);
    },
  });
  try {
    const [first] = simulator.devices;
    if (first === undefined) throw new RangeError('the simulator has no phone');
    if (app !== undefined) {
      const { files, ...others } = app;
      await layApp(first, { ...others, folder: files }, signal === undefined ? {} : { signal });
    }
    return new HarnessPhone({ simulator, device: first, trace });
  } catch (error) {
    await simulator.close();
    throw error;
  }
}

/**
 * Runs a test with a phone of its own, and closes the phone. If the test fails, the wire trace is written into a file that the message of the error names:
 * so in every test runner.
 *
 * @example
 * ```ts
 * await withPhone({}, async (phone) => {
 *   phone.fault('F05', { after: 'bytes=100000' }); // the cable is pulled
 *   await expectFailure(phone.backUp(), 'link-lost');
 * });
 * ```
 */
export async function withPhone<Result>(options: WithPhoneOptions, test: (phone: HarnessPhone) => Promise<Result>): Promise<Result> {
  const { traceFolder = process.env.BACKUP_LAB_TRACES ?? join(tmpdir(), 'backup-lab-traces'), ...others } = options;
  await using phone = await startPhone(others);
  try {
    return await test(phone);
  } catch (error) {
    await attachTrace(phone, error, traceFolder);
    throw error;
  }
}

/** Never hides the failure of the test behind one of its own. */
async function attachTrace(phone: HarnessPhone, error: unknown, folder: string): Promise<void> {
  if (!(error instanceof Error)) return;
  const file = join(folder, `${phone.udid.slice(0, 8)}-${String(process.pid)}-${String(Date.now())}.ndjson`);
  const note = await phone.saveTrace(file).then(
    () => `Wire trace: ${file}`,
    (reason: unknown) => `The wire trace could not be kept: ${String(reason)}`,
  );
  const { message, stack } = error;
  error.message = `${message}\n\n${note}`;
  // Runners show the stack, which was made with the message before.
  if (stack?.includes(message) === true) error.stack = stack.replace(message, () => error.message);
}

function modelOf(preset: string | undefined, productVersion: string | undefined): SimulatedDeviceOptions {
  if (preset === undefined) return phoneOfVersion(productVersion);
  return { preset, ...(productVersion === undefined ? {} : { productVersion: versionOfPreset(preset, productVersion) }) };
}
