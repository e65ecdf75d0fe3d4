/** Facts about the encryption of a backup, most of them available without its password. Plain data. */

export interface EncryptionFacts {
  /** According to Manifest.plist or the first bytes of the catalogue; undefined if neither shows it. */
  readonly encrypted: boolean | undefined;
  /** The list of files is encrypted, too (iOS 10.2 and later). */
  readonly catalogueEncrypted: boolean;
  /** Absent if Manifest.plist has none, or one that cannot be read. Unencrypted backups have one too, but it opens nothing. */
  readonly keybag?: KeybagFacts;
  /** Regular files of each protection class, by class; only where the list of files can be read. */
  readonly filesByClass?: readonly FilesOfClass[];
}

/** What a keybag shows without its password. */
export interface KeybagFacts {
  /** 3 up to iOS 10.1, 4 since iOS 12, 5 seen since. */
  readonly version: number;
  /** Lower-case hex. */
  readonly uuid: string;
  /** Rounds of PBKDF2 between a password and the keys: `first` with SHA-256 (iOS 10.2 and later), `second` with SHA-1. */
  readonly rounds: { readonly first?: number; readonly second: number };
  readonly classes: readonly KeybagClassFacts[];
}

/** A protection class of a keybag. */
export interface KeybagClassFacts {
  readonly protectionClass: number;
  /** Encrypted to the device as well: no password opens it anywhere else. */
  readonly deviceOnly: boolean;
  /** Only after unlocking: the key is there and can be used. */
  readonly usable?: boolean;
}

/** The number of files that a protection class encrypts. */
export interface FilesOfClass {
  readonly protectionClass: number;
  readonly files: number;
}
