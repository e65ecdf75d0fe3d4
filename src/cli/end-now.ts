/** Ends the process without waiting for its threads. */
import { existsSync } from 'node:fs';

const SHELL = '/bin/sh';

/**
 * Node's own exit waits for its threads, and a key derivation of minutes cannot be interrupted. Where the system can replace the process by
 * another one, nothing waits. Elsewhere (Windows, older Node) the process ends when its threads have. Exit handlers run in both cases.
 */
export function endNow(status: number): void {
  process.exitCode = status;
  if (process.platform === 'win32' || process.execve === undefined || !existsSync(SHELL)) process.exit(status);
  process.emit('exit', status);
  process.execve(SHELL, ['sh', '-c', `exit ${status}`], {});
}
