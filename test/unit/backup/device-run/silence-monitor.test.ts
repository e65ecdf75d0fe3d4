import assert from 'node:assert/strict';
import { nullLog } from '../../../../src/base/index.ts';
import type { BackupEvent } from '../../../../src/backup/index.ts';
import { DEFAULT_WAIT_LIMITS, type WaitLimits } from '../../../../src/backup/device-run/wait-limits.ts';
import { SilenceMonitor, type MonitoredRun } from '../../../../src/backup/device-run/silence-monitor.ts';
import { DeviceProtocolError, type UsbmuxEvent } from '../../../../src/device-protocol/index.ts';

interface Phone {
  /** What lockdownd does when it is asked. */
  readonly answers?: () => Promise<unknown>;
  readonly muxSays?: readonly UsbmuxEvent[];
}

interface Watched extends Disposable {
  readonly watch: SilenceMonitor;
  readonly events: BackupEvent[];
  readonly dead: Promise<DeviceProtocolError>;
}

function watched(waitLimits: Partial<WaitLimits>, { answers = () => Promise.resolve(new Map()), muxSays = [] }: Phone = {}): Watched {
  const events: BackupEvent[] = [];
  const dead: PromiseWithResolvers<DeviceProtocolError> = Promise.withResolvers();
  const device = {
    udid: 'u',
    attached: { deviceId: 4 },
    getPublicValues: answers,
    mux: {
      async *listen(signal: AbortSignal) {
        yield* muxSays;
        await new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reject(new Error('over'));
          });
        });
      },
    },
  } as unknown as MonitoredRun['device'];
  const watch = new SilenceMonitor({
    device,
    waitLimits: { ...DEFAULT_WAIT_LIMITS, ...waitLimits },
    phase: () => 'preparing',
    onEvent: (event) => events.push(event),
    onDeviceLost: dead.resolve,
    log: nullLog,
  });
  return {
    watch,
    events,
    dead: dead.promise,
    [Symbol.dispose]: () => {
      watch[Symbol.dispose]();
    },
  };
}

describe('a device that falls silent', () => {
  it('is waited on as long as lockdownd answers, and told about every time; then it counts as gone', async () => {
    using run = watched({ quietMs: 5, silenceMs: 500 });
    const error = await run.dead;
    assert.equal(error.code, 'device-silent');
    assert.ok(run.events.length >= 2);
    assert.deepEqual(new Set(run.events.map(({ code }) => code)), new Set(['device-quiet']));
    assert.match(run.events[0]?.message ?? '', /^No data for \d+ s while the device prepares the backup\. Waiting up to \d+ s\.$/);
  });

  it('is asked before it counts as gone, also by a computer that has slept meanwhile', async () => {
    using run = watched({ quietMs: 1, silenceMs: 5 });
    const awake = performance.now() + 20;
    while (performance.now() < awake);
    assert.equal((await run.dead).code, 'device-silent');
    assert.equal(run.events[0]?.code, 'device-quiet');
  });

  it('counts as gone at once when lockdownd does not answer either', async () => {
    using run = watched({ quietMs: 5 }, { answers: () => Promise.reject(new DeviceProtocolError('link-lost', 'gone')) });
    assert.equal((await run.dead).code, 'device-silent');
    assert.equal(run.events.length, 1);
  });

  it('has been unplugged when usbmuxd says so, whatever the link looks like', async () => {
    using run = watched({}, { muxSays: [{ kind: 'listening' }, { kind: 'detached', deviceId: 3 }, { kind: 'detached', deviceId: 4 }] });
    const error = await run.dead;
    assert.equal(error.code, 'link-lost');
    assert.equal(error.data.unplugged, true);
    assert.deepEqual(run.events, []);
  });

  it('is not silent while something comes', async () => {
    const asked: number[] = [];
    using run = watched({ quietMs: 60_000 }, { answers: () => Promise.resolve(asked.push(1)) });
    run.watch.onActivity();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([run.events, asked], [[], []]);
  });
});
