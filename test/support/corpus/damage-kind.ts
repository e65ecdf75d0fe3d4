/** One kind of damage as data: how it is done, in which eras it makes sense, and the one finding that it must lead to. */
import type { BackupErrorCode, FileCounts, FindingCode, Verdict } from '../../../src/backup/index.ts';
import type { FormatErrorCode } from '../../../src/formats/index.ts';
import type { Specimen } from './specimen.ts';
import type { Era, WrittenRow } from './written-backups.ts';

export interface DamageKind {
  readonly what: string;
  /** All eras unless said. */
  readonly eras?: (era: Era) => boolean;
  /** Hands back what the finding must name: a file of the catalogue, or one of the backup folder. */
  readonly damage: (specimen: Specimen) => WrittenRow | string;
  /** Undefined: the format offers nothing by which anybody could notice. */
  readonly code: FindingCode | ((era: Era) => FindingCode) | undefined;
  /** By the severity of the finding unless said. */
  readonly verdict?: Verdict | ((era: Era) => Verdict);
  /** Files in these states, beside those of the undamaged backup; none unless said. */
  readonly counts?: Partial<Pick<FileCounts, 'damaged' | 'missing' | 'knownGap' | 'notChecked'>>;
  /** What the attempt to unlock answers, in place of keys. */
  readonly unlock?: FormatErrorCode | BackupErrorCode;
}

export const isEncrypted = ({ encrypted }: Era): boolean => encrypted;
export const isPlain = ({ encrypted }: Era): boolean => !encrypted;
export const isDb = ({ catalogue }: Era): boolean => catalogue === 'db';
export const isMbdb = ({ catalogue }: Era): boolean => catalogue === 'mbdb';
export const hasEncryptedCatalogue = ({ catalogueEncrypted }: Era): boolean => catalogueEncrypted;

/** Another bit in the byte at `at`; negative numbers count from the end. */
export function flipped(bytes: Buffer, at: number, bit = 1): Buffer {
  const changed = Buffer.from(bytes);
  const place = at < 0 ? bytes.length + at : at;
  changed[place] = (changed[place] ?? 0) ^ bit;
  return changed;
}
