/** What a suite reports about itself, whatever runs it. */

export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  /** The tests and hooks that took longest, the longest first. */
  readonly slowest?: readonly TimedTest[];
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
  if (typeof value !== 'object' || value === null || !('passed' in value) || !('failed' in value)) return undefined;
  const { passed, failed } = value;
  if (typeof passed !== 'number' || typeof failed !== 'number') return undefined;
  // A suite whose files were not found must not look green.
  if (passed + failed === 0) return ONE_FAILURE;
  const slowest = 'slowest' in value && Array.isArray(value.slowest) ? value.slowest.filter(isTimedTest) : [];
  return { passed, failed, slowest };
}

function isTimedTest(value: unknown): value is TimedTest {
  return (
    typeof value === 'object' && value !== null && 'title' in value && 'milliseconds' in value && typeof value.milliseconds === 'number'
  );
}
