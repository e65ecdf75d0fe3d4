/** The content of a simulated phone: files by domain and installed apps, as the services and the backup agent use them. */

/** File content that is not made before it is read. */
export interface FileContent {
  /** Bytes, where they are known without making the content. */
  readonly size?: number;
  /** The same bytes every time. */
  make(): Uint8Array | Iterable<Uint8Array>;
}

export type PhoneFileKind = 'file' | 'directory' | 'symlink';

/**
 * One entry of the phone's file system, as its catalogue row will describe it. It never changes: a change to the phone replaces it with another
 * object. `size` and `read` can generate the bytes, so they can take time.
 */
export interface PhoneFile {
  readonly domain: string;
  /** Without leading or trailing slash, '' for the domain's root; any UTF-8, never normalised. */
  readonly relativePath: string;
  readonly kind: PhoneFileKind;
  /** st_mode with the type bits, as 0o100644. */
  readonly mode: number;
  /** Signed: −2 is "nobody". */
  readonly userId: number;
  readonly groupId: number;
  readonly inode: bigint;
  /** Unix seconds. */
  readonly lastModified: number;
  /** Unix seconds. */
  readonly lastStatusChange: number;
  /** Unix seconds. */
  readonly birth: number;
  /** Bytes; 0 for directories and symbolic links. */
  readonly size: number;
  /** 0 = none; 1 Complete, 2 CompleteUnlessOpen, 3 CompleteUntilFirstUserAuthentication, 4 None. */
  readonly protectionClass: number;
  /** BSD st_flags. */
  readonly flags: number;
  /** Where a symbolic link points. */
  readonly target?: string;
  /** Names and values. */
  readonly extendedAttributes?: ReadonlyMap<string, Uint8Array>;
  /** The content, whole or in pieces; the same bytes every time. Empty for directories and links. */
  read(): Uint8Array | Iterable<Uint8Array>;
}

/** The kinds of container an application's data lives in; the names are Apple's. */
export type ContainerClass = 'Data/Application' | 'Data/PluginKitPlugin' | 'Shared/AppGroup';

/** An application, app extension or app group of a simulated phone. */
export interface PhoneApplication {
  /** Bundle id, or the group's id for an app group. */
  readonly id: string;
  readonly name: string;
  /** CFBundleVersion. */
  readonly version: string;
  /** CFBundleShortVersionString. */
  readonly shortVersion: string;
  /** 'user' = from the App Store, 'system' = Apple's own. */
  readonly origin: 'user' | 'system';
  readonly containerClass: ContainerClass;
  /** The path of the bundle on the phone; app groups have none. */
  readonly bundlePath?: string;
  /** The path of the data on the phone. */
  readonly dataPath: string;
  /** The licence blob and the shop's description that a host keeps in Info.plist; only applications from the App Store have them. */
  readonly store?: { readonly sinf: Uint8Array; readonly metadata: Uint8Array };
  /** The icon on the home screen, a PNG; undefined if there is none. */
  icon(): Uint8Array | undefined;
}

/** The phone's files at one moment, as in an APFS snapshot: later changes do not appear. */
export interface PhoneSnapshot {
  /** Every entry in order of domain and path (by UTF-16 code units), directories and domain roots included. It can be iterated many times. */
  files(): Iterable<PhoneFile>;
}

/** A change to one file. Everything that is left out is kept, or set as on a phone for a new file. */
export interface FileChange {
  /** Bytes, text, or a function that makes the bytes on demand. */
  readonly content?: Uint8Array | string | FileContent;
  /** st_mode with the type bits. */
  readonly mode?: number;
  readonly userId?: number;
  readonly groupId?: number;
  /** Unix seconds. */
  readonly lastModified?: number;
  /** As in `PhoneFile`. */
  readonly protectionClass?: number;
  readonly flags?: number;
  readonly extendedAttributes?: ReadonlyMap<string, Uint8Array>;
}

/** What befalls a file while a backup reads it, as a tester stages it. */
export type ReadIncident =
  /** An app writes to the file while it is read; `times` backup passes in a row, one when absent. */
  | { readonly kind: 'changes'; readonly change?: FileChange; readonly times?: number }
  /** The file is gone when its turn comes, and stays away. */
  | { readonly kind: 'vanishes' }
  /** Half of it can be read, then comes an error, whenever it is read. */
  | { readonly kind: 'fails'; readonly text?: string };

/** What the reader of a file is met with. */
export type ReadTrouble =
  | { readonly kind: 'changed' }
  | { readonly kind: 'vanished' }
  /** `isTolerated`: the run goes on as if there were no such file. */
  | { readonly kind: 'unreadable'; readonly text: string; readonly isTolerated?: boolean };

/** The content of a simulated phone, which a tester can read and change. Sizes are bytes. */
export interface PhoneContent extends PhoneSnapshot {
  /** Grows with every change; equal numbers mean equal files. */
  readonly revision: number;
  snapshot(): PhoneSnapshot;
  applications(): readonly PhoneApplication[];
  file(domain: string, relativePath: string): PhoneFile | undefined;
  /** Writes a file as an app would (a new inode, a later date); missing directories are made. */
  setFile(domain: string, relativePath: string, change: FileChange): void;
  /** Makes a directory and its parents. Existing ones are not changed. */
  makeDirectory(domain: string, relativePath: string): void;
  /** Changes only attributes, or only the modification date if none are given. Throws RangeError if there is no such entry. */
  touch(domain: string, relativePath: string, change?: Omit<FileChange, 'content'>): void;
  /** Removes a file, or a directory with everything below. False when there was none. */
  removeFile(domain: string, relativePath: string): boolean;
  /** From now on this happens when a backup reads the file. */
  whenRead(domain: string, relativePath: string, incident: ReadIncident): void;
  /** The incidents that were set up with `whenRead`, for readers. */
  readonly incidents?: { meet(domain: string, relativePath: string): ReadTrouble | undefined };
}
