/** A simulated phone: identity, content, trusted computers, and the switches with which a tester changes them. */
import { Emitter, type Event, type Log } from '../../base/index.ts';
import { boolAt, dict, stringAt, writeBinaryPlist, type PlistDict, type PlistValue } from '../../formats/index.ts';
import type { ConnectionType } from '../../device-protocol/index.ts';
import type { AgentDevice } from '../backup-agent/agent-device.ts';
import type { RestoreRecord } from '../backup-agent/restore/restore-target.ts';
import { AgentMemory } from '../backup-agent/agent-memory.ts';
import type { BackupConditions } from '../backup-agent/backup-conditions.ts';
import { CloudBackup, type NextAutoBackup } from '../cloud/cloud-backup.ts';
import { BackupPassword } from './backup-password.ts';
import type { Clock } from './clock.ts';
import { appleSeconds } from '../content/apple-time.ts';
import type { PhoneContent } from '../content/phone-content.ts';
import { DeviceKey } from './device-key.ts';
import type { ArmedFault, FaultSettings } from '../faults/fault.ts';
import { FaultInjector } from '../faults/fault-injector.ts';
import type { TrustPolicy } from './device-options.ts';
import type { DeviceParts } from './device-parts.ts';
import { DeviceState } from './device-state.ts';
import type { DeviceIdentity } from './identity.ts';
import { behaviourOf, type IosBehaviour, type IosVersion } from '../ios-versions.ts';
import { BACKED_UP_DOMAINS, domainValues } from '../lockdown/domain-values.ts';
import { PairedHosts, type PairedHost } from '../lockdown/paired-hosts.ts';
import { rootValues, type ValueSources } from '../lockdown/root-values.ts';
import { ValueStore } from '../lockdown/value-store.ts';
import type { DeviceModel } from '../models/models.ts';
import type { MuxDaemon } from '../mux/mux-daemon.ts';
import { NotificationCenter } from './notification-center.ts';
import { promptOn, type AskPasscode } from './passcode-prompt.ts';
import { PhoneStorage } from './phone-storage.ts';
import { PhoneSyslog } from './syslog.ts';
import { Power } from './power.ts';
import { RestoringPhone } from './restoring-phone.ts';
import { ContentTree, type ContentFolder } from '../services/afc/content-tree.ts';
import type { MediaTree } from '../services/afc/media-tree.ts';
import type { ServicePorts } from './service-ports.ts';
import { TrustDialog } from './trust-dialog.ts';
import { NetworkSessions } from '../wifi/network-sessions.ts';
import { WifiPresence } from '../wifi/wifi-presence.ts';

/** Folders of /var/mobile/Media that hold what backups hold; all others are the hosts' own. */
const SHOWN_BY_AFC: Readonly<Record<string, ContentFolder>> = {
  DCIM: { domain: 'CameraRollDomain', folder: 'Media/DCIM' },
  PhotoData: { domain: 'CameraRollDomain', folder: 'Media/PhotoData' },
  Recordings: { domain: 'MediaDomain', folder: 'Media/Recordings' },
};
const BACKUP_DOMAIN = 'com.apple.mobile.backup';
const BATTERY_DOMAIN = 'com.apple.mobile.battery';
/** The values of `BACKUP_DOMAIN` as the phone keeps them, which a backup has too. */
const BACKUP_SETTINGS_FILE = 'Library/Preferences/com.apple.mobile.ldbackup.plist';

/** What changed on a device. Listeners ask the device for the details. */
export type DeviceChange =
  | 'attached'
  | 'detached'
  | 'trust'
  | 'trust-dialog'
  | 'paired'
  | 'unpaired'
  | 'locked'
  | 'values'
  | 'restored'
  | 'erased';

/** Each change in the words of the phone's log. */
const SAID_OF_CHANGE: Readonly<Record<DeviceChange, string>> = {
  attached: 'a host is in reach',
  detached: 'a host is out of reach',
  trust: 'the answer to computers that want to pair was changed',
  'trust-dialog': 'Trust This Computer? is asked',
  paired: 'a computer is trusted from now on',
  unpaired: 'a computer is no longer trusted',
  locked: 'the passcode lock was turned on or off',
  values: 'settings were changed',
  restored: 'a backup was restored',
  erased: 'all content and settings were erased',
};

/** One simulated phone: its state, and the switches with which a tester plays its user, its cable and its problems. */
export class SimulatedDevice implements AgentDevice {
  readonly udid: string;
  readonly identity: DeviceIdentity;
  readonly model: DeviceModel;
  readonly version: IosVersion;
  readonly seed: number;
  readonly storage: PhoneStorage;
  readonly power: Power;
  readonly restoring: RestoringPhone;
  /** What AFC shows: /var/mobile/Media. Its lock table shows which files are locked by hosts. */
  readonly media: MediaTree;
  readonly ports: ServicePorts<SimulatedDevice>;
  /** The phone's log, for hosts that listen. */
  readonly syslog: PhoneSyslog;
  readonly log: Log;
  readonly isPasscodeSet: boolean;
  readonly answersQuestions: boolean;
  readonly deviceLinkVersion: number | undefined;
  readonly clock: Clock;
  readonly behaviour: IosBehaviour;
  readonly faults: FaultInjector;
  /** The daemon by which hosts reach this phone and all others of the simulator. */
  readonly usbmuxd: MuxDaemon;
  readonly hosts = new PairedHosts();
  readonly key = new DeviceKey();
  readonly values: ValueStore;
  readonly notifications = new NotificationCenter();
  readonly agentMemory = new AgentMemory();
  readonly backupPassword: BackupPassword;
  /** iCloud Backup, staged: no account, no server and no plan is real. */
  readonly cloud: CloudBackup;
  /** Leaves this many bytes free on the disk of a host in this process. Set by the program that runs that host. */
  fillHostDisk?: (room: number) => void;
  /** The order of the icons on the home screen, as set by a host; undefined if no host has set it. */
  iconState?: readonly PlistValue[] | undefined;
  /** The passcode prompt of a backup; absent if there is no prompt. */
  readonly askPasscode?: AskPasscode;
  /** What keeps a backup from beginning: switches for a tester. */
  readonly conditions: BackupConditions;
  /** What hosts hold and still have to do, and what they left behind. */
  readonly state: DeviceState;
  readonly #parts: DeviceParts<SimulatedDevice>;
  readonly networkSessions: NetworkSessions;
  readonly #wifi: WifiPresence<SimulatedDevice>;
  readonly #changes = new Emitter<DeviceChange>();
  readonly #trustDialog: TrustDialog;
  #locked: boolean;

  constructor(parts: DeviceParts<SimulatedDevice>) {
    this.#parts = parts;
    this.udid = parts.identity.udid;
    this.identity = parts.identity;
    this.model = parts.model;
    this.version = parts.version;
    this.seed = parts.seed;
    this.storage = new PhoneStorage(parts.content, parts.factoryContent);
    const whenOff = () => {
      this.agentMemory.hasStaleSnapshot = false;
      this.cloud.phoneGoesOff();
    };
    this.power = new Power(this, {
      ...parts,
      say: (...line) => {
        this.syslog.say(...line);
      },
      whenOff,
    });
    this.restoring = new RestoringPhone(this);
    this.media = parts.media;
    for (const [name, folder] of Object.entries(SHOWN_BY_AFC)) this.media.mount(name, new ContentTree(() => this.content, folder));
    this.ports = parts.ports;
    this.syslog = new PhoneSyslog({ now: () => this.now(), name: () => this.name });
    this.log = this.syslog.tee(parts.log);
    this.notifications.onDidPost(({ name, from }) => {
      this.syslog.say('notifyd', `${name} is posted by ${from === 'host' ? 'a host' : 'this phone'}`);
    });
    this.isPasscodeSet = parts.isPasscodeSet;
    this.conditions = parts.conditions;
    this.answersQuestions = parts.answersQuestions;
    this.deviceLinkVersion = parts.deviceLinkVersion;
    this.clock = parts.clock;
    this.behaviour = behaviourOf(parts.version.productVersion);
    this.usbmuxd = parts.usbmuxd;
    this.faults = new FaultInjector({ device: this, clock: parts.clock, isEnabled: parts.faultsEnabled, signal: parts.signal });
    this.networkSessions = new NetworkSessions(parts.clock, parts.log);
    this.#wifi = new WifiPresence(this, parts);
    this.#trustDialog = new TrustDialog({
      policy: parts.trust,
      acceptAfterAsks: parts.acceptAfterAsks,
      changed: (change) => {
        this.changed(change);
      },
    });
    this.#locked = parts.locked;
    this.values = new ValueStore((domain) => (domain === undefined ? rootValues(this.valueSources()) : domainValues(domain, this)));
    this.cloud = new CloudBackup(parts.cloudAccount, this);
    this.backupPassword = new BackupPassword(parts.backupPassword, (values) => {
      this.setBackupValues(values);
    });
    this.state = new DeviceState({ locks: parts.media.locks, notifications: this.notifications, ports: parts.ports });
    const ask = parts.askPasscode;
    if (ask) this.askPasscode = promptOn(this, ask);
  }

  get onDidChange(): Event<DeviceChange> {
    return this.#changes.event;
  }

  get name(): string {
    return stringAt(this.values.domain(undefined) ?? dict({}), 'DeviceName') ?? this.#parts.name;
  }

  get productType(): string {
    return this.model.productType;
  }

  get productVersion(): string {
    return this.version.productVersion;
  }

  get buildVersion(): string {
    return this.version.buildVersion;
  }

  /** The content of the phone. A restore or an erase replaces it. */
  get content(): PhoneContent {
    return this.storage.content;
  }

  /** Every restore that a host has asked for, the oldest first: what came, with which options, and whether it was refused. */
  get restored(): readonly RestoreRecord[] {
    return this.restoring.records;
  }

  get isAttached(): boolean {
    return this.deviceId !== undefined;
  }

  /** The number under which usbmuxd announces the device, that of the cable first; undefined while it is not there. */
  get deviceId(): number | undefined {
    return this.#parts.attachments.of(this)[0]?.deviceId;
  }

  /** The ways by which hosts see the device. */
  get connections(): ConnectionType[] {
    return this.#parts.attachments.of(this).map(({ connection }) => connection);
  }

  get pairedHosts(): readonly PairedHost[] {
    return this.hosts.all();
  }

  get trust(): TrustPolicy {
    return this.#trustDialog.policy;
  }

  /** Setting it acts like a tap of the user, and also answers an open Trust dialog. */
  set trust(policy: TrustPolicy) {
    this.#trustDialog.policy = policy;
  }

  /** Acts like a tap of the user on an open Trust dialog, and answers only that one. Does nothing if none is open. */
  answerTrustDialog(answer: 'accept' | 'decline'): void {
    this.#trustDialog.tap(answer);
  }

  /** True from a Pair request under 'ask' until somebody answers, the policy changes or the cable is pulled. */
  get isTrustDialogShown(): boolean {
    return this.#trustDialog.isShown;
  }

  get locked(): boolean {
    return this.#locked;
  }

  set locked(locked: boolean) {
    this.#locked = locked;
    this.changed('locked');
  }

  /** Whether the battery is charged: a computer or a charger at the cable. */
  get hasPower(): boolean {
    return boolAt(this.values.domain(BATTERY_DOMAIN) ?? dict({}), 'ExternalConnected') ?? false;
  }

  set hasPower(hasPower: boolean) {
    for (const key of ['ExternalConnected', 'BatteryIsCharging']) this.values.set(BATTERY_DOMAIN, key, hasPower);
    this.changed('values');
  }

  /** When the phone next backs up to its staged iCloud by itself, or the first condition that blocks it. */
  async untilNextAutoBackup(): Promise<NextAutoBackup> {
    return this.cloud.untilNextAutoBackup();
  }

  /**
   * Plugs the device in, or connects it to Wi-Fi, under a new DeviceID. A device that is off or in recovery mode starts. On Wi-Fi, hosts see it
   * while `EnableWifiConnections` is on; the promise resolves once it listens. Rejects with `simulator-wifi-unavailable`,
   * `simulator-address-in-use`.
   */
  attach(connection?: 'usb'): void;
  attach(connection: 'network'): Promise<void>;
  attach(connection: ConnectionType = 'usb'): void | Promise<void> {
    this.power.switchedOn();
    if (connection === 'network') return this.#wifi.join();
    if (this.#parts.attachments.add(this)) this.changed('attached');
  }

  /** Pulls the cable, or leaves the Wi-Fi; both when nothing is said. Every connection that came that way breaks. */
  detach(connection?: ConnectionType): void {
    if (connection !== 'network' && this.#parts.attachments.remove(this, 'usb')) {
      this.#trustDialog.close();
      this.changed('detached');
    }
    if (connection !== 'usb') this.#wifi.leave();
    if (!this.isAttached) this.state.outOfReach();
  }

  /** Off and on: every connection breaks, and the phone comes back under a new DeviceID. Resolves when it is back. */
  async reboot(): Promise<void> {
    await this.power.restart();
  }

  /** Erases all content and settings. The phone comes back unpaired, under a new DeviceID, with the content of a new phone. */
  async erase(): Promise<void> {
    await this.power.restart(() => {
      this.restoring.forgetEverything();
    });
  }

  /** Arms a fault of the catalogue. Throws `simulator-fault-unknown`, `simulator-fault-malformed`. */
  fault(id: string, settings: FaultSettings = {}): ArmedFault {
    return this.faults.arm(id, settings);
  }

  /** Posts a notification as the phone itself. */
  postNotification(name: string): void {
    this.notifications.post(name, 'device');
  }

  now(): Date {
    return this.clock.now();
  }

  violation(text: string): void {
    this.#parts.violation(text);
  }

  /** For lockdownd: what the user says to a computer that wants to pair. */
  answerPairing(hostId: string): TrustPolicy {
    return this.#trustDialog.answer(hostId);
  }

  /** For lockdownd: notifies listeners. */
  changed(change: DeviceChange): void {
    this.syslog.say('SpringBoard', SAID_OF_CHANGE[change]);
    this.cloud.reconsider();
    this.#changes.fire(change);
  }

  /** For lockdownd: the basis of the values. The keys and certificates come from their owners. */
  valueSources(): ValueSources {
    const { identity, model, version, name } = this.#parts;
    return {
      identity,
      model,
      version,
      behaviour: this.behaviour,
      name,
      locked: this.#locked,
      hasTrustedHost: this.hosts.all().length > 0,
      restarts: this.power.restarts,
      now: this.now(),
    };
  }

  backupLockdownValues(): PlistDict {
    const root = this.values.domain(undefined) ?? dict({});
    const kept = ['BuildVersion', 'DeviceClass', 'DeviceName', 'ProductType', 'ProductVersion', 'SerialNumber', 'UniqueDeviceID'];
    const names: PlistDict = new Map(kept.map((key) => [key, root.get(key) ?? '']));
    for (const domain of BACKED_UP_DOMAINS) names.set(domain, this.values.domain(domain) ?? dict({}));
    return names;
  }

  backupSucceeded(date: Date): void {
    const seconds = appleSeconds(Math.floor(date.getTime() / 1000));
    this.setBackupValues(dict({ LastiTunesBackupDate: BigInt(seconds), LastiTunesBackupTZ: 'UTC' }));
  }

  /** The backup agent's own settings (`WillEncrypt` …); observers of the domain hear of it. */
  setBackupValues(values: PlistDict): void {
    for (const [key, value] of values) this.values.set(BACKUP_DOMAIN, key, value);
    this.postNotification(`${BACKUP_DOMAIN}.domain_changed`);
    this.changed('values');
  }

  /** As `setBackupValues`, for iCloud Backup: the phone's own file of these values follows, so that a backup shows them. */
  setCloudValues(values: PlistDict): void {
    this.setBackupValues(values);
    const all = this.values.domain(BACKUP_DOMAIN) ?? dict({});
    this.content.setFile('HomeDomain', BACKUP_SETTINGS_FILE, { content: writeBinaryPlist(all) });
  }

  /** No host is connected anymore. Removes what the phone keeps on this computer's disk. */
  [Symbol.dispose](): void {
    this.power[Symbol.dispose]();
    this.cloud[Symbol.dispose]();
    this.storage[Symbol.dispose]();
  }
}
