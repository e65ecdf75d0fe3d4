/** The options of a simulated device. */
import type { PasscodeOutcome } from '../backup-agent/agent-device.ts';
import type { KeybagCost } from './backup-password.ts';
import type { CloudAccount } from './cloud-backup.ts';
import type { Clock } from './clock.ts';
import type { PhoneContent } from '../content/phone-content.ts';
import type { FaultSettings } from '../faults/fault.ts';

/**
 * How the device answers a computer that wants to pair:
 * 'accept' trusts it at once, 'ask' shows the Trust dialog until somebody sets another policy, 'decline' is a tap on Don't Trust.
 */
export type TrustPolicy = 'ask' | 'accept' | 'decline';

/** Which phone is simulated, and in what state. Every option can be left out. */
export interface SimulatedDeviceOptions {
  /** Id of a preset; 'iphone' when absent. */
  readonly preset?: string;
  readonly udid?: string;
  readonly name?: string;
  /** "X.Y" or "X.Y.Z". */
  readonly productVersion?: string;
  /** 'accept' when absent. */
  readonly trust?: TrustPolicy;
  /** With 'ask': how many Pair requests are answered "dialog pending" before the user taps Trust; never when absent. */
  readonly acceptAfterAsks?: number;
  /** Locked with a passcode. */
  readonly locked?: boolean;
  /** Whether a passcode exists at all; it does when absent. */
  readonly passcodeSet?: boolean;
  /** False: nobody has gone through the Setup Assistant yet, and there is no backup before. */
  readonly setupFinished?: boolean;
  /** Apps and data are still coming from iCloud: there is no backup meanwhile. */
  readonly cloudRestoreRunning?: boolean;
  /** True: the file-system snapshot of an aborted backup stays until `reboot()`, and backups fail with it until then. */
  readonly keepsSnapshotOfAborted?: boolean;
  /** The backup password: the phone encrypts its backups from the start. None is set when absent. */
  readonly backupPassword?: string;
  /** Device management demands a backup password. */
  readonly requiresEncryption?: boolean;
  /** What a guess of the backup password costs: 'realistic' when absent, 'low' for tests. */
  readonly keybagRounds?: KeybagCost;
  /** The account behind iCloud Backup, whose switch `EnableCloudBackup` turns; 'signed-in' when absent. */
  readonly cloudAccount?: CloudAccount;
  /** True: Info, List, Unback and Extract are answered though the agents since iOS 10 do not; for testing clients. */
  readonly answersQuestions?: boolean;
  /** What the phone holds; a small realistic phone when absent. */
  readonly content?: PhoneContent;
  /** What it holds after an erasure. When absent: the files and applications of the system; with `content` only its applications of the system. */
  readonly factoryContent?: () => PhoneContent;
  /** What the user does when a backup asks for the passcode; without it nobody is asked. */
  readonly askPasscode?: (signal: AbortSignal) => Promise<PasscodeOutcome>;
  /** DeviceLink version to announce; what the iOS version announces when absent. */
  readonly deviceLinkVersion?: number;
  /** Same seed, same device: identity, content and everything else but keys. Taken from the simulator's when absent. */
  readonly seed?: number;
  /** Find My is on: the phone takes no restore and cannot be erased. */
  readonly findMy?: boolean;
  /** How long a restart takes, by the phone's clock; two seconds when absent. */
  readonly restartSeconds?: number;
  /** The phone's clock. When absent: the computer's, or one that stands still when this or the simulator was given a seed. */
  readonly clock?: Clock;
  /** Faults that are armed before anybody connects. */
  readonly faults?: readonly ({ readonly id: string } & FaultSettings)[];
  /** False: the device exists but is neither plugged in nor on the Wi-Fi. */
  readonly attached?: boolean;
  /** 'usb' when absent. With Wi-Fi the switch `EnableWifiConnections` is on, as a host left it that the phone was once plugged into. */
  readonly connection?: 'usb' | 'network' | 'both';
}
