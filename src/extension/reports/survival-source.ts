/** What survives of one backup, behind its page. Knows no VS Code. */
import { surveySurvival, type Backup, type FileSurvival, type Survival } from '../../backup/index.ts';
import {
  chosenFiles,
  survivalDetail,
  survivalPage,
  survivalRow,
  type Locale,
  type ReportAction,
  type ReportFilter,
  type ReportHead,
  type SurvivalFound,
  type SurvivingFile,
} from '../../view/index.ts';
import { ReportRun, type ReportSurroundings } from './report-run.ts';
import type { ChosenRows, ReportSource, RowDetails } from './report-source.ts';

interface SurvivalSourceOptions extends ReportSurroundings {
  readonly path: string;
  readonly locale: Locale;
  readonly nameOf: (path: string) => string;
  readonly use: <Result>(path: string, work: (backup: Backup) => Promise<Result>) => Promise<Result>;
  readonly deeds: {
    unlock(path: string): Promise<void>;
    showKeychain(path: string): Promise<void>;
    showFile(path: string, names: Pick<SurvivingFile, 'domain' | 'relativePath'>): Promise<void>;
  };
}

/** Files that are kept for the list. All of them are counted. */
const MOST_FILES = 200_000;

export class SurvivalSource implements ReportSource {
  readonly #options: SurvivalSourceOptions;
  readonly #run: ReportRun<SurvivalFound>;
  #chosen: { readonly filter: string; readonly places: Uint32Array } | undefined;

  constructor(options: SurvivalSourceOptions) {
    this.#options = options;
    this.#run = new ReportRun({
      ...options,
      paths: [options.path],
      make: ([path = ''], signal, onProgress) =>
        options.use(path, async (backup) => {
          const files = new KeptFiles();
          const onFiles = (some: readonly FileSurvival[]) => {
            files.add(some);
            onProgress({ phase: 'checking-files', done: files.seen, unit: 'files' });
          };
          const survey = await surveySurvival(backup, { keys: options.keysOf(path), signal, onFiles });
          const { apps } = await backup.sizes({ signal });
          return { survey, files: files.kept, apps };
        }),
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
    return survivalPage(this.#run.standing, nameOf(path), locale);
  }

  begin(): Promise<void> {
    return this.#run.begin();
  }

  choose(filter: ReportFilter): ChosenRows {
    const { locale } = this.#options;
    const { translate, format } = locale;
    const found = this.#run.result;
    if (found === undefined) return { total: 0, words: '', rowsAt: () => [] };
    const asked = JSON.stringify([this.revision, filter.text, filter.kind, filter.group]);
    if (this.#chosen?.filter !== asked) this.#chosen = { filter: asked, places: chosenFiles(found, filter) };
    const { places } = this.#chosen;
    return {
      total: places.length,
      words: translate('{count} of {all} files', { count: format.count(places.length), all: format.count(found.files.length) }),
      rowsAt: (first, count) =>
        [...places.subarray(first, first + count)].flatMap((place) => {
          const file = found.files[place];
          return file === undefined ? [] : [survivalRow(file, place, locale)];
        }),
    };
  }

  details(row: number): RowDetails | undefined {
    const file = this.#run.result?.files[row];
    return file === undefined ? undefined : { now: survivalDetail(file, this.#options.locale) };
  }

  async act(action: ReportAction, row: number | undefined): Promise<void> {
    const { path, deeds } = this.#options;
    const file = row === undefined ? undefined : this.#run.result?.files[row];
    switch (action) {
      case 'cancel':
        this.#run.cancel();
        return;
      case 'retry':
        return this.#run.begin();
      case 'unlock':
        return deeds.unlock(path);
      case 'keychain':
        return deeds.showKeychain(path);
      case 'browse':
        if (file !== undefined) await deeds.showFile(path, file);
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

/** Most files have the same few answers: each of these is kept once. */
class KeptFiles {
  readonly kept: SurvivingFile[] = [];
  readonly #answers = new Map<string, Survival>();
  seen = 0;

  add(files: readonly FileSurvival[]): void {
    for (const { kind, domain, relativePath, size, protectionClass, survival } of files) {
      if (kind !== 'file') continue;
      this.seen++;
      if (this.kept.length >= MOST_FILES) continue;
      const text = JSON.stringify(survival);
      const shared = this.#answers.get(text) ?? survival;
      this.#answers.set(text, shared);
      this.kept.push({ domain, relativePath, size, protectionClass, survival: shared });
    }
  }
}
