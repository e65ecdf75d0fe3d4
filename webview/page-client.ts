/** The page's line to the extension: typed requests that always settle, events, and the state that survives a reload. Knows no DOM. */
import {
  checkedPageServerMessage,
  type Failure,
  type PageClientMessage,
  type PageState,
  type Params,
  type RequestName,
  type Result,
} from '../src/view/index.ts';

/** What VS Code gives a webview, once. */
export interface WebviewApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** The extension answered with an error, in words for the reader. */
export class RequestFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'RequestFailed';
    this.failure = failure;
  }
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

export class PageClient {
  readonly #api: WebviewApi;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  /** Called when the backup on disk has changed. */
  onChanged: () => void = () => undefined;
  /** Called when somebody wants to see a file of it. */
  onWanted: () => void = () => undefined;

  constructor(api: WebviewApi) {
    this.#api = api;
  }

  /** Rejects with RequestFailed, or with the signal's reason when that fires first; the extension is then told to stop. */
  request<Name extends RequestName>(name: Name, params: Params<Name>, signal?: AbortSignal): Promise<Result<Name>> {
    const id = this.#nextId++;
    return new Promise<unknown>((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      this.#pending.set(id, { resolve, reject });
      signal?.addEventListener('abort', () => this.#cancel(id, signal.reason), { once: true });
      this.#post({ kind: 'request', id, name, params } as PageClientMessage);
    }) as Promise<Result<Name>>;
  }

  /** Takes a message of the extension; others are ignored. */
  receive(data: unknown): void {
    const message = checkedPageServerMessage(data);
    if (message === undefined) return;
    if (message.kind === 'event') {
      if (message.name === 'changed') this.onChanged();
      else this.onWanted();
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.kind === 'answer') pending?.resolve(message.result);
    else pending?.reject(new RequestFailed(message.failure));
  }

  /** Tells the log of the extension that the page broke its own content security policy. */
  reportViolation(directive: string): void {
    this.#post({ kind: 'violation', directive: directive.slice(0, 200) });
  }

  get state(): unknown {
    return this.#api.getState();
  }

  keep(state: PageState): void {
    this.#api.setState(state);
  }

  #cancel(id: number, reason: unknown): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    this.#post({ kind: 'cancel', id });
    pending.reject(reason);
  }

  #post(message: PageClientMessage): void {
    this.#api.postMessage(message);
  }
}
