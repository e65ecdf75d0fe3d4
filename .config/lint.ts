/**
 * `npm run lint`: the compiler over every project, the format, and oxlint with types. `--fix` repairs what can be repaired, `--types` only compiles,
 * `--long` looks with ESLint as well for what oxlint does not know yet.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bundles.ts';
import { nodeToolExitCode } from './node-tool.ts';

const fix = process.argv.includes('--fix');
const long = process.argv.includes('--long');
const onlyTypes = process.argv.includes('--types');
const given = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const where = given.length > 0 ? given : ['.'];

const projects = ['tsconfig.json', 'webview/tsconfig.json'].filter((project) => existsSync(join(ROOT, project)));
const steps: { name: string; tool: string; args: string[] }[] = [
  ...projects.map((project) => ({ name: `types of ${project}`, tool: 'node_modules/ts7/bin/tsc', args: ['-p', project] })),
  {
    name: 'format',
    tool: 'node_modules/oxfmt/bin/oxfmt',
    args: [fix ? '--write' : '--check', '--no-error-on-unmatched-pattern', ...where],
  },
  { name: 'lint', tool: 'node_modules/oxlint/bin/oxlint', args: ['--deny-warnings', ...(fix ? ['--fix'] : []), ...where] },
];
const eslint = ['--config', '.config/eslint.config.mjs', '--max-warnings', '0', ...(fix ? ['--fix'] : []), ...where];
if (long) steps.push({ name: 'long lint', tool: 'node_modules/eslint/bin/eslint.js', args: eslint });

const failed: string[] = [];
for (const { name, tool, args } of onlyTypes ? steps.slice(0, projects.length) : steps) {
  if ((await nodeToolExitCode(tool, args)) !== 0) failed.push(name);
}
console.log(failed.length === 0 ? 'types, format and lint are clean' : `failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
