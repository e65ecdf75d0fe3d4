/** The good backup that stood before a fault: what a reader saw then, it must see afterwards, whatever the fault did. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { unlockBackup } from '../../../src/backup/index.ts';
import { regularFile, viewFolder } from '../../../src/backup/read/backup-folder.ts';
import { judgedBackup } from '../corpus/judged-backup.ts';

export interface TriedBackup {
  /** After a run that failed the last good version is there as it was; after one that succeeded a newer one, as good, stands in its place. */
  assertStillGood(hasFailed: boolean): Promise<void>;
}

/** Judges it. `password` of an encrypted backup. */
export async function lastGoodBackup(path: string, password?: string): Promise<TriedBackup> {
  await assertGood(path, password);
  return judgedBefore(path, password);
}

/** One that has been judged already, or a copy of it. */
export function judgedBefore(path: string, password?: string): TriedBackup {
  const before = digestsOf(path);
  return {
    assertStillGood: async (hasFailed) => {
      await assertGood(path, password);
      if (hasFailed) assert.deepEqual(digestsOf(path), before, 'a failed run has changed what readers see');
    },
  };
}

async function assertGood(path: string, password: string | undefined): Promise<void> {
  const keys = password === undefined ? undefined : await unlockBackup(path, password);
  try {
    const { verdict, findings } = await judgedBackup(path, 'full', keys);
    const isGood = verdict === 'good' || verdict === 'good-with-known-gaps';
    assert.ok(isGood, `the last good backup is ${verdict}: ${JSON.stringify(findings)}`);
  } finally {
    await keys?.lock();
  }
}

/** Place → SHA-1 of everything that a reader of the folder sees. */
function digestsOf(path: string): Record<string, string> {
  const folder = viewFolder(path);
  const digests: Record<string, string> = {};
  const visit = (name: string) => {
    const payload = regularFile(folder, name);
    if (payload !== undefined) digests[name] = createHash('sha1').update(readFileSync(payload.path)).digest('hex');
    else for (const entry of folder.list(name)) visit(name === '' ? entry : `${name}/${entry}`);
  };
  visit('');
  return digests;
}
