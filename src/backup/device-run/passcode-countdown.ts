/** How long somebody still has to enter the passcode: told every second while the prompt is on the screen of the device. */

/** Seconds that the prompt stays (log of iOS 16.1: about three minutes). */
export const PROMPT_SECONDS = 180;
const EVERY_MS = 1000;

export class PasscodeCountdown implements Disposable {
  readonly #tell: (secondsLeft: number) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (secondsLeft: number) => void) {
    this.#tell = tell;
  }

  /** From the beginning. */
  start(): void {
    this.stop();
    const startedAt = performance.now();
    const tick = () => {
      const left = PROMPT_SECONDS - Math.floor((performance.now() - startedAt) / 1000);
      if (left >= 0) this.#tell(left);
    };
    tick();
    this.#timer = setInterval(tick, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}
