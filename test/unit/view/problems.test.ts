import assert from 'node:assert/strict';
import type { Finding, VerifyReport } from '../../../src/backup/index.ts';
import { findingWords, inEnglish, problemsOf } from '../../../src/view/index.ts';

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
  it('stand at the file as the device names it, and say what to do', () => {
    const [problem] = problemsOf(
      report(finding({ domain: 'HomeDomain', relativePath: 'Library/SMS/sms.db', fileID: FILE_ID })),
      10,
      inEnglish,
    );
    assert.deepEqual(problem, {
      where: 'HomeDomain/Library/SMS/sms.db',
      fileID: FILE_ID,
      severity: 'error',
      code: 'payload-missing',
      message: `${findingWords('payload-missing', 'vscode').title}. ${findingWords('payload-missing', 'vscode').action}`,
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
    ).map(({ where }) => where);
    assert.deepEqual(files, ['Status.plist', 'Info.plist', 'Manifest.db']);
  });

  it('speak the reader’s language, facts included', () => {
    const german = (template: string) => `[${template}]`;
    const [problem] = problemsOf(
      report(finding({ code: 'size-mismatch', evidence: { file: 'ab/c', expected: 5, found: 7, list: [1], forPrograms: 1 } })),
      1,
      german,
    );
    const { title, action } = findingWords('size-mismatch', 'vscode');
    assert.equal(problem?.message, `[${title}] ([expected: {value}], [found: {value}]). [${action}]`);
  });

  it('name what the device could not read, but for what it never can', () => {
    const fileErrors = [
      { item: '/private/var/mobile/a.txt', message: 'I/O error', isHarmless: false },
      { item: '/private/var/mobile/backup_manifest.db', message: 'No such file', isHarmless: true },
    ];
    const problems = problemsOf({ findings: [finding({ severity: 'information' })], fileErrors }, 10, inEnglish);
    assert.deepEqual(
      problems.map(({ severity, code }) => [severity, code]),
      [
        ['warning', 'device-file-error'],
        ['information', 'payload-missing'],
      ],
    );
    assert.match(
      problems[0]?.message ?? '',
      /could not read this file, which is not in the backup: \/private\/var\/mobile\/a.txt \(I\/O error\)/,
    );
  });

  it('never stand outside the backup', () => {
    for (const file of ['../../etc/passwd', '/etc/passwd', 'a/../../b', 'C:\\x', '']) {
      assert.equal(problemsOf(report(finding({ evidence: { file } })), 1, inEnglish)[0]?.where, 'Manifest.db', file);
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
