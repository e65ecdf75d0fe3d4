/** A phone with a million files, never on a disk, backed up by our client into a real folder: peak memory of both processes. */
import { measure } from './measure.ts';
import { startPhone } from './phone-process.ts';
import { peakMiB, type Benchmark } from './report.ts';

const COUNT = 1_000_000;
const SIZE = 16;
const DEVICE_GOAL_MIB = 300;
const CLIENT_GOAL_MIB = 200;
/**
 * On a computer with much memory Node lets short-lived objects pile up to 130 MB before it looks at them, whatever the program; this measures
 * the phone instead. The client runs as it is shipped.
 */
const PHONE_FLAGS = ['--max-semi-space-size=4'];
/** Each file takes a block, and its entry in the catalogue and in a folder. */
const DISK_BYTES_A_FILE = 4096 * 1.5;

const benchmark: Benchmark = {
  title: 'A phone with 1,000,000 files of 16 bytes',
  needs: {
    packages: ['libimobiledevice-utils'],
    diskMiB: Math.ceil((COUNT * DISK_BYTES_A_FILE) / 1024 / 1024),
    files: COUNT * 1.1,
    minutes: 8,
  },
  rows: async function* () {
    await using phone = await startPhone({ count: COUNT, size: SIZE }, PHONE_FLAGS);
    await measure(phone.theirs('idevicepair', ['pair']));
    const run = await phone.intoEmptyFolder((folder) => phone.ours(folder));
    const [device, client] = [phone.peakBytes() / 1024 / 1024, peakMiB([run])];
    const took = `whole backup ${(run.wallMs / 1000).toFixed(0)} s`;
    yield {
      what: `peak memory of the phone (node ${PHONE_FLAGS.join(' ')})`,
      measured: `${device.toFixed(0)} MiB (${took})`,
      goal: `≤ ${String(DEVICE_GOAL_MIB)} MiB`,
      met: device <= DEVICE_GOAL_MIB,
    };
    yield {
      what: 'peak memory of our client',
      measured: `${client.toFixed(0)} MiB`,
      goal: `≤ ${String(CLIENT_GOAL_MIB)} MiB`,
      met: client <= CLIENT_GOAL_MIB,
    };
  },
};

export default benchmark;
