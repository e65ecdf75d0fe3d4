/** Why Don't I See My Device?: looks at everything that has to be there, as a document that can be passed on. */
import { homedir } from 'node:os';
import { env, l10n, version } from 'vscode';
import { diagnose } from '../../backup/index.ts';
import { doctorLines, type DoctorLine, wrappedText } from '../../view/index.ts';
import type { App } from '../app.ts';
import { listedFolders } from '../backups/backup-folders.ts';
import { withJobNotification } from '../job-notification.ts';

const MARKS: Readonly<Record<DoctorLine['state'], string>> = { good: '✓', problem: '✗', note: '·' };

export async function runDoctor(app: App): Promise<void> {
  await app.deviceDocuments.show(l10n.t('Diagnostic Report'), await diagnoseAsText(app));
}

/** The same report for an issue: no device name, no whole UDID, no home folder. */
export async function copyReport(app: App): Promise<void> {
  await env.clipboard.writeText(await diagnoseAsText(app));
  await app.reporter.inform(l10n.t('The report was copied. It contains no device names, and UDIDs are shortened.'));
}

function diagnoseAsText(app: App): Promise<string> {
  const { locale } = app.reporter;
  return withJobNotification(l10n.t('Looking for the reason'), locale, async (signal) => {
    const diagnosis = await diagnose({ mux: app.systemMux.client(), folders: listedFolders(), signal });
    const lines = doctorLines(diagnosis, { surface: 'vscode', translate: locale.translate, home: homedir() });
    // code-server gives its address instead of a kind of remote.
    const where = /^[a-z-]+$/.test(env.remoteName ?? '') ? `, ${env.remoteName ?? ''}` : '';
    const head = `iOS Backup Lab ${app.version}, VS Code ${version}, ${diagnosis.platform}${where}`;
    return [head, '', ...lines.map(({ state, text }) => wrappedText(`${MARKS[state]} ${text}`, '  ')), ''].join('\n');
  });
}
