/** Documents for programs: each has a published schema that fits it, and one that a change of its shape breaks. */
import assert from 'node:assert/strict';
import { compareReportText, contractReportText, contractReportsText, verifyReportText } from '../../../src/report/index.ts';
import { SCHEMA_FILES, assertDocument, assertDocuments } from '../../support/document-schemas.ts';
import {
  compareReport,
  contractReport,
  hostileCompare,
  hostileContract,
  hostileVerify,
  verifyReport,
} from '../../support/sample-reports.ts';

describe('documents for programs', () => {
  it('fit their schemas, whole and line by line', () => {
    const names = (['json', 'ndjson'] as const).flatMap((format) => [
      ...[verifyReport(), hostileVerify()].flatMap((report) => assertDocuments(verifyReportText(report, format))),
      ...[contractReport(), hostileContract()].flatMap((report) => assertDocuments(contractReportText(report, format))),
      ...assertDocuments(contractReportsText([contractReport(), contractReport()], format)),
      ...[compareReport(), hostileCompare()].flatMap((report) => assertDocuments(compareReportText(report, format))),
    ]);
    assert.deepEqual([...new Set(names)].sort(), [
      'compare',
      'compared-file',
      'contract',
      'contract-finding',
      'contract-runs',
      'finding',
      'verify',
    ]);
  });

  it('that miss a key, have one more, or another word are refused', () => {
    const good = JSON.parse(verifyReportText(hostileVerify(), 'json')) as Record<string, unknown>;
    const { verdict, ...without } = good;
    assert.equal(verdict, 'damaged');
    for (const bad of [without, { ...good, more: 1 }, { ...good, verdict: 'fine' }, { ...good, findings: [{}] }]) {
      assert.throws(() => assertDocument(bad), /verify-1\.json/);
    }
  });

  it('have the name of their schema as the name of its file', () => {
    assert.ok(SCHEMA_FILES.includes('event-1.json'));
    for (const file of SCHEMA_FILES) assert.match(file, /^[a-z-]+-\d+\.json$/);
  });
});
