/** What stands behind every page of rows: a run, the rows of its result that fit a filter, and buttons. A definition says what it is about. Knows no VS Code. */
import type { OnProgress } from '../../base/index.ts';
import type { Backup } from '../../backup/index.ts';
import type { Locale, ReportAction, ReportDetail, ReportFilter, ReportHead, ReportRow, ReportStanding } from '../../view/index.ts';
import { ReportRun, type ReportSurroundings } from './report-run.ts';
import type { ChosenRows, ReportSource, RowDetails } from './report-source.ts';

/** What every report has of the running extension. */
export interface RunSourceOptions extends ReportSurroundings {
  readonly locale: Locale;
  /** Device and date. */
  readonly nameOf: (path: string) => string;
  /** Does something with an opened backup. */
  readonly use: <Result>(path: string, work: (backup: Backup) => Promise<Result>) => Promise<Result>;
}

/** A row that is asked about, or that a button is pressed for. */
interface PressedRow<Item> {
  readonly item: Item;
  readonly place: number;
  readonly paths: readonly string[];
}

/** What the buttons of a page do, but for those that every page has. */
type Deeds<Of> = Partial<Record<ReportAction, (of: Of) => Promise<void>>>;

interface ReportDefinition<Result, Item> {
  make(paths: readonly string[], signal: AbortSignal, onProgress: OnProgress): Promise<Result>;
  headOf(standing: ReportStanding<Result>, paths: readonly string[]): ReportHead;
  itemsOf(result: Result): readonly Item[];
  /** Places of the items that fit. */
  choose(result: Result, filter: ReportFilter): Uint32Array;
  /** "12 of 340 files", with numbers as people write them. */
  wordsOf(numbers: { readonly count: string; readonly all: string }, isAll: boolean): string;
  rowOf(item: Item, place: number): ReportRow;
  detailOf(item: Item): ReportDetail;
  /** What takes a while, and stands in front of the rest while it does. */
  readonly later?: (row: PressedRow<Item>) => LaterDetail | undefined;
  readonly deeds: Deeds<RunSource<Result, Item>>;
  readonly rowDeeds: Deeds<PressedRow<Item>>;
}

interface LaterDetail {
  readonly title: string;
  readonly text: string;
  readonly read: (signal: AbortSignal) => Promise<ReportDetail>;
}

export class RunSource<Result, Item> implements ReportSource {
  readonly #locale: Locale;
  readonly #definition: ReportDefinition<Result, Item>;
  readonly #run: ReportRun<Result>;
  #chosen: { readonly filter: string; readonly places: Uint32Array } | undefined;

  constructor(paths: readonly string[], options: RunSourceOptions, definition: ReportDefinition<Result, Item>) {
    this.#locale = options.locale;
    this.#definition = definition;
    this.#run = new ReportRun({ ...options, paths, make: (...job) => definition.make(...job) });
  }

  get onDidChange(): ReportSource['onDidChange'] {
    return this.#run.onDidChange;
  }

  get revision(): number {
    return this.#run.revision;
  }

  get paths(): readonly string[] {
    return this.#run.paths;
  }

  get head(): ReportHead {
    return this.#definition.headOf(this.#run.standing, this.paths);
  }

  get result(): Result | undefined {
    return this.#run.result;
  }

  begin(paths?: readonly string[]): Promise<void> {
    return this.#run.begin(paths);
  }

  choose(filter: ReportFilter): ChosenRows {
    const { result } = this;
    if (result === undefined) return { total: 0, words: '', rowsAt: () => [] };
    const definition = this.#definition;
    const { format } = this.#locale;
    const asked = JSON.stringify([this.revision, filter.text, filter.kind, filter.group]);
    if (this.#chosen?.filter !== asked) this.#chosen = { filter: asked, places: definition.choose(result, filter) };
    const { places } = this.#chosen;
    const items = definition.itemsOf(result);
    return {
      total: places.length,
      words: definition.wordsOf({ count: format.count(places.length), all: format.count(items.length) }, places.length === items.length),
      rowsAt: (first, count) =>
        [...places.subarray(first, first + count)].flatMap((place) => {
          const item = items[place];
          return item === undefined ? [] : [definition.rowOf(item, place)];
        }),
    };
  }

  details(place: number): RowDetails | undefined {
    const row = this.#rowAt(place);
    if (row === undefined) return undefined;
    const now = this.#definition.detailOf(row.item);
    const later = this.#definition.later?.(row);
    if (later === undefined) return { now };
    const { title, text, read } = later;
    return { now: { ...now, sections: [{ title, text }, ...now.sections] }, later: (signal) => this.#readLater(read, signal) };
  }

  async act(action: ReportAction, place: number | undefined): Promise<void> {
    if (action === 'cancel') this.#run.cancel();
    else if (action === 'retry') await this.begin();
    await this.#definition.deeds[action]?.(this);
    const row = place === undefined ? undefined : this.#rowAt(place);
    if (row !== undefined) await this.#definition.rowDeeds[action]?.(row);
  }

  changed(path: string): void {
    this.#run.changed(path);
  }

  dispose(): void {
    this.#run.dispose();
  }

  #rowAt(place: number): PressedRow<Item> | undefined {
    const item = this.result === undefined ? undefined : this.#definition.itemsOf(this.result)[place];
    return item === undefined ? undefined : { item, place, paths: this.paths };
  }

  /** What is read now must not stand beside older rows without a word. */
  async #readLater(read: LaterDetail['read'], signal: AbortSignal): Promise<ReportDetail> {
    const detail = await read(signal);
    await this.#run.lookAgain();
    return detail;
  }
}
