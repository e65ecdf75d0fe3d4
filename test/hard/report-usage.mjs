/** Loaded into a measured process before anything else: leaves its highest memory in the file that PEAK_FILE names. */
import { readFileSync, writeFileSync } from 'node:fs';

/** Where Linux tells it. What `resourceUsage` says there is that of the parent as well: a new process begins in its memory. */
const STATUS = '/proc/self/status';

function peakBytes() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(STATUS, 'utf8'))?.[1] ?? 0) * 1024;
}

const file = process.env.PEAK_FILE;
if (file !== undefined) {
  delete process.env.PEAK_FILE;
  process.on('exit', () => writeFileSync(file, String(peakBytes())));
}
