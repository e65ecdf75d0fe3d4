/** What a command says when it fails: one sentence, what to do, a code. A stack only for a bug of our own. */
import { isCodedError, systemErrorCode } from '../base/index.ts';
import { isErrorCode, wordsFor, type ErrorCode, type Words } from '../view/index.ts';
import { EXIT, exitOf } from './exit-codes.ts';
import { printDocument, say, type Terminal } from './terminal.ts';

/** A command line that commander accepts, but that makes no sense. */
export class UsageError extends Error {}

/** What to do is different where there are options instead of buttons. */
const ACTION_HERE: Readonly<Partial<Record<ErrorCode, string>>> = {
  'backup-encrypted': 'Add --password-env NAME or --password-fd N to give its password, or run the command in a terminal to be asked.',
  'password-needed':
    'Add --password-env NAME or --password-fd N for the current password and --new-password-env NAME or --new-password-fd N for a new one, or run the command in a terminal to be asked.',
  'previous-broken': 'Back up with --set-aside to move that folder aside and make a full backup, or choose another folder.',
  'pair-record-invalid': 'To make the device trust this computer again, run "backup-lab pair UDID --wait 60".',
  'keybag-costly': 'If you trust the source of the backup, add --accept-cost to try the password anyway. It may take many minutes.',
  'restore-would-empty':
    'Restore without --system and --remove, choose a backup that contains them, or name them with --may-empty if they may be lost.',
};

/** Says what happened and gives the exit status. With `json` a `backup-lab/error@1` document goes to stdout too. */
export async function failureStatus(error: unknown, terminal: Terminal, json: boolean): Promise<number> {
  if (error instanceof UsageError) {
    say(terminal, `${error.message} (usage)`);
    return EXIT.usage;
  }
  if (isCodedError(error) && isErrorCode(error.code) && error.code !== 'internal') {
    const words = wordsHere(error.code, error.data);
    say(terminal, `${words.message} ${words.action} (${error.code})`);
    if (json) await printDocument(terminal, 'error', { code: error.code, ...words, data: jsonData(error.data) });
    return exitOf(error.code, error.data);
  }
  const system = systemErrorCode(error);
  if (system !== undefined) {
    const code = CODE_OF_SYSTEM_ERROR[system] ?? 'file-io';
    const words = wordsFor(code, { path: pathOf(error) ?? system, systemCode: system });
    say(terminal, `${words.message} ${words.action} (${code})`);
    return EXIT.thisComputer;
  }
  say(
    terminal,
    `This is a bug in backup-lab. Please report it with the lines below. (internal)\n${error instanceof Error ? error.stack : String(error)}`,
  );
  return EXIT.bug;
}

/** System errors with a more exact code than `file-io`. */
const CODE_OF_SYSTEM_ERROR: Readonly<Partial<Record<string, ErrorCode>>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EROFS: 'folder-unwritable',
};

/** The file of a failed system call. */
function pathOf(error: unknown): string | undefined {
  return error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : undefined;
}

/** The words of an error, for somebody at a command line. */
export function wordsHere(code: ErrorCode, data: Readonly<Record<string, unknown>>): Words {
  const words = wordsFor(code, data);
  return { message: words.message, action: ACTION_HERE[code] ?? words.action };
}

function jsonData(data: Readonly<Record<string, unknown>>): unknown {
  return JSON.parse(JSON.stringify(data, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)));
}
