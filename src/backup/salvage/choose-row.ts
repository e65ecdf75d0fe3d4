/** Of all rows and all stored copies of one file: the pair that fits best. */
import { isCodedError } from '../../base/index.ts';
import { decodeMBFile, type MBFile } from '../../formats/index.ts';
import type { BackupFile, Payload } from '../read/backup.ts';
import { kindOf, kindOfFlags } from '../read/file-rows.ts';
import { CONTENT_STATES, judgeContent, type ContentState, type JudgingContext } from './judge-content.ts';
import type { StoredRow } from './row-store.ts';

export interface ChosenRow {
  readonly row: StoredRow;
  readonly kind: BackupFile['kind'];
  /** Absent when no source has one that can be read. */
  readonly record?: MBFile;
  /** Of a regular file. `missing`: nothing is stored. */
  readonly content?: ContentState | 'missing';
  readonly payload?: Payload;
}

interface ChoiceContext extends JudgingContext {
  readonly copies: (fileID: string) => Payload[];
}

/** `group` holds rows of the same name, the most trusted first; at least one. */
export async function chooseRow(group: readonly StoredRow[], context: ChoiceContext): Promise<ChosenRow | undefined> {
  const [first] = group;
  if (first === undefined) return undefined;
  const candidates = group.flatMap((row) => {
    const record = recordOf(row);
    return record === undefined ? [] : [{ row, record }];
  });
  const [best] = candidates;
  const copies = context.copies(first.fileID);
  const kind = kindOfRow(best ?? { row: first }, copies.length > 0);
  if (kind !== 'file') return { ...(best ?? { row: first }), kind };
  if (best === undefined) {
    const [payload] = copies;
    return payload === undefined ? { row: first, kind, content: 'missing' } : { row: first, kind, content: 'consistent', payload };
  }
  if (copies.length === 0) return { ...best, kind, content: 'missing' };
  return await bestPair(candidates, copies, context);
}

/** A name alone says nothing: with content it is a file; most that have none are directories (2,618 of 2,632 rows of a real backup). */
function kindOfRow({ row, record }: { row: StoredRow; record?: MBFile }, isStored: boolean): BackupFile['kind'] {
  if (record === undefined && kindOfFlags(row.flags) === undefined) return isStored ? 'file' : 'directory';
  return kindOf(row.flags, record?.mode);
}

async function bestPair(
  candidates: readonly { row: StoredRow; record: MBFile }[],
  copies: readonly Payload[],
  context: JudgingContext,
): Promise<ChosenRow | undefined> {
  let chosen: (ChosenRow & { content: ContentState }) | undefined;
  for (const candidate of candidates) {
    for (const payload of copies) {
      const content = await judgeContent(candidate.record, payload, context);
      if (chosen === undefined || isBetter(content, chosen.content)) chosen = { ...candidate, kind: 'file', content, payload };
      // A digest cannot be beaten; and where there is none to be had, the more trusted pair stays.
      if (content === 'proven' || (content === 'consistent' && candidate.record.digest === undefined)) return chosen;
    }
  }
  return chosen;
}

function isBetter(one: ContentState, other: ContentState): boolean {
  return CONTENT_STATES.indexOf(one) < CONTENT_STATES.indexOf(other);
}

/** Damage may hit the record and leave the name; then its own path disagrees, or it cannot be decoded at all. */
function recordOf({ blob, relativePath }: StoredRow): MBFile | undefined {
  if (blob === null) return undefined;
  try {
    const record = decodeMBFile(blob);
    return record.relativePath === relativePath ? record : undefined;
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return undefined;
  }
}
