/** Loaded into a measured process before anything else: leaves its highest memory in the file that PEAK_FILE names. */
import { writeFileSync } from 'node:fs';
import { peakBytes } from '../support/peak-memory.ts';

const file = process.env.PEAK_FILE;
if (file !== undefined) {
  delete process.env.PEAK_FILE;
  process.on('exit', () => {
    writeFileSync(file, String(peakBytes()));
  });
}
