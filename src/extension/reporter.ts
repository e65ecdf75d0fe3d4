/** Tells people what went wrong: one notification with what to do and Show Log; the log gets the rest. */
import { l10n, type LogOutputChannel } from 'vscode';
import { isCodedError } from '../base/index.ts';
import type { Locale } from '../view/index.ts';
import { failureOf, logLinesOf } from './failure-words.ts';
import { window } from './plain-window.ts';

interface ReportAction {
  readonly title: string;
  run(): unknown;
}

/** An error that a person was told about. */
interface Failed {
  readonly error: unknown;
  readonly at: Date;
}

export class Reporter {
  readonly log: LogOutputChannel;
  readonly locale: Locale;
  #lastFailure: Failed | undefined;

  constructor(log: LogOutputChannel, locale: Locale) {
    this.log = log;
    this.locale = locale;
  }

  /** What was shown last by `show`, in this window. */
  get lastFailure(): Failed | undefined {
    return this.#lastFailure;
  }

  /** Shows an error unless it is a cancellation; resolves when the person has answered. `actions` stand before Show Log. */
  async show(error: unknown, actions: readonly ReportAction[] = []): Promise<void> {
    if (isCodedError(error, 'cancelled')) return;
    this.#lastFailure = { error, at: new Date() };
    this.log.error(logLinesOf(error));
    const { message, action } = failureOf(error, this.locale.translate);
    await this.#ask((...titles) => window.showErrorMessage(`${message} ${action}`, ...titles), actions);
  }

  async warn(message: string, actions: readonly ReportAction[] = []): Promise<void> {
    this.log.warn(message);
    await this.#ask((...titles) => window.showWarningMessage(message, ...titles), actions);
  }

  /** Good news, without Show Log. */
  async inform(message: string, actions: readonly ReportAction[] = []): Promise<void> {
    this.log.info(message);
    const chosen = await window.showInformationMessage(message, ...actions.map(({ title }) => title));
    await actions.find(({ title }) => title === chosen)?.run();
  }

  async #ask(show: (...titles: string[]) => Thenable<string | undefined>, actions: readonly ReportAction[]): Promise<void> {
    const all: ReportAction[] = [...actions, { title: l10n.t('Show Log'), run: () => this.log.show() }];
    const chosen = await show(...all.map(({ title }) => title));
    await all.find(({ title }) => title === chosen)?.run();
  }
}
