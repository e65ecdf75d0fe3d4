/**
 * Takes the same bytes from a simulated phone and from a raw TLS source, in turn, and drops them: prints the seconds of each pair.
 * `device-rate-client ADDRESS UDID PORT ROUNDS`; the phone must be paired.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { connect } from 'node:tls';
import type * as DeviceProtocol from '../../src/device-protocol/index.ts';
import { DiscardingHost } from './discarding-host.ts';

const [address = '', udid = '', port = '', rounds = ''] = process.argv.slice(2);
// The built product, as users run it.
const door = join(import.meta.dirname, '../../dist/device-protocol.js');
const { BACKUP_SERVICE, BackupSession, Device, UsbmuxClient, parseUsbmuxAddress } = (await import(door)) as typeof DeviceProtocol;

/** `whole`: from the request to the response; `stream`: from the first byte of a payload to the last. */
interface Taken {
  readonly whole: number;
  readonly stream: number;
  readonly bytes: number;
}

async function fromDevice(): Promise<Taken> {
  const device = await Device.open(new UsbmuxClient(parseUsbmuxAddress(address)), udid);
  await using session = await device.openSession();
  await using backup = await BackupSession.open(await session.startService(BACKUP_SERVICE));
  let [first, last, bytes] = [0, 0, 0];
  const onBytes = (count: number) => {
    last = performance.now();
    first ||= last;
    bytes += count;
  };
  const start = performance.now();
  const request = { name: 'Backup', targetIdentifier: device.udid, forceFull: true } as const;
  const { errorCode } = await backup.perform(request, new DiscardingHost(), { onBytes });
  if (errorCode !== 0) throw new Error(`the device answered ${String(errorCode)}`);
  return { whole: performance.now() - start, stream: last - first, bytes };
}

async function fromRawSource(): Promise<Taken> {
  const socket = connect({ host: '127.0.0.1', port: Number(port), rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const start = performance.now();
  let bytes = 0;
  socket.on('data', (piece: Buffer) => (bytes += piece.length));
  await once(socket, 'end');
  const taken = performance.now() - start;
  socket.destroy();
  return { whole: taken, stream: taken, bytes };
}

const pairs: [device: Taken, raw: Taken][] = [];
// The first round meets code that is not compiled yet.
for (let round = 0; round <= Number(rounds); round++) {
  const pair: [Taken, Taken] = [await fromDevice(), await fromRawSource()];
  if (round > 0) pairs.push(pair);
}
process.stdout.write(`${JSON.stringify(pairs)}\n`);
