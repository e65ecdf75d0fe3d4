/**
 * The API as commands, for extensions in another extension host: JSON in, JSON out. They are in no palette, because VS Code offers only what the
 * manifest lists. What fails is told in the result, for an error loses its code on the way between hosts.
 */
import { commands } from 'vscode';
import { DisposableList, isCodedError, type Disposable } from '../../base/index.ts';
import { failureOf } from '../failure-words.ts';
import { API_COMMANDS } from '../ids.ts';
import type { RunningApp } from '../make-app.ts';
import { ApiInput } from './api-input.ts';
import type { ApiVersion1 } from './extension-api.ts';

type ApiCommandName = keyof typeof API_COMMANDS;

interface ApiCommand {
  /** The fields of its input. */
  readonly fields: readonly string[];
  readonly run: (api: ApiVersion1, input: ApiInput) => unknown;
}

const WORK: Readonly<Record<ApiCommandName, ApiCommand>> = {
  devices: { fields: [], run: (api) => api.listDevices() },
  backups: { fields: [], run: (api) => api.listBackups() },
  verify: {
    fields: ['path', 'level'],
    run: (api, input) => {
      const level = input.optionalChoice('level', ['quick', 'full']);
      return api.verify(input.text('path'), level === undefined ? {} : { level });
    },
  },
  backUp: {
    fields: ['udid', 'full'],
    run: (api, input) => {
      const full = input.optionalSwitch('full');
      return api.backUp(input.text('udid'), full === undefined ? {} : { full });
    },
  },
  explain: { fields: ['code'], run: (api, input) => api.explain(input.text('code')) ?? null },
};

/** `{ ok: true, result }`, or `{ ok: false, error }` with its code, and words for people where there are any. */
type ApiAnswer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string; readonly action?: string } };

export function registerApiCommands(app: RunningApp, api: ApiVersion1): Disposable {
  const registered = new DisposableList();
  for (const name of Object.keys(API_COMMANDS) as ApiCommandName[]) {
    const { fields, run } = WORK[name];
    registered.add(
      commands.registerCommand(API_COMMANDS[name], async (input?: unknown): Promise<ApiAnswer> => {
        try {
          await app.begin();
          return { ok: true, result: await run(api, new ApiInput(input, fields)) };
        } catch (error) {
          app.reporter.log.warn(`${API_COMMANDS[name]}: ${isCodedError(error) ? error.code : String(error)}`);
          return { ok: false, error: errorOf(app, error) };
        }
      }),
    );
  }
  return registered;
}

function errorOf(app: RunningApp, error: unknown): { code: string; message: string; action?: string } {
  if (isCodedError(error, 'input-invalid')) return { code: error.code, message: error.message };
  return failureOf(error, app.reporter.locale.translate);
}
