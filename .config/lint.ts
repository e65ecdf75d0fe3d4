/**
 * `npm run lint`: the compiler over every project, ESLint with types, and the format. `--fix` repairs what can be repaired, `--types` only compiles.
 * What was clean and has not changed is not looked at again, except in CI: with types, another file can make this one wrong.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bundles.ts';
import { nodeToolExitCode } from './node-tool.ts';

const fix = process.argv.includes('--fix');
const onlyTypes = process.argv.includes('--types');
const given = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const where = given.length > 0 ? given : ['.'];

const projects = ['tsconfig.json', 'webview/tsconfig.json'].filter((project) => existsSync(join(ROOT, project)));
const prettier = ['--config', '.config/prettier.json', '--ignore-path', '.config/prettierignore', '--log-level', 'warn'];
const cacheOf = (name: string) =>
  process.env.CI === undefined ? ['--cache', '--cache-strategy', 'content', '--cache-location', `node_modules/.cache/${name}/`] : [];
const steps: { name: string; tool: string; args: string[] }[] = [
  ...projects.map((project) => ({ name: `types of ${project}`, tool: 'node_modules/ts7/bin/tsc', args: ['-p', project] })),
  {
    name: 'format',
    tool: 'node_modules/prettier/bin/prettier.cjs',
    args: [...prettier, ...cacheOf('prettier'), fix ? '--write' : '--check', ...where],
  },
  {
    name: 'lint',
    tool: 'node_modules/eslint/bin/eslint.js',
    args: ['--config', '.config/eslint.config.mjs', '--max-warnings', '0', ...cacheOf('eslint'), ...(fix ? ['--fix'] : []), ...where],
  },
];

const failed: string[] = [];
for (const { name, tool, args } of onlyTypes ? steps.slice(0, projects.length) : steps) {
  if ((await nodeToolExitCode(tool, args)) !== 0) failed.push(name);
}
console.log(failed.length === 0 ? 'types, format and lint are clean' : `failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
