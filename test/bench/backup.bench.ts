/** A full backup of the same simulated phone by our client and by idevicebackup2, in turn: wall time and peak memory. */
import { inTurn, measure } from './measure.ts';
import { startPhone, type Load } from './phone-process.ts';
import { peakMiB, seconds, type Benchmark, type Row } from './report.ts';

const ROUNDS = 3;
const PEAK_GOAL_MIB = 200;

interface NamedLoad extends Load {
  readonly what: string;
}

const SMALL_FILES: NamedLoad = { what: '20,000 files of 4 KiB', count: 20_000, size: 4096 };
const LARGE_FILES: NamedLoad = { what: '40 files of 25 MiB', count: 40, size: 25 * 1024 * 1024 };
const FEWER_FILES: NamedLoad = { what: '5,000 files of 4 KiB', count: 5_000, size: 4096 };

const benchmark: Benchmark = {
  title: 'Full backup, our client ÷ idevicebackup2',
  // Every run leaves its files until the phone ends.
  needs: { packages: ['libimobiledevice-utils'], diskMiB: 8500, minutes: 4 },
  rows: async function* () {
    for (const load of [SMALL_FILES, LARGE_FILES]) yield* compare(load);
    yield await flatness();
  },
};

export default benchmark;

async function* compare(load: NamedLoad): AsyncGenerator<Row> {
  await using phone = await startPhone(load);
  await measure(phone.theirs('idevicepair', ['pair']));
  const { ours, theirs, ratio } = await inTurn(
    () => phone.intoEmptyFolder((folder) => phone.ours(folder)),
    () => phone.intoEmptyFolder((folder) => phone.theirs('idevicebackup2', ['backup', '--full', folder])),
    ROUNDS,
  );
  const times = `${seconds(ours)} ÷ ${seconds(theirs)}`;
  const [own, other] = [peakMiB(ours), peakMiB(theirs)];
  yield { what: `${load.what}, wall time`, measured: `${ratio.toFixed(2)} (${times})`, goal: '≤ 1.0', met: ratio <= 1 };
  yield {
    what: `${load.what}, peak memory`,
    measured: `${own.toFixed(0)} MiB (idevicebackup2 ${other.toFixed(0)} MiB)`,
    goal: `≤ ${String(PEAK_GOAL_MIB)} MiB`,
    met: own <= PEAK_GOAL_MIB,
  };
}

/** Peak memory must not grow with the number of files: four times as many may cost a quarter more at most. */
async function flatness(): Promise<Row> {
  const peaks: number[] = [];
  for (const load of [FEWER_FILES, SMALL_FILES]) {
    await using phone = await startPhone(load);
    await measure(phone.theirs('idevicepair', ['pair']));
    peaks.push(peakMiB([await phone.intoEmptyFolder((folder) => phone.ours(folder))]));
  }
  const [few = Number.NaN, many = Number.NaN] = peaks;
  return {
    what: `peak memory, ${SMALL_FILES.what} ÷ ${FEWER_FILES.what}`,
    measured: `${(many / few).toFixed(2)} (${many.toFixed(0)} ÷ ${few.toFixed(0)} MiB)`,
    goal: '≤ 1.25',
    met: many / few <= 1.25,
  };
}
