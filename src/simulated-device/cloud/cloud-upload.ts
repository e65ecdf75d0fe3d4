/** One iCloud backup of a simulated phone. It takes as long as an upload would by the phone's clock. Nothing leaves this computer. */
import { isCodedError, throwIfAborted } from '../../base/index.ts';
import type { CloudProgress } from '../../device-protocol/index.ts';
import type { Clock } from '../phone/clock.ts';

interface Upload {
  readonly clock: Clock;
  readonly bytesPerSecond: number;
  /** Fires when somebody or something ends it. */
  readonly signal: AbortSignal;
  /** Counts what there is to upload. */
  readonly measure: () => Promise<number>;
  /** Throws if that is more than fits. */
  readonly checkRoom: (size: number) => void;
  readonly report: (progress: CloudProgress) => void;
}

/** How often progress is reported. */
const PIECES = 50;

/** Resolves to the size of the backup. Throws the reason of `signal`, and what `checkRoom` throws. */
export async function upload({ clock, bytesPerSecond, signal, measure, checkRoom, report }: Upload): Promise<number> {
  report({ phase: 'measuring', done: 0, total: 0 });
  const total = await measure();
  throwReason(signal);
  checkRoom(total);
  for (let piece = 0; piece < PIECES; piece++) {
    report({ phase: 'uploading', done: Math.floor((total * piece) / PIECES), total });
    await sleep(clock, (total / PIECES / bytesPerSecond) * 1000, signal);
  }
  // The plan may have become smaller, and another device may have taken the room.
  checkRoom(total);
  report({ phase: 'uploading', done: total, total });
  return total;
}

async function sleep(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(milliseconds, signal);
  } catch (error) {
    if (isCodedError(error, 'cancelled')) throwReason(signal);
    throw error;
  }
}

/** Whoever ends it says why. */
function throwReason(signal: AbortSignal): void {
  if (signal.aborted && signal.reason instanceof Error) throw signal.reason;
  throwIfAborted(signal);
}
