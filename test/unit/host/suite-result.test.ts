import assert from 'node:assert/strict';
import { asSuiteResult, withSecondRun } from '../../support/suite-result.ts';

describe('a suite of which failed files ran once more', () => {
  const first = {
    passed: 80,
    failed: 2,
    failedFiles: [
      { file: 'a.test.ts', passed: 1, failed: 1 },
      { file: 'b.test.ts', passed: 3, failed: 1 },
    ],
  };

  it('counts each test once, and names the file that passed only then', () => {
    const second = { passed: 5, failed: 1, failedFiles: [{ file: 'b.test.ts', passed: 3, failed: 1 }] };
    const { passed, failed, unsteady } = withSecondRun(first, second);
    assert.deepEqual({ passed, failed, unsteady }, { passed: 81, failed: 1, unsteady: ['a.test.ts'] });
  });

  it('fails when the second run crashed, and calls nothing unsteady', () => {
    const { passed, failed, unsteady } = withSecondRun(first, { passed: 0, failed: 1 });
    assert.deepEqual({ passed, failed, unsteady }, { passed: 76, failed: 1, unsteady: [] });
  });

  it('keeps the failed files of what a suite sent, and drops what is none', () => {
    const sent = { ...first, failedFiles: [...first.failedFiles, { file: 1 }, 'x'] };
    assert.deepEqual(asSuiteResult(sent)?.failedFiles, first.failedFiles);
  });
});
