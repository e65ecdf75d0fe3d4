/** The entry of the extension: registers everything and does nothing yet; sockets and files wait until a view or a command needs them. */
import { env, workspace, type ExtensionContext } from 'vscode';
import { registerApiCommands } from './api/api-commands.ts';
import type { ExtensionApi } from './api/extension-api.ts';
import { makeApi } from './api/make-api.ts';
import { makeApp, type RunningApp } from './make-app.ts';
import { window } from './plain-window.ts';

let app: RunningApp | undefined;

export function activate(context: ExtensionContext): ExtensionApi {
  const started = performance.now();
  const log = window.createOutputChannel('iOS Backup', { log: true });
  context.subscriptions.push(log);
  app = makeApp(context, log);
  let activationMs = 0;
  const exported = makeApi(app, () => activationMs);
  context.subscriptions.push(registerApiCommands(app, exported.getApi(1)));
  activationMs = performance.now() - started;
  log.debug(`activated in ${activationMs.toFixed(1)} ms; language ${env.language}, trusted workspace: ${String(workspace.isTrusted)}`);
  return exported;
}

/** Ends running backups politely and closes every socket. */
export async function deactivate(): Promise<void> {
  const ending = app;
  app = undefined;
  await ending?.close();
}
