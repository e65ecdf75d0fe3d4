/** Overview, Personal data and Findings of the page: what they ask the extension for, and when. */
import type { Failure, Locale, PageView, Params, Result } from '../src/view/index.ts';
import { failureOf } from './failure-of.ts';
import type { PageClient } from './page-client.ts';
import { FindingsPage } from './pages/findings/findings-page.ts';
import { OverviewView, type Loaded } from './pages/overview/overview-view.ts';
import { PersonalView, type PersonalPlace } from './pages/personal/personal-view.ts';

interface OtherViewEvents {
  /** By the key of its row. */
  readonly openApp: (key: string) => void;
  readonly openFile: (fileID: string) => void;
  /** What is in a file, and the tables of a database. */
  readonly preview: () => HTMLElement & { show(fileID: string): void };
  readonly database: (fileID: string) => HTMLElement;
  /** Other personal data is shown. */
  readonly moved: (place: PersonalPlace) => void;
}

export class OtherViews {
  readonly overview = new OverviewView();
  readonly findings = new FindingsPage();
  readonly personal: PersonalView;
  readonly #host: PageClient;
  /** What has been asked for since the backup was read last. */
  readonly #asked = new Set<PageView>();
  #loading = new AbortController();

  constructor(locale: Locale, host: PageClient, events: OtherViewEvents) {
    const { openApp, openFile } = events;
    this.#host = host;
    this.overview.className = 'overview';
    this.findings.className = 'findings-page';
    const tell = (asked: Promise<unknown>) => void asked.catch((error: unknown) => this.findings.showFailure(failureOf(error)));
    const unlock = () => tell(host.request('act', { action: 'unlock' }));
    this.personal = new PersonalView({ locale, host, failureOf, unlock, ...events });
    this.overview.begin(locale, { openApp, unlock });
    this.findings.begin(locale, {
      openFile,
      explain: (code) => tell(host.request('explain', { code } as Params<'explain'>)),
      remedy: (action) => tell(host.request('remedy', { action })),
      verify: () => tell(host.request('act', { action: 'verify' })),
    });
  }

  /** The backup is another one now: whatever is on its way is of no use. */
  forget(): void {
    this.#loading.abort();
    this.#loading = new AbortController();
    this.#asked.clear();
  }

  /** Asks for what a view shows, once. */
  load(view: PageView): void {
    if (this.#asked.has(view)) return;
    this.#asked.add(view);
    if (view === 'findings') void this.#loadFindings();
    if (view === 'personal') void this.personal.load();
    if (view !== 'overview') return;
    void this.#loadPart('overview', (part) => this.overview.showOverview(part));
    void this.#loadPart('encryption', (part) => this.overview.showEncryption(part));
    void this.#loadPart('sizes', (part) => this.overview.showSizes(part));
  }

  async #loadPart<Name extends 'overview' | 'encryption' | 'sizes'>(name: Name, show: (part: Loaded<Result<Name>>) => void): Promise<void> {
    const { signal } = this.#loading;
    try {
      const value = await this.#host.request(name, {}, signal);
      show({ state: 'there', value });
    } catch (error) {
      if (!signal.aborted) show({ state: 'failed', failure: failureOf(error) });
    }
  }

  async #loadFindings(): Promise<void> {
    const { signal } = this.#loading;
    try {
      this.findings.show(await this.#host.request('findings', {}, signal));
    } catch (error) {
      const failure: Failure = failureOf(error);
      if (!signal.aborted) this.findings.showFailure(failure);
    }
  }
}
