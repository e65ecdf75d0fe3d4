/** Says in a notification what somebody has to do on the screen of a device, once, for as long as the device waits for it. */
import { ProgressLocation, l10n } from 'vscode';
import type { Disposable, Progress } from '../../base/index.ts';
import type { BackupEvent } from '../../backup/index.ts';
import { promptOf, timeLeftWords, type Locale } from '../../view/index.ts';
import { window } from '../plain-window.ts';

interface Shown {
  report(timeLeft: string): void;
  end(): void;
}

export class PromptNotice implements Disposable {
  readonly #name: string;
  readonly #locale: Locale;
  #shown: Shown | undefined;

  constructor(name: string, locale: Locale) {
    this.#name = name;
    this.#locale = locale;
  }

  onEvent({ code }: Pick<BackupEvent, 'code'>): void {
    const name = this.#name;
    const prompt = promptOf(code);
    if (prompt === 'gone') this.#end();
    else if (prompt === 'passcode') {
      this.#show(l10n.t('{name} asks for its passcode', { name }), l10n.t('Enter it on the device to continue.'));
    } else if (prompt === 'unlock') this.#show(l10n.t('{name} is locked', { name }), l10n.t('Unlock it with its passcode to continue.'));
  }

  onProgress(progress: Progress): void {
    if (progress.unit === 'seconds') this.#shown?.report(timeLeftWords(progress.done, this.#locale) ?? '');
    // The device works: nobody has to do anything there any more.
    else if (progress.phase !== 'connecting' && progress.phase !== 'waiting-for-passcode') this.#end();
  }

  /** VS Code puts a colon between the two, so the first is no sentence. */
  #show(title: string, advice: string): void {
    this.#end();
    void window.withProgress({ location: ProgressLocation.Notification, title }, (notification) => {
      notification.report({ message: advice });
      const { promise, resolve } = Promise.withResolvers<undefined>();
      this.#shown = {
        report: (timeLeft) => notification.report({ message: `${advice} ${timeLeft}` }),
        end: () => resolve(undefined),
      };
      return promise;
    });
  }

  #end(): void {
    this.#shown?.end();
    this.#shown = undefined;
  }

  dispose(): void {
    this.#end();
  }
}
