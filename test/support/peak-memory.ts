/** The most memory that this process has taken so far. */
import { readFileSync } from 'node:fs';

/** In bytes. On Linux `resourceUsage` counts the parent as well: a new process begins in its memory, and that of a test run is large. */
export function peakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) * 1024;
}
