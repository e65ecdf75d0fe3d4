/** The lines that a task prints: plain sentences, and problems in the form that the problem matcher `$iosBackup` reads. */
import { oneLine } from './phrase.ts';
import type { Problem } from './problems.ts';

/** The words of a line are never cut in the middle of a path; but no device fills a terminal. */
const MOST_CHARS = 2000;

/** A problem at a place on the disk. */
export interface TaskProblem {
  /** The file, or the folder, that it is about. */
  readonly path: string;
  readonly severity: Problem['severity'];
  readonly code: string;
  readonly message: string;
}

/** One line of a terminal, whatever the text holds. */
export function taskLine(text: string): string {
  return `${oneLine(text, MOST_CHARS)}\r\n`;
}

/** `PATH:LINE:COLUMN: SEVERITY CODE: MESSAGE`. A backup has no lines, so both numbers are 1. Problem matchers call information `info`. */
export function taskProblemLine({ path, severity, code, message }: TaskProblem): string {
  return taskLine(`${path}:1:1: ${severity === 'information' ? 'info' : severity} ${code}: ${message}`);
}
