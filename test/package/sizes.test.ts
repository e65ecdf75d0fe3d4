/** What is shipped: how large it is, and that nothing slips in that is not meant for users. */

import assert from 'node:assert/strict';
import { globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PackageManager, listFiles } from '@vscode/vsce';
import { ROOT, SIZE_BUDGETS } from '../../.config/bundles.ts';
import { packExtension, readmeWithoutPictures } from '../../.config/vsix.ts';

const VSIX_BUDGET = 2_500_000;

/** An entry, and every file that it imports before it runs. */
function filesLoadedWith(entry: string, known = new Set<string>()): string[] {
  if (known.has(entry)) return [];
  known.add(entry);
  const imports = readFileSync(entry, 'utf8').matchAll(/\b(?:from|import)\s*"(\.[^"]+)"/g);
  for (const [, address = ''] of imports) filesLoadedWith(join(dirname(entry), address), known);
  return [...known];
}

describe('the bundles', () => {
  for (const [file, budget] of Object.entries(SIZE_BUDGETS)) {
    it(`${file} stays below ${(budget / 1000).toString()} kB`, () => {
      const loaded = filesLoadedWith(join(ROOT, 'dist', file));
      const size = loaded.reduce((sum, path) => sum + statSync(path).size, 0);
      assert.ok(size > 0 && size <= budget, `${size.toString()} bytes in ${loaded.length.toString()} files`);
    });
  }

  it('name no path of the machine that built them', () => {
    const files = globSync('dist/**/*.{js,cjs,css,d.ts,map}', { cwd: ROOT });
    assert.ok(files.length > 5);
    assert.deepEqual(
      files.filter((file) => readFileSync(join(ROOT, file), 'utf8').includes(ROOT)),
      [],
    );
  });
});

describe('the VSIX', () => {
  it('holds bundles, pictures and words, and neither source nor maps nor packages', async () => {
    const files = await listFiles({ cwd: ROOT, packageManager: PackageManager.None });
    const expected =
      /^(package\.json|package\.nls(\.\w+)?\.json|README\.md|CHANGELOG\.md|LICENSE|webview\/assets\/.+|dist\/THIRD-PARTY-NOTICES\.txt|dist\/[\w./-]+\.(c?js|css|wasm|ttf))$/;
    assert.deepEqual(
      files.filter((file) => !expected.test(file)),
      [],
    );
    for (const needed of [
      'dist/extension.js',
      'dist/simulated-device.js',
      'dist/webview/main.js',
      'dist/webview/cloud.css',
      'dist/webview/cloud.js',
      'dist/webview/report.css',
      'dist/webview/report.js',
      'dist/webview/main.css',
      'README.md',
      'LICENSE',
      'dist/THIRD-PARTY-NOTICES.txt',
    ]) {
      assert.ok(files.includes(needed), needed);
    }
    assert.ok(
      files.some((file) => file.startsWith('dist/workers/')),
      'no workers',
    );
  });

  it('has a README without the pictures that VS Code would not show', () => {
    const whole = readFileSync(join(ROOT, 'README.md'), 'utf8');
    assert.equal(whole.match(/^!\[/gm)?.length, 7);
    assert.equal(
      readmeWithoutPictures(),
      whole
        .split('\n\n')
        .filter((paragraph) => !paragraph.startsWith('!['))
        .join('\n\n'),
    );
  });

  it(`stays below ${(VSIX_BUDGET / 1e6).toString()} MB`, async () => {
    const { size } = statSync(await packExtension());
    assert.ok(size <= VSIX_BUDGET, `${size.toString()} bytes`);
  });
});
