import assert from 'node:assert/strict';
import type { Finding, VerifyReport } from '../../../../src/backup/index.ts';
import { plainBackup, plainDevice, plainResult, plainVerification } from '../../../../src/extension/api/plain-data.ts';
import { startedJob } from '../../../../src/view/backup-job.ts';
import { inEnglish } from '../../../../src/view/index.ts';

const at = new Date('2026-01-02T03:04:05Z');

describe('the plain data of the API', () => {
  it('of a device has dates as text, and leaves out what is not known', () => {
    const device = plainDevice({ udid: 'u', condition: 'ready', connection: 'usb', simulated: true, lastBackup: at, job: startedJob });
    const expected = { udid: 'u', condition: 'ready', connection: 'usb', simulated: true, lastBackup: at.toISOString(), running: 'backup' };
    assert.deepEqual(JSON.parse(JSON.stringify(device)), expected);
    assert.deepEqual(Object.keys(device).sort(), Object.keys(expected).sort());
  });

  it('of a backup says whether it can be read here, and what is known of it', () => {
    const state = { path: '/b', finished: true, throughJournal: false, encrypted: true, date: at };
    const check = { verdict: 'good', level: 'quick', at, unreadFiles: 0 } as const;
    assert.deepEqual(plainBackup({ ...state, check }), {
      path: '/b',
      date: at.toISOString(),
      encrypted: true,
      readable: false,
      finished: true,
      verification: { verdict: 'good', level: 'quick', at: at.toISOString() },
    });
    assert.equal(plainBackup({ ...state, unlocked: true }).readable, true);
    assert.equal(plainBackup({ ...state, job: { ...startedJob, kind: 'restore' } }).running, 'restore');
  });

  it('of a run counts the files that the device could not read, all of them', () => {
    const error = (isHarmless: boolean) => ({ item: 'x', message: 'y', isHarmless });
    const run = { path: '/b', full: true, filesReceived: 1, bytesReceived: 2, durationMs: 3 };
    const { unreadFiles } = plainResult({ ...run, fileErrors: [error(true), error(false)], moreFileErrors: 5 });
    assert.equal(unreadFiles, 6);
  });

  it('of a check lists the gravest findings first, and counts those it leaves out', () => {
    const finding = (code: Finding['code'], more: Partial<Finding> = {}): Finding => ({
      code,
      severity: 'information',
      message: '',
      evidence: {},
      ...more,
    });
    const report: VerifyReport = {
      backup: { path: '/b', udid: null, productVersion: null, encrypted: false, date: null },
      level: 'quick',
      verdict: 'damaged',
      counts: { proven: 0, consistent: 1, knownGap: 0, damaged: 0, missing: 1, notChecked: 0 },
      findings: [
        ...Array.from({ length: 120 }, () => finding('unknown-file', { evidence: { file: 'stray' } })),
        finding('payload-missing', { severity: 'error', domain: 'HomeDomain', relativePath: 'a/b' }),
      ],
      omitted: { 'payload-missing': 7 },
    };
    const plain = plainVerification({ report, verdict: report.verdict }, inEnglish);
    assert.equal(plain.words, 'The backup is damaged.');
    assert.deepEqual(plain.findings[0], { code: 'payload-missing', severity: 'error', where: 'HomeDomain/a/b' });
    assert.deepEqual(plain.findings[1], { code: 'unknown-file', severity: 'information', where: 'stray' });
    assert.deepEqual([plain.findings.length, plain.moreFindings], [100, 28]);
  });
});
