/** com.apple.afc of a simulated device against packets written by hand (those of a real tool among them). */
import assert from 'node:assert/strict';
import { startSimulator, type SimulatedDevice, type Simulator } from '../../../../src/simulated-device/index.ts';
import { hex } from '../../../support/byte-script.ts';
import type { RawHost } from '../../../support/raw-host.ts';
import { openServices, type OpenServices } from '../../../support/raw-pairing.ts';

/** FILE_OPEN r+ of /com.apple.itunes.lock_sync, packet 1. */
const OPEN_LOCK_FILE = hex(`
  43 46 41 36 4c 50 41 41 4c 00 00 00 00 00 00 00 4c 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00
  0d 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 2f 63 6f 6d 2e 61 70 70 6c 65 2e 69 74 75 6e 65
  73 2e 6c 6f 63 6b 5f 73 79 6e 63 00`);
/** Its answer: handle 1. */
const OPENED = hex(`
  43 46 41 36 4c 50 41 41 30 00 00 00 00 00 00 00 30 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00
  0e 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00`);
/** FILE_LOCK exclusive of handle 1, packet 2. */
const LOCK = hex(`
  43 46 41 36 4c 50 41 41 38 00 00 00 00 00 00 00 38 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00
  1b 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 06 00 00 00 00 00 00 00`);
/** STATUS 19 "would block" for packet 2. */
const WOULD_BLOCK = hex(`
  43 46 41 36 4c 50 41 41 30 00 00 00 00 00 00 00 30 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00
  01 00 00 00 00 00 00 00 13 00 00 00 00 00 00 00`);

describe('afc of a simulated device', () => {
  let simulator: Simulator;
  let device: SimulatedDevice;
  let services: OpenServices;
  let afc: RawHost;

  beforeEach(async () => {
    simulator = await startSimulator();
    const [first] = simulator.devices;
    assert(first);
    device = first;
    services = await openServices(simulator.address);
    afc = await services.open('com.apple.afc');
  });

  afterEach(async () => {
    services[Symbol.dispose]();
    await simulator.close();
  });

  it('opens and locks the file by which hosts take turns, byte for byte', async () => {
    const rival = await services.open('com.apple.afc');
    for (const host of [afc, rival]) {
      host.send(OPEN_LOCK_FILE);
      assert.deepEqual(await host.receive(OPENED.length), Buffer.from(OPENED));
    }
    rival.send(LOCK);
    const granted = Buffer.from(WOULD_BLOCK);
    granted[40] = 0;
    assert.deepEqual(await rival.receive(48), granted);
    afc.send(LOCK);
    assert.deepEqual(await afc.receive(48), Buffer.from(WOULD_BLOCK));
    assert.deepEqual(device.media.heldLocks, [{ path: '/com.apple.itunes.lock_sync', kind: 'exclusive' }]);
  });

  it('gives locks back when a host leaves without a word', async () => {
    afc.send(Buffer.concat([OPEN_LOCK_FILE, LOCK]));
    await afc.receive(96);
    assert.equal(device.media.heldLocks.length, 1);
    afc[Symbol.dispose]();
    const rival = await services.open('com.apple.afc');
    rival.send(OPEN_LOCK_FILE);
    await rival.receive(48);
    let status = 19n;
    while (status === 19n) {
      rival.send(LOCK);
      status = (await rival.receive(48)).readBigUInt64LE(40);
    }
    assert.equal(status, 0n);
  });

  it('writes and reads a file in pieces', async () => {
    const handle = (await ask(0x0d, [u64(3), path('/a.txt')], 0x0e)).body;
    for (const text of ['hel', 'lo']) assert.equal(await statusOf(0x10, [handle], Buffer.from(text)), 0);
    assert.equal(await statusOf(0x14, [handle]), 0);
    const reading = (await ask(0x0d, [u64(1), path('a.txt')], 0x0e)).body;
    assert.equal((await ask(0x0f, [reading, u64(4)], 0x02)).body.toString(), 'hell');
    assert.equal((await ask(0x0f, [reading, u64(4)], 0x02)).body.toString(), 'o');
    assert.equal((await ask(0x0f, [reading, u64(4)], 0x02)).body.length, 0);
    assert.equal(await statusOf(0x11, [reading, u64(0), u64(1)]), 0);
    assert.equal((await ask(0x12, [reading], 0x13)).body.readBigUInt64LE(), 1n);
  });

  it('describes files, directories and the disk', async () => {
    device.media.put('/a/b.bin', new Uint8Array(5000));
    const info = pairs((await ask(0x0a, [path('/a/b.bin')], 0x02)).body);
    assert.deepEqual(
      [info.get('st_size'), info.get('st_blocks'), info.get('st_ifmt'), info.get('st_nlink')],
      ['5000', '16', 'S_IFREG', '1'],
    );
    assert.match(info.get('st_mtime') ?? '', /^\d{13}000000$/);
    assert(info.has('st_birthtime'));
    assert.equal(pairs((await ask(0x0a, [path('/a')], 0x02)).body).get('st_ifmt'), 'S_IFDIR');
    assert.equal((await ask(0x03, [path('/a')], 0x02)).body.toString(), '.\0..\0b.bin\0');
    const disk = pairs((await ask(0x0b, [], 0x02)).body);
    assert.deepEqual([...disk.keys()], ['Model', 'FSTotalBytes', 'FSFreeBytes', 'FSBlockSize']);
    assert.equal(disk.get('Model'), 'iPhone14,5');
  });

  it('changes the tree', async () => {
    assert.equal(await statusOf(0x09, [path('/x/y')]), 0);
    assert.equal(await statusOf(0x09, [path('/x/y')]), 0);
    assert.equal(await statusOf(0x18, [path('/x/y'), path('/x/z')]), 0);
    assert.equal(await statusOf(0x08, [path('/x')]), 33);
    assert.equal(await statusOf(0x22, [path('/x')]), 0);
    assert.equal(await statusOf(0x0a, [path('/x')]), 8);
    device.media.put('/t', new Uint8Array(10));
    assert.equal(await statusOf(0x07, [u64(3), path('/t')]), 0);
    assert.equal(device.media.fileAt('/t')?.content.length, 3);
    assert.equal(await statusOf(0x1e, [u64(1_700_000_000_000_000_000n), path('/t')]), 0);
    assert.equal(device.media.fileAt('/t')?.modified, 1_700_000_000_000);
  });

  it("refuses with AFC's own numbers", async () => {
    assert.equal(await statusOf(0x0d, [u64(1), path('/none')]), 8);
    assert.equal(await statusOf(0x03, [path('/none')]), 8);
    assert.equal(await statusOf(0x0d, [u64(1), path('/DCIM')]), 9);
    assert.equal(await statusOf(0x0d, [u64(2), path('../escape')]), 10);
    assert.equal(await statusOf(0x0f, [u64(99), u64(1)]), 7);
    assert.equal(await statusOf(0x1c, [u64(2), path('a'), path('b')]), 15);
    assert.deepEqual(simulator.violations, []);
    assert.equal(await statusOf(0x99, []), 6);
    assert.equal(simulator.violations.length, 1);
  });

  it('ends a connection that speaks something else, and goes on with others', async () => {
    const rude = await services.open('com.apple.afc');
    rude.send(Buffer.alloc(40, 0x41));
    await rude.ended();
    assert.equal(simulator.violations.length, 1);
    assert.equal(await statusOf(0x09, [path('/still-here')]), 0);
  });

  let packet = 100;

  /** Sends an operation and checks the answer's kind and packet number. */
  async function ask(operation: number, fixed: Buffer[], expected: number, data: Uint8Array = Buffer.alloc(0)): Promise<{ body: Buffer }> {
    const head = Buffer.alloc(40);
    const fixedPart = Buffer.concat(fixed);
    head.write('CFA6LPAA', 'latin1');
    [40 + fixedPart.length + data.length, 40 + fixedPart.length, ++packet, operation].forEach((field, at) =>
      head.writeBigUInt64LE(BigInt(field), 8 + at * 8),
    );
    afc.send(Buffer.concat([head, fixedPart, data]));
    const answer = await afc.receive(40);
    assert.equal(answer.toString('latin1', 0, 8), 'CFA6LPAA');
    assert.equal(answer.readBigUInt64LE(24), BigInt(packet));
    assert.equal(answer.readBigUInt64LE(32), BigInt(expected));
    return { body: Buffer.from(await afc.receive(Number(answer.readBigUInt64LE(8)) - 40)) };
  }

  async function statusOf(operation: number, fixed: Buffer[], data?: Uint8Array): Promise<number> {
    return Number((await ask(operation, fixed, 0x01, data)).body.readBigUInt64LE());
  }
});

function u64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function path(text: string): Buffer {
  return Buffer.from(`${text}\0`);
}

function pairs(body: Buffer): Map<string, string> {
  const parts = body.toString().split('\0');
  return new Map(Array.from({ length: Math.floor(parts.length / 2) }, (_, index) => [parts[2 * index] ?? '', parts[2 * index + 1] ?? '']));
}
