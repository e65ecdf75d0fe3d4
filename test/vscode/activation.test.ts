/** Activation only registers. This file comes first, for an extension can be activated once. */

import assert from 'node:assert/strict';
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import workers from 'node:worker_threads';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { COMMANDS } from '../../src/extension/ids.ts';
import { theExtension } from './support.ts';

/** Calls that reach outside the process, made by code of the extension: VS Code itself goes on working meanwhile. */
function watchOutsideCalls(calls: string[]): sinon.SinonSandbox {
  const sandbox = sinon.createSandbox();
  const modules: Record<string, Record<string, unknown>> = {
    fs: fs,
    'fs/promises': fs.promises,
    net: net,
    child_process: childProcess,
    worker_threads: workers,
  };
  for (const [module, exports] of Object.entries(modules)) {
    for (const name of Object.keys(exports).filter((key) => typeof exports[key] === 'function')) {
      const original = exports[name] as (...args: unknown[]) => unknown;
      // What threads that come are told opens nothing.
      if (/^[A-Z]/.test(name) || name === 'setEnvironmentData') continue;
      sandbox.replace(exports, name, function (this: unknown, ...args: unknown[]) {
        if (fromExtension(new Error().stack ?? '')) calls.push(`${module}.${name}`);
        return original.apply(this, args);
      });
    }
  }
  // The extension is an ES module: it sees what was replaced only after this.
  syncBuiltinESMExports();
  return sandbox;
}

function endWatching(sandbox: sinon.SinonSandbox): void {
  sandbox.restore();
  syncBuiltinESMExports();
}

/**
 * What called is the bundle, at most through Node: not VS Code, which may write its own log while it answers the extension, and not Node while it loads a
 * module for the bundle.
 */
function fromExtension(stack: string): boolean {
  const frames = stack.split('\n').filter((frame) => /^\s*at /.test(frame) && !frame.includes('activation.test'));
  const caller = frames.findIndex((frame) => !frame.includes('node:'));
  const isOwn = /[\\/]dist[\\/]extension(-[\w-]+)?\.js/.test(frames[caller] ?? '');
  return isOwn && !frames.slice(0, caller).some((frame) => /node:internal[\\/]modules|Module\._/.test(frame));
}

describe('activation', () => {
  it('has not happened before somebody needs the extension', () => {
    assert.equal(theExtension().isActive, false);
  });

  it('opens no file, socket, process or worker', async function () {
    const calls: string[] = [];
    const sandbox = watchOutsideCalls(calls);
    let milliseconds: number;
    try {
      milliseconds = (await theExtension().activate()).getApi(1).activationMs;
    } finally {
      endWatching(sandbox);
    }
    assert.deepEqual(calls, []);
    // For the benchmark, which judges it: a busy machine must not fail a test.
    if (this.test !== undefined) this.test.title += ` (took ${milliseconds.toFixed(1)} ms)`;
  });

  it('is watched by something that can see: a command that needs usbmuxd opens a socket', async () => {
    const calls: string[] = [];
    const sandbox = watchOutsideCalls(calls);
    try {
      await vscode.commands.executeCommand(COMMANDS.refreshDevices);
    } finally {
      endWatching(sandbox);
    }
    assert.ok(
      calls.some((call) => call.startsWith('net.')),
      calls.join(),
    );
  });

  it('registers every command', async () => {
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      Object.values(COMMANDS).filter((command) => !known.has(command)),
      [],
    );
  });

  it('offers one version of its API', async () => {
    const exported = await theExtension().activate();
    assert.throws(() => exported.getApi(2 as 1), RangeError);
  });
});
