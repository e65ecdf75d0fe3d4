/** The passcode prompt on a phone's screen while somebody plays its user. */
import { abortable } from '../../base/index.ts';
import type { PasscodeOutcome } from '../backup-agent/agent-device.ts';

/** A phone lets its user try so many times, and is then locked for a while (assumed to put the prompt away as if it had been dismissed). */
const MOST_WRONG_TRIES = 5;

export class PasscodeScreen {
  readonly #changed: () => void;
  #answered: PromiseWithResolvers<PasscodeOutcome> | undefined;
  #wrongTries = 0;

  /** `changed` is told when the prompt comes and goes. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get isShown(): boolean {
    return this.#answered !== undefined;
  }

  /** For the phone: shows the prompt until somebody answers or the phone takes it away. */
  readonly ask = async (signal: AbortSignal): Promise<PasscodeOutcome> => {
    const mine = Promise.withResolvers<PasscodeOutcome>();
    this.#answered = mine;
    this.#wrongTries = 0;
    this.#changed();
    try {
      return await abortable(mine.promise, signal);
    } finally {
      if (this.#answered === mine) this.#answered = undefined;
      this.#changed();
    }
  };

  /** Nothing happens while no prompt is shown. */
  answer(answer: 'right' | 'wrong' | 'cancel'): void {
    if (answer === 'right') this.#answered?.resolve('entered');
    else if (answer === 'cancel' || ++this.#wrongTries >= MOST_WRONG_TRIES) this.#answered?.resolve('dismissed');
  }
}
