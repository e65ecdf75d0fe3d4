/** The contract that a test names: a file, an object with the keys of such a file, or one that was parsed before. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { BackupError, readContract, type BackupContract, type ContractProblem } from '../backup/index.ts';
import { contractProblemWords, englishLocale } from '../view/index.ts';

/** A path of a file *.backup-contract.yml, an object with its keys, or a parsed contract. */
export type GivenContract = string | BackupContract | Readonly<Record<string, unknown>>;

interface ContractWithPlace {
  readonly contract: BackupContract;
  /** Absolute; absent where there is no file. */
  readonly path?: string;
}

/** @throws BackupError 'contract-invalid', whose message lists every mistake with its place; system errors */
export async function givenContract(given: GivenContract): Promise<ContractWithPlace> {
  if (typeof given === 'string') {
    const path = resolve(given);
    return { contract: parsed(await readFile(path, 'utf8'), given), path };
  }
  // JSON is YAML, too; one key a line gives findings a line.
  return { contract: isParsed(given) ? given : parsed(JSON.stringify(given, undefined, 2), 'contract') };
}

function isParsed(given: Exclude<GivenContract, string>): given is BackupContract {
  return 'target' in given && 'rules' in given;
}

function parsed(text: string, path: string): BackupContract {
  const { contract, problems } = readContract(text);
  if (contract !== undefined) return contract;
  const [first] = problems;
  const data = { path, problems, line: first?.at.line ?? 1, column: first?.at.column ?? 1 };
  throw new BackupError('contract-invalid', problems.map((problem) => lineOf(problem, path)).join('\n'), { data });
}

function lineOf(problem: ContractProblem, path: string): string {
  return `${path}:${String(problem.at.line)}:${String(problem.at.column)}: ${contractProblemWords(problem, englishLocale)}`;
}
