/** Looks into stored files one after another, with the part of each check that reads content. */
import { systemErrorCode } from '../../../base/index.ts';
import { ClassKeys } from '../../../formats/index.ts';
import { loadSqlite } from '../../read/sqlite/load-sqlite.ts';
import { PayloadContent, type ContentTools } from '../../read/stored/payload-content.ts';
import type { Check } from '../check.ts';
import type { ContentJob, ContentOutcome, ContentThreadData } from './content-messages.ts';

/** Large enough that system calls cost little. From 512 KiB on, Linux copies five times as slowly (measured), for the cache of a core is full. */
const BUFFER_BYTES = 256 * 1024;

export async function contentTools({ classKeys, privateFolder, bytesRead }: ContentThreadData): Promise<ContentTools> {
  const counter = new BigInt64Array(bytesRead);
  const keys = classKeys && ClassKeys.from(classKeys);
  for (const [, key] of classKeys?.keys ?? []) key.fill(0);
  return {
    classKeys: keys,
    sqlite: await loadSqlite(),
    privateFolder,
    buffer: new Uint8Array(BUFFER_BYTES),
    countBytes(bytes) {
      Atomics.add(counter, 0, BigInt(bytes));
    },
  };
}

export function examine(job: ContentJob, tools: ContentTools, checks: readonly Check[]): ContentOutcome {
  try {
    return { seen: PayloadContent.look(job, tools, (content) => seenBy(checks, content)) };
  } catch (error) {
    const systemCode = systemErrorCode(error);
    if (systemCode === undefined) throw error;
    return { systemCode };
  }
}

function seenBy(checks: readonly Check[], content: PayloadContent): Record<string, unknown> {
  const seen: Record<string, unknown> = {};
  for (const check of checks) {
    const found = check.examine?.(content);
    if (found !== undefined) seen[check.name] = found;
  }
  return seen;
}
