/** A record of Manifest.mbdb, the list of files of iOS 4 to 9, and what it means in terms of Manifest.db. */
import { createHash } from 'node:crypto';
import { encodeExtendedAttributes } from '../keyed-archive/extended-attributes.ts';
import type { MBFile } from '../keyed-archive/mbfile.ts';
import { fileIdOf, type FileId } from './identifiers.ts';

export interface MbdbRecord {
  readonly domain: string;
  /** Relative to the domain; empty for its root. */
  readonly path: string;
  /**
   * The bytes of the names where one of them is not UTF-8: the texts then hold U+FFFD and cannot be turned back. File systems of Apple
   * hold none such, so this is either damage or another program's work; the payload is still found, by `mbdbFileId`.
   */
  readonly exactNames?: MbdbExactNames;
  /** Where a symbolic link points. */
  readonly target?: string;
  /** SHA-1 (20 bytes) of the payload as stored. */
  readonly digest?: Uint8Array;
  /** 44 bytes: class (32 bits, little-endian) and wrapped key. */
  readonly encryptionKey?: Uint8Array;
  /** st_mode with the type bits. */
  readonly mode: number;
  readonly inode: bigint;
  /** Signed: −2 is "nobody". */
  readonly userId: number;
  readonly groupId: number;
  /** Unix seconds, as are the next two. */
  readonly lastModified: number;
  readonly lastStatusChange: number;
  readonly birth: number;
  /** Bytes; exact up to 2^53. */
  readonly size: number;
  /** 0 for directories, 1–4 for files. */
  readonly protectionClass: number;
  readonly attributes: readonly MbdbAttribute[];
  /** BSD st_flags; only in the variant with four more bytes at the end of each record (`read-mbdb.ts`). */
  readonly flags?: number;
}

export interface MbdbExactNames {
  readonly domain: Uint8Array;
  readonly path: Uint8Array;
  readonly target?: Uint8Array;
}

/** An extended attribute; its value is bytes of any kind. */
export interface MbdbAttribute {
  readonly name: string;
  readonly value: Uint8Array;
}

/** The name of the payload, from the exact bytes of domain and path. */
export function mbdbFileId({ domain, path, exactNames }: MbdbRecord): FileId {
  if (exactNames === undefined) return fileIdOf(domain, path);
  return createHash('sha1').update(exactNames.domain).update('-').update(exactNames.path).digest('hex') as FileId;
}

/** Converts the record to the form that Manifest.db would have. Byte values are those of `record`. */
export function mbfileOf(record: MbdbRecord): MBFile {
  const attributes = new Map(record.attributes.map(({ name, value }) => [name, value]));
  return {
    relativePath: record.path,
    mode: record.mode,
    inode: record.inode,
    userId: record.userId,
    groupId: record.groupId,
    lastModified: record.lastModified,
    lastStatusChange: record.lastStatusChange,
    birth: record.birth,
    size: record.size,
    protectionClass: record.protectionClass,
    flags: record.flags ?? 0,
    ...(record.encryptionKey && { encryptionKey: record.encryptionKey }),
    ...(record.digest && { digest: record.digest }),
    ...(attributes.size > 0 && { extendedAttributes: encodeExtendedAttributes(attributes) }),
    ...(record.target !== undefined && { target: record.target }),
  };
}
