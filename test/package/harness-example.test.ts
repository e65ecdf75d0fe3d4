/** The example project of the harness, as somebody has it who installed the package: under three test runners, and on the command line. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../.config/bundles.ts';
import { installedPackage, plainEnvironment, type InstalledPackage } from './installed-package.ts';

const EXAMPLE = join(ROOT, 'test/examples/harness');
const TESTS = 4;

/** What runs the tests of the example, and what says in its output that all of them passed. */
const RUNNERS = [
  {
    name: 'mocha',
    args: [join(ROOT, 'node_modules/mocha/bin/mocha.js'), '--timeout=60000', 'mocha.test.js'],
    passed: new RegExp(`\\b${TESTS} passing`),
  },
  { name: 'node', args: ['--test', '--test-reporter=tap', 'node.test.js'], passed: new RegExp(`^# pass ${TESTS}$`, 'm') },
  {
    name: 'vitest',
    args: [
      join(ROOT, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--no-color',
      '--testTimeout=60000',
      '--hookTimeout=60000',
      'vitest.test.js',
    ],
    passed: new RegExp(`Tests +${TESTS} passed`),
  },
] as const;

interface Outcome {
  readonly status: number;
  readonly output: string;
}

describe('the example of the harness, with the package installed', () => {
  let project: InstalledPackage;
  let folder = '';
  /** Of the example alone: others make phones at the same time. */
  let temporary = '';

  before(async () => {
    project = await installedPackage();
    folder = join(project.folder, 'example');
    temporary = join(project.folder, 'temporary');
    await mkdir(temporary);
    await cp(EXAMPLE, folder, { recursive: true });
    for (const name of ['mocha', 'vitest']) {
      await symlink(join(ROOT, 'node_modules', name), join(project.folder, 'node_modules', name), 'junction');
    }
  });

  async function node(args: readonly string[]): Promise<Outcome> {
    return await new Promise((resolve) => {
      execFile(
        process.execPath,
        args,
        { cwd: folder, env: { ...plainEnvironment(), TMPDIR: temporary, TEMP: temporary } },
        (error, stdout, stderr) => {
          resolve({ status: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
        },
      );
    });
  }

  for (const { name, args, passed } of RUNNERS) {
    it(`passes under ${name}, and leaves nothing behind`, async () => {
      const { status, output } = await node(args);
      assert.equal(status, 0, output);
      assert.match(output, passed);
      assert.deepEqual(await readdir(temporary), []);
    });

    it(`fails under ${name} with the reason, and with the wire trace`, async () => {
      const file = `${name}.test.js`;
      const text = await readFile(join(folder, file), 'utf8');
      const failing = text
        .replace(
          "expectContractBroken(here('secrets.backup-contract.yml'), {",
          "expectContractKept(here('secrets.backup-contract.yml')); ({",
        )
        .replace("'link-lost'", "'disk-full'")
        .replace('withPhone({', "withPhone({ traceFolder: here('traces'),");
      await writeFile(join(folder, file), failing);
      const { status, output } = await node(args);
      await writeFile(join(folder, file), text);
      assert.notEqual(status, 0, output);
      assert.match(output, /BROKEN +line 5 .*mustNotContain: tok_live/);
      assert.match(output, /It failed with link-lost, and was to fail with disk-full/);
      assert.match(output, /Wire trace: .*example[\\/]traces/);
    });
  }

  it('is the same for every runner, but for the first line', async () => {
    const texts = await Promise.all(RUNNERS.map(({ name }) => readFile(join(EXAMPLE, `${name}.test.js`), 'utf8')));
    const [first, ...others] = texts.map((text) => text.slice(text.indexOf('\n')));
    for (const other of others) assert.equal(other, first);
  });

  it('has its token nowhere but in the log of the database', async () => {
    const read = async (name: string) => (await readFile(join(EXAMPLE, 'App/Documents', name))).toString('latin1');
    assert.ok(!(await read('notes.sqlite')).includes('tok_live'));
    assert.ok((await read('notes.sqlite-wal')).includes('tok_live'));
  });

  for (const [file, wanted] of [
    ['files', 0],
    ['secrets', 1],
  ] as const) {
    it(`contract check of the ${file} ends with ${wanted}`, async () => {
      const cli = join(project.installed, 'dist/cli.js');
      const { status, output } = await node([cli, 'contract', 'check', `${file}.backup-contract.yml`, '--simulate']);
      assert.equal(status, wanted, output);
      const args = ['contract', 'check', `${file}.backup-contract.yml`, '--simulate', '--format', 'sarif'];
      const { runs } = JSON.parse((await node([cli, ...args])).output) as {
        runs: { results: { locations: { physicalLocation: { region: { startLine: number } } }[] }[] }[];
      };
      const lines = runs.flatMap(({ results }) => results.flatMap(({ locations }) => locations[0]?.physicalLocation.region.startLine ?? 0));
      assert.deepEqual([...new Set(lines)], wanted === 1 ? [5] : []);
      if (wanted === 1) assert.match(output, /BROKEN +line 5 .*\n.*Documents\/notes\.sqlite contains .*only in the log \(-wal\)/);
    });
  }
});
