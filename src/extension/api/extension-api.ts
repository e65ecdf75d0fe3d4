/**
 * What other extensions get from this one, version 1. The file imports nothing: it is published as it is, as the types of
 * `ios-backup-lab/extension-api`.
 *
 * ```ts
 * const extension = vscode.extensions.getExtension<ExtensionApi>('ios-backup-lab.ios-backup-lab');
 * const api = (await extension?.activate())?.getApi(1);
 * for (const { udid, name } of (await api?.listDevices()) ?? []) console.log(udid, name);
 * ```
 *
 * Everything is plain data: dates are ISO 8601 in UTC, and cancelling is an AbortSignal. Names, paths and apps come from devices and backups:
 * they are untrusted text. Every function that fails rejects with an Error that has a `code`; `explain` has the words for it.
 */
export interface ExtensionApi {
  /** Throws a RangeError for a version that does not exist. */
  getApi(version: 1): ApiVersion1;
}

export interface ApiVersion1 {
  /** Asks every usbmuxd and device now. One that is not trusted or locked tells less. */
  listDevices(): Promise<readonly ApiDevice[]>;
  /** Looks into the folders that the Backups view shows, newest first. */
  listBackups(): Promise<readonly ApiBackup[]>;
  /**
   * Backs up a device with the settings of the person: their folder, their checks, their previous versions. The views show it, and the person can
   * cancel it. Rejects with `cancelled`, `no-such-device`, `backup-running`, `folder-missing` and every code that a backup can end with.
   */
  backUp(udid: string, options?: ApiBackUpOptions): Promise<ApiBackUpResult>;
  /**
   * Judges a backup that `listBackups` returns, and remembers the verdict. It is never better than what is known of the same folder from earlier
   * checks and from the run that made it. Of an encrypted backup that is not unlocked in this window, only what is not encrypted is checked.
   */
  verify(path: string, options?: ApiVerifyOptions): Promise<ApiVerification>;
  /** Opens the page that browses a backup; it asks for the password if it needs one. */
  openBrowser(path: string): Promise<void>;
  /** The words for an error code, a finding, `MBErrorDomain/NUMBER`, or an exit status of idevicebackup2. Undefined for what is not known. */
  explain(code: string): ApiExplanation | undefined;
  /** The UDID of a device that changed, or undefined when the set of devices did. Fires only while something listens to usbmuxd, such as the view. */
  readonly onDidChangeDevices: ApiEvent<string | undefined>;
  /** The list of backups, or what is known of one, has changed. */
  readonly onDidChangeBackups: ApiEvent<undefined>;
}

/** Calls the listener until the result is disposed. */
export type ApiEvent<T> = (listener: (value: T) => void) => { dispose(): void };

export interface ApiDevice {
  readonly udid: string;
  /** Untrusted text. */
  readonly name?: string;
  /** `iPhone14,5`. */
  readonly productType?: string;
  readonly productVersion?: string;
  readonly connection: 'usb' | 'network';
  /** Only `ready` can be backed up. */
  readonly condition: 'reading' | 'ready' | 'not-trusted' | 'trust-pending' | 'trust-declined' | 'locked' | 'error';
  readonly simulated: boolean;
  /** Whether its next backup will be encrypted. */
  readonly encrypted?: boolean;
  /** When it was last backed up to a computer, as it reports itself. */
  readonly lastBackup?: string;
  /** iCloud Backup, as it reports itself. */
  readonly cloudEnabled?: boolean;
  /** What this window is doing with it. */
  readonly running?: 'backup' | 'restore';
}

export interface ApiBackup {
  readonly path: string;
  readonly udid?: string;
  /** Untrusted text. */
  readonly deviceName?: string;
  readonly productType?: string;
  readonly productVersion?: string;
  /** When the device made it. */
  readonly date?: string;
  readonly encrypted?: boolean;
  /** It is not encrypted, or this window holds its keys. */
  readonly readable: boolean;
  readonly finished: boolean;
  /** The verdict that is true of it now; absent if nobody has judged it as it is. */
  readonly verification?: { readonly verdict: ApiVerdict; readonly level: 'quick' | 'sample' | 'full'; readonly at: string };
  readonly running?: 'backup' | 'restore';
}

export type ApiVerdict = 'good' | 'good-with-known-gaps' | 'partial' | 'unconfirmed' | 'incomplete' | 'damaged' | 'unreadable';

/** How far long work is. */
export interface ApiProgress {
  readonly phase: string;
  readonly done: number;
  /** Absent while nobody can know it. */
  readonly total?: number;
  readonly unit: 'files' | 'bytes' | 'items' | 'percent' | 'seconds';
}

export interface ApiBackUpOptions {
  /** Asks for every file, not only for what has changed. */
  readonly full?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ApiProgress) => void;
}

export interface ApiBackUpResult {
  readonly path: string;
  readonly full: boolean;
  readonly encrypted?: boolean;
  readonly filesReceived: number;
  readonly bytesReceived: number;
  /** How many files the device itself could not read. */
  readonly unreadFiles: number;
  /** Absent when the settings turn the check off, or it was canceled. */
  readonly verdict?: ApiVerdict;
}

export interface ApiVerifyOptions {
  /** `quick` reads no content, `full` reads all of it. `quick` unless said. */
  readonly level?: 'quick' | 'full';
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ApiProgress) => void;
}

export interface ApiVerification {
  readonly path: string;
  readonly level: 'quick' | 'full';
  readonly verdict: ApiVerdict;
  /** One sentence for people, in their language. */
  readonly words: string;
  readonly files: {
    readonly proven: number;
    readonly consistent: number;
    readonly knownGap: number;
    readonly damaged: number;
    readonly missing: number;
    readonly notChecked: number;
  };
  /** The first findings, the gravest first. */
  readonly findings: readonly ApiFinding[];
  /** How many findings there are beyond those. */
  readonly moreFindings: number;
}

export interface ApiFinding {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'information';
  /** Untrusted text: the file, as `domain/relativePath` or as a file of the backup folder. */
  readonly where?: string;
}

/** A code in words, in the language of the person. */
export interface ApiExplanation {
  readonly code: string;
  readonly what: string;
  /** The cause, and what shows it. */
  readonly why: string;
  readonly action: string;
}
