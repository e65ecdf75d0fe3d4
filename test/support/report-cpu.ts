/**
 * Runs the script of a suite, `report-cpu.ts SCRIPT ARGS…`, and leaves in the file that CPU_SECONDS_FILE names what it has used of the processor.
 * A preload would be loaded again by each of its thousands of threads.
 */

import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cpuSeconds } from './cpu-seconds.ts';

const file = process.env.CPU_SECONDS_FILE;
delete process.env.CPU_SECONDS_FILE;
if (file !== undefined) {
  process.on('exit', () => {
    writeFileSync(file, String(cpuSeconds() ?? ''));
  });
}

const [script = ''] = process.argv.splice(2, 1);
process.argv[1] = resolve(script);
await import(pathToFileURL(resolve(script)).href);
