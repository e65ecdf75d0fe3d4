/**
 * Loaded into a measured process before anything else: leaves its highest memory in the file that PEAK_FILE names. Plain JavaScript, because what
 * strips types takes 20 MB itself; what it reads is said in ../support/peak-memory.ts.
 */
import { readFileSync, writeFileSync } from 'node:fs';

function peakBytes() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) * 1024;
}

const file = process.env.PEAK_FILE;
if (file !== undefined) {
  delete process.env.PEAK_FILE;
  process.on('exit', () => writeFileSync(file, String(peakBytes())));
}
