/** What survives of one backup, behind its page. Knows no VS Code. */
import type { OnProgress } from '../../base/index.ts';
import { surveySurvival, type Backup, type FileSurvival, type Survival } from '../../backup/index.ts';
import { chosenFiles, survivalDetail, survivalPage, survivalRow, type SurvivalFound, type SurvivingFile } from '../../view/index.ts';
import { RunSource, type RunSourceOptions } from './run-source.ts';

interface SurvivalSourceOptions extends RunSourceOptions {
  readonly path: string;
  readonly deeds: {
    unlock(path: string): Promise<void>;
    showKeychain(path: string): Promise<void>;
    showFile(path: string, names: Pick<SurvivingFile, 'domain' | 'relativePath'>): Promise<void>;
  };
}

/** Files that are kept for the list. All of them are counted. */
const MOST_FILES = 200_000;

export function survivalSource(options: SurvivalSourceOptions): RunSource<SurvivalFound, SurvivingFile> {
  const { path, locale, nameOf, use, deeds } = options;
  return new RunSource([path], options, {
    make: (_, signal, onProgress) => use(path, (backup) => survey(backup, options, signal, onProgress)),
    headOf: (standing) => survivalPage(standing, nameOf(path), locale),
    itemsOf: ({ files }) => files,
    choose: chosenFiles,
    wordsOf: (numbers) => locale.translate('{count} of {all} files', numbers),
    rowOf: (file, place) => survivalRow(file, place, locale),
    detailOf: (file) => survivalDetail(file, locale),
    deeds: { unlock: () => deeds.unlock(path), keychain: () => deeds.showKeychain(path) },
    rowDeeds: { browse: ({ item }) => deeds.showFile(path, item) },
  });
}

async function survey(
  backup: Backup,
  { path, keysOf }: SurvivalSourceOptions,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<SurvivalFound> {
  const files = new KeptFiles();
  const onFiles = (some: readonly FileSurvival[]) => {
    files.add(some);
    onProgress({ phase: 'checking-files', done: files.seen, unit: 'files' });
  };
  const found = await surveySurvival(backup, { keys: keysOf(path), signal, onFiles });
  const { apps } = await backup.sizes({ signal });
  return { survey: found, files: files.kept, apps };
}

/** Most files have the same few answers, and the domain of the one before: each of these is kept once. */
class KeptFiles {
  readonly kept: SurvivingFile[] = [];
  readonly #answers = new Map<string, Survival>();
  #domain = '';
  seen = 0;

  add(files: readonly FileSurvival[]): void {
    for (const { kind, domain, relativePath, size, protectionClass, survival } of files) {
      if (kind !== 'file') continue;
      this.seen++;
      if (this.kept.length >= MOST_FILES) continue;
      const text = JSON.stringify(survival);
      const shared = this.#answers.get(text) ?? survival;
      this.#answers.set(text, shared);
      if (this.#domain !== domain) this.#domain = domain;
      this.kept.push({ domain: this.#domain, relativePath, size, protectionClass, survival: shared });
    }
  }
}
