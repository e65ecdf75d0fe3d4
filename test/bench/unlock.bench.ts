/** Unlocking a keybag that asks for what devices ask for, against Node's own PBKDF2 alone. */
import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { createKeybag, parseKeybag, unlockKeybag } from '../../src/formats/index.ts';
import { inTurn, type Run } from './measure.ts';
import { seconds, type Benchmark } from './report.ts';

const ROUNDS = 5;
const GOAL = 1.05;
const PASSWORD = 'backup password';

const benchmark: Benchmark = {
  title: 'Unlock at 10,000,000 rounds, ours ÷ node:crypto pbkdf2 alone',
  needs: { packages: [], diskMiB: 0, minutes: 2 },
  rows: async function* () {
    const { bytes } = await createKeybag({ password: PASSWORD });
    const keybag = parseKeybag(bytes);
    const { doubleProtection: first } = keybag;
    if (first === undefined) throw new Error('a new keybag without double protection');
    const derive = promisify(pbkdf2);
    const ours = () =>
      timed(async () => {
        const keys = await unlockKeybag(keybag, PASSWORD, { onProgress: () => undefined });
        keys.wipe();
      });
    const theirs = () =>
      timed(async () => {
        const key = await derive(PASSWORD, first.salt, first.rounds, 32, 'sha256');
        await derive(key, keybag.salt, keybag.rounds, 32, 'sha1');
      });
    const pairing = await inTurn(ours, theirs, ROUNDS);
    const times = `${seconds(pairing.ours)} ÷ ${seconds(pairing.theirs)}`;
    yield {
      what: 'with progress, wall time',
      measured: `${pairing.ratio.toFixed(3)} (${times})`,
      goal: `≤ ${GOAL.toFixed(2)}`,
      met: pairing.ratio <= GOAL,
    };
  },
};

export default benchmark;

async function timed(work: () => Promise<void>): Promise<Run> {
  const start = performance.now();
  await work();
  return { wallMs: performance.now() - start, peakBytes: 0 };
}
