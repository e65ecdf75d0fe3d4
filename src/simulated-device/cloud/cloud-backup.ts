/** iCloud Backup of a simulated phone, staged: account, switch, conditions, backups and plan. Nothing ever leaves this computer. */
import { Emitter, type Event, type Log } from '../../base/index.ts';
import {
  CLOUD_CONDITIONS,
  type CloudAccount,
  type CloudCondition,
  type CloudProgress,
  type StagedCloud,
  type StagedCloudAttempt,
  type StagedCloudBackup,
  type StagedCloudChanges,
} from '../../device-protocol/index.ts';
import { dict, type PlistDict } from '../../formats/index.ts';
import { appleSeconds } from '../content/apple-time.ts';
import type { PhoneContent } from '../content/phone-content.ts';
import type { Clock } from '../phone/clock.ts';
import { cloudFailure, failureFacts, type CloudFailureKind } from './cloud-failure.ts';
import { CloudMeter, hasSwitch, listedApps, sizeOf } from './cloud-sizes.ts';
import { CloudStorage } from './cloud-storage.ts';
import { upload } from './cloud-upload.ts';
import { DailySchedule } from './daily-schedule.ts';

/** When a phone next backs up to iCloud by itself. */
export type NextAutoBackup =
  /** Milliseconds of the phone's clock until it starts, if nothing changes. */
  | { readonly dueInMs: number; readonly blockedBy?: undefined }
  /** The first condition that is missing, in the order of `CloudCondition`. */
  | { readonly dueInMs?: undefined; readonly blockedBy: CloudCondition };

/** What somebody who starts an iCloud backup can hear of it and do to it. */
export interface BackUpNowOptions {
  /** Ends it; the last backup stays as it was. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: CloudProgress) => void) | undefined;
}

/** What iCloud Backup needs of its phone. */
interface CloudPhone {
  readonly clock: Clock;
  readonly log: Log;
  readonly content: PhoneContent;
  readonly name: string;
  readonly productType: string;
  readonly productVersion: string;
  locked: boolean;
  hasPower: boolean;
  /** Sets values of com.apple.mobile.backup, and the phone's own file of them. */
  setCloudValues(values: PlistDict): void;
}

interface Run {
  readonly stop: AbortController;
  readonly done: Promise<unknown>;
  progress: CloudProgress;
}

/** About what a good Wi-Fi at home uploads. */
const DEFAULT_BYTES_PER_SECOND = 10_000_000;

/** iCloud Backup of a simulated phone. All of it is staged: no account, no server and no plan is real. */
export class CloudBackup implements Disposable {
  readonly #phone: CloudPhone;
  readonly #storage = new CloudStorage();
  readonly #meter: CloudMeter;
  readonly #schedule: DailySchedule;
  readonly #excluded = new Set<string>();
  readonly #changes = new Emitter<undefined>();
  #account: CloudAccount;
  #isOn = false;
  #hasWifi = true;
  #bytesPerSecond = DEFAULT_BYTES_PER_SECOND;
  #run: Run | undefined;
  #lastAttempt: StagedCloudAttempt | undefined;

  constructor(account: CloudAccount, phone: CloudPhone) {
    this.#account = account;
    this.#phone = phone;
    this.#meter = new CloudMeter(phone);
    this.#schedule = new DailySchedule({
      clock: phone.clock,
      log: phone.log,
      mayStart: () => this.#blockedAtOnce() === undefined,
      start: () => this.#backUpByItself(),
    });
  }

  /** Fires when anything of it changes, and with every progress of a backup. */
  get onDidChange(): Event<undefined> {
    return this.#changes.event;
  }

  get account(): CloudAccount {
    return this.#account;
  }

  /** A tester changes it as the user signs in and out. */
  set account(account: CloudAccount) {
    this.stage({ account });
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** The switch in the phone's settings, which a host can also change if the account allows it. */
  set isOn(isOn: boolean) {
    this.#isOn = isOn;
    if (!isOn) this.#interrupt('refused', 'iCloud Backup was turned off');
    this.#publish({ CloudBackupEnabled: isOn });
  }

  /** The phone is on a Wi-Fi by which it reaches iCloud. */
  get hasWifi(): boolean {
    return this.#hasWifi;
  }

  /** Everything as it is now. The content of the phone is measured when somebody asks for the first time. */
  async state(): Promise<StagedCloud> {
    const { locked, hasPower } = this.#phone;
    const [nextSize, { dueInMs, blockedBy }, sizes] = await Promise.all([this.nextSize(), this.untilNextAutoBackup(), this.#meter.sizes()]);
    return {
      now: this.#phone.clock.now(),
      account: this.#account,
      isOn: this.#isOn,
      power: hasPower,
      wifi: this.#hasWifi,
      locked,
      quota: this.#storage.quota,
      otherBytes: this.#storage.otherBytes,
      freeBytes: Math.max(0, this.#storage.freeBytes),
      uploadBytesPerSecond: this.#bytesPerSecond,
      nextSize,
      blockedBy,
      dueInMs,
      lastBackup: this.#storage.own?.date,
      lastAttempt: this.#lastAttempt,
      running: this.#run?.progress,
      backups: this.#account === 'none' ? [] : this.#storage.backups,
      apps: listedApps(sizes, this.#excluded),
    };
  }

  /** Changes what is staged. Wi-Fi that goes away interrupts a backup. Throws `simulator-cloud-failed` for an app that has no switch. */
  stage({ account, power, wifi, locked, quota, otherBytes, uploadBytesPerSecond, oldBackupBytes, apps = {} }: StagedCloudChanges): void {
    this.#switchApps(apps);
    if (account !== undefined) this.#account = account;
    if (wifi !== undefined) this.#hasWifi = wifi;
    if (quota !== undefined) this.#storage.quota = quota;
    if (otherBytes !== undefined) this.#storage.otherBytes = otherBytes;
    if (uploadBytesPerSecond !== undefined) this.#bytesPerSecond = uploadBytesPerSecond;
    if (oldBackupBytes !== undefined) this.#storage.addOld(oldBackupBytes, this.#phone.clock.now());
    if (power !== undefined && power !== this.#phone.hasPower) this.#phone.hasPower = power;
    if (locked !== undefined && locked !== this.#phone.locked) this.#phone.locked = locked;
    if (this.#account !== 'signed-in') this.#interrupt('refused', 'The account was signed out');
    if (!this.#hasWifi) this.#interrupt('interrupted', 'The connection to the network was lost');
    this.#schedule.tryAgain();
    this.#changes.fire(undefined);
  }

  /** Bytes that the next backup has: the phone's content, without apps that are switched off and without what iCloud has already. */
  async nextSize(): Promise<number> {
    return sizeOf(await this.#meter.sizes(), this.#excluded);
  }

  /** When the next automatic backup starts, or the first condition that blocks it. */
  async untilNextAutoBackup(): Promise<NextAutoBackup> {
    const blockedBy = this.#blockedAtOnce() ?? (this.#storage.hasRoomFor(await this.nextSize()) ? undefined : 'space');
    return blockedBy === undefined ? { dueInMs: this.#schedule.dueInMs } : { blockedBy };
  }

  /**
   * Back Up Now, as in the settings: needs an account, the switch and Wi-Fi, but neither power nor a locked screen. Throws
   * `simulator-cloud-failed` with the phone's reason in `data.description`; the last backup then stays as it was.
   */
  async backUpNow({ signal, onProgress }: BackUpNowOptions = {}): Promise<StagedCloudBackup> {
    return this.#attempt('user', { signal, onProgress });
  }

  /** Ends the backup that runs. False if none does. */
  cancel(): boolean {
    return this.#interrupt('canceled', 'The backup was canceled');
  }

  /** Deletes a backup. The phone's own one takes the switch with it. Throws `simulator-cloud-failed` if there is none of that id. */
  delete(id: string): void {
    if (this.#account === 'none') throw cloudFailure('refused', 'No account exists');
    const deleted = this.#storage.delete(id);
    if (deleted === undefined) throw cloudFailure('refused', `There is no backup with the id ${JSON.stringify(id)}`);
    if (deleted.isOwn) this.isOn = false;
    this.#schedule.tryAgain();
    this.#changes.fire(undefined);
  }

  /** For the phone: power, lock or settings have changed. */
  reconsider(): void {
    if (this.#isOn) this.#schedule.reconsider();
  }

  /** For the phone: it goes off. */
  phoneGoesOff(): void {
    this.#interrupt('interrupted', 'The phone was restarted');
  }

  /** Nothing is waited for anymore. */
  [Symbol.dispose](): void {
    this.#schedule[Symbol.dispose]();
    this.#interrupt('canceled', 'The phone is gone');
  }

  /** The first missing condition of those that need no counting. */
  #blockedAtOnce(): CloudCondition | undefined {
    const isMet: Readonly<Record<Exclude<CloudCondition, 'space'>, boolean>> = {
      account: this.#account === 'signed-in',
      switch: this.#isOn,
      power: this.#phone.hasPower,
      wifi: this.#hasWifi,
      locked: this.#phone.locked,
    };
    return CLOUD_CONDITIONS.find((condition) => condition !== 'space' && !isMet[condition]);
  }

  #switchApps(apps: Readonly<Record<string, boolean>>): void {
    const unknown = Object.keys(apps).find((id) => !hasSwitch(this.#phone.content, id));
    if (unknown !== undefined) throw cloudFailure('refused', `The phone has no app ${JSON.stringify(unknown)} that can be switched`);
    for (const [id, isIncluded] of Object.entries(apps)) {
      if (isIncluded) this.#excluded.delete(id);
      else this.#excluded.add(id);
    }
  }

  async #attempt(trigger: StagedCloudAttempt['trigger'], options: BackUpNowOptions): Promise<StagedCloudBackup> {
    if (this.#run !== undefined) throw cloudFailure('busy', 'Another iCloud backup is running');
    try {
      this.#checkBeforehand();
      const backup = await this.#upload(options);
      this.#note(trigger, { code: 0, description: '' });
      return backup;
    } catch (error) {
      this.#note(trigger, failureFacts(error));
      throw error;
    }
  }

  #checkBeforehand(): void {
    if (this.#account === 'none') throw cloudFailure('refused', 'No account exists');
    if (this.#account === 'not-provisioned') throw cloudFailure('refused', 'The primary account is not provisioned for cloud backup');
    if (!this.#isOn) throw cloudFailure('refused', 'iCloud Backup is off');
    if (!this.#hasWifi) throw cloudFailure('network', 'The phone is not connected to Wi-Fi');
  }

  async #upload({ signal, onProgress }: BackUpNowOptions): Promise<StagedCloudBackup> {
    const stop = new AbortController();
    const onAbort = () => void this.cancel();
    const work = upload({
      clock: this.#phone.clock,
      bytesPerSecond: this.#bytesPerSecond,
      signal: stop.signal,
      measure: () => this.nextSize(),
      checkRoom: (size) => {
        if (!this.#storage.hasRoomFor(size)) throw cloudFailure('space', 'There is not enough space in iCloud for this backup');
      },
      report: (progress) => {
        if (this.#run?.stop === stop) this.#run.progress = progress;
        onProgress?.(progress);
        this.#changes.fire(undefined);
      },
    });
    const done = work.then(
      () => undefined,
      () => undefined,
    );
    this.#run = { stop, done, progress: { phase: 'measuring', done: 0, total: 0 } };
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted === true) this.cancel();
    try {
      const size = await work;
      const { name: deviceName, productType, productVersion, clock } = this.#phone;
      return this.#finished(this.#storage.keepOwn({ deviceName, productType, productVersion, date: clock.now(), size }));
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #finished(backup: StagedCloudBackup): StagedCloudBackup {
    this.#schedule.hasRun('made');
    const seconds = appleSeconds(Math.floor(backup.date.getTime() / 1000));
    this.#publish({ LastCloudBackupDate: BigInt(seconds), LastCloudBackupTZ: 'UTC' });
    return backup;
  }

  async #backUpByItself(): Promise<void> {
    if (this.#run !== undefined) {
      await this.#run.done;
      return;
    }
    try {
      await this.#attempt('automatic', {});
    } catch (error) {
      this.#phone.log.info(`the automatic iCloud backup (staged) is not complete: ${String(error)}`);
      // What was interrupted is tried again as soon as everything is there again.
      if (this.#blockedAtOnce() === undefined) this.#schedule.hasRun('failed');
    }
  }

  #note(trigger: StagedCloudAttempt['trigger'], outcome: { readonly code: number; readonly description: string }): void {
    this.#run = undefined;
    this.#lastAttempt = { ...outcome, trigger, date: this.#phone.clock.now() };
    this.#changes.fire(undefined);
  }

  #interrupt(kind: CloudFailureKind, text: string): boolean {
    if (this.#run === undefined) return false;
    this.#run.stop.abort(cloudFailure(kind, text));
    return true;
  }

  #publish(values: Parameters<typeof dict>[0]): void {
    this.#phone.setCloudValues(dict(values));
    this.#schedule.reconsider();
    this.#changes.fire(undefined);
  }
}
