/** The extension's end of the line to a page: checks every message, answers every request once, and stops what is no longer wanted. Knows no VS Code. */
import type { Disposable } from '../../base/index.ts';
import {
  checkedPageClientMessage,
  type Failure,
  type PageServerMessage,
  type Params,
  type RequestName,
  type Result,
} from '../../view/index.ts';

export type Answers = {
  readonly [Name in RequestName]: (params: Params<Name>, signal: AbortSignal) => Promise<Result<Name>> | Result<Name>;
};

interface PageLineOptions {
  post(message: PageServerMessage): void;
  readonly answers: Answers;
  describe(error: unknown): Failure;
  /** A message that the page cannot have meant, or a breach of its content security policy. */
  warn(message: string): void;
}

export class PageServer implements Disposable {
  readonly #options: PageLineOptions;
  readonly #running = new Map<number, AbortController>();

  constructor(options: PageLineOptions) {
    this.#options = options;
  }

  receive(raw: unknown): void {
    const message = checkedPageClientMessage(raw);
    switch (message?.kind) {
      case undefined:
        this.#options.warn('a message of the page was not understood');
        return;
      case 'violation':
        this.#options.warn(`the page broke its content security policy: ${message.directive}`);
        return;
      case 'cancel':
        this.#running.get(message.id)?.abort();
        return;
      case 'request':
        void this.#answer(message.id, message.name, message.params);
    }
  }

  /** Tells the page that the backup is another one now. */
  changed(): void {
    this.#options.post({ kind: 'event', name: 'changed', payload: {} });
  }

  /** Tells the page that somebody wants to see a file; it asks which. */
  wanted(): void {
    this.#options.post({ kind: 'event', name: 'wanted', payload: {} });
  }

  /** Stops every request; nothing is posted any more. */
  dispose(): void {
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
  }

  async #answer(id: number, name: RequestName, params: unknown): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    const message = await this.#answerMessage(id, name, params, controller.signal);
    if (this.#running.get(id) !== controller) return;
    this.#running.delete(id);
    // Who cancelled does not listen any more.
    if (!controller.signal.aborted) this.#options.post(message);
  }

  async #answerMessage(id: number, name: RequestName, params: unknown, signal: AbortSignal): Promise<PageServerMessage> {
    try {
      // The check has paired the name with its parameters.
      const answer = this.#options.answers[name] as (params: unknown, signal: AbortSignal) => unknown;
      return { kind: 'answer', id, result: await answer(params, signal) };
    } catch (error) {
      return { kind: 'failure', id, failure: this.#options.describe(error) };
    }
  }
}
