/** Contracts held against backups of simulated phones that have the files of the app, for several versions of iOS in one run. */
import { commands, l10n, workspace, type QuickPickItem } from 'vscode';
import { progressWords } from '../../view/index.ts';
import type { App } from '../app.ts';
import { window } from '../plain-window.ts';
import { Throttle } from '../throttle.ts';
import type { PrepareRun } from './contract-run.ts';
import type { PhoneVersions } from './phone-versions.ts';

const PROGRESS_EVERY_MS = 1000;

/** What a folder that nobody trusts declares is laid onto no phone. */
export function onASimulatedPhone(app: App, versions: PhoneVersions): PrepareRun {
  const { locale } = app.reporter;
  return () => {
    if (!workspace.isTrusted) {
      void sayUntrusted(app);
      return Promise.resolve(undefined);
    }
    return Promise.resolve(async ({ uri, contract }, { signal, say }) => {
      say(l10n.t('On a simulated phone with the files that the contract names'));
      const { runContract } = await import('../../harness/index.ts');
      const throttle = new Throttle<string>(PROGRESS_EVERY_MS, say);
      const onProgress = (progress: Parameters<typeof progressWords>[0]) => throttle.push(progressWords(progress, locale));
      try {
        const reports = await runContract({ contract, path: uri.fsPath, productVersions: versions.get(), signal, onProgress });
        return reports.map((report) => ({ report, note: `iOS ${report.backup.productVersion ?? '?'}:` }));
      } finally {
        throttle.dispose();
      }
    });
  };
}

async function sayUntrusted(app: App): Promise<void> {
  const trust = { title: l10n.t('Manage Workspace Trust'), run: () => commands.executeCommand('workbench.trust.manage') };
  await app.reporter.warn(l10n.t('Files of a workspace are put onto a simulated phone only if you trust the workspace.'), [trust]);
}

/** Several at once. */
export async function chooseVersions(versions: PhoneVersions): Promise<void> {
  const { phoneChoices } = await import('../../simulated-device/index.ts');
  const { presets, models } = phoneChoices();
  const known = [...presets, ...models].flatMap((choice) => choice.versions.map(({ productVersion }) => productVersion));
  const majors = [...new Set(known.map((version) => version.split('.')[0] ?? ''))].sort((one, other) => Number(other) - Number(one));
  const chosen = versions.get();
  const items = majors.map((major): QuickPickItem & { major: string } => {
    return { label: `iOS ${major}`, picked: chosen.includes(major), major };
  });
  const title = l10n.t('Simulated phones with which versions of iOS?');
  const picked = await window.showQuickPick(items, { title, canPickMany: true, placeHolder: l10n.t('The newest one, if none is chosen') });
  if (picked !== undefined) await versions.set(picked.map(({ major }) => major));
}
