/**
 * code-server from npm: a real workbench and a real extension host for machines without a desktop VS Code.
 *
 * It is cached under .vscode-test/. No install script runs and nothing is compiled: the two native modules that come as
 * source only get a small stand-in, the others bring binaries along.
 */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../.config/bundles.ts';

export const CODE_SERVER_VERSION = '4.139.1';

/** Where hosts are kept between runs. */
export const HOST_CACHE = join(ROOT, '.vscode-test');

export interface CodeServerInstallation {
  /** The Node that runs it; code-server asks for this major version exactly. */
  readonly node: string;
  readonly entry: string;
}

/** Installs it when it is not there yet. Two runs at the same time each install; the first to finish wins. */
export async function ensureCodeServer(): Promise<CodeServerInstallation> {
  const folder = join(HOST_CACHE, `code-server-${CODE_SERVER_VERSION}`);
  if (!existsSync(folder)) await install(folder);
  return { node: process.execPath, entry: join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js') };
}

async function install(folder: string): Promise<void> {
  if (process.platform !== 'linux') throw new Error('code-server runs on Linux only; install VS Code, or set VSCODE_EXECUTABLE_PATH');
  if (!process.versions.node.startsWith('24.')) throw new Error(`code-server needs Node 24 and this is ${process.versions.node}`);
  const started = performance.now();
  console.error(`[host] installing code-server ${CODE_SERVER_VERSION} from npm into ${folder} (once, 800 MB)`);
  const making = `${folder}.${process.pid.toString()}`;
  await mkdir(making, { recursive: true });
  try {
    await writeFile(join(making, 'package.json'), '{ "private": true }\n');
    await npmInstall(making, [`code-server@${CODE_SERVER_VERSION}`]);
    const vscode = join(making, 'node_modules', 'code-server', 'lib', 'vscode');
    await npmInstall(vscode, ['--omit=dev']);
    await npmInstall(join(vscode, 'extensions'), ['--omit=dev']);
    await writeFile(join(vscode, 'node_modules', '@vscode', 'spdlog', 'index.js'), SPDLOG_STAND_IN);
    await writeFile(join(vscode, 'node_modules', '@vscode', 'native-watchdog', 'index.js'), WATCHDOG_STAND_IN);
    await moveIntoPlace(making, folder);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  console.error(`[host] installed in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

/** `npm ci` does not work in these folders, their lock files belong to another layout. */
async function npmInstall(folder: string, args: readonly string[]): Promise<void> {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  const code = await new Promise<number>((resolve, reject) => {
    const child = spawn('npm', ['install', ...args, ...quiet], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (exitCode) => {
      resolve(exitCode ?? 1);
    });
  });
  if (code !== 0) throw new Error(`npm install ${args.join(' ')} failed in ${folder}`);
}

async function moveIntoPlace(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

/** The log files of the server, written at once and without levels that nobody asked for. */
const SPDLOG_STAND_IN = `'use strict';
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');
const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
class Logger {
  constructor(kind, name, file) {
    this.file = file;
    this.level = 2;
    this.plain = false;
    mkdirSync(dirname(file), { recursive: true });
  }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.plain = true; }
  flush() {}
  drop() {}
  write(level, message) {
    if (level < this.level) return;
    const line = this.plain ? message : new Date().toISOString() + ' [' + LEVELS[level] + '] ' + message + '\\n';
    try { appendFileSync(this.file, line); } catch { /* a log that cannot be written must not stop the server */ }
  }
}
LEVELS.forEach((name, level) => { Logger.prototype[name === 'warning' ? 'warn' : name] = function (message) { this.write(level, message); }; });
exports.version = 0;
exports.Logger = Logger;
exports.setLevel = exports.setFlushOn = () => {};
exports.createRotatingLogger = exports.createAsyncRotatingLogger = async (name, file) => new Logger('rotating', name, file);
`;

/** Ends a hanging extension host when its server has died; the host also watches its parent by itself. */
const WATCHDOG_STAND_IN = `'use strict';
exports.start = () => {};
exports.exit = (code) => process.exit(code);
`;
