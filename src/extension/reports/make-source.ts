/** Makes what stands behind a page of rows, from the parts of the running extension. */
import { commands } from 'vscode';
import { closeMarkOf, type Backup } from '../../backup/index.ts';
import { fileIdOf } from '../../formats/index.ts';
import { visible, type ReportName } from '../../view/index.ts';
import type { App } from '../app.ts';
import { unlockAll } from '../backups/unlock-with-password.ts';
import { failureOf } from '../failure-words.ts';
import { COMMANDS } from '../ids.ts';
import { compareSource, type CompareDeeds } from './compare-source.ts';
import { exportComparison } from './export-comparison.ts';
import { keychainSource } from './keychain-source.ts';
import { openChanges, openOne } from './open-changes.ts';
import { revealSecret } from './reveal-secret.ts';
import type { ReportSource } from './report-source.ts';
import { survivalSource } from './survival-source.ts';

export function makeSource(app: App, report: ReportName, paths: readonly string[]): ReportSource {
  const [first = '', second = ''] = paths;
  const { locale } = app.reporter;
  const common = {
    locale,
    nameOf: (path: string) => visible(app.browsers.titleOf(path)),
    stampOf: closeMarkOf,
    keysOf: (path: string) => app.unlocked.use(path),
    hold: (path: string) => app.unlocked.hold(path),
    describe: (error: unknown) => failureOf(error, locale.translate),
    use: async <Result>(path: string, work: (backup: Backup) => Promise<Result>) =>
      app.mounts.use(await app.mounts.mount(path), ({ backup }) => work(backup)),
  };
  switch (report) {
    case 'compare':
      return compareSource({ ...common, paths: [first, second], deeds: compareDeeds(app) });
    case 'survive':
      return survivalSource({
        ...common,
        path: first,
        deeds: {
          unlock: (path) => unlock(app, path),
          showKeychain: (path) => app.reports.show('keychain', [path]),
          showFile: (path, { domain, relativePath }) => {
            app.browsers.show(path, fileIdOf(domain, relativePath));
            return Promise.resolve();
          },
        },
      });
    case 'keychain':
      return keychainSource({
        ...common,
        path: first,
        deeds: {
          unlock: (path) => unlock(app, path),
          showSurvival: (path) => app.reports.show('survive', [path]),
          reveal: (path, place, item) => revealSecret(app, path, place, item),
        },
      });
  }
}

async function unlock(app: App, path: string): Promise<void> {
  await unlockAll(app, [path]);
}

function compareDeeds(app: App): CompareDeeds {
  return {
    unlock: async (paths) => {
      await unlockAll(app, paths);
    },
    openChanges: (file, paths) => openChanges(app, file, paths),
    openOne: (file, path) => openOne(app, file, path),
    exportReport: (difference, paths) => exportComparison(app, difference, paths),
    chooseOther: async (path) => {
      await commands.executeCommand(COMMANDS.compareBackups, path);
    },
  };
}
