/** What is known of a device, from whatever source: the data of its rows. */
import type { BackupJob } from './backup-job.ts';
import type { DeviceRunElsewhere } from './run-elsewhere.ts';
import type { Check, EarlierCheck } from './verdict-words.ts';

export type DeviceCondition = 'reading' | 'ready' | 'not-trusted' | 'trust-pending' | 'trust-declined' | 'locked' | 'error';

/** What the device asks of the person with it, and until when it waits. */
export interface DevicePrompt {
  readonly kind: 'trust' | 'passcode' | 'unlock';
  /** Absent where nobody knows. */
  readonly until?: Date;
}

export interface DeviceState {
  readonly udid: string;
  readonly condition: DeviceCondition;
  readonly connection: 'usb' | 'network';
  /** A phone made of software, whoever started it. */
  readonly simulated: boolean;
  /** This window started it, and can stop it. */
  readonly own?: boolean;
  /** What tells it from another device of the same name, while there is one. */
  readonly mark?: string;
  readonly name?: string;
  readonly productType?: string;
  readonly productVersion?: string;
  /** The words of the error, when the condition is `error`, and what to do. */
  readonly errorMessage?: string;
  /** The same in a few words, for a row. */
  readonly errorReason?: string;
  readonly prompt?: DevicePrompt;
  /** Whether the next backup will be encrypted (`WillEncrypt`). */
  readonly encrypted?: boolean;
  /** Device management demands a backup password. */
  readonly encryptionRequired?: boolean;
  /** When the device itself says that it was last backed up to a computer. */
  readonly lastBackup?: Date;
  /** Its backup in the folders that are listed; `none` after a search that found none. */
  readonly copy?: DeviceCopy | 'none';
  /** iCloud Backup, as the device reports it. */
  readonly cloudEnabled?: boolean;
  readonly lastCloudBackup?: Date;
  readonly freeBytes?: number;
  readonly totalBytes?: number;
  readonly job?: BackupJob;
  /** Another process works with it. */
  readonly elsewhere?: DeviceRunElsewhere;
  /** Of a simulated device: the address of its usbmuxd, for other programs. */
  readonly address?: string;
}

/** The best backup of a device on this computer: the newest that a check found good, or else the newest. */
export interface DeviceCopy {
  /** Where it is. */
  readonly path?: string;
  /** When the device made it. */
  readonly date?: Date;
  /** Of the newest backup of all. */
  readonly newest?: Date;
  /** The verdict that is true of the folder as it is now. */
  readonly check?: Pick<Check, 'verdict' | 'level' | 'sample' | 'at'>;
  /** If there is none: the newest verdict, about an earlier state of the folder. */
  readonly earlier?: EarlierCheck;
  /** When the newest run of this program that brought a version ended. */
  readonly madeAt?: Date;
  /** Whether the newest one is encrypted. */
  readonly encrypted?: boolean;
  /** The date in Info.plist of the newest one, which a computer writes before it knows how the run ends. */
  readonly infoDate?: Date;
}
