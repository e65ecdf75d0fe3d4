/** A simulated phone as a test has it: what a host does with it, and what became of that. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nextTurn, throwIfAborted, type OnProgress } from '../base/index.ts';
import {
  checkContract,
  compareBackups,
  createBackup,
  openBackup,
  restoreBackup,
  unlockBackup,
  verifyBackup,
  type Backup,
  type BackupDifference,
  type BackupKeys,
  type BackupPhase,
  type ContractPhase,
  type ContractReport,
  type CreateBackupOptions,
  type CreatedBackup,
  type RestoreChoices,
  type RestoredBackup,
  type VerifyLevel,
  type VerifyReport,
} from '../backup/index.ts';
import { Device, UsbmuxClient, parseUsbmuxAddress } from '../device-protocol/index.ts';
import { VirtualClock, type ArmedFault, type FaultSettings, type SimulatedDevice, type Simulator } from '../simulated-device/index.ts';
import { failed, expectBroken, expectFile, expectGood, expectKept, expectNoFile, type ExpectedBreach } from './expectations.ts';
import { givenContract, type GivenContract } from './given-contract.ts';
import { putOnPhone } from './put-on-phone.ts';
import { temporaryFolder } from './temporary-folder.ts';
import type { WireTrace } from './wire-trace.ts';

/** A backup by its folder, or as `backUp` made it. */
export type GivenBackup = string | Pick<CreatedBackup, 'path'>;

/** How to back up the phone of a test. */
export interface BackUpOptions extends Pick<CreateBackupOptions, 'full' | 'verify' | 'waitLimits' | 'signal' | 'onEvent'> {
  /** An earlier backup of this phone, which becomes the new one: only changes are transferred. Unless given, each backup has a folder of its own. */
  readonly onto?: GivenBackup;
  /** An existing folder that keeps the backup. Unless given, it goes with the phone. */
  readonly directory?: string;
  readonly onProgress?: OnProgress<BackupPhase> | undefined;
}

/** How to hold a backup of the phone against a contract. */
export interface HoldOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress<ContractPhase> | undefined;
}

/** What belongs to a phone and ends with it. */
interface PhoneParts {
  readonly simulator: Simulator;
  readonly device: SimulatedDevice;
  readonly trace: WireTrace;
}

/** A simulated phone for one test. Close it, or let `await using` do that. */
export class HarnessPhone implements AsyncDisposable {
  /** The phone itself: its content, trust, clock, cable and everything else that a tester can change. */
  readonly device: SimulatedDevice;
  /** A client of the phone's usbmuxd, for jobs of `ios-backup-lab/backup`. */
  readonly mux: UsbmuxClient;
  readonly #simulator: Simulator;
  readonly #trace: WireTrace;
  /** Backups keep the password that the phone had when they were made. */
  readonly #passwords = new Map<string, string | undefined>();
  #folder: ReturnType<typeof temporaryFolder> | undefined;
  #backups = 0;
  #closing: Promise<void> | undefined;

  /** Use `startPhone`. */
  constructor({ simulator, device, trace }: PhoneParts) {
    this.#simulator = simulator;
    this.#trace = trace;
    this.device = device;
    this.mux = new UsbmuxClient(parseUsbmuxAddress(simulator.address));
  }

  get udid(): string {
    return this.device.udid;
  }

  /** Where its usbmuxd listens, in the form that USBMUXD_SOCKET_ADDRESS takes. */
  get address(): string {
    return this.#simulator.address;
  }

  /** What the environment of any client under test needs besides its own, to see this phone and no other. */
  get env(): { readonly USBMUXD_SOCKET_ADDRESS: string } {
    return { USBMUXD_SOCKET_ADDRESS: this.address };
  }

  /** Backs the phone up, with trust between both if the phone gives it without asking. Rejects as `createBackup`. */
  async backUp(options: BackUpOptions = {}): Promise<CreatedBackup> {
    const { onto, directory, onProgress, ...others } = options;
    throwIfAborted(others.signal);
    this.#demandOpen();
    await this.#trust(others.signal);
    const made = await createBackup({
      ...others,
      ...(onProgress === undefined ? {} : { onProgress }),
      ...{ mux: this.mux, udid: this.udid },
      directory: onto === undefined ? (directory ?? (await this.#newFolder())) : dirname(pathOf(onto)),
    });
    this.#passwords.set(made.path, this.device.backupPassword.current);
    return made;
  }

  /** Restores a backup to the phone, and waits until it is back if it restarts. Rejects as `restoreBackup`. */
  async restore(backup: GivenBackup, choices: RestoreChoices = {}): Promise<RestoredBackup> {
    this.#demandOpen();
    await this.#trust(undefined);
    const { power } = this.device;
    const before = power.restarts;
    const path = pathOf(backup);
    const restored = await restoreBackup({ mux: this.mux, udid: this.udid, path, choices, password: this.#passwordOf(path) });
    if (restored.restarts) await this.#back(before);
    return restored;
  }

  /** Verifies a backup, `full` unless said otherwise. Rejects as `verifyBackup`. */
  async verify(backup: GivenBackup, level: VerifyLevel = 'full'): Promise<VerifyReport> {
    await using keys = await this.#keysOf(pathOf(backup));
    return await verifyBackup(pathOf(backup), { level, keys: keys.keys });
  }

  /** What differs between two backups. Rejects as `compareBackups`. */
  async compare(before: GivenBackup, after: GivenBackup): Promise<BackupDifference> {
    await using keysBefore = await this.#keysOf(pathOf(before));
    await using keysAfter = await this.#keysOf(pathOf(after));
    return await compareBackups({ path: pathOf(before), keys: keysBefore.keys }, { path: pathOf(after), keys: keysAfter.keys });
  }

  /**
   * Holds a backup against a contract. Without a backup, the files and keychain items that the contract declares come onto the phone, and the phone is
   * backed up as it then is. Rejects as `runContract`, and with 'contract-invalid', whose message lists every mistake.
   */
  async contract(given: GivenContract, backup?: GivenBackup, options: HoldOptions = {}): Promise<ContractReport> {
    const { signal, onProgress } = options;
    const { contract, path } = await givenContract(given);
    if (backup === undefined) await putOnPhone(this.device, contract, path, signal);
    const held = pathOf(backup ?? (await this.backUp({ full: true, verify: 'off', signal })));
    await using keys = await this.#keysOf(held);
    await using opened = await openBackup(held, { keys: keys.keys, signal });
    return await checkContract(opened, contract, { keys: keys.keys, path, isDeclared: true, signal, onProgress });
  }

  /** Opens a backup to read it, unlocked if it is encrypted. Close it. */
  async open(backup: GivenBackup): Promise<Backup> {
    const keys = await this.#keysOf(pathOf(backup));
    try {
      const opened = await openBackup(pathOf(backup), { keys: keys.keys });
      return closingAlso(opened, keys);
    } catch (error) {
      await keys[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Arms a fault, such as 'F05', from now on. Throws `simulator-fault-unknown`, `simulator-fault-malformed`. */
  fault(id: string, triggers: FaultSettings = {}): ArmedFault {
    return this.device.fault(id, triggers);
  }

  /** The last messages on the wire as NDJSON, without file contents, keys and passwords. */
  trace(): string {
    return this.#trace.text();
  }

  /** Writes `trace()` into a file, whose folder is made. */
  async saveTrace(file: string): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, this.trace(), { mode: 0o600 });
  }

  /** Rejects with an AssertionError, unless every rule of the contract is kept. */
  async expectContractKept(given: GivenContract, backup?: GivenBackup): Promise<void> {
    expectKept(await this.contract(given, backup));
  }

  /** Rejects with an AssertionError, unless the contract is broken; with `breach`, by a finding like that. */
  async expectContractBroken(given: GivenContract, breach: ExpectedBreach = {}, backup?: GivenBackup): Promise<void> {
    expectBroken(await this.contract(given, backup), breach);
  }

  /** Rejects with an AssertionError, unless the backup is good. */
  async expectGoodBackup(backup: GivenBackup, level: VerifyLevel = 'full'): Promise<void> {
    expectGood(await this.verify(backup, level));
  }

  /** Rejects with an AssertionError, unless a file of the backup fits the glob for `domain/relativePath`. */
  async expectInBackup(backup: GivenBackup, glob: string): Promise<void> {
    await using opened = await this.open(backup);
    await expectFile(opened, glob);
  }

  /** Rejects with an AssertionError, if files of the backup fit the glob for `domain/relativePath`. */
  async expectNotInBackup(backup: GivenBackup, glob: string): Promise<void> {
    await using opened = await this.open(backup);
    await expectNoFile(opened, glob);
  }

  /** Rejects with `simulator-leftovers`, if a client has not given back its lock on the phone two seconds after it ended. */
  async expectLockReleased(): Promise<void> {
    await this.device.state.expectLockReleased();
  }

  /** Rejects with an AssertionError, if a client has sent what no real client sends, or left anything behind on the phone. */
  async expectClientBehaved(): Promise<void> {
    await this.#simulator.settled();
    const found = [...this.#simulator.violations, ...this.#simulator.leftovers()];
    if (found.length > 0) throw failed(`A client did not behave:\n  ${found.join('\n  ')}`, found, []);
  }

  /** Breaks every connection, stops listening and removes the backups that nobody keeps. A second call waits for the first. */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    await this.#simulator.close();
    const folder = await this.#folder;
    await folder?.[Symbol.asyncDispose]();
  }

  /** A mistake of the test, which no code of a backup would explain. */
  #demandOpen(): void {
    if (this.#closing !== undefined) throw new Error('The phone is closed: await everything that a test does with it before it closes.');
  }

  async #newFolder(): Promise<string> {
    this.#folder ??= temporaryFolder();
    const path = join((await this.#folder).path, String(++this.#backups));
    await mkdir(path);
    return path;
  }

  /** A phone that asks is left to the test. */
  async #trust(signal: AbortSignal | undefined): Promise<void> {
    if (this.device.trust !== 'accept' || this.device.pairedHosts.length > 0) return;
    await (await Device.open(this.mux, this.udid)).pair(signal === undefined ? {} : { signal });
  }

  /** A clock that stands still until it is moved lets no phone restart. */
  async #back(restartsBefore: number): Promise<void> {
    const { clock, power } = this.device;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const subscription = this.device.onDidChange(() => {
      if (power.restarts > restartsBefore && this.device.isAttached) resolve(undefined);
    });
    try {
      if (power.restarts > restartsBefore && this.device.isAttached) return;
      if (clock instanceof VirtualClock) await advanceUntil(clock, promise);
      await promise;
    } finally {
      subscription.dispose();
    }
  }

  #passwordOf(path: string): string | undefined {
    return this.#passwords.has(path) ? this.#passwords.get(path) : this.device.backupPassword.current;
  }

  async #keysOf(path: string): Promise<HeldKeys> {
    const password = this.#passwordOf(path);
    const keys = password === undefined ? undefined : await unlockBackup(path, password);
    return { keys, [Symbol.asyncDispose]: async () => await keys?.lock() };
  }
}

const STEP_MS = 100;

interface HeldKeys extends AsyncDisposable {
  readonly keys: BackupKeys | undefined;
}

function pathOf(backup: GivenBackup): string {
  return typeof backup === 'string' ? backup : backup.path;
}

/** In small steps, so that the phone's date moves no further than it must. */
async function advanceUntil(clock: VirtualClock, event: Promise<unknown>): Promise<void> {
  for (;;) {
    const isOver = await Promise.race([event.then(() => true), clock.untilSleeping().then(() => false)]);
    if (isOver) return;
    await clock.advance(STEP_MS);
    await nextTurn();
  }
}

/** The keys of an opened backup are locked with it. */
function closingAlso(backup: Backup, keys: HeldKeys): Backup {
  const close = async () => {
    await backup.close();
    await keys[Symbol.asyncDispose]();
  };
  return new Proxy(backup, {
    get(target, name) {
      if (name === 'close' || name === Symbol.asyncDispose) return close;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
}
