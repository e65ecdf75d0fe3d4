/** How soon `simulate --json` accepts connections, against the start of Node itself. */
import { once } from 'node:events';
import { join } from 'node:path';
import { inTurn, measure } from './measure.ts';
import { seconds, type Benchmark } from './report.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');

const benchmark: Benchmark = {
  title: 'A simulated phone is ready',
  needs: { packages: [], diskMiB: 0, minutes: 1 },
  rows: async function* () {
    const { ours, theirs, ratio } = await inTurn(
      () =>
        measure({ file: process.execPath, args: [CLI, 'simulate', '--json'] }, async (child) => {
          if (child.stdout !== null) await once(child.stdout, 'data');
        }),
      () => measure({ file: process.execPath, args: ['-e', '0'] }),
      9,
    );
    yield {
      what: 'simulate --json ÷ node -e 0',
      measured: `${ratio.toFixed(2)} (${seconds(ours)} ÷ ${seconds(theirs)})`,
      goal: '≤ 5',
      met: ratio <= 5,
    };
  },
};

export default benchmark;
