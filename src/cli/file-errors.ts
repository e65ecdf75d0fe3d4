/** Tells which files the device itself could not read: they are not in the backup. */
import type { CreatedBackup } from '../backup/index.ts';
import { say, type Terminal } from './terminal.ts';

/** More than this are counted; a JSON document lists them all. */
const MOST_FILES_TOLD = 20;

export function sayFileErrors(terminal: Terminal, { fileErrors, moreFileErrors = 0 }: CreatedBackup): void {
  for (const { item } of fileErrors.filter(({ isHarmless }) => isHarmless).slice(0, MOST_FILES_TOLD)) {
    say(terminal, `The device cannot read one of its own files, as on every run since iOS 17; no backup misses it: ${item}`);
  }
  const missed = fileErrors.filter(({ isHarmless }) => !isHarmless);
  if (missed.length + moreFileErrors === 0) return;
  say(terminal, 'Not in the backup, because the device could not read it:');
  for (const { item, message } of missed.slice(0, MOST_FILES_TOLD)) say(terminal, `  ${item}: ${message}`);
  const more = moreFileErrors + Math.max(0, missed.length - MOST_FILES_TOLD);
  if (more > 0) say(terminal, `  and ${String(more)} more`);
}
