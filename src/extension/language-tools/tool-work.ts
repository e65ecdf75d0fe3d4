/** What the tools for language models find out. None of them returns the content of a file, and none takes a password. Knows no VS Code. */
import { openBackup } from '../../backup/index.ts';
import { isCodedError } from '../../base/index.ts';
import { inEnglish, type BackupState } from '../../view/index.ts';
import { ApiInput } from '../api/api-input.ts';
import { listedBackup, verifyListed } from '../api/api-work.ts';
import { plainBackup, plainDevice } from '../api/plain-data.ts';
import type { App } from '../app.ts';
import { failureOf } from '../failure-words.ts';
import type { LANGUAGE_TOOLS } from '../ids.ts';
import { textInAnswer } from './plain-answer.ts';

type ToolName = keyof typeof LANGUAGE_TOOLS;

const MOST_FILES = 200;
const MOST_DOMAINS = 40;

/** What a model is told of a backup whose keys this window does not have. */
const LOCKED = {
  locked: true,
  answer:
    'This backup is encrypted and locked. Ask the user to unlock it with the command “iOS Backup: Unlock Backup…” in VS Code, then try again. Never ask for the password.',
};

const WORK: Readonly<Record<ToolName, (app: App, input: unknown, signal: AbortSignal) => Promise<unknown>>> = {
  listDevices: async (app, input, signal) => {
    new ApiInput(input, []);
    return { devices: (await app.devices.listNow(signal)).map(({ state }) => plainDevice(state)) };
  },
  listBackups: async (app, input) => {
    new ApiInput(input, []);
    await app.backups.scan();
    return { backups: app.backups.backups().map(plainBackup) };
  },
  getBackupSummary: async (app, input, signal) => {
    const backup = await namedBackup(app, new ApiInput(input, ['backup']));
    return { ...plainBackup(backup), ...(await contents(app, backup, signal)) };
  },
  findFiles: (app, input, signal) => findFiles(app, new ApiInput(input, ['backup', 'domain', 'search', 'limit']), signal),
  verifyBackup: async (app, input, signal) => {
    const checked = new ApiInput(input, ['backup', 'level']);
    const level = checked.optionalChoice('level', ['quick', 'full']);
    const backup = await namedBackup(app, checked);
    return isLocked(app, backup) ? LOCKED : verifyListed(app, backup.path, { level, signal });
  },
};

/** The answer of a tool; an error is one, too. Rejects only when it is cancelled. */
export async function useTool(app: App, name: ToolName, input: unknown, signal: AbortSignal): Promise<unknown> {
  try {
    return await WORK[name](app, input, signal);
  } catch (error) {
    if (isCodedError(error, 'cancelled')) throw error;
    if (isCodedError(error, 'backup-encrypted')) return LOCKED;
    app.reporter.log.warn(`${name}: ${isCodedError(error) ? error.code : String(error)}`);
    if (isCodedError(error, 'input-invalid')) return { error: error.code, message: error.message };
    const { code, message, action } = failureOf(error, inEnglish);
    return { error: code, message, action };
  }
}

/** The backup that an input means, for the question before a tool runs; undefined if it means none. */
export function meantBackup(app: App, input: unknown): BackupState | undefined {
  const path = typeof input === 'object' && input !== null && 'backup' in input ? input.backup : undefined;
  return typeof path === 'string' ? app.backups.find(wholePath(app, path)) : undefined;
}

async function namedBackup(app: App, input: ApiInput): Promise<BackupState> {
  const path = input.text('backup');
  await app.backups.scan();
  return listedBackup(app, wholePath(app, path));
}

/** A model knows a path as an answer has shown it, which may be cut or have escapes. */
function wholePath(app: App, shown: string): string {
  return app.backups.backups().find(({ path }) => textInAnswer(path) === shown)?.path ?? shown;
}

function isLocked(app: App, { encrypted, path }: BackupState): boolean {
  return encrypted === true && !app.unlocked.has(path);
}

/** How many files each domain has, of a backup that can be read. */
async function contents(app: App, backup: BackupState, signal: AbortSignal): Promise<object> {
  if (isLocked(app, backup)) return { contents: LOCKED };
  await using opened = await openBackup(backup.path, { keys: app.unlocked.use(backup.path), signal });
  const domains = (await opened.domains(signal)).toSorted((one, other) => other.files - one.files);
  return {
    contents: {
      files: domains.reduce((sum, { files }) => sum + files, 0),
      domains: domains.slice(0, MOST_DOMAINS).map(({ domain, files }) => ({ domain, files })),
      moreDomains: Math.max(0, domains.length - MOST_DOMAINS),
    },
  };
}

async function findFiles(app: App, input: ApiInput, signal: AbortSignal): Promise<unknown> {
  const domain = input.optionalText('domain');
  const search = input.optionalText('search');
  const limit = input.optionalCount('limit', MOST_FILES) ?? MOST_FILES;
  const backup = await namedBackup(app, input);
  if (isLocked(app, backup)) return LOCKED;
  const query = { ...(domain === undefined ? {} : { domain }), ...(search === undefined ? {} : { search }) };
  await using opened = await openBackup(backup.path, { keys: app.unlocked.use(backup.path), signal });
  const { rows } = await opened.list({ ...query, limit, signal });
  return {
    found: await opened.count(query, signal),
    files: rows.map(({ domain: of, relativePath, kind, size, modified }) => ({ domain: of, path: relativePath, kind, size, modified })),
  };
}
