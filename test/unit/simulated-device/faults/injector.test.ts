import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { Connection } from '../../../../src/device-protocol/index.ts';
import {
  SimulatorError,
  VirtualClock,
  startSimulator,
  type FaultSettings,
  type SimulatedDevice,
  type Simulator,
} from '../../../../src/simulated-device/index.ts';
import { FaultInjector } from '../../../../src/simulated-device/faults/fault-injector.ts';
import type { FaultLink } from '../../../../src/simulated-device/faults/fault-link.ts';
import { socketPair } from '../../../support/socket-pair.ts';

const CLOCK = () => new VirtualClock(new Date(0));

interface Bench extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly device: SimulatedDevice;
  readonly injector: FaultInjector;
  readonly connection: Connection;
  readonly link: FaultLink;
  readonly host: Socket;
  readonly closing: AbortController;
  /** Everything that the host has got, once the connection is over. */
  atEnd(): Promise<{ bytes: Buffer; error: NodeJS.ErrnoException | undefined }>;
}

/** One end of a socket as a device writes to it, with faults on the way; the other end is the host's. */
async function bench(faults: readonly (readonly [id: string, settings?: FaultSettings])[], isEnabled = true): Promise<Bench> {
  const clock = CLOCK();
  const simulator: Simulator = await startSimulator({ devices: [{ restartSeconds: 0 }] });
  const [device] = simulator.devices;
  assert.ok(device);
  const closing = new AbortController();
  const injector = new FaultInjector({ device, clock, isEnabled, signal: closing.signal });
  for (const [id, settings] of faults) injector.arm(id, settings);
  const pair = await socketPair();
  const connection = Connection.over(pair.near);
  const link = injector.openLink(connection, 'com.apple.mobilebackup2', closing.signal);
  link.begin();
  const received: Buffer[] = [];
  let error: NodeJS.ErrnoException | undefined;
  pair.far.on('data', (chunk: Buffer) => received.push(chunk)).resume();
  pair.far.on('error', (thrown: NodeJS.ErrnoException) => (error = thrown));
  const over = new Promise<void>((resolve) => pair.far.on('close', resolve));
  return {
    clock,
    device,
    injector,
    connection,
    link,
    host: pair.far,
    closing,
    atEnd: async () => {
      await over;
      return { bytes: Buffer.concat(received), error };
    },
    [Symbol.asyncDispose]: async () => {
      pair[Symbol.dispose]();
      await simulator.close();
    },
  };
}

function codeOf(work: () => unknown): [code: string, reason: string] {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof SimulatorError);
    return [error.code, String(error.data.reason ?? error.data.id)];
  }
  throw new assert.AssertionError({ message: 'nothing was thrown' });
}

describe('fault injector', () => {
  for (const [limit, pieces] of [
    [1, [10]],
    [25, [10, 10, 10]],
    [30, [10, 10, 10, 10]],
    [3, [1, 1, 1, 1]],
  ] as const) {
    it(`cuts exactly behind byte ${limit} of ${pieces.join(' + ')}`, async () => {
      await using b = await bench([['F05', { after: { bytes: limit } }]]);
      const send = async () => {
        for (const length of pieces) await b.connection.write(Buffer.alloc(length, 'x'));
      };
      await assert.rejects(send(), /cut the link/);
      assert.equal((await b.atEnd()).bytes.length, limit);
    });
  }

  it('resets where it is told to', async () => {
    await using b = await bench([['F05', { after: { bytes: 5 }, reset: 'yes' }]]);
    await assert.rejects(b.connection.write(Buffer.alloc(10)), /cut the link/);
    const { error } = await b.atEnd();
    assert.equal(error?.code, 'ECONNRESET');
  });

  it('after messages: behind the last of them, not in front of it', async () => {
    await using b = await bench([['F05', { after: { messages: 2 } }]]);
    for (let sent = 0; sent < 2; sent++) {
      await b.connection.write(Buffer.alloc(7));
      b.link.meter.messages++;
    }
    await assert.rejects(b.connection.write(Buffer.alloc(7)), /cut the link/);
    assert.equal((await b.atEnd()).bytes.length, 14);
  });

  it('after bytes and seconds: when both are true', async () => {
    await using b = await bench([['F05', { after: { bytes: 10, seconds: 60 } }]]);
    await b.connection.write(Buffer.alloc(40));
    await b.clock.advance(60_000);
    await assert.rejects(b.connection.write(Buffer.alloc(1)), /cut the link/);
    assert.equal((await b.atEnd()).bytes.length, 40);
  });

  it('after seconds: also while nothing is sent, and for a fault that is armed later', async () => {
    await using b = await bench([]);
    b.injector.arm('F05', { after: '30s' });
    await b.clock.untilSleeping();
    await b.clock.advance(29_999);
    assert.equal(b.connection.isOver, false);
    await b.clock.advance(1);
    assert.equal((await b.atEnd()).bytes.length, 0);
  });

  it('silence swallows what is sent, hears the host, and ends when the host leaves', async () => {
    await using b = await bench([['F06', { after: { bytes: 3 } }]]);
    await b.connection.write(Buffer.from('abcdef'));
    await b.connection.write(Buffer.from('ghi'));
    assert.equal(b.link.shaper.isSilent, true);
    b.host.write('hello');
    assert.equal(Buffer.from(await b.connection.readExactly(5)).toString(), 'hello');
    b.host.end();
    assert.equal(await b.connection.atEnd(), true);
    assert.equal((await b.atEnd()).bytes.toString(), 'abc');
  });

  it('a delay ends when the host leaves', async () => {
    await using b = await bench([['F07', { at: 'mb2.Backup', seconds: 90 }]]);
    const waiting = b.injector.meet('mb2.Backup', 'Backup', b.link);
    await b.clock.untilSleeping();
    b.host.destroy();
    await assert.rejects(waiting, /canceled/);
    assert.equal(b.clock.sleeping, 0);
  });

  it('a delay ends when the simulator closes', async () => {
    await using b = await bench([['F07', { at: 'mb2.Backup', seconds: 90 }]]);
    const waiting = b.injector.meet('mb2.Backup', 'Backup', b.link);
    await b.clock.untilSleeping();
    b.closing.abort();
    await assert.rejects(waiting, /canceled/);
    assert.equal(b.clock.sleeping, 0);
  });

  it('a delay lasts as long as the clock of the phone says', async () => {
    await using b = await bench([['F07', { at: 'mb2.Backup', seconds: 90 }]]);
    let isOver = false;
    const waiting = b.injector.meet('mb2.Backup', 'Backup', b.link).then(() => (isOver = true));
    await b.clock.untilSleeping();
    await b.clock.advance(89_999);
    assert.equal(isOver, false);
    await b.clock.advance(1);
    assert.equal(await waiting, true);
  });

  it('segments: one byte at a time, then as it comes', async () => {
    await using b = await bench([['F08', { bytes: 1, first: 4 }]]);
    const pieces: number[] = [];
    b.connection.listen((_, bytes) => pieces.push(bytes.length));
    await b.connection.write(Buffer.from('abcdefgh'));
    assert.deepEqual(pieces, [1, 1, 1, 1, 4]);
    await b.connection.close();
    assert.equal((await b.atEnd()).bytes.toString(), 'abcdefgh');
  });

  it('glue: everything of one moment in one piece, and nothing is lost at the end', async () => {
    await using b = await bench([['F08', { form: 'glue' }]]);
    const pieces: number[] = [];
    b.connection.listen((_, bytes) => pieces.push(bytes.length));
    for (const text of ['ab', 'cd', 'ef']) await b.connection.write(Buffer.from(text));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(pieces, [6]);
    await b.connection.write(Buffer.from('gh'));
    await b.connection.close();
    assert.equal((await b.atEnd()).bytes.toString(), 'abcdefgh');
  });

  it('several faults compose, in the order in which they were armed', async () => {
    await using b = await bench([
      ['F08', { bytes: 2 }],
      ['F05', { after: { bytes: 5 } }],
    ]);
    const pieces: number[] = [];
    b.connection.listen((_, bytes) => pieces.push(bytes.length));
    await assert.rejects(b.connection.write(Buffer.alloc(20)), /cut the link/);
    assert.deepEqual(pieces, [2, 2, 1]);
    assert.equal((await b.atEnd()).bytes.length, 5);
  });

  it('the first effect that a place must carry out counts', async () => {
    await using b = await bench([
      ['F04', { result: 2 }],
      ['F04', { result: 6 }],
    ]);
    assert.deepEqual(await b.injector.meet('mux.Connect', 'lockdownd', b.link), { kind: 'mux-result', result: 2 });
    assert.deepEqual(
      b.injector.armed.map(({ struck }) => struck),
      [1, 1],
    );
  });

  it('times: as often as it is told, and never once disarmed', async () => {
    await using b = await bench([['F04', { times: 2 }]]);
    const results = [];
    for (let asked = 0; asked < 3; asked++) results.push(await b.injector.meet('mux.Connect', 'lockdownd', b.link));
    assert.deepEqual(
      results.map((effect) => effect?.kind),
      ['mux-result', 'mux-result', undefined],
    );
    const armed = b.injector.arm('F04');
    armed.disarm();
    assert.equal(await b.injector.meet('mux.Connect', 'lockdownd', b.link), undefined);
    assert.equal(b.injector.watches('mux.Connect'), false);
  });

  it('F33 goes when the phone is restarted', async () => {
    await using b = await bench([['F33']]);
    assert.equal((await b.injector.meet('mb2.scan', 'full', b.link))?.kind, 'answer');
    assert.equal((await b.injector.meet('mb2.scan', 'full', b.link))?.kind, 'answer');
    await b.device.reboot();
    assert.equal(await b.injector.meet('mb2.scan', 'full', b.link), undefined);
  });

  it('F38 needs more than any host has', async () => {
    await using b = await bench([['F38']]);
    const needs = async (free: bigint) => await b.injector.meet('mb2.space', String(free), b.link);
    assert.deepEqual(await needs(1_000_000n), { kind: 'value', value: 667_000_000_000n });
    assert.deepEqual(await needs(4_000_000_000_000n), { kind: 'value', value: 4_667_000_000_000n });
  });

  it('at puts a fault of the link anywhere, without what it waits for otherwise', async () => {
    await using b = await bench([['F05', { at: 'lockdown.StartService(com.apple.mobilebackup2)' }]]);
    await b.connection.write(Buffer.alloc(2_000_000));
    assert.equal(await b.injector.meet('lockdown.StartService', 'com.apple.afc', b.link), undefined);
    await assert.rejects(b.injector.meet('lockdown.StartService', 'com.apple.mobilebackup2', b.link), /cut the link/);
    assert.equal(b.connection.isOver, true);
  });

  it('disabled: faults are armed and never strike', async () => {
    await using b = await bench([['F05', { after: { bytes: 5 } }], ['F04']], false);
    await b.connection.write(Buffer.alloc(10));
    assert.equal(await b.injector.meet('mux.Connect', 'lockdownd', b.link), undefined);
    assert.deepEqual(
      b.injector.armed.map(({ struck }) => struck),
      [0, 0],
    );
    await b.connection.close();
    assert.equal((await b.atEnd()).bytes.length, 10);
  });

  for (const [id, settings, code, reason] of [
    ['F99', {}, 'simulator-fault-unknown', /F99/],
    ['F05', { color: 'red' }, 'simulator-fault-malformed', /no parameter "color"; it has at, after, on, p, times, reset/],
    ['F05', { reset: 'maybe' }, 'simulator-fault-malformed', /reset is one of no, yes/],
    ['F07', { seconds: 'many' }, 'simulator-fault-malformed', /seconds takes a number/],
    ['F07', { seconds: -1 }, 'simulator-fault-malformed', /seconds takes a number/],
    ['F04', { times: 0 }, 'simulator-fault-malformed', /times must be a whole number of at least 1/],
    ['F04', { at: 'dl.UploadFiles' }, 'simulator-fault-malformed', /F04 cannot occur at dl.UploadFiles, only at mux.Connect/],
  ] as const) {
    it(`refuses ${id} with ${JSON.stringify(settings)}`, async () => {
      await using b = await bench([]);
      const [thrown, why] = codeOf(() => b.injector.arm(id, settings));
      assert.equal(thrown, code);
      assert.match(why, reason);
      assert.deepEqual(b.injector.armed, []);
    });
  }
});
