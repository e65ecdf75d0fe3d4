/** `npm run bench [-- NAME…]`: every *.bench.ts beside this file, one after the other, side by side with its peers. */
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cpus } from 'node:os';
import { runNodeTool } from '../../.config/node-tool.ts';
import { offerDebianPackages, requireDebianPackages } from '../host/debian-packages.ts';
import { printRows, type Benchmark } from './report.ts';

const wanted = process.argv.slice(2);
const files = globSync('*.bench.ts', { cwd: import.meta.dirname })
  .sort()
  .filter((file) => wanted.length === 0 || wanted.includes(basename(file, '.bench.ts')));
if (files.length === 0) {
  process.stderr.write(`no benchmark is called ${wanted.join(' or ')}\n`);
  process.exit(2);
}
const PEERS = ['libimobiledevice-utils', 'sqlite3'] as const;
await offerDebianPackages(PEERS);
requireDebianPackages(PEERS);
await runNodeTool('.config/build.ts', []);
process.stdout.write(
  `Node ${process.versions.node}, ${String(cpus().length)} cores. Ratios of one run count; single times depend on the machine.\n`,
);
for (const file of files) {
  const { default: benchmark } = (await import(join(import.meta.dirname, file))) as { default: Benchmark };
  printRows(benchmark.title, await benchmark.run());
}
