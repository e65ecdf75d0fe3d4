/** What this process and all its children that have ended have used of the processor. */

import { readFileSync } from 'node:fs';

/** The kernel counts in hundredths of a second everywhere that Node runs. */
const TICKS_PER_SECOND = 100;

/** Seconds of user and system time; undefined where the system does not keep count of children (only Linux does so in a file). */
export function cpuSeconds(): number | undefined {
  try {
    // The fields after the name in parentheses, which may hold anything: utime, stime, cutime, cstime are 14 to 17 of proc(5).
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\)\s/s, '')
      .split(' ');
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}
