import assert from 'node:assert/strict';
import {
  advanceJob,
  englishLocale,
  jobHeadline,
  jobWords,
  phaseWords,
  progressWords,
  startedJob,
  type BackupJob,
} from '../../../src/view/index.ts';
import type { Progress } from '../../../src/base/index.ts';

function after(...steps: Progress[]): BackupJob {
  return steps.reduce(advanceJob, startedJob);
}

describe('a running backup', () => {
  it('gathers percent, files and bytes from reports of one unit each', () => {
    const job = after(
      { phase: 'receiving', done: 12.5, total: 100, unit: 'percent' },
      { phase: 'receiving', done: 40, unit: 'files' },
      { phase: 'receiving', done: 1_500_000, unit: 'bytes', item: 'sms.db' },
    );
    assert.equal(jobWords(job, englishLocale), 'Receiving files · 40 files · 1.5 MB · 13%');
    assert.equal(job.item, 'sms.db');
  });

  it('never goes back while files come', () => {
    const job = after(
      { phase: 'receiving', done: 80, total: 100, unit: 'percent' },
      { phase: 'moving', done: 10, total: 100, unit: 'percent' },
    );
    assert.equal(job.fraction, 0.8);
    assert.equal(job.phase, 'moving');
  });

  it('tells no share any more where the device has told what cannot be, and files in its place', () => {
    const job = after(
      { phase: 'receiving', done: 80, total: 100, unit: 'percent' },
      { phase: 'receiving', done: 0, unit: 'items' },
      { phase: 'receiving', done: 12_304, unit: 'files' },
    );
    assert.equal(jobHeadline(job, englishLocale), 'Receiving files · 12,304 files');
  });

  it('counts anew when the result is judged, and keeps how many files came', () => {
    const job = after(
      { phase: 'receiving', done: 100, total: 100, unit: 'percent' },
      { phase: 'receiving', done: 412, unit: 'files' },
      { phase: 'verifying', done: 103, total: 412, unit: 'files' },
    );
    assert.deepEqual([job.fraction, job.files], [0.25, 412]);
  });

  it('says nothing that is still zero', () => {
    assert.equal(jobWords(startedJob, englishLocale), 'Connecting to the device');
  });
});

describe('progress in one line', () => {
  it('says phase and amount', () => {
    assert.equal(
      progressWords({ phase: 'checking-files', done: 103, total: 412, unit: 'files' }),
      'Checking files · 103 of 412 files · 25%',
    );
    assert.equal(
      progressWords({ phase: 'checking-files', done: 103, total: 412, unit: 'files', bytes: 2_000_000 }),
      'Checking files · 103 of 412 files · 2 MB · 25%',
    );
    assert.equal(
      progressWords({ phase: 'receiving', done: 2_000_000, total: 4_000_000, unit: 'bytes' }),
      'Receiving files · 2 MB / 4 MB · 50%',
    );
    assert.equal(progressWords({ phase: 'preparing', done: 7, unit: 'percent' }), 'The device is preparing the backup · 7%');
    assert.equal(progressWords({ phase: 'connecting', done: 0, unit: 'items' }), 'Connecting to the device');
  });

  it('shows a phase that it does not know by its own name', () => {
    assert.equal(phaseWords('toString'), 'toString');
  });
});
