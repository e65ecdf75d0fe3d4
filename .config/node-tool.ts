/** Runs a JavaScript tool of node_modules with the Node that runs this file. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './bundles.ts';

/** Shows the tool's output as it comes; resolves to its exit code. */
export async function nodeToolExitCode(entry: string, args: readonly string[]): Promise<number> {
  return await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, entry), ...args], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

/** As above, and fails unless the tool was content. */
export async function runNodeTool(entry: string, args: readonly string[]): Promise<void> {
  const code = await nodeToolExitCode(entry, args);
  if (code !== 0) throw new Error(`${entry} ${args.join(' ')} ended with ${code.toString()}`);
}
