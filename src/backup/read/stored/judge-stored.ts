/** What digest, size and padding say of the stored bytes of one file: the one judgement for whoever reads them and for whoever verifies them. */
import type { PaddingVerdict } from '../../../formats/index.ts';
import type { DatabaseHealth } from './database-health.ts';
import type { DigestState } from './running-digest.ts';

export interface StoredFacts {
  readonly relativePath: string;
  /** Bytes as stored. */
  readonly bytes: number;
  /** Bytes of content, as the record says. */
  readonly size: number;
  /** What the end of the decrypted content says; undefined for what is stored in the clear. */
  readonly padding?: PaddingVerdict | undefined;
  /** Undefined where the record has none, or none that can be compared. */
  readonly digest?: DigestState | undefined;
  /** Of a database; looked at where `needsDatabase`. */
  readonly database?: DatabaseHealth['state'] | undefined;
  /** What was decrypted still looks encrypted, and its padding does not prove the opposite. */
  readonly staysUnclear?: boolean | undefined;
  /** `isCutOff`, of what was taken for clear and has a key. */
  readonly isCutOff?: boolean | undefined;
}

/** Codes of findings; the reasons of those that are no damage. */
export type StoredJudgement =
  /** `isProven`: by its digest. */
  | { readonly kind: 'fits'; readonly isProven: boolean }
  | {
      readonly kind: 'differs';
      readonly code: 'size-differs-benignly';
      readonly isProven: boolean;
      readonly reason: string;
      readonly contentBytes: number;
    }
  | { readonly kind: 'differs'; readonly code: 'payload-not-padded' | 'payload-empty-unpadded'; readonly isProven: boolean }
  | {
      readonly kind: 'damaged';
      readonly code: 'size-mismatch' | 'payload-truncated' | 'payload-not-block-aligned' | 'padding-invalid' | 'digest-mismatch';
      /** For those who read: the kind of padding, or the code again. */
      readonly reason: string;
      /** Where the length of the content is what is wrong. */
      readonly contentBytes?: number;
    };

/** The size is from the scan; databases are copied through SQLite, and what is written to meanwhile grows, shrinks or is emptied. */
const LIVE_NAMES = /(-wal|-shm|\.log)$/i;

export function judgeStored(facts: StoredFacts): StoredJudgement {
  const { padding, digest, bytes, size } = facts;
  const isProven = digest === 'matches';
  if (padding === undefined && facts.isCutOff === true && digest === undefined) {
    return { kind: 'damaged', code: 'payload-not-block-aligned', reason: 'not-block-aligned' };
  }
  if (padding === undefined) return bytes === size ? byDigest(digest) : judgeLength(facts, bytes);
  switch (padding.kind) {
    case 'ok':
      return byDigest(digest);
    case 'size-differs':
      return judgeLength(facts, padding.contentBytes ?? 0);
    case 'empty-quirk':
      return digest === 'differs' ? byDigest(digest) : { kind: 'differs', code: 'payload-empty-unpadded', isProven };
    case 'not-block-aligned':
      return { kind: 'damaged', code: 'payload-not-block-aligned', reason: 'not-block-aligned' };
    case 'no-padding':
    case 'size-decides':
      // Another program's work, if the bytes are what was sent; of a length that a device never leaves, if they need not be.
      if (isProven || (padding.kind === 'no-padding' && digest === undefined && facts.staysUnclear !== true)) {
        return { kind: 'differs', code: 'payload-not-padded', isProven };
      }
      return badEnd(facts, padding.kind);
    case 'truncated':
    case 'bad-padding':
      if (bytes <= size) return { kind: 'damaged', code: 'payload-truncated', reason: padding.kind };
      return badEnd(facts, padding.kind);
  }
}

/** Only SQLite can tell whether a shorter file is whole, for nothing else excuses it. */
export function needsDatabase({ relativePath, padding, digest, bytes, size }: StoredFacts): boolean {
  const contentBytes = padding === undefined ? bytes : padding.kind === 'size-differs' ? padding.contentBytes : undefined;
  return digest === undefined && contentBytes !== undefined && contentBytes < size && !LIVE_NAMES.test(relativePath);
}

export function byDigest(digest: DigestState | undefined): StoredJudgement {
  if (digest === 'differs') return { kind: 'damaged', code: 'digest-mismatch', reason: 'digest-mismatch' };
  return { kind: 'fits', isProven: digest === 'matches' };
}

/** Where the digest differs too, it is the stronger word. */
function badEnd({ digest }: StoredFacts, reason: string): StoredJudgement {
  return { kind: 'damaged', code: digest === 'differs' ? 'digest-mismatch' : 'padding-invalid', reason };
}

function judgeLength(facts: StoredFacts, contentBytes: number): StoredJudgement {
  const { digest, padding } = facts;
  if (digest === 'matches') return { kind: 'differs', code: 'size-differs-benignly', isProven: true, reason: 'digest', contentBytes };
  const reason = harmlessReason(facts, contentBytes);
  if (reason === undefined) {
    const code = padding === undefined ? 'size-mismatch' : 'payload-truncated';
    return { kind: 'damaged', code, reason: code, contentBytes };
  }
  return digest === 'differs'
    ? byDigest(digest)
    : { kind: 'differs', code: 'size-differs-benignly', isProven: false, reason, contentBytes };
}

/** Why a difference need not be damage; undefined when nothing excuses it. Padding that is right excuses what SQLite does not call damaged. */
function harmlessReason({ relativePath, size, padding, database }: StoredFacts, contentBytes: number): string | undefined {
  if (contentBytes > size) return 'longer';
  if (LIVE_NAMES.test(relativePath)) return 'live-file';
  if (database === 'intact') return 'intact-database';
  return database === 'damaged' || padding === undefined ? undefined : 'padding';
}
