/** `npm run bench [-- NAME…]`: every *.bench.ts beside this file, one after the other, side by side with its peers. */
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cpus } from 'node:os';
import { runNodeTool } from '../../.config/node-tool.ts';
import { linesOf, missingOf } from './needs.ts';
import { printRow, type Benchmark } from './report.ts';

const SUFFIX = '.bench.ts';

const wanted = process.argv.slice(2);
const known = globSync(`*${SUFFIX}`, { cwd: import.meta.dirname })
  .map((file) => basename(file, SUFFIX))
  .sort();
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) fail([`no benchmark is called ${unknown.join(' or ')}. There are ${known.join(', ')}.`]);

const chosen = await Promise.all(known.filter((name) => wanted.length === 0 || wanted.includes(name)).map(load));
for (const line of linesOf(chosen)) console.log(line);
const missing = await missingOf(chosen.map(({ needs }) => needs));
if (missing.length > 0) fail(missing);

await runNodeTool('.config/build.ts', []);
console.log(`Node ${process.versions.node}, ${String(cpus().length)} cores. Ratios of one run count; single times depend on the machine.`);
for (const benchmark of chosen) {
  console.log(`\n${benchmark.title}`);
  for await (const row of benchmark.rows()) printRow(row);
}

async function load(name: string): Promise<Benchmark & { readonly name: string }> {
  const { default: benchmark } = (await import(join(import.meta.dirname, `${name}${SUFFIX}`))) as { default: Benchmark };
  return { name, ...benchmark };
}

function fail(lines: readonly string[]): never {
  for (const line of lines) console.error(line);
  process.exit(2);
}
