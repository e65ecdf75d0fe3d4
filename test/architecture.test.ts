/** The architecture: the real import graph against the table of rooms, and a planted violation for every rule. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { type Metafile, build } from 'esbuild';
import { type Bundle, ROOT, bundles, esbuildOptions } from '../.config/bundles.ts';
import { ENTRIES, RULES, type Violation, topLevelViolations } from './support/architecture-rules.ts';
import { ROOMS, roomOf } from './support/room-table.ts';
import { plantProject, readProject } from './support/source-files.ts';

const project = readProject();

describe('the architecture', () => {
  for (const rule of RULES) {
    it(rule.name, () => {
      assert.deepEqual(asLines(rule.check(project)), []);
    });

    it(`${rule.name}: a planted violation is reported`, () => {
      for (const files of rule.planted) {
        const [first] = Object.keys(files);
        const reported = rule.check(plantProject(files)).map((violation) => violation.path);
        assert.ok(first !== undefined && reported.includes(first), `not reported: ${JSON.stringify(files)}`);
      }
    });
  }

  it('what the table allows is not reported', () => {
    const allowed = plantProject({
      'src/extension/planted.ts': "const { startSimulator } = await import('../simulated-device/index.ts');",
      'src/view/planted.ts': "import type { BackupFile } from '../backup/index.ts';",
      'src/backup/create/planted.ts': "import { UsbmuxClient } from '../../device-protocol/index.ts';",
      'webview/ui/planted.ts': "import { Button } from '@vscode/webview-ui-toolkit';",
      'src/cli/commands/planted.ts': "import { Command } from 'commander';\nimport { readFile } from 'node:fs/promises';",
    });
    const edgeRules = RULES.filter((rule) => /imports|door|Node's|package|vscode/.test(rule.name));
    assert.deepEqual(
      edgeRules.flatMap((rule) => rule.check(allowed)),
      [],
    );
  });

  it('every room has a door or an entry, and a README of a few lines', () => {
    const tracked = new Set(trackedFiles());
    const files = new Set(project.map((file) => file.path));
    for (const { folder } of Object.values(ROOMS)) {
      const ways = [`${folder}index.ts`, ...[...ENTRIES].filter((entry) => entry.startsWith(folder))];
      assert.ok(
        ways.some((path) => files.has(path)),
        `${folder} has no door`,
      );
      assert.ok(tracked.has(`${folder}README.md`), `${folder}README.md`);
    }
  });

  it('the top level holds what tools demand and nothing else', () => {
    const names = new Set(trackedFiles().map((path) => path.split('/')[0] ?? ''));
    assert.deepEqual(topLevelViolations([...names]), []);
    assert.deepEqual(topLevelViolations(['src', 'scripts', '.config']), ['scripts']);
  });
});

function asLines(violations: readonly Violation[]): string[] {
  return violations.map(({ path, message }) => `${path}: ${message}`);
}

function trackedFiles(): string[] {
  return execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).split('\n').filter(Boolean);
}

describe('the bundles', () => {
  const inputs = new Map<string, Metafile['inputs']>();

  before(async function () {
    this.timeout(60_000);
    for (const bundle of bundles({ minify: false })) inputs.set(bundle.name, await inputsOf(bundle));
  });

  it('contain at run time only what the source says', () => {
    const known = new Map(
      project.map((file) => [file.path, new Set(file.edges.filter(({ kind }) => kind !== 'type').map(({ target }) => target))]),
    );
    for (const [from, { imports }] of [...inputs.values()].flatMap((files) => Object.entries(files))) {
      const targets = imports.filter(({ external, path }) => external !== true && roomOf(path) !== undefined).map(({ path }) => path);
      if (roomOf(from) === undefined || !from.endsWith('.ts')) continue;
      // A bundle may go past the door that the source names: see .config/past-doors.ts.
      const doorOf = (target: string) => `${ROOMS[roomOf(target) ?? '']?.folder ?? ''}index.ts`;
      const says = known.get(from) ?? new Set();
      const unknown = targets.filter((target) => !says.has(target) && !says.has(doorOf(target)));
      assert.deepEqual(unknown, [], from);
    }
  });

  it('of the extension leaves the simulated device outside until it is asked for', () => {
    assert.deepEqual(roomsBeside('extension', ['extension', 'view', 'report', 'backup', 'device-protocol', 'formats', 'base']), []);
  });

  it('of the webview holds the page and the view, and nothing of Node', () => {
    assert.deepEqual(roomsBeside('webview', ['webview', 'view', 'base']), []);
  });

  it('of the workers hold no VS Code and no terminal', () => {
    assert.deepEqual(roomsBeside('workers', ['backup', 'simulated-device', 'device-protocol', 'formats', 'base']), []);
  });

  async function inputsOf(bundle: Bundle): Promise<Metafile['inputs']> {
    const { metafile } = await build({ ...esbuildOptions(bundle), write: false, metafile: true });
    return metafile.inputs;
  }

  /** Other rooms than the named ones of which a bundle holds files. */
  function roomsBeside(name: string, allowed: readonly string[]): string[] {
    const paths = Object.keys(inputs.get(name) ?? {});
    assert.ok(paths.length > 0, `no bundle ${name}`);
    const rooms = new Set(paths.map((path) => roomOf(path) ?? ''));
    return [...rooms].filter((room) => room !== '' && !allowed.includes(room));
  }
});
