/** Opens the keybag of a backup with the password from the command line, or one that a person types. */
import type { BackupKeys, UnlockBackupOptions } from '../backup/index.ts';
import { isCodedError } from '../base/index.ts';
import { isErrorCode, wordsFor } from '../view/index.ts';
import { givenPassword, isPasswordGiven, type PasswordOptions } from './password.ts';
import { openProgressLine } from './progress-line.ts';
import { askSecret, askYesNo, canAsk } from './prompt.ts';
import { say, type Terminal } from './terminal.ts';

const MOST_TRIES = 3;

/** `unlockBackup`, or another way from a password to keys. */
type Unlock<Keys extends BackupKeys> = (folder: string, password: string, options: UnlockBackupOptions) => Promise<Keys>;

interface UnlockRequest<Keys extends BackupKeys> {
  readonly folder: string;
  readonly options: PasswordOptions;
  readonly terminal: Terminal;
  readonly unlock: Unlock<Keys>;
}

/** The keys, or why there are none. */
type Unlocked<Keys extends BackupKeys> =
  | { readonly keys: Keys }
  | { readonly keys: undefined; readonly reason: 'no-password' | 'not-encrypted' };

/** Reports damaged keys and continues without them: files of the other protection classes can still be read. */
export function unlockReadable(terminal: Terminal): Unlock<BackupKeys> {
  return async (folder, password, options) => {
    const { unlockBackup } = await import('../backup/index.ts');
    try {
      return await unlockBackup(folder, password, options);
    } catch (error) {
      if (!isCodedError(error, 'keybag-damaged')) throw error;
      sayWords(error.code, error.data, terminal);
      return await unlockBackup(folder, password, { ...options, acceptDamage: true });
    }
  };
}

/**
 * Takes the password from the options, or asks if there is somebody to ask. An empty answer means that there is none.
 * @throws what `unlock` throws, 'password-wrong' only after the third try of a person; UsageError, CancelledError
 */
export async function unlockForReading<Keys extends BackupKeys>(request: UnlockRequest<Keys>): Promise<Unlocked<Keys>> {
  const { options, terminal } = request;
  const given = await givenPassword(options, terminal);
  try {
    if (given !== undefined) return { keys: await tryPassword(request, given) };
    const keys = canAsk(terminal) ? await askForPassword(request) : undefined;
    return keys === undefined ? { keys, reason: 'no-password' } : { keys };
  } catch (error) {
    if (!isCodedError(error, 'not-encrypted')) throw error;
    if (given !== undefined) say(terminal, 'The backup is not encrypted. The password is not needed.');
    return { keys: undefined, reason: 'not-encrypted' };
  }
}

async function askForPassword<Keys extends BackupKeys>(request: UnlockRequest<Keys>): Promise<Keys | undefined> {
  for (let tries = 1; ; tries++) {
    const password = await askSecret(request.terminal, 'Backup password (press Enter to go on without): ');
    if (password === undefined || password === '') return undefined;
    try {
      return await tryPassword(request, password);
    } catch (error) {
      if (tries === MOST_TRIES || !isCodedError(error, 'password-wrong')) throw error;
      say(request.terminal, `${wordsFor('terminal', 'password-wrong').message} Try again.`);
    }
  }
}

/** A keybag that needs far more computation than any device uses is tried only if that was allowed. */
async function tryPassword<Keys extends BackupKeys>(request: UnlockRequest<Keys>, password: string): Promise<Keys> {
  const { options, terminal } = request;
  const acceptCost = options.acceptCost === true;
  try {
    return await derive(request, password, acceptCost);
  } catch (error) {
    if (acceptCost || !isCodedError(error, 'keybag-costly') || !canAsk(terminal)) throw error;
    const { message } = wordsFor('terminal', 'keybag-costly', error.data);
    if (!(await askYesNo(terminal, `${message} Try the password anyway?`))) throw error;
    return await derive(request, password, true);
  }
}

async function derive<Keys extends BackupKeys>(request: UnlockRequest<Keys>, password: string, acceptCost: boolean): Promise<Keys> {
  const { folder, options, terminal, unlock } = request;
  using line = openProgressLine(terminal, options.progress === true);
  return await unlock(folder, password, {
    signal: terminal.signal,
    acceptCost,
    onProgress: (progress) => {
      line.show(progress);
    },
  });
}

/** Makes unlocking impossible with any password. Commands that check or recover report it and continue without keys. */
const KEYBAG_TROUBLE: ReadonlySet<string> = new Set(['keybag-missing', 'keybag-malformed', 'plist-unreadable']);

/**
 * For commands that are useful with a locked backup, too. Does not ask a person if the backup is not encrypted; if that is unknown, asks only
 * with `asksIfUnknown`.
 * @throws what `unlockForReading` throws, 'password-wrong' among it, but nothing because of an unusable keybag
 */
export async function unlockIfPossible<Keys extends BackupKeys>(
  request: UnlockRequest<Keys>,
  { asksIfUnknown = false }: { readonly asksIfUnknown?: boolean } = {},
): Promise<Keys | undefined> {
  const { options, terminal } = request;
  try {
    if (!isPasswordGiven(options) && !(canAsk(terminal) && ((await isEncrypted(request)) ?? asksIfUnknown))) return undefined;
    return (await unlockForReading(request)).keys;
  } catch (error) {
    if (!isCodedError(error) || !KEYBAG_TROUBLE.has(error.code)) throw error;
    sayWords(error.code, error.data, terminal);
    return undefined;
  }
}

async function isEncrypted({ folder, terminal }: UnlockRequest<BackupKeys>): Promise<boolean | undefined> {
  const { readEncryption } = await import('../backup/index.ts');
  return (await readEncryption(folder, { signal: terminal.signal })).encrypted;
}

function sayWords(code: string, data: Readonly<Record<string, unknown>>, terminal: Terminal): void {
  if (!isErrorCode(code)) return;
  const { message, action } = wordsFor('terminal', code, data);
  say(terminal, `${message} ${action} (${code})`);
}
