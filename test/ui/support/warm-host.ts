/**
 * One server and one browser for the workbenches of a run, one after the other. A workbench is new in every respect (its window, its extension host,
 * settings, what was stored), but the browser has compiled its program already and the server has read its extensions. What does not come out of a
 * workbench as it went in is ended, and the next one begins with a new server and a new browser.
 */

import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { packExtension } from '../../../.config/vsix.ts';
import { type BrowserProfile, launchProfile } from '../../host/chromium.ts';
import { type CodeServer, type CodeServerOptions, installVsix, startCodeServer } from '../../host/code-server.ts';

/** Without a setting the extension looks for devices where this says: where none are, on any computer. */
const NO_DEVICES = { USBMUXD_SOCKET_ADDRESS: '127.0.0.1:1' };
/** How long an extension host may take to end after its window. */
const FAREWELL_MS = 15_000;

export interface TakenHost {
  readonly server: CodeServer;
  /** A page that has never been anywhere. */
  readonly page: Page;
  /** Ends the window, and keeps the rest for the next one if nothing was wrong with it. */
  readonly giveBack: (isSound: boolean) => Promise<void>;
}

class Host implements AsyncDisposable {
  readonly server: CodeServer;
  readonly profile: BrowserProfile;

  private constructor(server: CodeServer, profile: BrowserProfile) {
    this.server = server;
    this.profile = profile;
  }

  static async start(options: CodeServerOptions): Promise<Host> {
    await using stack = new AsyncDisposableStack();
    const extensionsDir = await installOnce();
    const server = stack.use(await startCodeServer({ extensionsDir, env: NO_DEVICES, fewBuiltIn: true, ...options }));
    const profile = await launchProfile();
    stack.move();
    return new Host(server, profile);
  }

  get isRunning(): boolean {
    return this.server.isRunning() && this.profile.isOpen();
  }

  /** The page of a window that knows nothing of those before it. */
  async newPage(settings: CodeServerOptions['settings']): Promise<Page> {
    await this.server.startOver(settings);
    await this.profile.forget(`http://${this.server.authority}`);
    return await this.profile.newPage();
  }

  /** False when something of the window is still there. */
  async endWindow(): Promise<boolean> {
    await this.profile.closePages();
    const ended = this.server.untilNoHost().then(() => true);
    return await Promise.race([ended, setTimeout(FAREWELL_MS, false, { ref: false })]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.profile[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
  }
}

let kept: Host | undefined;

export async function takeHost(settings: CodeServerOptions['settings'], workspaceTrust: boolean): Promise<TakenHost> {
  // Whether every folder is trusted is decided when a server starts.
  const host = (workspaceTrust ? undefined : await takeKept()) ?? (await Host.start({ workspaceTrust }));
  try {
    return {
      server: host.server,
      page: await host.newPage(settings),
      giveBack: async (isSound) => {
        const isClean = isSound && !workspaceTrust && (await host.endWindow());
        if (isClean && kept === undefined) kept = host;
        else await host[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await host[Symbol.asyncDispose]();
    throw error;
  }
}

async function takeKept(): Promise<Host | undefined> {
  const host = kept;
  kept = undefined;
  if (host === undefined || host.isRunning) return host;
  await host[Symbol.asyncDispose]();
  return undefined;
}

/** Ends what is kept for a next workbench. */
export async function endKeptHost(): Promise<void> {
  const host = kept;
  kept = undefined;
  await host?.[Symbol.asyncDispose]();
}

let installed: Promise<string> | undefined;

/** All test files of one run look at the same VSIX, installed once: each time is a start of code-server more. What they change stands elsewhere. */
function installOnce(): Promise<string> {
  installed ??= (async () => {
    const extensionsDir = await mkdtemp(join(tmpdir(), 'ibl-extensions-'));
    process.once('exit', () => {
      rmSync(extensionsDir, { recursive: true, force: true });
    });
    await installVsix(await packExtension(), extensionsDir);
    return extensionsDir;
  })();
  return installed;
}
