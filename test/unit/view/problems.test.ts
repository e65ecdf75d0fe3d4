import assert from 'node:assert/strict';
import type { Finding, VerifyReport } from '../../../src/backup/index.ts';
import { inEnglish, problemsOf } from '../../../src/view/index.ts';

const FILE_ID = '3d0d7e5fb2ce288813306e4d4636395e047a3d28';

function report(...findings: Finding[]): VerifyReport {
  return {
    backup: { path: '/b', udid: null, productVersion: null, encrypted: null, date: null },
    level: 'quick',
    verdict: 'damaged',
    counts: { proven: 0, consistent: 0, knownGap: 0, damaged: 0, missing: 0, notChecked: 0 },
    findings,
  };
}

function finding(changes: Partial<Finding>): Finding {
  return { code: 'payload-missing', severity: 'error', message: 'The content is missing.', evidence: {}, ...changes };
}

describe('problems of a report', () => {
  it('stand at the stored file, and name it as the device does', () => {
    const [problem] = problemsOf(
      report(finding({ domain: 'HomeDomain', relativePath: 'Library/SMS/sms.db', fileID: FILE_ID })),
      10,
      inEnglish,
    );
    assert.deepEqual(problem, {
      file: `3d/${FILE_ID}`,
      severity: 'error',
      code: 'payload-missing',
      message: 'HomeDomain/Library/SMS/sms.db: The content is missing.',
    });
  });

  it('stand at the property list that a finding is about', () => {
    const files = problemsOf(
      report(
        finding({ code: 'status-plist-missing' }),
        finding({ code: 'plist-unreadable', evidence: { file: 'Info.plist' } }),
        finding({ code: 'catalogue-unreadable' }),
      ),
      10,
      inEnglish,
    ).map(({ file }) => file);
    assert.deepEqual(files, ['Status.plist', 'Info.plist', 'Manifest.db']);
  });

  it('never stand outside the backup', () => {
    for (const file of ['../../etc/passwd', '/etc/passwd', 'a/../../b', 'C:\\x', '']) {
      assert.equal(problemsOf(report(finding({ evidence: { file } })), 1, inEnglish)[0]?.file, 'Manifest.db', file);
    }
  });

  it('come gravest first, and the rest is counted', () => {
    const many = [finding({ severity: 'information' }), finding({ severity: 'warning' }), finding({}), finding({ severity: 'warning' })];
    const problems = problemsOf(report(...many), 2, inEnglish);
    assert.deepEqual(
      problems.map(({ severity, code }) => [severity, code]),
      [
        ['error', 'payload-missing'],
        ['warning', 'payload-missing'],
        ['warning', 'more-findings'],
      ],
    );
    assert.match(problems[2]?.message ?? '', /^2 more/);
  });
});
