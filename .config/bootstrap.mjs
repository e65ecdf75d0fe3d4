/**
 * Makes a bare checkout ready and runs one of the project's TypeScript files: `node .config/bootstrap.mjs [--quiet] FILE [ARGS…]`.
 *
 * It is plain JavaScript because it must run on the Node that a machine happens to have (20 and later), before anything is
 * installed. Everything after it runs on the Node that .config/pinned-node/package.json pins, which strips the types.
 */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** The first Node that runs the source as it is: types are stripped, and `using` is understood. */
const LEAST_NODE = 24;

function main(argv) {
  const quiet = argv[0] === '--quiet';
  const [script, ...args] = quiet ? argv.slice(1) : argv;
  if (script === undefined) fail('usage: node .config/bootstrap.mjs [--quiet] FILE [ARGS…]');

  const missing = whatIsMissing();
  if (missing !== undefined) installPackages(missing);
  const node = findNode();
  runScript(node, join(ROOT, script), args);
}

/** Says on stderr, so that stdout carries only what the script writes. */
function say(line) {
  process.stderr.write(`[setup] ${line}\n`);
}

function fail(line) {
  say(line);
  process.exit(1);
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Compares package-lock.json with the record that npm leaves in node_modules at the end of an installation.
 * Two small files are read, so this costs milliseconds when nothing is missing.
 */
function whatIsMissing() {
  const wanted = readJson(join(ROOT, 'package-lock.json'))?.packages ?? {};
  const installed = readJson(join(ROOT, 'node_modules', '.package-lock.json'))?.packages;
  if (installed === undefined) return 'nothing is installed yet';
  for (const [path, entry] of Object.entries(wanted)) {
    // A package that lies in the checkout itself (.config/pinned-node) is there; what it wants is listed like everything else.
    const isOwn = !path.startsWith('node_modules/') || entry.link === true;
    if (isOwn || (entry.optional === true && installed[path] === undefined)) continue;
    const name = path.replace(/^.*node_modules\//, '');
    if (installed[path] === undefined) return `${name} is missing`;
    if (installed[path].version !== entry.version) return `${name} ${installed[path].version} is installed, ${entry.version} is wanted`;
  }
  return isNodeGoodEnough(process.versions.node) || pinnedNode() !== undefined ? undefined : 'the pinned Node is missing';
}

function installPackages(reason) {
  say(`${reason}: running npm ci`);
  // Under `npm run`, npm names its own entry file: the same npm is used again, and Windows needs no shell.
  const cli = process.env.npm_execpath;
  const [command, args] = cli?.endsWith('.js') ? [process.execPath, [cli, 'ci']] : ['npm', ['ci']];
  const shell = command === 'npm' && process.platform === 'win32';
  const result = spawnSync(command, [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    shell,
    // npm hands its settings to the scripts it runs: without these, `npm run --silent` would silence an error here, and
    // `npm pack --dry-run` would install nothing.
    env: { ...process.env, npm_config_loglevel: 'error', npm_config_dry_run: 'false' },
  });
  if (result.status !== 0) fail('npm ci failed; see above');
}

function isNodeGoodEnough(version) {
  return Number(version.split('.')[0]) >= LEAST_NODE;
}

/** The executable of the pinned Node for this machine, or undefined where no package offers one. */
function pinnedNode() {
  const packageNames = [
    `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
    `node-bin-${process.platform}-${process.arch}`,
  ];
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  return packageNames.map((name) => join(ROOT, 'node_modules', name, 'bin', file)).find((path) => existsSync(path));
}

function findNode() {
  const pinned = pinnedNode();
  if (pinned !== undefined) return pinned;
  if (isNodeGoodEnough(process.versions.node)) return process.execPath;
  fail(
    `Node ${LEAST_NODE} or later is needed; this is ${process.versions.node}, and npm installed no newer one for ` +
      `${process.platform}-${process.arch}. Install Node ${LEAST_NODE} and run the command again.`,
  );
}

function runScript(node, script, args) {
  const path = [dirname(node), join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', script, ...args], {
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  // A terminal sends Ctrl+C to both processes; only what reaches this one alone is passed on.
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`${node} does not start: ${error.message}`));
  child.on('exit', (code, signal) => {
    process.exit(signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 0));
  });
}

main(process.argv.slice(2));
