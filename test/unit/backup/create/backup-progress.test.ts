import assert from 'node:assert/strict';
import { ProgressTracker } from '../../../../src/backup/create/backup-progress.ts';
import type { BackupPhase } from '../../../../src/backup/device-run/run-phase.ts';
import type { Progress } from '../../../../src/base/index.ts';
import type { DeviceMessage } from '../../../../src/device-protocol/index.ts';

/** A tracker, the reports it made, and a clock that only the test moves. */
function tracker(): { progress: ProgressTracker; reports: Progress<BackupPhase>[]; clock: { ms: number } } {
  const reports: Progress<BackupPhase>[] = [];
  const clock = { ms: 0 };
  return {
    progress: new ProgressTracker(
      (report) => reports.push(report),
      () => clock.ms,
    ),
    reports,
    clock,
  };
}

const upload = (percent: number, totalBytes = 0): DeviceMessage => ({ kind: 'upload-files', progress: percent, totalBytes });
const percents = (reports: readonly Progress[]) => reports.filter(({ unit }) => unit === 'percent').map(({ done }) => done);

describe('ProgressTracker', () => {
  it('names the phase by what the device does', () => {
    const { progress, reports } = tracker();
    const messages: DeviceMessage[] = [
      { kind: 'download-files', paths: ['U/Status.plist'], progress: 1 },
      { kind: 'create-directory', path: 'U', progress: 2 },
      upload(3),
      upload(50, 1000),
      { kind: 'move-items', moves: [], progress: 60 },
      { kind: 'remove-items', paths: [], progress: 70 },
      { kind: 'download-files', paths: ['U/Status.plist'], progress: 99 },
    ];
    progress.enter('connecting');
    for (const message of messages) progress.begin(message);
    const phases = reports.map(({ phase }) => phase).filter((phase, at, all) => phase !== all[at - 1]);
    assert.deepEqual(phases, ['connecting', 'preparing', 'receiving', 'moving', 'removing', 'finishing']);
  });

  it('says within a batch how much of it has come', () => {
    const { progress, reports, clock } = tracker();
    progress.begin(upload(20));
    progress.answered();
    progress.begin(upload(40, 1000));
    for (const bytes of [250, 250, 500, 500]) {
      clock.ms += 200;
      progress.received(bytes);
    }
    assert.deepEqual(percents(reports).slice(-4), [25, 30, 40, 40]);
    assert.equal(progress.bytes, 1500);
  });

  it('never goes back and never over 100, whatever the device claims', () => {
    const { progress, reports, clock } = tracker();
    for (const claim of [10, 10, 0, -1, 50, 60]) {
      clock.ms += 200;
      progress.begin(upload(claim, 10));
      progress.received(10);
      progress.answered();
    }
    progress.enter('finishing');
    const said = percents(reports);
    assert.deepEqual(
      said,
      said.toSorted((a, b) => a - b),
    );
    assert.equal(said.at(-1), 60);
  });

  for (const [lie, claims] of [
    ['falls', [10, 50, 30, 60]],
    ['is more than all', [10, 150, 99]],
  ] as const) {
    it(`tells no percentage from the moment on that the device’s own ${lie}`, () => {
      const { progress, reports, clock } = tracker();
      for (const claim of claims) {
        clock.ms += 200;
        progress.begin(upload(claim, 10));
        progress.received(10);
        progress.answered();
      }
      progress.enter('moving');
      assert.ok(percents(reports).every((percent) => percent <= 50));
      const last = reports.filter(({ phase }) => phase === 'moving');
      assert.deepEqual(
        last.map(({ unit, done }) => ({ unit, done })),
        [
          { unit: 'items', done: 0 },
          { unit: 'bytes', done: claims.length * 10 },
        ],
      );
    });
  }

  it('reports at most every 100 ms, but every phase at once', () => {
    const { progress, reports, clock } = tracker();
    progress.enter('connecting');
    for (let file = 0; file < 1000; file++) progress.fileDone(`/file-${file}`);
    assert.equal(reports.length, 1);
    progress.enter('preparing');
    assert.equal(reports.at(-1)?.phase, 'preparing');
    clock.ms += 100;
    progress.fileDone('/last');
    const { phase, unit, done, item } = reports.at(-1) ?? {};
    assert.deepEqual({ phase, unit, done, item }, { phase: 'preparing', unit: 'files', done: 1001, item: '/last' });
  });

  it('passes the verification on as a phase of the run', () => {
    const { progress, reports } = tracker();
    progress.verifying({ phase: 'checking-files', done: 3, total: 7, unit: 'files' });
    assert.deepEqual(reports, [{ phase: 'verifying', done: 3, total: 7, unit: 'files' }]);
  });
});
