/** The options of a simulated device. */
import type { CloudAccount, StagedCloudChanges } from '../../device-protocol/index.ts';
import type { PasscodeOutcome } from '../backup-agent/agent-device.ts';
import type { KeybagCost } from './backup-password.ts';
import type { Clock } from './clock.ts';
import type { PhoneContent } from '../content/phone-content.ts';
import type { FaultSettings } from '../faults/fault.ts';

/**
 * How the device answers a computer that wants to pair:
 * 'accept' trusts it at once, 'ask' shows the Trust dialog until somebody sets another policy, 'decline' is a tap on Don't Trust.
 */
export type TrustPolicy = 'ask' | 'accept' | 'decline';

/** The staged iCloud of a phone as it is at first. By default Wi-Fi and power are there, and the plan has 5 GB. */
export interface CloudOptions extends Omit<StagedCloudChanges, 'account' | 'locked'> {
  readonly isOn?: boolean;
}

/** Which phone is simulated, and in what state. Every option can be left out. */
export interface SimulatedDeviceOptions {
  /** The id of a preset; 'iphone' by default. */
  readonly preset?: string;
  readonly udid?: string;
  readonly name?: string;
  /** "X.Y" or "X.Y.Z". */
  readonly productVersion?: string;
  /** 'accept' when absent. */
  readonly trust?: TrustPolicy;
  /** With 'ask': how many Pair requests are answered "dialog pending" before the user taps Trust. By default the user never taps. */
  readonly acceptAfterAsks?: number;
  /** Locked with a passcode. */
  readonly locked?: boolean;
  /** Whether a passcode is set; true by default. */
  readonly passcodeSet?: boolean;
  /** False: Setup Assistant has not been completed, and no backup is possible before that. */
  readonly setupFinished?: boolean;
  /** Apps and data are still being restored from iCloud, and no backup is possible during that time. */
  readonly cloudRestoreRunning?: boolean;
  /** True: the file-system snapshot of an aborted backup stays until `reboot()`, and backups fail with it until then. */
  readonly keepsSnapshotOfAborted?: boolean;
  /** The backup password: the phone encrypts its backups from the start. By default none is set. */
  readonly backupPassword?: string;
  /** Device management demands a backup password. */
  readonly requiresEncryption?: boolean;
  /** The cost of trying a backup password: 'realistic' by default, 'low' for tests. */
  readonly keybagRounds?: KeybagCost;
  /** The account behind iCloud Backup, which `EnableCloudBackup` turns on and off; 'signed-in' by default. */
  readonly cloudAccount?: CloudAccount;
  /** The rest of the staged iCloud: whether iCloud Backup is on (it is off by default), Wi-Fi, power, plan … */
  readonly cloud?: CloudOptions;
  /** True: Info, List, Unback and Extract are answered though the agents since iOS 10 do not; for testing clients. */
  readonly answersQuestions?: boolean;
  /** The content of the phone; by default a small realistic phone. 'new': only the files and apps of the system. */
  readonly content?: PhoneContent | 'new';
  /** The content after an erase. By default the files and apps of the system; with `content` only its system apps. */
  readonly factoryContent?: () => PhoneContent;
  /** What the user does when a backup asks for the passcode. Without it there is no prompt. */
  readonly askPasscode?: (signal: AbortSignal) => Promise<PasscodeOutcome>;
  /** The DeviceLink version to announce; by default the one of the iOS version. */
  readonly deviceLinkVersion?: number;
  /** Same seed, same device: identity, content and everything else except keys. By default derived from the simulator's seed. */
  readonly seed?: number;
  /** Find My is on: the phone takes no restore and cannot be erased. */
  readonly findMy?: boolean;
  /** How long a restart takes, by the phone's clock; two seconds by default. */
  readonly restartSeconds?: number;
  /** The phone's clock. By default the computer's, or one that stands still if this phone or the simulator has a seed. */
  readonly clock?: Clock;
  /** Faults that are armed before anybody connects. */
  readonly faults?: readonly ({ readonly id: string } & FaultSettings)[];
  /** False: the device exists but is neither plugged in nor on the Wi-Fi. */
  readonly attached?: boolean;
  /** 'usb' by default. With Wi-Fi, the switch `EnableWifiConnections` is on, as if the phone had once been plugged into a host that turned it on. */
  readonly connection?: 'usb' | 'network' | 'both';
}
