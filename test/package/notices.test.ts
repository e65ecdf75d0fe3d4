import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../.config/bundles.ts';
import { NOTICES_FILE, bundledPackages, noticesOf, packageFolderOf } from '../../.config/notices.ts';

/** Packages whose code a source map says to be in a bundle: what the build itself did not decide. */
function packagesInMaps(): string[] {
  const maps = globSync('dist/**/*.map', { cwd: ROOT });
  assert.ok(maps.length > 5);
  const sources = maps.flatMap((file) => (JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as { sources: string[] }).sources);
  const folders = sources.map((source) => packageFolderOf(source)?.replace(/^.*?(?=node_modules\/)/, ''));
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

describe('the licences of others', () => {
  const notices = readFileSync(join(ROOT, NOTICES_FILE), 'utf8');

  it('are shipped for every package that is in a bundle', () => {
    const packages = packagesInMaps();
    assert.ok(packages.length > 3, packages.join());
    for (const folder of [...packages, 'node_modules/node-sqlite3-wasm']) {
      const { name, version } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as { name: string; version: string };
      assert.ok(notices.includes(`\n${name} ${version} (`), name);
    }
  });

  it('come with their words', () => {
    for (const part of notices.split(/^-{80}$/m).slice(1)) assert.match(part, /Copyright|Permission|public domain/i, part.slice(0, 60));
  });

  it('count only what has a byte in an output', () => {
    const input = (bytesInOutput: number) => ({ bytesInOutput });
    const inputs = { 'node_modules/a/x.js': input(0), 'node_modules/@b/c/y.js': input(7), 'src/z.ts': input(5) };
    const metafile = { inputs: {}, outputs: { o: { inputs, bytes: 12, imports: [], exports: [] } } };
    assert.deepEqual(bundledPackages([metafile]), ['node_modules/@b/c']);
  });

  it('are a condition of the build', () => {
    assert.throws(() => noticesOf(['test/fixtures/backups']));
  });
});
