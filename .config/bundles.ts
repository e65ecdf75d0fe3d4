/** What is bundled from what: one list for the build, the size test and the test of run-time imports. */

import { copyFileSync, globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { lazyParts } from './lazy-parts.ts';

export const ROOT = dirname(import.meta.dirname);

/** A call of esbuild. `entries` maps the name of an output below dist/ (without extension) to its source file. */
export interface Bundle {
  readonly name: string;
  readonly entries: Readonly<Record<string, string>>;
  readonly options: BuildOptions;
}

/** The doors that other programs may import from the package; package.json `exports` names the same. */
export const DOORS = ['device-protocol', 'simulated-device', 'backup', 'harness'] as const;

/** Upper limits in bytes of what a user's editor has to load: an entry, and what it imports at once. */
export const SIZE_BUDGETS: Readonly<Record<string, number>> = {
  'extension.js': 500_000,
  'webview/main.js': 250_000,
  'webview/cloud.js': 200_000,
  'webview/report.js': 150_000,
};

/** `threadsAlone`: each thread has everything in its own file, for tests that build nothing else. */
export function bundles(options: { minify: boolean; threadsAlone?: boolean }): Bundle[] {
  const isShared = (file: string) => options.threadsAlone !== true && file.startsWith(SHARED_WITH_LIBRARY);
  const workers = Object.entries(workerEntries());
  const shared: BuildOptions = {
    absWorkingDir: ROOT,
    outdir: 'dist',
    bundle: true,
    metafile: true,
    sourcemap: 'linked',
    sourcesContent: false,
    minify: options.minify,
    // Errors take their name from their class, and logs show it.
    keepNames: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  };
  const node: BuildOptions = { ...shared, platform: 'node', target: 'node22', plugins: [sqliteFallback('.'), versionOnly] };
  const esm: BuildOptions = { ...node, format: 'esm', banner: { js: REQUIRE_IN_ESM } };
  return [
    {
      name: 'extension',
      entries: { extension: 'src/extension/extension.ts' },
      options: { ...esm, splitting: true, chunkNames: 'extension-[name]-[hash]', external: ['vscode'], plugins: extensionPlugins() },
    },
    {
      name: 'library',
      // The commands under a name of their own: tests run many command lines in one process with them.
      entries: {
        cli: 'src/cli/main.ts',
        'cli-program': 'src/cli/program.ts',
        ...Object.fromEntries(DOORS.map((door) => [door, `src/${door}/index.ts`])),
        ...Object.fromEntries(workers.filter(([, file]) => isShared(file))),
      },
      // Flat names: code in a chunk finds its workers at the same relative address as code in an entry file.
      options: { ...esm, splitting: true, chunkNames: 'chunk-[hash]' },
    },
    {
      name: 'workers',
      entries: Object.fromEntries(workers.filter(([, file]) => !isShared(file))),
      options: { ...esm, plugins: [sqliteFallback('..')] },
    },
    {
      name: 'webview',
      entries: { 'webview/main': 'webview/main.ts', 'webview/cloud': 'webview/cloud.ts', 'webview/report': 'webview/report.ts' },
      options: {
        ...shared,
        // Nothing of a page tells its errors apart by name, and the names cost a twentieth of it.
        keepNames: false,
        platform: 'browser',
        target: 'es2022',
        format: 'iife',
        loader: { '.svg': 'dataurl', '.ttf': 'file' },
        plugins: [onlyUsedWords, withoutIndents],
      },
    },
  ];
}

/** The options for esbuild, with the entries in its own form. */
export function esbuildOptions(bundle: Bundle): BuildOptions {
  return { ...bundle.options, entryPoints: Object.entries(bundle.entries).map(([out, file]) => ({ in: file, out })) };
}

/** Packages in CommonJS call `require` for Node's own modules, which ES modules do not have. */
const REQUIRE_IN_ESM =
  'import { createRequire as createRequireOfModule } from "node:module"; const require = createRequireOfModule(import.meta.url);';

/** A thread of this room is most of the room, which the library holds as well: it starts from the same files. Others start faster from one file. */
const SHARED_WITH_LIBRARY = 'src/simulated-device/';

/** Every file `src/…/NAME-worker.ts` becomes dist/workers/NAME-worker.js. */
function workerEntries(): Record<string, string> {
  const files = globSync('src/**/*-worker.ts', { cwd: ROOT }).map((file) => file.replaceAll('\\', '/'));
  return Object.fromEntries(files.sort().map((file) => [`workers/${basename(file, '.ts')}`, file]));
}

/** The file that takes the place of the SQLite package in dist/; its WebAssembly must lie beside it. */
export const SQLITE_FALLBACK = { packageName: 'node-sqlite3-wasm', file: 'node-sqlite3-wasm.cjs', wasm: 'node-sqlite3-wasm.wasm' };

/** Copies that file and its WebAssembly into `folder`, and returns their names there. */
export function copySqliteFallback(folder: string): string[] {
  const { packageName, file, wasm } = SQLITE_FALLBACK;
  const source = createRequire(import.meta.url).resolve(packageName);
  copyFileSync(source, join(folder, file));
  copyFileSync(join(dirname(source), wasm), join(folder, wasm));
  return [file, wasm];
}

/** Keeps the SQLite that runs in a sandbox, or where there is no node:sqlite, out of every bundle: one copy in dist/, loaded when it is needed. */
function sqliteFallback(pathToDist: string): Plugin {
  const filter = new RegExp(`^${SQLITE_FALLBACK.packageName}$`);
  const result = { path: `${pathToDist}/${SQLITE_FALLBACK.file}`, external: true };
  return { name: 'sqlite-fallback', setup: (build) => build.onResolve({ filter }, () => result) };
}

/** The extension starts a simulated device now and then: what it imports for that stays in files of the library. */
const lazySimulator: Plugin = {
  name: 'lazy-simulator',
  setup(build) {
    build.onResolve({ filter: /(?:simulated-device|harness)\/index\.ts$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path: `./${basename(dirname(path))}.js`, external: true } : undefined,
    );
  },
};

/** A page takes only those files of the view that it uses: tables of words that it never shows are most of what stands behind that door. */
const onlyUsedWords: Plugin = {
  name: 'only-used-words',
  setup(build) {
    const view = join(ROOT, 'src', 'view');
    build.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
      const file = join(resolveDir, path);
      return file.startsWith(view) ? { path: file, sideEffects: false } : undefined;
    });
  },
};

/** What stands in front of a line of a template in markup or styles means nothing, and no tool takes it away. Lines stay where they are. */
const withoutIndents: Plugin = {
  name: 'without-indents',
  setup(build) {
    build.onLoad({ filter: /[\\/](?:webview[\\/]pages|webview-ui-toolkit|fast-foundation)[\\/].*\.[jt]s$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(/\n[ \t]+/g, '\n'),
      loader: path.endsWith('.ts') ? 'ts' : 'js',
    }));
  },
};

/** Is loaded when somebody chooses a password. */
const PASSWORD_STRENGTH = join(ROOT, 'src/extension/encryption/password-strength.ts');

/** Is loaded when there is a contract. */
const CONTRACT_ROOM = join(ROOT, 'src/extension/tests/contract-room.ts');

function extensionPlugins(): Plugin[] {
  return [sqliteFallback('.'), lazySimulator, lazyParts(join(ROOT, 'src', 'extension'), [PASSWORD_STRENGTH, CONTRACT_ROOM])];
}

/** The command line knows its version from package.json; nothing else of that goes into the bundle. */
const versionOnly: Plugin = {
  name: 'version-only',
  setup(build) {
    build.onLoad({ filter: /[\\/]package\.json$/ }, ({ path, with: { type } }) => {
      if (dirname(path) !== ROOT || type !== 'json') return undefined;
      const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};
