/** Show Keychain: the items of a backup's keychain with what a restore does with each; a secret only after a question about exactly that one. */
import { ThemeIcon, env, l10n, type QuickPick, type QuickPickItem } from 'vscode';
import { listKeychain, openBackup, type KeychainListing, type KeychainRow } from '../../backup/index.ts';
import { keychainItem } from '../../view/index.ts';
import type { App } from '../app.ts';
import { pickBackup } from '../backups/pick-backup.ts';
import { canRead } from '../backups/unlock-with-password.ts';
import { withJobNotification } from '../job-notification.ts';
import { window } from '../plain-window.ts';

type Choice = QuickPickItem & { readonly row: KeychainRow; readonly index: number };

export async function showKeychain(app: App, target?: unknown): Promise<void> {
  const path = await pickBackup(app, target, { orPage: true, title: l10n.t('Show the keychain of which backup?') });
  if (path === undefined || !(await canRead(app, path))) return;
  const listing = await read(app, path, false);
  let index = await chooseItem(app, path, listing);
  while (index !== undefined) {
    await revealSecret(app, path, listing, index);
    index = await chooseItem(app, path, listing, index);
  }
}

async function read(app: App, path: string, reveal: boolean): Promise<KeychainListing> {
  return withJobNotification(l10n.t('Reading the keychain'), app.reporter.locale, async (signal) => {
    const keys = app.unlocked.use(path);
    await using backup = await openBackup(path, { keys, signal });
    return await listKeychain(backup, { keys, reveal, signal });
  });
}

/** The place of the item whose secret is wanted; undefined when the list was closed. */
function chooseItem(app: App, path: string, listing: KeychainListing, active?: number): Promise<number | undefined> {
  const pick = window.createQuickPick<Choice>();
  describe(pick, app, path, listing);
  pick.activeItems = pick.items.filter(({ index }) => index === active);
  return new Promise<number | undefined>((resolve) => {
    const choose = (choice: Choice | undefined) => {
      if (choice?.row.readable === true) resolve(choice.index);
    };
    pick.onDidAccept(() => choose(pick.selectedItems[0]));
    pick.onDidTriggerItemButton(({ item }) => choose(item));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  }).finally(() => pick.dispose());
}

function describe(pick: QuickPick<Choice>, app: App, path: string, { encrypted, items, readable }: KeychainListing): void {
  const { format, translate } = app.reporter.locale;
  const reveal = { iconPath: new ThemeIcon('eye'), tooltip: l10n.t('Show the secret…') };
  pick.title = l10n.t('Keychain of {name}: {count} items, {readable} readable', {
    name: app.backups.nameOf(path),
    count: format.count(items.length),
    readable: format.count(readable),
  });
  pick.placeholder = encrypted
    ? l10n.t('Find an item. Enter asks before it shows the secret.')
    : l10n.t('The backup is not encrypted: only the device that made it can read its keychain');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = items.map((row, index) => {
    const { icon, label, description, detail } = keychainItem(row, { format, translate });
    return { label, description, detail, iconPath: new ThemeIcon(icon), row, index, buttons: row.readable ? [reveal] : [] };
  });
}

async function revealSecret(app: App, path: string, listing: KeychainListing, index: number): Promise<void> {
  const row = listing.items[index];
  if (row === undefined) return;
  const { label, description } = keychainItem(row, app.reporter.locale);
  const name = description === '' ? label : `${label} · ${description}`;
  const show = l10n.t('Show Secret');
  const question = l10n.t('Show the secret of “{name}” on this screen?', { name });
  const detail = l10n.t('Anyone who sees it can use it.');
  if ((await window.showWarningMessage(question, { modal: true, detail }, show)) !== show) return;
  const secret = (await read(app, path, true)).items[index]?.secret;
  if (secret === undefined) {
    await window.showInformationMessage(l10n.t('“{name}” has no secret.', { name }), { modal: true });
    return;
  }
  const copy = l10n.t('Copy');
  const answer = await window.showInformationMessage(name, { modal: true, detail: secret.value }, copy);
  if (answer === copy) await env.clipboard.writeText(secret.value);
}
