/** The package as a stranger meets it: packed, installed into an empty folder without network, type-checked, run as plain JavaScript. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DOORS, ROOT } from '../../.config/bundles.ts';
import { LEAST_NODE_OF_USER } from '../../.config/node-versions.ts';
import { apiExamples } from '../support/api-examples.ts';
import { installedPackage, type InstalledPackage } from './installed-package.ts';

const run = promisify(execFile);

/** All that an installation may bring into a user's project. */
const INSTALLED_BUDGET = 15_000_000;

/** What resolves modules in projects of today. */
const RESOLUTIONS = [
  { module: 'node16', moduleResolution: 'node16' },
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
] as const;
const COMPILER = 'node_modules/ts7/bin/tsc';
/** Slower by far, so it looks only once. */
const COMPILER_BEFORE = 'node_modules/typescript/lib/tsc.js';

/** Another extension, which has the types of ours and not our sources. */
const EXTENSION_CONSUMER = 'consumer-extension.mts';

/** A test of somebody else. */
const HARNESS_CONSUMER = 'consumer-harness.mts';

/** Every extension has the types of Node or of a page, which have AbortSignal. */
const WITH_NODE = { types: ['node'] };

interface Manifest {
  readonly version: string;
  readonly dependencies?: unknown;
  readonly optionalDependencies?: unknown;
  readonly peerDependencies?: unknown;
  readonly engines: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

describe('the package, installed into an empty folder', () => {
  let folder = '';
  let installed = '';
  let manifest: Manifest;
  let npm: InstalledPackage['npm'];

  before(async () => {
    const project = await installedPackage();
    ({ folder, installed } = project);
    npm = project.npm;
    manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as Manifest;
    for (const program of ['consumer.mts', HARNESS_CONSUMER, EXTENSION_CONSUMER]) {
      await cp(join(import.meta.dirname, program), join(folder, program));
    }
  });

  it('brings no other package but, where there is a network, the types of Node', () => {
    assert.equal(manifest.dependencies, undefined);
    assert.equal(manifest.peerDependencies, undefined);
    assert.deepEqual(manifest.optionalDependencies, { '@types/node': '*' });
  });

  it(`and those types take less than ${(INSTALLED_BUDGET / 1e6).toString()} MB`, async () => {
    const sizes = [join(folder, 'node_modules'), ...['@types/node', 'undici-types'].map((name) => join(ROOT, 'node_modules', name))];
    const bytes = (await Promise.all(sizes.map(sizeOf))).reduce((sum, size) => sum + size);
    assert.ok(bytes > 3_000_000 && bytes <= INSTALLED_BUDGET, `${bytes.toString()} bytes`);
  });

  it('asks for the Node that runs it, and no more', async () => {
    assert.equal(manifest.engines.node, `>=${LEAST_NODE_OF_USER}`);
    const launcher = await readFile(join(ROOT, 'src/cli/main.ts'), 'utf8');
    assert.ok(launcher.includes(`needs Node ${LEAST_NODE_OF_USER} or newer`));
  });

  it('is built before it is packed', () => {
    assert.match(manifest.scripts.prepack ?? '', /\.config\/build\.ts/);
  });

  it('has a command line that runs with the Node at hand', async () => {
    const { stdout } = await npm(['exec', '--offline', '--', 'backup-lab', '--help']);
    assert.match(stdout, /^Usage: backup-lab/m);
    assert.equal((await npm(['exec', '--offline', '--', 'backup-lab', '--version'])).stdout.trim(), manifest.version);
  });

  it('simulates a phone, backs it up over a socket and reads the backup', async () => {
    const { stdout } = await run(process.execPath, [join(folder, 'consumer.mts'), folder]);
    const result = JSON.parse(stdout) as { devices: number; sms: string; verdict: string };
    assert.equal(result.devices, 1);
    assert.equal(result.sms, 'SQLite format 3');
    assert.equal(result.verdict, 'good');
  });

  it('gives a test of somebody else its phone', async () => {
    const { stdout } = await run(process.execPath, [join(folder, HARNESS_CONSUMER)]);
    const { verdict, version, runs } = JSON.parse(stdout) as { verdict: string; version: string; runs: string };
    assert.match(verdict, /^kept .* true$/);
    assert.match(version, /^17\./);
    assert.equal(runs, 'function');
  });

  describe('to the compiler', () => {
    before(async () => {
      await mkdir(join(folder, 'node_modules', '@types'), { recursive: true });
      const types = join(folder, 'node_modules', '@types', 'node');
      await rm(types, { recursive: true, force: true });
      await symlink(join(ROOT, 'node_modules', '@types', 'node'), types, process.platform === 'win32' ? 'junction' : 'dir');
    });

    it('has types without errors, however modules are resolved', async () => {
      const wrong = await Promise.all(RESOLUTIONS.map((resolution) => complaints(COMPILER, resolution)));
      assert.deepEqual(
        wrong,
        RESOLUTIONS.map(() => ''),
      );
    });

    it('has types without errors for the compiler before', async () => {
      assert.equal(await complaints(COMPILER_BEFORE, RESOLUTIONS[0]), '');
    });

    it('another extension compiles against the types of the exported API, which are one file and need no other', async () => {
      assert.equal(await complaints(COMPILER, RESOLUTIONS[0], [EXTENSION_CONSUMER], WITH_NODE), '');
      const types = await readFile(join(installed, 'dist', 'types', 'src', 'extension', 'api', 'extension-api.d.ts'), 'utf8');
      assert.doesNotMatch(types, /^\s*(import|export \*|\/\/\/ <reference)|import\(/m);
      const program = await readFile(join(folder, EXTENSION_CONSUMER), 'utf8');
      await writeFile(
        join(folder, 'mistaken-extension.mts'),
        program.replace('getApi(1)', 'getApi(2)').replace('{ udid,', '{ serial: udid,'),
      );
      const told = await complaints(COMPILER, RESOLUTIONS[0], ['mistaken-extension.mts'], WITH_NODE);
      assert.equal(told.match(/error TS/g)?.length, 2, told);
    });

    it('the examples in its comments and in the README are programs', async () => {
      const examples = apiExamples();
      for (const name of ['startSimulator', 'createBackup', 'openBackup', 'Device', 'verifyBackup', 'readme-1']) {
        assert.ok(examples.has(name), name);
      }
      const files = [...examples.keys()].map((name) => `example-${name}.mts`);
      await Promise.all([...examples.values()].map((program, at) => writeFile(join(folder, files[at] ?? ''), program)));
      assert.equal(await complaints(COMPILER, RESOLUTIONS[0], files), '');
    });

    it('a mistake in the use of a door is one', async () => {
      const lines = DOORS.map((door, at) => `import { nothing as n${at.toString()} } from 'ios-backup-lab/${door}';\n`);
      await writeFile(join(folder, 'mistaken.mts'), lines.join(''));
      const told = await complaints(COMPILER, RESOLUTIONS[0], ['mistaken.mts']);
      assert.equal(told.match(/error TS2305/g)?.length, DOORS.length, told);
    });
  });

  /** As strict as a careful user is; `skipLibCheck` off, so that errors inside our declarations show. */
  async function complaints(
    compiler: string,
    resolution: (typeof RESOLUTIONS)[number],
    files: readonly string[] = ['consumer.mts', HARNESS_CONSUMER],
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<string> {
    const options = {
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      target: 'es2022',
      // `await using` in the program itself; the declarations ask for what they need.
      lib: ['es2022', 'esnext.disposable'],
      ...resolution,
      ...more,
    };
    const project = join(folder, `tsconfig.${compiler.replaceAll('/', '-')}.${resolution.moduleResolution}.${files[0] ?? ''}.json`);
    await writeFile(project, JSON.stringify({ compilerOptions: options, files }));
    const { stdout } = await run(process.execPath, [join(ROOT, compiler), '-p', project]).catch(
      (error: unknown) => error as { stdout: string },
    );
    return stdout;
  }
});

async function sizeOf(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name)));
  return (await Promise.all(files)).reduce((sum, { size }) => sum + size, 0);
}
