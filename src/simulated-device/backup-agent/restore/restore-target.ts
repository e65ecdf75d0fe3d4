/** What a restore needs of the phone, and what a tester can see of it afterwards. */
import type { RestoreOptions } from '../../../device-protocol/index.ts';
import type { PhoneFile } from '../../content/phone-content.ts';
import type { RestoredParts } from '../../content/restored-content.ts';
import type { SpooledFiles } from '../../content/spooled-files.ts';

/** The options of the host, with the device's own defaults for options that are absent. */
export interface EffectiveOptions {
  readonly systemFiles: boolean;
  readonly shouldReboot: boolean;
  readonly copyBackup: boolean;
  readonly preserveSettings: boolean;
  readonly removeItemsNotRestored: boolean;
}

/** One Restore request as the phone saw it. */
export interface RestoreRecord {
  readonly source: string;
  /** As the host sent them. The password is not kept. */
  readonly asked: Omit<RestoreOptions, 'password'>;
  readonly hadPassword: boolean;
  readonly effective: EffectiveOptions;
  /** Bundle ids to which the host limited the restore; absent = all. */
  readonly applicationIds?: readonly string[] | undefined;
  /** Files that were asked of the host and came. */
  files: number;
  bytes: number;
  /** Rows of the catalogue, files or not, that the options left out. */
  leftOut: number;
  /** Bundle ids of applications that the restore has installed. */
  installed: readonly string[];
  /** Set when the phone refused. */
  refused?: { readonly code: number; readonly description: string };
  /** Everything was put in place. */
  isDone: boolean;
  /** What was put in place. Empty before that, and when the phone no longer has any of it. */
  entries(): Iterable<PhoneFile>;
}

export interface RestoreTarget {
  readonly isLocked: boolean;
  readonly isFindMyOn: boolean;
  readonly awaitsReboot: boolean;
  /** Bytes of the data volume that nothing uses. */
  freeBytes(): bigint;
  /** /iTunesRestore/RestoreApplications.plist; the folder is gone afterwards. */
  takeRestoreApplications(): Uint8Array | undefined;
  makeSpool(): SpooledFiles;
  /** `password` of an encrypted backup: the phone's setting moves with it. */
  putInPlace(parts: RestoredParts, password: string | undefined): void;
  note(record: RestoreRecord): void;
  /** A restart, when the host has left. */
  restartWhenLeft(hostHasLeft: Promise<unknown>): void;
  /** All content and settings; resolves when the phone has left the bus. */
  erase(): void;
}
