/** The question "Trust This Computer?" on a phone, and how its user answers. */
import type { TrustPolicy } from './device-options.ts';

export interface TrustDialogOptions {
  readonly policy: TrustPolicy;
  /** With 'ask': how many requests find the dialog open before the user taps Trust. */
  readonly acceptAfterAsks: number;
  changed(change: 'trust' | 'trust-dialog'): void;
}

export class TrustDialog {
  readonly #options: TrustDialogOptions;
  #policy: TrustPolicy;
  #asks = 0;
  #isShown = false;

  constructor(options: TrustDialogOptions) {
    this.#options = options;
    this.#policy = options.policy;
  }

  get policy(): TrustPolicy {
    return this.#policy;
  }

  /** What the user taps: it answers an open dialog too. */
  set policy(policy: TrustPolicy) {
    this.#policy = policy;
    this.#isShown = false;
    this.#options.changed('trust');
  }

  get isShown(): boolean {
    return this.#isShown;
  }

  /** A computer wants to pair. Shows the dialog when nobody has said anything yet. */
  answer(): TrustPolicy {
    if (this.#policy === 'ask' && this.#asks++ >= this.#options.acceptAfterAsks) this.policy = 'accept';
    if (this.#policy === 'ask' && !this.#isShown) {
      this.#isShown = true;
      this.#options.changed('trust-dialog');
    }
    return this.#policy;
  }
}
