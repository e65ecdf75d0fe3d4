/** How far the content of a preview can be trusted: the judgement of a verification, as far as it can be had in the time of a preview. */
import type { ContentJob } from '../read/stored/content-job.ts';
import { databaseHealth } from '../read/stored/database-health.ts';
import { judgeStored, needsDatabase, type StoredFacts, type StoredJudgement } from '../read/stored/judge-stored.ts';
import type { PayloadContent } from '../read/stored/payload-content.ts';
import { paddedSize } from '../read/stored/stored-form.ts';
import type { PreviewTrust } from './preview.ts';

/** Up to here all content is read: a tenth of a second at most. */
const READ_BYTES = 16 * 1024 * 1024;

/** @param fault what contradicts in its row and its record */
export function judgePreview(content: PayloadContent, fault: string | undefined, readAll: boolean): PreviewTrust {
  const { job, padding } = content;
  const isRead = readAll || job.bytes <= READ_BYTES;
  const facts: StoredFacts = {
    relativePath: job.name,
    bytes: job.bytes,
    size: job.size,
    padding,
    digest: isRead ? content.digestState() : undefined,
    isCutOff: content.isCutOff,
    staysUnclear: content.staysUnclear,
  };
  if (fault !== undefined) return { state: 'damaged', reason: fault };
  const asksDatabase = mayAskDatabase(job) && needsDatabase(facts);
  const judgement = judgeStored(asksDatabase && isRead ? { ...facts, database: databaseHealth(content)?.state } : facts);
  return isRead ? trustOf(judgement) : unreadTrustOf(judgement, job.digest !== undefined || asksDatabase);
}

/** SQLite may have to say whether a file is whole that is shorter than its record says: then a private folder is needed. */
export function mayAskDatabase({ digest, bytes, size, isEncrypted }: ContentJob): boolean {
  return digest === undefined && bytes < (isEncrypted ? paddedSize(size) : size);
}

function trustOf(judgement: StoredJudgement): PreviewTrust {
  switch (judgement.kind) {
    case 'fits':
      return { state: judgement.isProven ? 'proven' : 'consistent' };
    case 'differs':
      return { state: judgement.isProven ? 'proven' : 'known-gap', reason: judgement.code };
    case 'damaged':
      return { state: 'damaged', reason: judgement.reason };
  }
}

/** Where a digest, or SQLite, could still prove the content, what its length says is no more than a suspicion. */
function unreadTrustOf(judgement: StoredJudgement, couldProve: boolean): PreviewTrust {
  const { state, reason } = trustOf(judgement);
  if (!couldProve) return { state: state === 'consistent' ? 'not-checked' : state, ...(reason === undefined ? {} : { reason }) };
  return { state: 'not-checked', ...(reason === undefined ? {} : { reason }) };
}
