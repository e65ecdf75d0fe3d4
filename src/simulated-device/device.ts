/** A simulated phone: who it is, what it holds, whom it trusts, and the switches with which a tester changes all that. */
import { Emitter, type Event, type Log } from '../base/index.ts';
import { dict, stringAt, type PlistDict } from '../formats/index.ts';
import type { AgentDevice, PasscodeOutcome } from './backup-agent/agent-device.ts';
import { AgentMemory } from './backup-agent/agent-memory.ts';
import type { Clock } from './clock.ts';
import type { PhoneContent } from './content/phone-content.ts';
import { DeviceKey } from './device-key.ts';
import type { ArmedFault, FaultSettings } from './faults/fault.ts';
import { FaultInjector } from './faults/fault-injector.ts';
import type { TrustPolicy } from './device-options.ts';
import type { DeviceIdentity } from './identity.ts';
import { behaviourOf, type IosBehaviour, type IosVersion } from './ios-versions.ts';
import { BACKED_UP_DOMAINS, domainValues } from './lockdown/domain-values.ts';
import { PairedHosts, type PairedHost } from './lockdown/paired-hosts.ts';
import { rootValues, type ValueSources } from './lockdown/root-values.ts';
import { ValueStore } from './lockdown/value-store.ts';
import type { DeviceModel } from './models.ts';
import { NotificationCentre } from './notification-centre.ts';
import type { MediaTree } from './services/afc/media-tree.ts';
import type { ServicePorts } from './service-ports.ts';
import type { UsbBus } from './usb-bus.ts';

const BACKUP_DOMAIN = 'com.apple.mobile.backup';
/** Unix seconds of 2001-01-01, from which lockdownd counts its dates. */
const APPLE_EPOCH_SECONDS = 978_307_200;

/** How long the prompt stays on the screen (log of iOS 16.1: about three minutes). */
const PASSCODE_PROMPT_MS = 180_000;

/** What changed; whoever listens asks the device for the rest. */
export type DeviceChange = 'attached' | 'detached' | 'trust' | 'trust-dialog' | 'paired' | 'unpaired' | 'locked' | 'values';

/** What a device is made of; the simulator puts it together. */
export interface DeviceParts {
  readonly identity: DeviceIdentity;
  readonly model: DeviceModel;
  readonly version: IosVersion;
  readonly name: string;
  readonly seed: number;
  readonly content: PhoneContent;
  readonly media: MediaTree;
  readonly ports: ServicePorts;
  readonly bus: UsbBus;
  readonly log: Log;
  readonly trust: TrustPolicy;
  readonly acceptAfterAsks: number;
  readonly locked: boolean;
  readonly isPasscodeSet: boolean;
  readonly deviceLinkVersion: number | undefined;
  readonly askPasscode: ((signal: AbortSignal) => Promise<PasscodeOutcome>) | undefined;
  readonly clock: Clock;
  readonly faultsEnabled: boolean;
  violation(text: string): void;
}

export class SimulatedDevice implements AgentDevice {
  readonly udid: string;
  readonly identity: DeviceIdentity;
  readonly model: DeviceModel;
  readonly version: IosVersion;
  readonly seed: number;
  readonly content: PhoneContent;
  /** What AFC shows: /var/mobile/Media. Its lock table tells which files hosts hold locked. */
  readonly media: MediaTree;
  readonly ports: ServicePorts;
  readonly log: Log;
  readonly isPasscodeSet: boolean;
  readonly deviceLinkVersion: number | undefined;
  readonly clock: Clock;
  readonly behaviour: IosBehaviour;
  readonly faults: FaultInjector;
  readonly hosts = new PairedHosts();
  readonly key = new DeviceKey();
  readonly values: ValueStore;
  readonly notifications = new NotificationCentre();
  readonly agentMemory = new AgentMemory();
  /** The passcode prompt of a backup; absent when nobody is asked. */
  readonly askPasscode?: (signal: AbortSignal) => Promise<PasscodeOutcome>;
  readonly #parts: DeviceParts;
  readonly #changes = new Emitter<DeviceChange>();
  #trust: TrustPolicy;
  #locked: boolean;
  #asks = 0;
  #isTrustDialogShown = false;

  constructor(parts: DeviceParts) {
    this.#parts = parts;
    this.udid = parts.identity.udid;
    this.identity = parts.identity;
    this.model = parts.model;
    this.version = parts.version;
    this.seed = parts.seed;
    this.content = parts.content;
    this.media = parts.media;
    this.ports = parts.ports;
    this.log = parts.log;
    this.isPasscodeSet = parts.isPasscodeSet;
    this.deviceLinkVersion = parts.deviceLinkVersion;
    this.clock = parts.clock;
    this.behaviour = behaviourOf(parts.version.productVersion);
    this.faults = new FaultInjector(this, parts.clock, parts.faultsEnabled);
    this.#trust = parts.trust;
    this.#locked = parts.locked;
    this.values = new ValueStore((domain) => (domain === undefined ? rootValues(this.valueSources()) : domainValues(domain, this)));
    const ask = parts.askPasscode;
    if (ask) this.askPasscode = (signal) => this.#prompt(ask, signal);
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

  get isAttached(): boolean {
    return this.#parts.bus.attachmentOf(this) !== undefined;
  }

  /** The number under which usbmuxd announces the device; undefined while it is unplugged. */
  get deviceId(): number | undefined {
    return this.#parts.bus.attachmentOf(this)?.deviceId;
  }

  get pairedHosts(): readonly PairedHost[] {
    return this.hosts.all();
  }

  get trust(): TrustPolicy {
    return this.#trust;
  }

  /** Setting it is what the user taps: it answers an open Trust dialog too. */
  set trust(policy: TrustPolicy) {
    this.#trust = policy;
    this.#isTrustDialogShown = false;
    this.changed('trust');
  }

  /** True from a Pair request under 'ask' until the policy changes. */
  get isTrustDialogShown(): boolean {
    return this.#isTrustDialogShown;
  }

  get locked(): boolean {
    return this.#locked;
  }

  set locked(locked: boolean) {
    this.#locked = locked;
    this.changed('locked');
  }

  /** Plugs the device in under a new DeviceID. */
  attach(): void {
    if (this.#parts.bus.attach(this)) this.changed('attached');
  }

  /** Pulls the cable: every connection to the device breaks. */
  detach(): void {
    if (!this.#parts.bus.detach(this)) return;
    this.ports.clear();
    this.changed('detached');
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

  /** For lockdownd: what the user says to a computer that wants to pair. Shows the dialog when nobody has said anything yet. */
  answerPairing(): TrustPolicy {
    if (this.#trust === 'ask' && this.#asks++ >= this.#parts.acceptAfterAsks) this.trust = 'accept';
    if (this.#trust === 'ask' && !this.#isTrustDialogShown) {
      this.#isTrustDialogShown = true;
      this.changed('trust-dialog');
    }
    return this.#trust;
  }

  /** For lockdownd: tells listeners. */
  changed(change: DeviceChange): void {
    this.#changes.fire(change);
  }

  /** For lockdownd: what the values are made from; keys and certificates are added by who has them. */
  valueSources(): ValueSources {
    const { identity, model, version, name } = this.#parts;
    return { identity, model, version, name, locked: this.#locked, hasTrustedHost: this.hosts.all().length > 0, now: this.now() };
  }

  backupLockdownValues(): PlistDict {
    const root = this.values.domain(undefined) ?? dict({});
    const kept = ['BuildVersion', 'DeviceClass', 'DeviceName', 'ProductType', 'ProductVersion', 'SerialNumber', 'UniqueDeviceID'];
    const names: PlistDict = new Map(kept.map((key) => [key, root.get(key) ?? '']));
    for (const domain of BACKED_UP_DOMAINS) names.set(domain, this.values.domain(domain) ?? dict({}));
    return names;
  }

  backupSucceeded(date: Date): void {
    const seconds = Math.floor(date.getTime() / 1000) - APPLE_EPOCH_SECONDS;
    this.setBackupValues(dict({ LastiTunesBackupDate: BigInt(seconds), LastiTunesBackupTZ: 'UTC' }));
  }

  /** The backup agent's own settings (`WillEncrypt` …); observers of the domain hear of it. */
  setBackupValues(values: PlistDict): void {
    for (const [key, value] of values) this.values.set(BACKUP_DOMAIN, key, value);
    this.postNotification(`${BACKUP_DOMAIN}.domain_changed`);
    this.changed('values');
  }

  async #prompt(ask: (signal: AbortSignal) => Promise<PasscodeOutcome>, signal: AbortSignal): Promise<PasscodeOutcome> {
    this.postNotification('com.apple.LocalAuthentication.ui.presented');
    const answered = new AbortController();
    const both = AbortSignal.any([signal, answered.signal]);
    try {
      return await Promise.race([ask(both), this.clock.sleep(PASSCODE_PROMPT_MS, both).then(() => 'dismissed' as const)]);
    } finally {
      answered.abort();
      this.postNotification('com.apple.LocalAuthentication.ui.dismissed');
    }
  }
}
