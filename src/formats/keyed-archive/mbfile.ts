/** MBFile: what the `file` column of Manifest.db says about one file, directory or symbolic link. */

export interface MBFile {
  relativePath: string;
  /** st_mode with the type bits, 0o100644 for example. */
  mode: number;
  inode: bigint;
  /** Signed 32 bits: −2 is "nobody". */
  userId: number;
  groupId: number;
  /** Unix seconds, as are the next two. */
  lastModified: number;
  lastStatusChange: number;
  birth: number;
  /** Bytes when the device scanned the file; the payload of a file that changes meanwhile is longer or shorter. */
  size: number;
  protectionClass: number;
  /** BSD st_flags. */
  flags: number;
  /** Class (32 bits, little-endian) and 40 bytes of wrapped key; encrypted backups only. */
  encryptionKey?: Uint8Array;
  /** SHA-1 (20 bytes) of the payload as stored; files of system domains only. */
  digest?: Uint8Array;
  /** A binary plist of its own: dictionary name → data. */
  extendedAttributes?: Uint8Array;
  /** Where a symbolic link points. */
  target?: string;
}
