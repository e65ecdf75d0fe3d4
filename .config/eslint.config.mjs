/**
 * What oxlint does not know yet of the rules for types: `npm run lint -- --long` looks at it as well, in five times the time. The compiler itself
 * refuses an object that looks like one of a class, unless the class keeps nothing private; only such a class needs the first of these rules.
 */

import { defineConfig } from 'eslint/config';
import { dirname } from 'node:path';
import tseslint from 'typescript-eslint';

const ROOT = dirname(import.meta.dirname);

export default defineConfig(
  {
    ignores: [
      '**/node_modules/**',
      'dist/**',
      'out/**',
      'artifacts/**',
      'coverage/**',
      '.vscode-test/**',
      'test/fixtures/**',
      'test/package/consumer*.mts',
    ],
  },
  // Comments that switch a rule off are those of oxlint, which says when one is not needed.
  { linterOptions: { reportUnusedDisableDirectives: 'off' } },
  {
    files: ['**/*.ts'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { project: ['tsconfig.json', 'webview/tsconfig.json'], tsconfigRootDir: ROOT },
    },
    rules: {
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'error',
      '@typescript-eslint/no-meaningless-void-operator': 'error',
    },
  },
);
