/** Reads the content of one stored file for a comparison: its fingerprint, and whether it agrees with its record, by the rules of a verification. */
import { createHash } from 'node:crypto';
import { systemErrorCode } from '../../../base/index.ts';
import type { ContentJob } from '../../read/stored/content-job.ts';
import { judgeContent } from '../../read/stored/judge-content.ts';
import { PayloadContent, type ContentTools } from '../../read/stored/payload-content.ts';

export type ReadContent =
  | {
      /** SHA-256 of the content in the clear. */
      readonly fingerprint: string;
      /** The content, if it was asked for and is not too long. */
      readonly plain?: Uint8Array;
    }
  /** The code of a finding or an error. */
  | { readonly problem: string };

/** Documents longer than this are not compared value by value. */
const MOST_DOCUMENT_BYTES = 4 * 1024 * 1024;

export function readContent(job: ContentJob, tools: ContentTools): ReadContent {
  try {
    return PayloadContent.look(job, tools, judgedFingerprint);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return { problem: 'payload-unreadable' };
  }
}

function judgedFingerprint(content: PayloadContent): ReadContent {
  const { job, keyFailure } = content;
  if (keyFailure !== undefined) return { problem: 'key-unwrap-failed' };
  if (!content.isReadable) return { problem: job.wrappedKey === undefined ? 'key-missing' : 'backup-encrypted' };
  const before = content.state();
  const judgement = judgeContent(content);
  if (judgement.kind === 'damaged') return { problem: judgement.code };
  if (content.contentBytes === undefined) return { problem: 'padding-invalid' };
  const hash = createHash('sha256');
  const isShort = content.contentBytes <= MOST_DOCUMENT_BYTES;
  const kept: Uint8Array[] = [];
  for (const chunk of content.plainChunks()) {
    hash.update(chunk);
    if (isShort) kept.push(Uint8Array.from(chunk));
  }
  if (content.state() !== before) return { problem: 'file-changed' };
  return { fingerprint: hash.digest('hex'), ...(isShort ? { plain: Buffer.concat(kept) } : {}) };
}

/** What can be compared part by part. */
type ContentForm = 'document' | 'database';

/** By the first bytes. Undefined for anything else, what cannot be read, and documents that are too long. */
export function formAtStart(job: ContentJob, tools: ContentTools): ContentForm | undefined {
  try {
    return PayloadContent.look(job, tools, (content) => {
      const head = content.head();
      if (head === undefined) return undefined;
      const text = Buffer.from(head).toString('latin1');
      if (text === 'SQLite format 3\0') return 'database';
      const isDocument = /^(bplist|(\xef\xbb\xbf)?\s*<(\?xml|!DOC|plist))/.test(text);
      return isDocument && (content.contentBytes ?? Infinity) <= MOST_DOCUMENT_BYTES ? 'document' : undefined;
    });
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}
