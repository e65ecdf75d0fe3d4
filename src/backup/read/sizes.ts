/** How much room the files of a backup take: plain data. */

/** The regular files of one domain. */
export interface DomainSize {
  /** Untrusted text. */
  readonly domain: string;
  readonly files: number;
  /** The sum of what their records say: bytes on the device when it made the backup. */
  readonly bytes: number;
  /** Files whose record cannot be read, so that `bytes` does not include them. Absent if there are none. */
  readonly unknown?: number;
  /** The sum of what is stored in the backup folder; only if asked for. */
  readonly storedBytes?: number;
  /** Files with nothing stored; only if asked for, and absent if there are none. */
  readonly missing?: number;
}

/** `group`: a container that several apps may share. `system`: what belongs to no app. */
export type AppSizeKind = 'app' | 'group' | 'system';

/** What one app, one shared container or one system domain takes. */
export interface AppSize extends Omit<DomainSize, 'domain'> {
  readonly kind: AppSizeKind;
  /** The bundle id of an app, the id of a group, or the name of a domain. Untrusted text. */
  readonly id: string;
  /** As Info.plist has it. Untrusted text. */
  readonly name?: string;
  /** The largest first. */
  readonly domains: readonly DomainSize[];
}

/** What to add up. */
export interface SizesOptions {
  /** Also what is stored in the folder, not only what the records say. */
  readonly stored?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Where the room of a backup went. */
export interface BackupSizes {
  readonly apps: readonly AppSize[];
  readonly domains: readonly DomainSize[];
}

/** What belongs to one app, one shared container or one system domain, without its sizes, which take longer. */
export interface AppDomains extends Pick<AppSize, 'kind' | 'id' | 'name'> {
  readonly domains: readonly string[];
  /** Files, folders and links. */
  readonly items: number;
}
