/** The Files view at work over real backups, without its elements: what it selects, extracts and keeps while lists and folders change under it. */
import assert from 'node:assert/strict';
import { cpSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileIdOf } from '../../../src/formats/index.ts';
import { BrowserSession } from '../../../src/extension/browser/browser-session.ts';
import { englishLocale, type FileRow, type PageState, type Params, type RequestName, type Result } from '../../../src/view/index.ts';
import type { ExtractButton, ListLayout } from '../../../webview/files/list-layout.ts';
import { FileList } from '../../../webview/files/file-list.ts';
import { RowSelection } from '../../../webview/list/row-selection.ts';
import type { RowSource } from '../../../webview/list/row-source.ts';
import { temporaryFolder } from '../../support/backup-copy.ts';
import { SAMPLE_UDID, withParents, writeSampleBackup, type SampleRow } from '../../support/sample-backup.ts';

const FILES = 260;
const never = new AbortController().signal;
const DOMAIN = 'HomeDomain';
const pathOf = (number: number) => `Library/${String(number).padStart(3, '0')}.txt`;
const idOf = (number: number) => fileIdOf(DOMAIN, pathOf(number));

/** Files whose sizes go the other way than their names, so that an order by size shows. */
function rowsFrom(sizeOf: (number: number) => number): SampleRow[] {
  return Array.from({ length: FILES }, (_, number) => ({ domain: DOMAIN, relativePath: pathOf(number), record: { size: sizeOf(number) } }));
}

type Sent = { readonly [Name in 'selected' | 'extract' | 'copyRows']: { readonly name: Name; readonly params: Params<Name> } }[
  | 'selected'
  | 'extract'
  | 'copyRows'];

/** A page whose grid is nothing but what it has selected. */
class Page implements AsyncDisposable {
  readonly session: BrowserSession;
  readonly list: FileList;
  readonly sent: Sent[] = [];
  source: RowSource<FileRow> | undefined;
  buttons: readonly ExtractButton[] = [];
  nothing: string | undefined;
  /** Questions wait for it before they are answered. */
  gate: Promise<void> = Promise.resolve();
  readonly #selection = new RowSelection();

  constructor(path: string) {
    this.session = new BrowserSession({
      path,
      isRunning: () => false,
      keys: () => undefined,
      lockAfterMinutes: () => 0,
      locale: englishLocale,
    });
    const request = async <Name extends RequestName>(name: Name, params: Params<Name>, signal = never) =>
      (await this.#answer(name, params, signal)) as Result<Name>;
    this.list = new FileList({ request }, englishLocale, this.#layout, {
      fail: (error) => assert.fail(String(error)),
      gone: () => undefined,
    });
  }

  /** As a page reads its backup, from the start or anew. */
  async load(kept?: PageState): Promise<void> {
    this.list.restore(kept);
    await this.session.summary();
    await this.list.begin('mark', never);
    await this.list.list(undefined, never);
  }

  async ask(change: (list: FileList) => unknown): Promise<void> {
    change(this.list);
    await this.list.list(undefined, never);
  }

  select(change: (selection: RowSelection) => void): void {
    change(this.#selection);
    this.list.select(this.#selection.stretches, this.#selection.count);
  }

  get state(): PageState {
    return { backup: 'b', ...this.list.state };
  }

  get labels(): string[] {
    return this.buttons.map(({ label }) => label);
  }

  /** Presses the button, and says which files are extracted. */
  async extracted(): Promise<unknown> {
    this.buttons[0]?.onPress();
    await Promise.resolve();
    const choice = this.sent.findLast(({ name }) => name === 'extract')?.params;
    if (choice === undefined || !('query' in choice)) return assert.fail('nothing is extracted');
    return await this.session.files.selectionOf(choice, never);
  }

  /** All rows, as somebody sees them who scrolls to the end. */
  async scrolled(): Promise<(string | undefined)[]> {
    const source = this.source ?? assert.fail('no list');
    for (let first = 0; first < source.total; first += 40) {
      source.want(first, Math.min(source.total, first + 40));
      while (source.at(first) === undefined) await new Promise((resolve) => setImmediate(resolve));
    }
    return Array.from({ length: source.total }, (_, index) => source.at(index)?.fileID);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.source?.close();
    await this.session.close();
  }

  async #answer(name: RequestName, params: unknown, signal: AbortSignal): Promise<unknown> {
    await this.gate;
    const { files } = this.session;
    switch (name) {
      case 'domains':
        return await this.session.domains(signal);
      case 'apps':
        return await files.apps(signal);
      case 'count':
        return await files.count(params as Params<'count'>, signal);
      case 'rows':
        return await files.rows(params as Params<'rows'>, signal);
      case 'appIcons':
        return {};
      default:
        this.sent.push({ name, params } as Sent);
        return {};
    }
  }

  get #layout(): ListLayout {
    return {
      grid: {
        top: 0,
        activate: (index) => this.select((selection) => selection.only(index)),
        freeze: () => {
          this.source?.close();
          this.select((selection) => selection.clear());
        },
        refresh: () => undefined,
      },
      places: { icons: {}, begin: () => undefined },
      filter: { say: () => undefined, showProblem: () => undefined },
      showPlace: () => undefined,
      showFiles: (source, { selected = [] }) => {
        this.source?.close();
        this.source = source;
        this.select((selection) => selection.restore(selected, source.total));
      },
      showNothing: (line) => {
        this.nothing = line;
        this.source = undefined;
      },
      say: (_, _selected, buttons) => (this.buttons = buttons),
    };
  }
}

/** Puts another backup in its place, as a program does that writes a new one and then moves it there. */
function replace(path: string, rows: readonly SampleRow[]): void {
  const other = `${path}.new`;
  writeSampleBackup(other, withParents(rows));
  renameSync(join(other, 'Manifest.db'), join(path, 'Manifest.db'));
  rmSync(other, { recursive: true });
}

describe('a list of files while things change under it', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let path: string;
  let page: Page;

  beforeEach(async () => {
    folder = temporaryFolder();
    path = join(folder.path, SAMPLE_UDID);
    writeSampleBackup(path, withParents(rowsFrom((number) => FILES - number)));
    page = new Page(path);
    await page.load();
    await page.ask((list) => list.filterBy('txt'));
  });

  afterEach(async () => {
    await page[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const bySize = { by: 'size' } as const;
  const ids = (numbers: readonly number[]) => numbers.map(idOf);
  const upTo = (count: number) => Array.from({ length: count }, (_, number) => number);

  it('shows every row once, in order, to the very end, also when another backup has taken its place', async () => {
    await page.ask((list) => list.sortBy(bySize));
    replace(
      path,
      rowsFrom((number) => number),
    );
    assert.deepEqual(await page.scrolled(), ids(upTo(FILES).reverse()));
    await page.load(page.state);
    assert.deepEqual(await page.scrolled(), ids(upTo(FILES)));
  });

  it('extracts what is selected in the list in sight, while another one is on its way and after it is there', async () => {
    page.select((selection) => selection.all(FILES));
    assert.deepEqual(page.labels, ['Extract Selected (260)…']);
    const gate = Promise.withResolvers<undefined>();
    page.gate = gate.promise;
    const asked = page.ask((list) => list.filterBy('01'));
    page.gate = Promise.resolve();
    assert.deepEqual(await page.extracted(), { fileIDs: ids(upTo(FILES)) });
    gate.resolve(undefined);
    await asked;
    assert.deepEqual(page.labels, ['Extract What Is Shown…']);
    assert.deepEqual(await page.extracted(), { list: { where: { texts: ['01'] } } });
    page.select((selection) => selection.all(page.source?.total ?? 0));
    const shown = [1, ...upTo(10).map((number) => 10 + number), 101, 201];
    assert.deepEqual(await page.extracted(), { fileIDs: ids(shown) });
  });

  it('selects the same rows again after a reload, in the same list of the same backup only', async () => {
    await page.ask((list) => list.sortBy(bySize));
    page.select((selection) => selection.restore([{ first: 0, last: 2 }], FILES));
    const { state } = page;
    await page.load(state);
    assert.deepEqual(await page.extracted(), { fileIDs: ids([259, 258, 257]) });
    // The reader is faster than the backup.
    page.list.restore(state);
    await page.list.begin('mark', never);
    await page.ask((list) => list.sortBy({ by: 'size', descending: true }));
    assert.deepEqual(page.labels, ['Extract What Is Shown…']);
    // As many files, of the same date, with other sizes.
    replace(
      path,
      rowsFrom((number) => number),
    );
    await page.load(state);
    assert.deepEqual(page.labels, ['Extract What Is Shown…']);
  });

  it('takes no row for selected while the backup is read anew', async () => {
    page.select((selection) => selection.all(FILES));
    const { state } = page;
    page.list.restore(state);
    assert.deepEqual(page.labels, ['Extract What Is Shown…']);
    page.sent.length = 0;
    page.select((selection) => selection.all(FILES));
    page.list.copy('rows');
    assert.deepEqual(page.sent, []);
    assert.deepEqual(page.labels, ['Extract What Is Shown…']);
    // A second change of the folder, before the first one was read: the reader still comes back to the same rows.
    assert.deepEqual(page.list.state.selected, [{ first: 0, last: FILES - 1 }]);
    await page.load({ ...state, ...page.list.state });
    assert.deepEqual(page.labels, ['Extract Selected (260)…']);
  });

  it('is of its own page: another one of the same backup, or of a copy, has its own order, filter and selection', async () => {
    const copy = join(folder.path, 'copy');
    cpSync(path, copy, { recursive: true });
    const date = new Date('2024-01-01');
    utimesSync(join(copy, 'Manifest.db'), date, date);
    await using other = new Page(copy);
    await Promise.all([other.load(), page.ask((list) => list.sortBy(bySize))]);
    await Promise.all([other.ask((list) => list.filterBy('02')), page.ask((list) => list.filterBy('01'))]);
    page.select((selection) => selection.all(2));
    other.select((selection) => selection.all(2));
    assert.deepEqual(await page.extracted(), { fileIDs: ids([201, 101]) });
    assert.deepEqual(await other.extracted(), { fileIDs: ids([2, 20]) });
    await other.load(page.state);
    assert.deepEqual(other.labels, ['Extract What Is Shown…']);
  });
});
