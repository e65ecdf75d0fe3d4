/** The three ways to write a verification down. */
import assert from 'node:assert/strict';
import { FINDING_SEVERITY, type Finding, type FindingCode, type VerifyReport } from '../../../src/backup/index.ts';
import { verifyReportText } from '../../../src/report/index.ts';
import { findingWords } from '../../../src/view/index.ts';

function finding(code: FindingCode, relativePath = 'Library/a'): Finding {
  return {
    code,
    severity: FINDING_SEVERITY[code],
    domain: 'HomeDomain',
    relativePath,
    fileID: 'ab'.repeat(20),
    message: `about ${relativePath}`,
    evidence: { bytes: 1 },
  };
}

const report: VerifyReport = {
  backup: {
    path: '/backups/x',
    udid: '00008030-000123456789001E',
    productVersion: '17.4',
    encrypted: false,
    date: '2024-06-01T12:00:00.000Z',
  },
  level: 'quick',
  verdict: 'damaged',
  counts: { proven: 0, consistent: 3, knownGap: 0, damaged: 1, missing: 2, notChecked: 0 },
  findings: [finding('payload-orphan'), finding('payload-missing', 'Library/one'), finding('payload-missing', 'Library/\u001b[31mtwo')],
};

describe('verifyReportText', () => {
  it('as JSON is the whole document, schema first', () => {
    const text = verifyReportText(report, 'json');
    assert.deepEqual(JSON.parse(text), { schema: 'backup-lab/verify@1', ...report });
    assert.match(text, /^\{\s*"schema": "backup-lab\/verify@1"/);
    assert.ok(text.endsWith('}\n'));
  });

  it('as lines is one object each, the verdict last', () => {
    const lines = verifyReportText(report, 'ndjson').trimEnd().split('\n');
    const objects = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      objects.map(({ schema, code }) => [schema, code]),
      [
        ['backup-lab/finding@1', 'payload-orphan'],
        ['backup-lab/finding@1', 'payload-missing'],
        ['backup-lab/finding@1', 'payload-missing'],
        ['backup-lab/verify@1', undefined],
      ],
    );
    assert.deepEqual(objects.at(-1)?.counts, report.counts);
    assert.equal(objects.at(-1)?.findings, undefined);
  });

  it('as a page names verdict, counts, and every file with what to do, gravest first', () => {
    const page = verifyReportText(report, 'text');
    assert.match(page, /^Verdict {2}damaged: /m);
    assert.match(page, /^Files {4}3 consistent, 1 damaged, 2 missing$/m);
    assert.match(page, /ERROR payload-missing: .* \(2\)\n {2}.+\n {2}- HomeDomain\/Library\/one abab.*: about/);
    assert.ok(page.indexOf('payload-missing') < page.indexOf('payload-orphan'));
    assert.ok(page.includes(findingWords('payload-missing', 'terminal').action));
    assert.ok(!page.includes('\u001b'), 'no control character of a name reaches a terminal');
  });

  it('as a page says how far the format can prove anything', () => {
    const proofOf = (changes: Partial<VerifyReport>) => /^Proof {4}(.*)$/m.exec(verifyReportText({ ...report, ...changes }, 'text'))?.[1];
    assert.equal(proofOf({}), undefined);
    assert.equal(proofOf({ provable: 4 }), 'digests for 4 of 6 files, 0 of them proven (--full compares all of them)');
    const counts = { ...report.counts, proven: 4, consistent: 2 };
    assert.equal(proofOf({ level: 'full', provable: 4, counts }), 'digests for 4 of 9 files, 4 of them proven');
  });

  it('as a page stays readable with thousands of findings', () => {
    const many = Array.from({ length: 5000 }, (_, index) => finding('payload-missing', `file ${index}`));
    const page = verifyReportText({ ...report, findings: many }, 'text');
    assert.ok(page.split('\n').length < 60);
    assert.match(page, /… and 4980 more; --format json lists all/);
    const capped = verifyReportText({ ...report, findings: many, omitted: { 'payload-missing': 7 } }, 'text');
    assert.match(capped, /\(5007\)/);
    assert.match(capped, /… and 4987 more; --format json lists 5000/);
  });

  it('never says verified', () => {
    const pages = (Object.keys(FINDING_SEVERITY) as FindingCode[]).map((code) =>
      verifyReportText({ ...report, findings: [finding(code)] }, 'text'),
    );
    for (const page of pages) assert.doesNotMatch(page, /verified/i);
  });
});
