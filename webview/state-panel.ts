/** What stands in place of the list while there is none: loading, empty, nothing found, locked, damaged. Never a blank page. */
import { phrase, type Failure, type PageAction, type Locale } from '../src/view/index.ts';
import { element, fill } from './element.ts';
import { icon, type IconName } from './icons.ts';
import { button, progressRing } from './ui/index.ts';

interface StateActions {
  readonly retry: () => void;
  readonly clearSearch: () => void;
  readonly act: (action: PageAction) => void;
}

/** Codes that say that the folder is there but hurt, where a check tells more. */
const DAMAGED = new Set(['catalogue-unreadable', 'catalogue-missing', 'plist-unreadable', 'manifest-malformed', 'status-malformed']);

export class StatePanel {
  readonly node = element('div', { class: 'state' });
  readonly #locale: Locale;
  readonly #actions: StateActions;

  constructor(locale: Locale, actions: StateActions) {
    this.#locale = locale;
    this.#actions = actions;
  }

  loading(): void {
    this.#show('loading', progressRing(), phrase('Reading the backup…'), '');
  }

  empty(): void {
    this.#show('empty', icon('archive'), phrase('This backup holds no files'), phrase('Its list of files exists but is empty.'), [
      button({ label: this.#locale.translate('Verify', {}), look: 'main', onPress: () => this.#actions.act('verify') }),
    ]);
  }

  emptyFolder(): void {
    this.#show('empty', icon('directory'), phrase('The backup has nothing in this folder'), '');
  }

  /** What a filter asks for is not known of this backup. */
  notKnown(failure: Failure): void {
    const { translate } = this.#locale;
    this.#show('no-match', icon('question'), failure.message, failure.action, [
      button({ label: translate('Verify', {}), look: 'main', onPress: () => this.#actions.act('verify-full') }),
      button({ label: translate('Clear Search', {}), look: 'other', onPress: () => this.#actions.clearSearch() }),
    ]);
  }

  noMatch(search: string): void {
    const { translate } = this.#locale;
    this.#show(
      'no-match',
      icon('search'),
      translate('Nothing matches “{search}”', { search }),
      phrase('Uppercase and lowercase letters are treated the same.'),
      [button({ label: translate('Clear Search', {}), look: 'main', onPress: () => this.#actions.clearSearch() })],
    );
  }

  failed(failure: Failure): void {
    const { translate } = this.#locale;
    if (failure.code === 'backup-encrypted') {
      const unlock = button({ label: translate('Unlock…', {}), look: 'main', onPress: () => this.#actions.act('unlock') });
      this.#show('locked', icon('lock'), failure.message, failure.action, [unlock]);
      return;
    }
    const picture: IconName = 'warning';
    const retry = button({ label: translate('Try Again', {}), look: 'main', onPress: () => this.#actions.retry() });
    const verify = button({ label: translate('Verify', {}), look: 'main', onPress: () => this.#actions.act('verify') });
    const log = button({ label: translate('Show Log', {}), look: 'other', onPress: () => this.#actions.act('show-log') });
    this.#show('failed', icon(picture), failure.message, failure.action, [DAMAGED.has(failure.code) ? verify : retry, log]);
  }

  /** On the first thing that can be done; nowhere where there is none. */
  focus(): void {
    this.node.querySelector<HTMLElement>('.state-actions > *')?.focus();
  }

  hide(): void {
    this.node.hidden = true;
    fill(this.node);
  }

  #show(name: string, picture: Element, title: string, text: string, actions: readonly HTMLElement[] = []): void {
    const { translate } = this.#locale;
    const role = name === 'failed' ? 'alert' : 'status';
    this.node.hidden = false;
    this.node.dataset.state = name;
    fill(
      this.node,
      element(
        'div',
        { class: 'state-inner', role },
        picture,
        element('h2', {}, translate(title, {})),
        text === '' ? undefined : element('p', {}, translate(text, {})),
        actions.length === 0 ? undefined : element('div', { class: 'state-actions' }, ...actions),
      ),
    );
  }
}
