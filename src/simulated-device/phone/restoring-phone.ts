/** A phone from the view of its backup agent during restores and erasures: its content, conditions, and what a tester can see afterwards. */
import type { RestoredParts } from '../content/restored-content.ts';
import type { SpooledFiles } from '../content/spooled-files.ts';
import type { RestoreRecord, RestoreTarget } from '../backup-agent/restore/restore-target.ts';
import type { AgentMemory } from '../backup-agent/agent-memory.ts';
import type { PairedHosts } from '../lockdown/paired-hosts.ts';
import type { ValueStore } from '../lockdown/value-store.ts';
import type { MediaTree } from '../services/afc/media-tree.ts';
import type { BackupPassword } from './backup-password.ts';
import type { CloudBackup } from '../cloud/cloud-backup.ts';
import type { DeviceKey } from './device-key.ts';
import type { PhoneStorage } from './phone-storage.ts';
import type { Power } from './power.ts';

const FIND_MY_DOMAIN = 'com.apple.fmip';
const DISK_DOMAIN = 'com.apple.disk_usage';
const RESTORE_FOLDER = '/iTunesRestore';
const RESTORE_APPLICATIONS = `${RESTORE_FOLDER}/RestoreApplications.plist`;

/** What a restore and an erasure change of a phone. */
interface RestoredPhone {
  readonly hosts: PairedHosts;
  readonly key: DeviceKey;
  readonly values: ValueStore;
  readonly agentMemory: AgentMemory;
  readonly media: MediaTree;
  readonly storage: PhoneStorage;
  readonly power: Power;
  readonly backupPassword: BackupPassword;
  readonly cloud: Pick<CloudBackup, 'isOn'>;
  locked: boolean;
  iconState?: readonly unknown[] | undefined;
  changed(change: 'restored' | 'erased'): void;
}

export class RestoringPhone implements RestoreTarget {
  /** Every Restore request, the oldest first. */
  readonly records: RestoreRecord[] = [];
  readonly #device: RestoredPhone;

  constructor(device: RestoredPhone) {
    this.#device = device;
  }

  get isLocked(): boolean {
    return this.#device.locked;
  }

  get isFindMyOn(): boolean {
    return this.#device.values.domain(FIND_MY_DOMAIN)?.get('IsAssociated') === true;
  }

  get awaitsReboot(): boolean {
    return this.#device.power.awaitsReboot;
  }

  freeBytes(): bigint {
    const free = this.#device.values.domain(DISK_DOMAIN)?.get('TotalDataAvailable');
    return typeof free === 'bigint' ? free : 0n;
  }

  takeRestoreApplications(): Uint8Array | undefined {
    const { media } = this.#device;
    const bytes = media.has(RESTORE_APPLICATIONS) ? media.fileAt(RESTORE_APPLICATIONS)?.content : undefined;
    if (bytes === undefined) return undefined;
    media.removeTree(RESTORE_FOLDER);
    return bytes.read(0, bytes.length);
  }

  makeSpool(): SpooledFiles {
    return this.#device.storage.makeSpool();
  }

  putInPlace(parts: RestoredParts, password: string | undefined): void {
    this.#device.storage.putInPlace(parts);
    if (password !== undefined) this.#device.backupPassword.set(password);
    this.#device.power.awaitsReboot = true;
    this.#device.changed('restored');
  }

  note(record: RestoreRecord): void {
    this.records.push(record);
  }

  restartWhenLeft(hostHasLeft: Promise<unknown>): void {
    this.#device.power.restartWhenLeft(hostHasLeft);
  }

  erase(): void {
    this.#device.power.restartSoon(() => {
      this.forgetEverything();
    });
  }

  /** What an erased phone no longer knows; it is set up anew at once, with the passcode and the iCloud account that it had (assumed). */
  forgetEverything(): void {
    const device = this.#device;
    device.hosts.clear();
    device.key.forget();
    device.values.reset();
    device.agentMemory.clear();
    device.media.clear();
    device.iconState = undefined;
    if (device.backupPassword.isSet) device.backupPassword.set(undefined);
    if (device.backupPassword.isRequired) device.backupPassword.isRequired = false;
    if (device.cloud.isOn) device.cloud.isOn = false;
    device.locked = false;
    device.storage.erase();
    device.changed('erased');
  }
}
