/** Lists the files that the device itself could not read. They are not in the backup. */
import type { CreatedBackup } from '../backup/index.ts';
import { say, type Terminal } from './terminal.ts';

/** More than this are counted; a JSON document lists them all. */
const MOST_FILES_TOLD = 20;

export function sayFileErrors(terminal: Terminal, { fileErrors, moreFileErrors = 0 }: CreatedBackup): void {
  for (const { item } of fileErrors.filter(({ isHarmless }) => isHarmless).slice(0, MOST_FILES_TOLD)) {
    say(
      terminal,
      `The device could not read one of its own files. This is normal since iOS 17, and nothing is missing from the backup: ${item}`,
    );
  }
  const missed = fileErrors.filter(({ isHarmless }) => !isHarmless);
  if (missed.length + moreFileErrors === 0) return;
  say(terminal, 'Not in the backup because the device could not read it:');
  for (const { item, message } of missed.slice(0, MOST_FILES_TOLD)) say(terminal, `  ${item}: ${message}`);
  const more = moreFileErrors + Math.max(0, missed.length - MOST_FILES_TOLD);
  if (more > 0) say(terminal, `  and ${String(more)} more`);
}
