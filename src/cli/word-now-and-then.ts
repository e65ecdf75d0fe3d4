/** Nobody sits before a silent terminal: where nothing was said for a while, it is said what goes on. */

/** Less than the 20 seconds after which somebody takes a program for dead. */
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
