/** One simulated phone in a process of its own, and the clients that back it up in theirs: what each takes is measured apart. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, peakOf, type CommandLine, type Run } from './measure.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');

/** So many files of so many bytes each. */
export interface Load {
  readonly count: number;
  readonly size: number;
}

export interface PhoneProcess extends AsyncDisposable {
  readonly address: string;
  readonly udid: string;
  ours(folder: string): CommandLine;
  theirs(tool: string, args: readonly string[]): CommandLine;
  /** In a folder of its own that goes with the phone. */
  intoEmptyFolder(command: (folder: string) => CommandLine): Promise<Run>;
  /** High-water mark of the phone's process so far, in bytes. */
  peakBytes(): number;
}

export async function startPhone({ count, size }: Load, nodeFlags: readonly string[] = []): Promise<PhoneProcess> {
  const script = join(import.meta.dirname, 'bulk-simulator.ts');
  const child = spawn(process.execPath, [...nodeFlags, script, String(count), String(size)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { address, udid } = JSON.parse(line.toString()) as { address: string; udid: string };
  const env = { USBMUXD_SOCKET_ADDRESS: address };
  // Removed only at the end: ext4 makes new files slowly for seconds after many were deleted.
  const folders = mkdtempSync(join(tmpdir(), 'bench-'));
  return {
    address,
    udid,
    ours: (folder) => ({ file: process.execPath, args: [CLI, 'backup', udid, folder, '--full', '--verify', 'off'], env }),
    theirs: (file, args) => ({ file, args: ['-u', udid, ...args], env }),
    intoEmptyFolder: (command) => measure(command(mkdtempSync(join(folders, 'run-')))),
    peakBytes: () => peakOf(child.pid),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      rmSync(folders, { recursive: true });
    },
  };
}
