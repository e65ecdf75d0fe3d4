/** The question "Trust This Computer?" on a phone, and how its user answers. */
import type { TrustPolicy } from './device-options.ts';

interface TrustDialogOptions {
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
  #askedBy = '';
  #tapped: { readonly answer: 'accept' | 'decline'; readonly askedBy: string } | undefined;

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
    this.#tapped = undefined;
    this.#options.changed('trust');
  }

  get isShown(): boolean {
    return this.#isShown;
  }

  /** The user answers the open question, once: whoever asks after this answer was given is asked about anew. Nothing happens while none is open. */
  tap(answer: 'accept' | 'decline'): void {
    if (!this.#isShown) return;
    this.#isShown = false;
    this.#tapped = { answer, askedBy: this.#askedBy };
    this.#options.changed('trust');
  }

  /** The cable is out, and the question with it. */
  close(): void {
    this.#isShown = false;
    this.#tapped = undefined;
  }

  /** A computer wants to pair, under the name that it gave itself. Shows the dialog when nobody has said anything yet. */
  answer(hostId: string): TrustPolicy {
    const tapped = this.#tapped;
    this.#tapped = undefined;
    // Some clients ask under a new name each time: trust that was given is theirs, but a refusal was meant for the one that asked.
    if (tapped !== undefined && (tapped.answer === 'accept' || tapped.askedBy === hostId)) return tapped.answer;
    this.#askedBy = hostId;
    if (this.#policy === 'ask' && this.#asks++ >= this.#options.acceptAfterAsks) this.policy = 'accept';
    if (this.#policy === 'ask' && !this.#isShown) {
      this.#isShown = true;
      this.#options.changed('trust-dialog');
    }
    return this.#policy;
  }
}
