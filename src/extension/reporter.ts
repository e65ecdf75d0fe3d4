/** Tells people what went wrong: one notification with what to do, a button for each thing that it advises, Explain and Show Log; the log gets the rest. */
import { commands, l10n, type LogOutputChannel } from 'vscode';
import { isCodedError } from '../base/index.ts';
import type { ActionId, Locale } from '../view/index.ts';
import { actionsAgainst, failureOf, logLinesOf } from './failure-words.ts';
import { COMMANDS } from './ids.ts';
import { window } from './plain-window.ts';

export interface ReportAction {
  readonly title: string;
  run(): unknown;
}

/** What has failed: what it was about, and how to do it again. */
export interface FailedDeed {
  /** As VS Code passes it to a command: a row, a path of a backup, a UDID. */
  readonly target?: unknown;
  readonly again?: () => unknown;
}

/** Makes buttons of actions. */
type Remedies = (actions: readonly ActionId[], deed: FailedDeed) => readonly ReportAction[];

/** An error that a person was told about. */
interface Failed {
  readonly error: unknown;
  readonly at: Date;
}

export class Reporter {
  readonly log: LogOutputChannel;
  readonly locale: Locale;
  readonly #remedies: Remedies;
  #lastFailure: Failed | undefined;

  constructor(log: LogOutputChannel, locale: Locale, remedies: Remedies) {
    this.log = log;
    this.locale = locale;
    this.#remedies = remedies;
  }

  /** What was shown last by `show`, in this window. */
  get lastFailure(): Failed | undefined {
    return this.#lastFailure;
  }

  /**
   * Shows an error unless it is a cancellation; resolves when the person has answered. `actions` stand first, then what the table of words
   * advises for this error.
   */
  async show(error: unknown, actions: readonly ReportAction[] = [], deed: FailedDeed = {}): Promise<void> {
    if (isCodedError(error, 'cancelled')) return;
    this.#lastFailure = { error, at: new Date() };
    this.log.error(logLinesOf(error));
    const { message, action } = failureOf(error, this.locale.translate);
    const explain = { title: l10n.t('Explain'), run: () => commands.executeCommand(COMMANDS.explainLastFailure) };
    const all = withoutDoubles([...actions, ...this.#remedies(actionsAgainst(error), deed), explain]);
    await this.#ask((...titles) => window.showErrorMessage(`${message} ${action}`, ...titles), [...all, this.#showLog()]);
  }

  async warn(message: string, actions: readonly ReportAction[] = []): Promise<void> {
    this.log.warn(message);
    await this.#ask((...titles) => window.showWarningMessage(message, ...titles), [...actions, this.#showLog()]);
  }

  /** Good news, without Show Log. */
  async inform(message: string, actions: readonly ReportAction[] = []): Promise<void> {
    this.log.info(message);
    await this.#ask((...titles) => window.showInformationMessage(message, ...titles), actions);
  }

  #showLog(): ReportAction {
    return { title: l10n.t('Show Log'), run: () => this.log.show() };
  }

  /** What a button does may fail, and nobody else would hear of it: who shows a message does not wait for the answer. */
  async #ask(show: (...titles: string[]) => Thenable<string | undefined>, actions: readonly ReportAction[]): Promise<void> {
    const chosen = await show(...actions.map(({ title }) => title));
    try {
      await actions.find(({ title }) => title === chosen)?.run();
    } catch (error) {
      void this.show(error);
    }
  }
}

/** A command may offer what the table advises too. */
function withoutDoubles(actions: readonly ReportAction[]): ReportAction[] {
  const plain = ({ title }: ReportAction) => title.replace(/\s?…$/u, '');
  return actions.filter((action, at) => actions.findIndex((other) => plain(other) === plain(action)) === at);
}
