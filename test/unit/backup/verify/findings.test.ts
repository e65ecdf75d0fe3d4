/** Findings are collected up to a number of each code. */
import assert from 'node:assert/strict';
import { Findings, MOST_OF_A_CODE } from '../../../../src/backup/verify/findings.ts';

describe('findings', () => {
  it('of one code are listed up to a limit, and counted beyond it', () => {
    const findings = new Findings();
    findings.add('snapshot-left', 'a folder');
    for (let count = 0; count < MOST_OF_A_CODE + 5; count++) findings.add('payload-missing', 'a file');
    assert.equal(findings.listed.length, 1 + MOST_OF_A_CODE);
    assert.deepEqual(findings.omitted, { 'payload-missing': 5 });
    assert.ok(findings.has('snapshot-left') && !findings.has('payload-orphan'));
  });

  it('that follow from a damaged catalogue are not told', () => {
    const findings = new Findings();
    findings.add('parent-missing', 'before it was known');
    findings.add('catalogue-unreadable', 'half of it');
    for (const code of ['parent-missing', 'payload-orphan', 'file-record-unreadable', 'payload-missing'] as const) {
      findings.add(code, 'a row');
    }
    assert.deepEqual(
      findings.listed.map(({ code }) => code),
      ['parent-missing', 'catalogue-unreadable', 'payload-missing'],
    );
    assert.equal(findings.omitted, undefined);
  });
});
