/** Looks before a backup for what would make it fail, and asks only if there is something: each remedy is a button. */
import { Uri, commands, l10n, workspace } from 'vscode';
import { BackupError, type BackupObstacle } from '../../backup/index.ts';
import { deviceLabel, foreseenBackup, type ActionId, type ForeseenBackup } from '../../view/index.ts';
import type { App } from '../app.ts';
import { titleOf } from '../command-titles.ts';
import type { DeviceEntry } from '../devices/device-entry.ts';
import { COMMANDS, VIEWS } from '../ids.ts';
import { window } from '../plain-window.ts';
import { chooseFolderForNewBackups } from './backup-folders.ts';
import { foreseePlan, type BackupPlan } from './backup-plan.ts';

/** What a button of the question leads to: another plan, the same one once more, or going on with it. */
interface Remedy {
  readonly title: string;
  readonly run: (plan: BackupPlan) => BackupPlan | 'go' | Promise<BackupPlan | 'go'>;
}

/** The plan as it was, or as the person has changed it; undefined when they would rather not. Throws 'folder-unwritable'. */
export async function askBeforeBackup(app: App, device: DeviceEntry, wanted: BackupPlan): Promise<BackupPlan | undefined> {
  for (let plan = wanted; ;) {
    const found = foreseenBackup(await foresee(app, device, plan), app.reporter.locale);
    if (found === undefined) return plan;
    const answer = await ask(app, device, found);
    if (answer === undefined) return undefined;
    const next = await answer.run(plan);
    if (next === 'go') {
      await makeFolder(plan.folder);
      return plan;
    }
    plan = next;
  }
}

/** A folder that was chosen may not be there yet; on a disk that is away it is not made. */
async function foresee(app: App, device: DeviceEntry, plan: BackupPlan): Promise<readonly BackupObstacle[]> {
  const obstacles = await window.withProgress({ location: { viewId: VIEWS.devices } }, () => foreseePlan(app, device, plan));
  if (!obstacles.some(({ code }) => code === 'folder-missing')) return obstacles;
  await makeFolder(plan.folder);
  return await foreseePlan(app, device, plan);
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await workspace.fs.createDirectory(Uri.file(folder));
  } catch (cause) {
    throw new BackupError('folder-unwritable', 'the folder for backups cannot be made', { data: { path: folder }, cause });
  }
}

async function ask(app: App, device: DeviceEntry, { lines, actions, mayIgnore }: ForeseenBackup): Promise<Remedy | undefined> {
  const remedies = actions.flatMap((id) => remedyOf(device, id));
  if (mayIgnore) remedies.push({ title: l10n.t('Back Up Anyway'), run: () => 'go' });
  const name = deviceLabel(device.state);
  const question = mayIgnore ? l10n.t('Back up {name} now?', { name }) : l10n.t('{name} cannot be backed up like this.', { name });
  const detail = lines.join('\n\n');
  app.reporter.log.info(`${question} ${detail}`);
  const chosen = await window.showWarningMessage(question, { modal: true, detail }, ...remedies.map(({ title }) => title));
  return remedies.find(({ title }) => title === chosen);
}

function remedyOf(device: DeviceEntry, id: ActionId): Remedy[] {
  switch (id) {
    case 'try-again':
      return [{ title: l10n.t('Try Again'), run: (plan) => plan }];
    case 'other-folder':
      return [{ title: l10n.t('Other Folder…'), run: otherFolder }];
    case 'set-aside':
      return [{ title: titleOf('setAsideAndBackUp'), run: ({ folder, choices }) => ({ folder, choices: { ...choices, setAside: true } }) }];
    case 'back-up-full':
      return [{ title: titleOf('backUpFull'), run: ({ folder, choices }) => ({ folder, choices: { ...choices, full: true } }) }];
    case 'encrypt-on':
      return [
        {
          title: titleOf('turnOnEncryption'),
          run: async (plan) => {
            await commands.executeCommand(COMMANDS.turnOnEncryption, device.state.udid);
            return plan;
          },
        },
      ];
    default:
      return [];
  }
}

async function otherFolder(plan: BackupPlan): Promise<BackupPlan> {
  const folder = await chooseFolderForNewBackups();
  return folder === undefined ? plan : { ...plan, folder };
}
