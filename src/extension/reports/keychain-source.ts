/** The keychain of one backup, behind its page. Never has a secret. Knows no VS Code. */
import { BackupError, surveySurvival, type Backup, type BackupErrorCode, type KeychainSurvival } from '../../backup/index.ts';
import {
  chosenItems,
  keychainDetail,
  keychainPage,
  keychainReportRow,
  type KeychainFound,
  type Locale,
  type ReportAction,
  type ReportFilter,
  type ReportHead,
} from '../../view/index.ts';
import { ReportRun, type ReportSurroundings } from './report-run.ts';
import type { ChosenRows, ReportSource, RowDetails } from './report-source.ts';

interface KeychainSourceOptions extends ReportSurroundings {
  readonly path: string;
  readonly locale: Locale;
  readonly nameOf: (path: string) => string;
  readonly use: <Result>(path: string, work: (backup: Backup) => Promise<Result>) => Promise<Result>;
  readonly deeds: {
    unlock(path: string): Promise<void>;
    showSurvival(path: string): Promise<void>;
    /** Asks before it shows the secret of the item in this place. */
    reveal(path: string, place: number, item: KeychainSurvival): Promise<void>;
  };
}

/** The file of the keychain: nothing is asked about any other. */
const KEYCHAIN_FILE = 'KeychainDomain/keychain-backup.plist';

export class KeychainSource implements ReportSource {
  readonly #options: KeychainSourceOptions;
  readonly #run: ReportRun<KeychainFound>;

  constructor(options: KeychainSourceOptions) {
    this.#options = options;
    this.#run = new ReportRun({
      ...options,
      paths: [options.path],
      make: ([path = ''], signal) => options.use(path, (backup) => read(backup, { ...options, path, signal })),
    });
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
    const { path, nameOf, locale } = this.#options;
    return keychainPage(this.#run.standing, nameOf(path), locale);
  }

  begin(): Promise<void> {
    return this.#run.begin();
  }

  choose(filter: ReportFilter): ChosenRows {
    const { locale } = this.#options;
    const { translate, format } = locale;
    const found = this.#run.result;
    if (found === undefined) return { total: 0, words: '', rowsAt: () => [] };
    const places = chosenItems(found, filter);
    return {
      total: places.length,
      words: translate('{count} of {all} items', { count: format.count(places.length), all: format.count(found.items.length) }),
      rowsAt: (first, count) =>
        [...places.subarray(first, first + count)].flatMap((place) => {
          const item = found.items[place];
          return item === undefined ? [] : [keychainReportRow(item, place, locale)];
        }),
    };
  }

  details(row: number): RowDetails | undefined {
    const item = this.#run.result?.items[row];
    return item === undefined ? undefined : { now: keychainDetail(item, this.#options.locale) };
  }

  async act(action: ReportAction, row: number | undefined): Promise<void> {
    const { path, deeds } = this.#options;
    const item = row === undefined ? undefined : this.#run.result?.items[row];
    switch (action) {
      case 'cancel':
        this.#run.cancel();
        return;
      case 'retry':
        return this.#run.begin();
      case 'unlock':
        return deeds.unlock(path);
      case 'survive':
        return deeds.showSurvival(path);
      case 'reveal':
        if (row !== undefined && item?.readable === true) await deeds.reveal(path, row, item);
        return;
      default:
        return;
    }
  }

  changed(path: string): void {
    this.#run.changed(path);
  }

  dispose(): void {
    this.#run.dispose();
  }
}

/** @throws BackupError with what keeps the keychain from being read, and as `surveySurvival` */
async function read(
  backup: Backup,
  { path, signal, keysOf }: Pick<KeychainSourceOptions, 'path' | 'keysOf'> & { readonly signal: AbortSignal },
): Promise<KeychainFound> {
  const survey = await surveySurvival(backup, { glob: KEYCHAIN_FILE, keys: keysOf(path), signal });
  const { keychain, keychainProblem, encrypted } = survey;
  if (keychainProblem !== undefined && keychainProblem !== 'no-such-file') {
    throw new BackupError(keychainProblem as BackupErrorCode, 'the keychain cannot be read', { data: { path } });
  }
  return { items: keychain, encrypted };
}
