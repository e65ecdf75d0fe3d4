/** The page's end of the line to the extension: asks for rows and details, and hears of a new head. */
import {
  checkedReportMessage,
  type ReportDetail,
  type ReportFilter,
  type ReportMessage,
  type ReportRequest,
} from '../../../src/view/index.ts';

export type HeadMessage = Extract<ReportMessage, { kind: 'head' }>;
type RowsMessage = Extract<ReportMessage, { kind: 'rows' }>;

interface ReportApi {
  postMessage(message: unknown): void;
  setState(state: unknown): void;
  getState(): unknown;
}

export class ReportClient {
  readonly #api: ReportApi;
  readonly #asked = new Map<number, (message: RowsMessage) => void>();
  #last = 0;
  #detail = { request: 0, show: (_: ReportDetail | undefined): void => undefined };
  onHead: (message: HeadMessage) => void = () => undefined;

  constructor(api: ReportApi) {
    this.#api = api;
  }

  send(message: ReportRequest): void {
    this.#api.postMessage(message);
  }

  rows(filter: ReportFilter, first: number, count: number): Promise<RowsMessage> {
    const request = ++this.#last;
    return new Promise((resolve) => {
      this.#asked.set(request, resolve);
      this.send({ kind: 'rows', request, filter, first, count });
    });
  }

  /** `show` is called again when more of it is known, and no more once another row was asked for. */
  detail(revision: number, row: number, show: (detail: ReportDetail | undefined) => void): void {
    const request = ++this.#last;
    this.#detail = { request, show };
    this.send({ kind: 'detail', request, revision, row });
  }

  /** Whatever is still answered belongs to rows that are no more. */
  forget(): void {
    this.#asked.clear();
    this.#detail = { request: 0, show: () => undefined };
  }

  receive(raw: unknown): void {
    const message = checkedReportMessage(raw);
    switch (message?.kind) {
      case undefined:
        return;
      case 'head':
        this.onHead(message);
        return;
      case 'rows':
        this.#asked.get(message.request)?.(message);
        this.#asked.delete(message.request);
        return;
      case 'detail':
        if (message.request === this.#detail.request) this.#detail.show(message.detail);
    }
  }

  /** The filter comes back with the page after a reload of the window. */
  keep(state: HeadMessage['state'], filter: ReportFilter): void {
    this.#api.setState({ ...state, filter });
  }

  get keptFilter(): ReportFilter | undefined {
    const { filter } = (this.#api.getState() ?? {}) as { filter?: Partial<ReportFilter> };
    if (typeof filter?.text !== 'string' || typeof filter.kind !== 'string' || typeof filter.group !== 'string') return undefined;
    return { text: filter.text, kind: filter.kind, group: filter.group };
  }
}
