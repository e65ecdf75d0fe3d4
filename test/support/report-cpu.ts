/** Preloaded into a suite: leaves in the file that CPU_SECONDS_FILE names what the suite has used of the processor. */

import { writeFileSync } from 'node:fs';
import { cpuSeconds } from './cpu-seconds.ts';

const file = process.env.CPU_SECONDS_FILE;
delete process.env.CPU_SECONDS_FILE;
if (file !== undefined) {
  process.on('exit', () => {
    writeFileSync(file, String(cpuSeconds() ?? ''));
  });
}
