/** A running code-server: the workbench's address, installing a VSIX, and stopping without leaving anything behind. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { type CodeServerInstallation, ensureCodeServer } from './code-server-install.ts';
import { fewBuiltIn } from './few-built-in.ts';
import { RunningHosts } from './running-hosts.ts';

export interface CodeServerOptions {
  /** Where settings, state and extensions live; a temporary folder, removed at the end, unless given. */
  readonly dataDir?: string | undefined;
  readonly extensionsDir?: string | undefined;
  /** Settings of the user on top of the quiet ones below. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** 0 (default) takes any free port. */
  readonly port?: number;
  /** What to install before the server starts. */
  readonly vsix?: readonly string[];
  /** Lets a page run extension tests. It also hides toasts and dialogs, so tests of the user interface do without it. */
  readonly testDriver?: boolean;
  /** A folder is restricted until somebody trusts it; otherwise every folder is trusted. */
  readonly workspaceTrust?: boolean;
  /** Of the extensions that come with VS Code, only those that ours meets: each window starts twice as fast. */
  readonly fewBuiltIn?: boolean;
}

export interface CodeServer extends AsyncDisposable {
  /** `127.0.0.1:PORT`. */
  readonly authority: string;
  readonly logFile: string;
  /** The address of the workbench with `folder` open. */
  url(folder: string, payload?: readonly (readonly [string, string])[]): string;
  /** False once it has ended, whatever ended it. */
  isRunning(): boolean;
  /** Resolves when no window has an extension host any more. */
  untilNoHost(): Promise<void>;
  /** Forgets on its side what windows have stored, so that the next one finds what a new server would show it. Only while no window is open. */
  startOver(settings?: Readonly<Record<string, unknown>>): Promise<void>;
}

/** Settings that keep a new workbench quiet: no network, no welcome, no questions. */
export const QUIET_SETTINGS = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'git.enabled': false,
  'github.gitAuthentication': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'window.commandCenter': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** Nothing is asked at the start: a person opens the editor for trust when they want to. */
const TRUST_SETTINGS = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

export async function startCodeServer(options: CodeServerOptions = {}): Promise<CodeServer> {
  const installation = await ensureCodeServer();
  // A short path: the folder holds a unix socket, whose name may have about 100 characters.
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'ibl-')));
  const release = async () => {
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true, maxRetries: 20 });
  };
  try {
    const base = await prepareDataDir(dataDir, options);
    const environment = serverEnvironment(options.env);
    for (const vsix of options.vsix ?? []) await installExtension(installation, base, environment, vsix);
    const logFile = join(dataDir, 'server.log');
    const { child, authority, hosts } = await launch(installation, base, environment, options, logFile);
    return {
      authority,
      logFile,
      url: (folder, payload = []) => workbenchUrl(authority, folder, payload),
      isRunning: () => child.exitCode === null && child.signalCode === null,
      untilNoHost: () => hosts.untilNone(),
      startOver: async (settings = {}) => {
        await rm(join(dataDir, 'user', 'User'), { recursive: true, force: true, maxRetries: 20 });
        await writeSettings(join(dataDir, 'user'), { ...options, settings });
      },
      [Symbol.asyncDispose]: async () => {
        await endProcess(child);
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Installs an extension for every server that is given this folder of extensions. */
export async function installVsix(vsix: string, extensionsDir: string): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ibl-'));
  try {
    const base = await prepareDataDir(dataDir, { extensionsDir });
    await installExtension(await ensureCodeServer(), base, serverEnvironment(), vsix);
  } finally {
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20 });
  }
}

/** Writes the configuration and returns the arguments that name it. */
async function prepareDataDir(dataDir: string, options: CodeServerOptions): Promise<string[]> {
  const userData = join(dataDir, 'user');
  const extensionsDir = options.extensionsDir ?? join(dataDir, 'extensions');
  await mkdir(extensionsDir, { recursive: true });
  await writeSettings(userData, options);
  await writeFile(join(dataDir, 'config.yaml'), 'auth: none\n');
  return ['--config', join(dataDir, 'config.yaml'), '--user-data-dir', userData, '--extensions-dir', extensionsDir];
}

async function writeSettings(userData: string, options: CodeServerOptions): Promise<void> {
  const trust = options.workspaceTrust === true ? TRUST_SETTINGS : {};
  const settings = { ...QUIET_SETTINGS, ...trust, ...options.settings };
  // To the page, the server is another machine: settings of that scope stand in a file of their own.
  for (const scope of ['User', 'Machine']) {
    await mkdir(join(userData, scope), { recursive: true });
    await writeFile(join(userData, scope, 'settings.json'), JSON.stringify(settings, undefined, 2));
  }
}

/** What a terminal inside another VS Code, or npm, may have set, and what would change the server's ways. */
function serverEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const unwanted = ['VSCODE_IPC_HOOK_CLI', 'NODE_OPTIONS', 'NODE_CHANNEL_FD', 'PORT', 'PASSWORD', 'ELECTRON_RUN_AS_NODE'];
  const kept = Object.entries(process.env).filter(([name]) => !unwanted.includes(name));
  return { ...Object.fromEntries(kept), EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...extra };
}

async function installExtension(
  { node, entry }: CodeServerInstallation,
  base: string[],
  env: NodeJS.ProcessEnv,
  vsix: string,
): Promise<void> {
  const child = spawn(node, [entry, ...base, '--install-extension', vsix], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`installing ${vsix} failed:\n${output}`);
}

async function launch(
  installation: CodeServerInstallation,
  base: string[],
  env: NodeJS.ProcessEnv,
  options: CodeServerOptions,
  logFile: string,
): Promise<{ child: ChildProcess; authority: string; hosts: RunningHosts }> {
  const args = [
    ...[installation.entry, ...base, '--auth', 'none', '--bind-addr', `127.0.0.1:${(options.port ?? 0).toString()}`],
    ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
    ...(options.workspaceTrust === true ? [] : ['--disable-workspace-trust']),
    ...['--ignore-last-opened', '--app-name', 'VS Code (code-server)'],
    ...(options.fewBuiltIn === true
      ? ['--vscode-option', `builtin-extensions-dir=${await fewBuiltIn(installation, dirname(logFile))}`]
      : []),
    ...(options.testDriver === true ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ];
  const child = spawn(installation.node, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(logFile, { flags: 'a' });
  const hosts = new RunningHosts();
  child.stderr.pipe(log, { end: false });
  const authority = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`code-server ended with ${String(code)} before it was ready; see ${logFile}`));
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      log.write(`${line}\n`);
      hosts.hear(line);
      const address = /HTTP server listening on http:\/\/([\d.]+:\d+)/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
  return { child, authority, hosts };
}

/** Asks politely, and insists when nothing has happened after five seconds. */
async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(insist);
}

function workbenchUrl(authority: string, folder: string, payload: readonly (readonly [string, string])[]): string {
  const query = new URLSearchParams({ folder });
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `http://${authority}/?${query.toString()}`;
}
