/** Loaded into a measured process before anything else: leaves its highest memory in the file that PEAK_FILE names. */
import { writeFileSync } from 'node:fs';

const file = process.env.PEAK_FILE;
if (file !== undefined) {
  delete process.env.PEAK_FILE;
  // maxRSS is in kibibytes.
  process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS * 1024)));
}
