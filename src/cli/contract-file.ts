/** The contract of a command line: read, and every mistake in it said with its place. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { systemErrorCode } from '../base/index.ts';
import type { BackupContract } from '../backup/index.ts';
import { contractProblemWords, englishLocale } from '../view/index.ts';
import { UsageError } from './failure.ts';
import { say, type Terminal } from './terminal.ts';

/** Longer ones are not written by people. */
const MOST_BYTES = 4 * 1024 * 1024;

interface ContractFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  readonly contract: BackupContract;
}

/** Says every mistake on stderr, in the form that compilers use. @throws BackupError 'contract-invalid'; UsageError; system errors */
export async function readContractFile(file: string, terminal: Terminal): Promise<ContractFile> {
  const { BackupError, parseContract, readContract } = await import('../backup/index.ts');
  const path = resolve(file);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const code = systemErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new UsageError(`There is no file ${JSON.stringify(file)}.`);
    if (code === 'EISDIR') throw new UsageError(`${JSON.stringify(file)} is a folder. Name a file that ends in .backup-contract.yml.`);
    throw error;
  });
  if (text.length > MOST_BYTES) {
    throw new BackupError('contract-invalid', 'the file is too long', { data: { path: file, problems: [], line: 1, column: 1 } });
  }
  for (const problem of readContract(text).problems) {
    const { line, column } = problem.at;
    say(terminal, `${file}:${String(line)}:${String(column)}: error: ${contractProblemWords(problem, englishLocale)}`);
  }
  return { path, text, contract: parseContract(text, file) };
}
