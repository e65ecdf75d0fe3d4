/** Can the property lists among the files be read? */
import { isCodedError } from '../../../base/index.ts';
import { parsePlist, plistFormatOf } from '../../../formats/index.ts';
import type { PayloadContent } from '../../read/stored/payload-content.ts';
import type { Check } from '../check.ts';
import { storedContent } from './stored-content.ts';

interface PlistTrouble {
  /** Its name and its first bytes agree that it is a property list. */
  readonly isMeant: boolean;
  readonly reason: string;
}

/**
 * What is named and begins like a property list and does not go on like one is damaged, unless its digest shows that the device had it so.
 * Where only one of the two speaks for it, it may be anything: apps keep texts of their own under that name, and files that nothing was
 * written to yet.
 */
export const plistContent: Check<PlistTrouble> = {
  name: 'plist-content',
  examine: troubleOf,
  begin: () => ({
    row(facts) {
      const trouble = facts.seen(plistContent);
      if (trouble === undefined || facts.isLost) return;
      const evidence = { file: facts.payload?.place ?? null, reason: trouble.reason };
      const isProven = facts.seen(storedContent)?.digest === 'matches';
      if (isProven && !trouble.isMeant) return;
      if (trouble.isMeant && !isProven) {
        facts.mark('damaged');
        facts.report('plist-unreadable', 'This file starts like a property list but cannot be read as one.', evidence);
      } else {
        facts.report('content-doubtful', 'This file should be a property list but cannot be read as one.', evidence);
      }
    },
  }),
};

function troubleOf(content: PayloadContent): PlistTrouble | undefined {
  const head = content.isRead ? content.head() : undefined;
  if (head === undefined || head.length === 0) return undefined;
  const format = plistFormatOf(head);
  const isNamed = content.job.name.endsWith('.plist');
  if (!isNamed && format !== 'binary') return undefined;
  const bytes = content.plain();
  if (bytes === undefined) return undefined;
  try {
    parsePlist(bytes);
    return undefined;
  } catch (error) {
    if (!isCodedError(error)) throw error;
    // Too much of it is no damage.
    return error.code === 'plist-limit' ? undefined : { isMeant: isNamed && format !== undefined, reason: error.message };
  }
}
