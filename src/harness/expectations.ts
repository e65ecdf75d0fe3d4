/** What a test expects of a backup or a report, as errors that say what is there instead. Test runners show them as failed assertions. */
import { AssertionError } from 'node:assert';
import { isCodedError } from '../base/index.ts';
import type { Backup, BackupFile, ContractReport, VerifyReport } from '../backup/index.ts';
import { contractReportText, verifyReportText } from '../report/index.ts';

/** Which finding a broken contract is expected to have. */
export interface ExpectedBreach {
  /** Code of the finding, such as 'content-found'. */
  readonly code?: string;
  /** Line of the rule in the contract. */
  readonly line?: number;
  /** The path as the contract would write it. */
  readonly path?: string;
}

const MOST_NAMES = 10;

/** Throws an AssertionError with the whole report, unless every rule of the contract is kept. */
export function expectKept(report: ContractReport): void {
  if (report.verdict === 'kept') return;
  throw failed(`The contract is ${report.verdict}.\n\n${contractReportText(report, 'text')}`, report.verdict, 'kept');
}

/** Throws an AssertionError, unless the contract is broken; with `expected`, by a finding like that. */
export function expectBroken(report: ContractReport, expected: ExpectedBreach = {}): void {
  const page = contractReportText(report, 'text');
  if (report.verdict !== 'broken') {
    throw failed(`The contract is ${report.verdict}, and was to be broken.\n\n${page}`, report.verdict, 'broken');
  }
  const breaches = report.findings.filter(({ kind }) => kind === 'breach');
  const found = breaches.map(({ code, at, path }) => ({ code, line: at.line, ...(path === undefined ? {} : { path }) }));
  const isExpected = (breach: ExpectedBreach) =>
    (expected.code ?? breach.code) === breach.code &&
    (expected.line ?? breach.line) === breach.line &&
    (expected.path ?? breach.path) === breach.path;
  if (!found.some(isExpected)) throw failed(`No breach of the contract is like ${JSON.stringify(expected)}.\n\n${page}`, found, [expected]);
}

/** Throws an AssertionError with the whole report, unless the backup is good, apart from gaps that every backup has. */
export function expectGood(report: VerifyReport): void {
  if (report.verdict === 'good' || report.verdict === 'good-with-known-gaps') return;
  throw failed(`The backup is ${report.verdict}.\n\n${verifyReportText(report, 'text')}`, report.verdict, 'good');
}

/** Rejects with an AssertionError, unless a file of the backup fits the glob for `domain/relativePath`. Resolves to the first that does. */
export async function expectFile(backup: Backup, glob: string): Promise<BackupFile> {
  const { rows } = await backup.list({ glob, limit: 1 });
  const [first] = rows;
  if (first !== undefined) return first;
  const total = await backup.count({});
  throw failed(`None of the ${String(total)} entries of the backup fits ${glob}.`, [], [glob]);
}

/** Rejects with an AssertionError that names them, if files of the backup fit the glob for `domain/relativePath`. */
export async function expectNoFile(backup: Backup, glob: string): Promise<void> {
  const { rows } = await backup.list({ glob, limit: MOST_NAMES + 1 });
  if (rows.length === 0) return;
  const names = rows.slice(0, MOST_NAMES).map(({ domain, relativePath }) => `${domain}/${relativePath}`);
  const more = rows.length > MOST_NAMES ? '\n  …' : '';
  throw failed(`The backup has what fits ${glob}:\n  ${names.join('\n  ')}${more}`, names, []);
}

/** Rejects with an AssertionError, unless `work` fails with that code, such as 'link-lost'. Resolves to the facts of the error. */
export async function expectFailure(work: Promise<unknown>, code: string): Promise<Readonly<Record<string, unknown>>> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  if (outcome === undefined) throw failed(`It succeeded, and was to fail with ${code}.`, undefined, code);
  const { error } = outcome;
  if (isCodedError(error, code)) return error.data;
  const actual = isCodedError(error) ? error.code : String(error);
  throw failed(`It failed with ${actual}, and was to fail with ${code}.`, actual, code, error);
}

export function failed(message: string, actual: unknown, expected: unknown, cause?: unknown): AssertionError {
  const error = new AssertionError({ message, actual, expected, operator: 'expect' });
  if (cause !== undefined) error.cause = cause;
  return error;
}
