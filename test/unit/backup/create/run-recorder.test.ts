/** What the history keeps of a run: phases in their order, a curve of few points, what a person had to do. */
import assert from 'node:assert/strict';
import type { CreateBackupOptions } from '../../../../src/backup/index.ts';
import { RunRecorder } from '../../../../src/backup/create/run-recorder.ts';

describe('the record of a run', () => {
  it('lists phases with their times, prompts and retries, and counts files that could not be read', () => {
    let now = 5000;
    const recorder = new RunRecorder(() => now);
    const heard: string[] = [];
    const listeners: Pick<CreateBackupOptions, 'onProgress' | 'onEvent'> = { onProgress: ({ phase }) => heard.push(phase) };
    const { onProgress, onEvent } = recorder.listeningTo(listeners);
    onProgress?.({ phase: 'connecting', done: 0, unit: 'items' });
    now += 1000;
    onProgress?.({ phase: 'waiting-for-passcode', done: 0, unit: 'items' });
    onEvent?.({ kind: 'prompt', code: 'passcode-needed', message: 'x' });
    now += 3000;
    onProgress?.({ phase: 'receiving', done: 0, unit: 'items' });
    onProgress?.({ phase: 'receiving', done: 10, unit: 'bytes' });
    onEvent?.({ kind: 'file-error', code: 'device-file-error', message: 'x', item: '/private/var/a' });
    onEvent?.({ kind: 'verdict', code: 'good', message: 'x' });
    now += 500;
    onProgress?.({ phase: 'verifying', done: 99, unit: 'bytes' });
    now += 500;
    assert.deepEqual(recorder.record({ files: 2, bytes: 30 }, true), {
      durationMs: 5000,
      full: true,
      filesReceived: 2,
      bytesReceived: 30,
      phases: [
        { phase: 'connecting', ms: 1000 },
        { phase: 'waiting-for-passcode', ms: 3000 },
        { phase: 'receiving', ms: 500 },
        { phase: 'verifying', ms: 500 },
      ],
      curve: [
        [4000, 10],
        [5000, 30],
      ],
      events: [{ kind: 'prompt', code: 'passcode-needed', atMs: 1000 }],
      fileErrors: 1,
    });
    assert.deepEqual(heard, ['connecting', 'waiting-for-passcode', 'receiving', 'receiving', 'verifying']);
  });

  it('stays small, however long the run: its curve has at most 65 points, from the beginning to the end', () => {
    let now = 0;
    const recorder = new RunRecorder(() => now);
    for (let step = 1; step <= 20_000; step++) {
      now += 50;
      recorder.progress({ phase: step % 2 === 0 ? 'receiving' : 'moving', done: step * 1000, unit: 'bytes' });
      recorder.event({ kind: 'retry', code: 'device-quiet', message: '' });
    }
    const { curve, phases, events } = recorder.record({ files: 1, bytes: 20_000_000 });
    assert.ok(curve.length > 20 && curve.length <= 65, String(curve.length));
    assert.deepEqual(curve.at(-1)?.[1], 20_000_000);
    assert.ok(
      curve.every(([ms, bytes], index) => index === 0 || (ms > (curve[index - 1]?.[0] ?? 0) && bytes > (curve[index - 1]?.[1] ?? 0))),
    );
    assert.deepEqual([phases.length, events.length], [40, 40]);
  });
});
