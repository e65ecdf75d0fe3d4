/** Says what is going on when nothing was said for a while, so that a terminal is never silent for long. */

/** After 20 seconds of silence, people think that a program hangs. */
const QUIET_MS = 15_000;

export interface WordNowAndThen extends Disposable {
  /** Something was said just now. */
  spoke(): void;
}

/** Calls `speak` whenever nothing was said for `quietMs`. */
export function speakNowAndThen(speak: () => void, quietMs = QUIET_MS): WordNowAndThen {
  const timer = setInterval(speak, quietMs);
  return {
    spoke: () => {
      timer.refresh();
    },
    [Symbol.dispose]: () => {
      clearInterval(timer);
    },
  };
}
