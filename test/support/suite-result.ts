/** What a suite reports about itself, whatever runs it. */

export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  /** The tests and hooks that took longest, the longest first. */
  readonly slowest?: readonly TimedTest[];
  /** The files with a failure, and what their tests came to. */
  readonly failedFiles?: readonly FailedFile[];
  /** Files that failed, and passed when they were run once more by themselves: a test or the product that is not steady. */
  readonly unsteady?: readonly string[];
}

export interface FailedFile {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
}

export interface TimedTest {
  readonly title: string;
  readonly milliseconds: number;
}

/** More than any run prints. */
export const SLOWEST_KEPT = 20;

/** One thing that was not a test went wrong: a build, a crash, a missing program. */
export const ONE_FAILURE: SuiteResult = { passed: 0, failed: 1 };
export const ONE_SUCCESS: SuiteResult = { passed: 1, failed: 0 };

/** Takes a result out of a message or a file; undefined when it is not one. */
export function asSuiteResult(value: unknown): SuiteResult | undefined {
  const counts = asCounts(value);
  if (typeof value !== 'object' || value === null || counts === undefined) return undefined;
  const { passed, failed } = counts;
  // A suite whose files were not found must not look green.
  if (passed + failed === 0) return ONE_FAILURE;
  const slowest = 'slowest' in value && Array.isArray(value.slowest) ? value.slowest.filter(isTimedTest) : [];
  const failedFiles = 'failedFiles' in value && Array.isArray(value.failedFiles) ? value.failedFiles.filter(isFailedFile) : [];
  return { passed, failed, slowest, failedFiles };
}

/** The result of a suite of which the files that failed were run once more. */
export function withSecondRun(first: SuiteResult, second: SuiteResult): SuiteResult {
  const files = first.failedFiles ?? [];
  const sum = (of: 'passed' | 'failed') => files.reduce((total, file) => total + file[of], 0);
  const still = new Set((second.failedFiles ?? []).map(({ file }) => file));
  const unsteady = second.failed > 0 && still.size === 0 ? [] : files.map(({ file }) => file).filter((file) => !still.has(file));
  return {
    ...first,
    passed: first.passed - sum('passed') + second.passed,
    failed: first.failed - sum('failed') + second.failed,
    failedFiles: second.failedFiles ?? [],
    unsteady,
  };
}

function isFailedFile(value: unknown): value is FailedFile {
  return typeof value === 'object' && value !== null && 'file' in value && typeof value.file === 'string' && asCounts(value) !== undefined;
}

function asCounts(value: unknown): { readonly passed: number; readonly failed: number } | undefined {
  if (typeof value !== 'object' || value === null || !('passed' in value) || !('failed' in value)) return undefined;
  const { passed, failed } = value;
  return typeof passed === 'number' && typeof failed === 'number' ? { passed, failed } : undefined;
}

function isTimedTest(value: unknown): value is TimedTest {
  return (
    typeof value === 'object' && value !== null && 'title' in value && 'milliseconds' in value && typeof value.milliseconds === 'number'
  );
}
