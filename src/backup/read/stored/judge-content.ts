/** What is wrong with stored content that is open, by the rules of a verification. It reads all of it where there is a digest. */
import { databaseHealth } from './database-health.ts';
import { judgeStored, needsDatabase, type StoredJudgement } from './judge-stored.ts';
import type { PayloadContent } from './payload-content.ts';

/** @throws system errors of reading */
export function judgeContent(content: PayloadContent): StoredJudgement {
  const { name: relativePath, bytes, size } = content.job;
  const { padding, staysUnclear, isCutOff } = content;
  const facts = { relativePath, bytes, size, padding, digest: content.digestState(), staysUnclear, isCutOff };
  return judgeStored(needsDatabase(facts) ? { ...facts, database: databaseHealth(content)?.state } : facts);
}
