/** Debian's unmodified tools that have nothing to do with backups: each is answered or refused, and ends by itself; none is a violation. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interopSimulator, type InteropSimulator } from '../support/interop/interop-simulator.ts';
import { testsSideBySide } from '../support/interop/tests-side-by-side.ts';
import { LIMIT_MS, MEETINGS } from '../support/interop/tool-meetings.ts';

describe('tools that make no backup', () => {
  const test = testsSideBySide();

  test('are answered or refused, one beside the other, and end by themselves', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'foreign-'));
    try {
      await using sim = await interopSimulator();
      await sim.trust();
      const ends = await Promise.all(
        MEETINGS.map(async ({ command, args, status, says }) => {
          const result = await sim.run(command, args, { timeoutMs: LIMIT_MS, cwd: folder });
          const text = `${result.stdout}${result.stderr}`;
          return [[command, ...args].join(' '), result.status, says.test(text) ? 'as expected' : text, status] as const;
        }),
      );
      assert.deepEqual(
        ends.map(([command, status, text]) => [command, status, text]),
        ends.map(([command, , , expected]) => [command, expected, 'as expected']),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('idevicename and idevicedate set what the phone then says', async () => {
    await using sim = await interopSimulator();
    await sim.output('idevicename', 'Renamed');
    assert.equal(sim.phone.name, 'Renamed');
    await sim.output('idevicedate', '-s', '1700000000');
    assert.match(await sim.output('ideviceinfo', '-k', 'TimeIntervalSince1970'), /^1700000000/);
  });

  test('read what is new in lockdownd', async () => {
    await using sim = await interopSimulator();
    const output = await sim.output('ideviceinfo');
    for (const line of [
      /^BootSessionID: [0-9A-F-]{36}$/m,
      /^GID1: ffffffff$/m,
      /^HumanReadableProductVersionString: 17\.5\.1$/m,
      /^PairRecordProtectionClass: 4$/m,
      /^SIM1IsEmbedded: false$/m,
      /^iTunesHasConnected: true$/m,
      /^BasebandRegionSKU: A{94}==$/m,
    ]) {
      assert.match(output, line);
    }
    assert.equal(await sim.output('ideviceinfo', '-q', 'com.apple.security.mac.amfi', '-k', 'DeveloperModeStatus'), 'false\n');
  });
});

describe('idevicesyslog', () => {
  /** Runs it until the log says what happened on the phone; then the cable is pulled, at which `-x` ends. */
  it('shows what the phone does and ends when the phone goes', async () => {
    await using sim = await interopSimulator();
    await sim.trust();
    let text = '';
    const result = await sim.run('idevicesyslog', ['--no-colors', '-x'], {
      timeoutMs: LIMIT_MS,
      onOutput: (piece) => {
        const before = text;
        text += piece;
        if (!before.includes('a host listens') && text.includes('a host listens')) sim.phone.postNotification('com.example.seen');
        if (!before.includes('com.example.seen') && text.includes('com.example.seen')) sim.phone.detach();
      },
    });
    assert.match(text, /notifyd\[\d+\] <Notice>: com\.example\.seen is posted by this phone/);
    assert.match(text, /\[disconnected\]/);
    assert.notEqual(result.status, undefined);
  });
});

describe('tools that go on until somebody stops them', () => {
  const test = testsSideBySide();

  test('idevicesyslog ends at Ctrl+C', async () => {
    await using sim = await interopSimulator();
    await sim.trust();
    const ctrlC = new AbortController();
    let text = '';
    await sim.run('idevicesyslog', ['--no-colors'], {
      timeoutMs: LIMIT_MS,
      interrupt: ctrlC.signal,
      onOutput: (piece) => {
        text += piece;
        if (text.includes('a host listens')) ctrlC.abort();
      },
    });
    assert.match(text, /\[connected\][\s\S]*Exiting\.\.\./);
  });

  test('idevicenotificationproxy observes until Ctrl+C', async () => {
    await using sim = await interopSimulator();
    await sim.trust();
    const ctrlC = new AbortController();
    const listener = sim.phone.notifications.onDidObserve(() => {
      ctrlC.abort();
    });
    const options = { timeoutMs: LIMIT_MS, interrupt: ctrlC.signal };
    const { stdout } = await sim.run('idevicenotificationproxy', ['observe', 'com.example.seen'], options);
    listener.dispose();
    assert.match(stdout, /observing "com\.example\.seen"/);
  });
});

describe('tools that send the phone away', () => {
  const test = testsSideBySide();
  const restartSeconds = 0.1;

  for (const [word, says, absence] of [
    ['restart', /Restarting device/, undefined],
    ['shutdown', /Shutting down device/, 'off'],
    ['sleep', /Putting device into deep sleep/, undefined],
  ] as const) {
    test(`idevicediagnostics ${word}`, async () => {
      await using sim = await interopSimulator({ devices: [{ restartSeconds }] });
      await sim.trust();
      const before = sim.phone.deviceId;
      const moved = next(sim, absence === undefined ? 'attached' : 'detached');
      assert.match(await sim.output('idevicediagnostics', word), says);
      await moved;
      assert.equal(sim.phone.power.absence, absence);
      if (absence === undefined) assert.notEqual(sim.phone.deviceId, before);
      else assert.equal(await sim.output('idevice_id', '-l'), '');
    });
  }

  test('ideviceenterrecovery: an older phone obeys, a newer one wants a session, which the tool has not', async () => {
    await using sim = await interopSimulator({ devices: [{ preset: 'iphone-old', restartSeconds }, {}] });
    const [old, newer] = sim.simulator.devices;
    assert.ok(old && newer);
    for (const { udid } of [old, newer]) await sim.output('idevicepair', '-u', udid, 'pair');
    const gone = next(sim, 'detached');
    assert.doesNotMatch(await sim.output('ideviceenterrecovery', old.udid), /Failed/);
    await gone;
    assert.match(await sim.output('ideviceenterrecovery', newer.udid), /Failed to enter recovery mode/);
    assert.deepEqual([old.power.absence, newer.power.absence], ['recovery', undefined]);
    assert.equal(await sim.output('idevice_id', '-l'), `${newer.udid}\n`);
  });
});

/** Resolves when the first phone comes or goes. */
async function next({ phone }: InteropSimulator, kind: 'attached' | 'detached'): Promise<void> {
  const met = Promise.withResolvers<undefined>();
  const listener = phone.onDidChange((change) => {
    if (change === kind) met.resolve(undefined);
  });
  await met.promise;
  listener.dispose();
}
