/** Shows one secret of a keychain, after a question about exactly that one: in a box of VS Code, so that it is hidden again when the box closes. */
import { isDeepStrictEqual } from 'node:util';
import { env, l10n } from 'vscode';
import { listKeychain, type KeychainRow, type KeychainSurvival } from '../../backup/index.ts';
import { keychainItem } from '../../view/index.ts';
import type { App } from '../app.ts';
import { withJobNotification } from '../job-notification.ts';
import { window } from '../plain-window.ts';

export async function revealSecret(app: App, path: string, place: number, item: KeychainSurvival): Promise<void> {
  const { label, description } = keychainItem(item, app.reporter.locale);
  const name = description === '' ? label : `${label} · ${description}`;
  const show = l10n.t('Show Secret');
  const question = l10n.t('Show the secret of “{name}” on this screen?', { name });
  const detail = l10n.t('Anyone who sees it can use it.');
  if ((await window.showWarningMessage(question, { modal: true, detail }, show)) !== show) return;
  const row = await readAgain(app, path, place);
  const { secret, ...names } = row ?? {};
  // The folder may hold another keychain by now.
  if (row === undefined || !isDeepStrictEqual(names, withoutSurvival(item))) {
    await app.reporter.warn(l10n.t('The keychain in this backup has changed. Look at the page again before you show a secret.'));
    return;
  }
  if (secret === undefined) {
    await window.showInformationMessage(l10n.t('“{name}” has no secret.', { name }), { modal: true });
    return;
  }
  const copy = l10n.t('Copy');
  const answer = await window.showInformationMessage(name, { modal: true, detail: secret.value }, copy);
  if (answer === copy) await env.clipboard.writeText(secret.value);
}

function withoutSurvival({ survival: _, ...row }: KeychainSurvival): Omit<KeychainRow, 'secret'> {
  return row;
}

async function readAgain(app: App, path: string, place: number): Promise<KeychainRow | undefined> {
  return withJobNotification(l10n.t('Reading the keychain'), app.reporter.locale, async (signal) => {
    const keys = app.unlocked.use(path);
    const id = await app.mounts.mount(path);
    const { items } = await app.mounts.use(id, ({ backup }) => listKeychain(backup, { keys, reveal: true, signal }));
    return items[place];
  });
}
