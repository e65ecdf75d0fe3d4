/** What a command says when it fails: one sentence, what to do, a code. A stack only for a bug of our own. */
import { isCodedError, systemErrorCode } from '../base/index.ts';
import { isErrorCode, wordsFor, type ErrorCode } from '../view/index.ts';
import { EXIT, exitOf } from './exit-codes.ts';
import { printDocument, say, type Terminal } from './terminal.ts';

/** A command line that commander accepts, but that makes no sense. */
export class UsageError extends Error {}

/** Says what happened and gives the exit status. With `json` a `backup-lab/error@1` document goes to stdout too. */
export async function failureStatus(error: unknown, terminal: Terminal, json: boolean): Promise<number> {
  if (error instanceof UsageError) {
    say(terminal, `${error.message} (usage)`);
    return EXIT.usage;
  }
  if (isCodedError(error) && isErrorCode(error.code) && error.code !== 'internal') {
    const words = wordsFor('terminal', error.code, error.data);
    say(terminal, `${words.message} ${words.action} (${error.code})`);
    if (json) await printDocument(terminal, 'error', { code: error.code, ...words, data: jsonData(error.data) });
    return exitOf(error.code, error.data);
  }
  const system = systemErrorCode(error);
  if (system !== undefined) {
    const code = CODE_OF_SYSTEM_ERROR[system] ?? 'file-io';
    const words = wordsFor('terminal', code, { path: pathOf(error) ?? system, systemCode: system });
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

function jsonData(data: Readonly<Record<string, unknown>>): unknown {
  return JSON.parse(JSON.stringify(data, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)));
}
