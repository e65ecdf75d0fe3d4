/** What the backup agent needs from its phone. The simulated device implements it. */
import type { Log } from '../../base/index.ts';
import type { PlistDict } from '../../formats/index.ts';
import type { PhoneContent } from '../content/phone-content.ts';
import type { FaultPoints } from '../faults/fault-link.ts';
import type { BackupPassword } from '../phone/backup-password.ts';
import type { CloudBackup } from '../cloud/cloud-backup.ts';
import type { AgentMemory } from './agent-memory.ts';
import type { BackupConditions } from './backup-conditions.ts';
import type { RestoreTarget } from './restore/restore-target.ts';

/** How a passcode prompt ended. */
export type PasscodeOutcome = 'entered' | 'dismissed' | 'timed-out';

export interface AgentDevice {
  readonly udid: string;
  /** "17.5.1". Decides the family of message versions, the catalogue's indexes and what is left out of unencrypted backups. */
  readonly productVersion: string;
  readonly content: PhoneContent;
  /** Same seed, same bytes: UUIDs, keybag and device pointers come from it. */
  readonly seed: number;
  /** DeviceLink version to announce; undefined = what this iOS version announces. */
  readonly deviceLinkVersion?: number | undefined;
  readonly isPasscodeSet: boolean;
  /** What keeps a backup from beginning; absent = nothing does. */
  readonly conditions?: BackupConditions;
  /** True: Info, List, Unback and Extract are answered whatever the version does with them. */
  readonly answersQuestions?: boolean;
  readonly backupPassword: BackupPassword;
  /** What the agent keeps between two runs, one for the life of the device. */
  readonly agentMemory: AgentMemory;
  readonly log: Log;
  /** Faults that strike in the agent's conversation; absent = none can. */
  readonly faults?: Pick<FaultPoints, 'meet' | 'watches'>;
  /** The phone's clock. Every date that the agent writes is asked from it; a virtual clock makes backups reproducible. */
  now(): Date;
  /** The `Lockdown` dictionary of Manifest.plist: names, versions and the lockdown domains that travel with a backup. */
  backupLockdownValues(): PlistDict;
  /** Asks the user; nothing goes over the wire meanwhile. Undefined = this phone asks nobody. */
  askPasscode?(signal: AbortSignal): Promise<PasscodeOutcome>;
  /** Without it the agent does not know EnableCloudBackup. */
  readonly cloud?: Pick<CloudBackup, 'account' | 'isOn'>;
  /** What a restore and an erasure need of the phone; without it the agent does not know these requests. */
  readonly restoring?: RestoreTarget;
  /** A request that no real client sends, or an answer that a real agent would not take; the test or user should hear of it. */
  violation(text: string): void;
  /** After the answer of a good run: sets LastiTunesBackupDate and LastiTunesBackupTZ in com.apple.mobile.backup. */
  backupSucceeded(date: Date): void;
}
