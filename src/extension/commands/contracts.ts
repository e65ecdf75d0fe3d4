/** New Backup Contract…, and Accept Into Contract: writes a contract from what a backup has, or changes one so that a backup keeps it. */
import { Uri, commands, l10n, workspace, type QuickPickItem, type TextDocument } from 'vscode';
import {
  acceptContract as accept,
  initContract,
  openBackup,
  parseContract,
  readContract,
  type AcceptedContract,
  type Backup,
} from '../../backup/index.ts';
import { contractProblemWords, oneLine } from '../../view/index.ts';
import type { App } from '../app.ts';
import { pickBackup } from '../backups/pick-backup.ts';
import { canRead } from '../backups/unlock-with-password.ts';
import { withJobNotification } from '../job-notification.ts';
import { window } from '../plain-window.ts';
import type { ContractReport } from '../../backup/index.ts';
import { CONTRACT_SUFFIX, editTo, isContract } from '../tests/contract-files.ts';

export async function newContract(app: App, target?: unknown): Promise<void> {
  const path = await pickBackup(app, target, { orPage: true, title: l10n.t('Write a contract from which backup?') });
  if (path === undefined || !(await canRead(app, path))) return;
  const held = app.unlocked.hold(path);
  try {
    const keys = app.unlocked.use(path);
    await using backup = await openBackup(path, { keys });
    const id = await pickApp(app, backup, path);
    const file = id === undefined ? undefined : await askForFile(id);
    if (id === undefined || file === undefined) return;
    const text = await withJobNotification(l10n.t('Writing the contract'), app.reporter.locale, (signal) =>
      initContract(backup, { app: id, keys, signal }),
    );
    await workspace.fs.writeFile(file, new TextEncoder().encode(text));
    await window.showTextDocument(file);
    await app.contracts.open();
  } finally {
    held.dispose();
  }
}

async function pickApp(app: App, backup: Backup, path: string): Promise<string | undefined> {
  const apps = (await backup.apps()).filter(({ kind }) => kind === 'app');
  if (apps.length === 0) {
    await app.reporter.inform(l10n.t('The backup of {name} has nothing of any app.', { name: app.backups.nameOf(path) }));
    return undefined;
  }
  const items = apps.map(({ id }): QuickPickItem & { id: string } => ({ label: oneLine(id), id }));
  return (await window.showQuickPick(items, { title: l10n.t('Write a contract for which app?'), placeHolder: l10n.t('Choose an app') }))
    ?.id;
}

/** VS Code asks itself before it replaces a file. */
async function askForFile(id: string): Promise<Uri | undefined> {
  const name = `${(id.split('.').at(-1) ?? id).replace(/[^\w-]/g, '') || 'app'}${CONTRACT_SUFFIX}`;
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const defaultUri = folder === undefined ? Uri.file(name) : Uri.joinPath(folder, name);
  const chosen = await window.showSaveDialog({
    defaultUri,
    title: l10n.t('Save Contract'),
    filters: { [l10n.t('Backup Contract')]: ['yml'] },
  });
  if (chosen === undefined || chosen.path.endsWith(CONTRACT_SUFFIX)) return chosen;
  // Only a file that is called so is taken for a contract.
  return chosen.with({ path: chosen.path.replace(/(\.ya?ml)?$/, CONTRACT_SUFFIX) });
}

export async function acceptContract(app: App, target?: unknown): Promise<void> {
  const document = await contractOf(app, target);
  if (document === undefined) return;
  const text = document.getText();
  const { contract, problems } = readContract(text);
  if (contract === undefined) {
    const [first] = problems;
    const words = first === undefined ? '' : contractProblemWords(first, app.reporter.locale);
    await app.reporter.warn(l10n.t('Correct the contract first, line {line}: {words}', { line: first?.at.line ?? 1, words }));
    return;
  }
  const reports = await reportsAbout(app, document, text);
  if (reports === undefined) return;
  let accepted: AcceptedContract = { text, changes: [], left: [] };
  for (const report of reports) {
    const next = accept(accepted.text, parseContract(accepted.text, document.uri.fsPath), {
      ...report,
      findings: placedAnew(report, accepted.text),
    });
    accepted = { text: next.text, changes: [...accepted.changes, ...next.changes], left: [...accepted.left, ...next.left] };
  }
  // What was made must be a contract again, and nobody may have typed meanwhile.
  parseContract(accepted.text, document.uri.fsPath);
  if (document.getText() !== text) return;
  if (accepted.changes.length > 0) {
    await window.showTextDocument(document);
    await workspace.applyEdit(editTo(document, accepted.text));
  }
  await sayAccepted(app, accepted);
}

/** Of several reports, those behind the first are about lines that may have moved. */
function placedAnew(report: ContractReport, text: string): ContractReport['findings'] {
  const rules = readContract(text).contract?.rules ?? [];
  return report.findings.map((finding) => {
    const rule = report.rules[finding.rule]?.rule;
    const index = rules.findIndex(
      (each) => each.kind === rule?.kind && JSON.stringify({ ...each, at: 0 }) === JSON.stringify({ ...rule, at: 0 }),
    );
    const at = rules[index]?.at;
    return at === undefined ? finding : { ...finding, rule: index, at };
  });
}

/** Those of the last run if they are about this text, or else a new one. */
async function reportsAbout(app: App, { uri }: TextDocument, text: string): Promise<readonly ContractReport[] | undefined> {
  const room = await app.contracts.open();
  const known = room.results.of(uri).filter((result) => result.text === text);
  if (known.length > 0) return known.map(({ report }) => report);
  const { contract } = readContract(text);
  const make = contract === undefined ? undefined : await room.onBackup([uri], new AbortController().signal);
  if (contract === undefined || make === undefined) return undefined;
  const made = await withJobNotification(l10n.t('Checking the contract'), app.reporter.locale, (signal) =>
    make({ uri, contract }, { signal, say: (line) => app.reporter.log.info(line) }),
  );
  return made.map(({ report }) => report);
}

async function sayAccepted(app: App, { changes, left }: AcceptedContract): Promise<void> {
  const open = left.length === 0 ? '' : l10n.t('Findings that no contract should accept: {count}.', { count: left.length });
  if (changes.length === 0) {
    await app.reporter.inform([l10n.t('Nothing to accept: the contract stays as it is.'), open].filter((part) => part !== '').join(' '));
    return;
  }
  const words = [l10n.t('Lines of the contract that changed: {count}. Save it to keep them.', { count: changes.length }), open];
  const show = { title: l10n.t('Show Changes'), run: () => commands.executeCommand('workbench.files.action.compareWithSaved') };
  await app.reporter.inform(words.filter((part) => part !== '').join(' '), [show]);
}

/** A file, a test, the editor in front, or one of the workspace. */
async function contractOf(app: App, target: unknown): Promise<TextDocument | undefined> {
  const named = uriOf(target);
  if (named !== undefined) return workspace.openTextDocument(named);
  const active = window.activeTextEditor?.document;
  if (active !== undefined && isContract(active)) return active;
  const { items } = await app.contracts.open();
  await items.refresh();
  const choices = items.uris().map((uri): QuickPickItem & { uri: Uri } => ({ label: workspace.asRelativePath(uri), uri }));
  if (choices.length === 0) {
    await app.reporter.inform(l10n.t('This workspace has no contract (a file *{suffix}).', { suffix: CONTRACT_SUFFIX }));
    return undefined;
  }
  const [only] = choices;
  const chosen = choices.length === 1 ? only : await window.showQuickPick(choices, { title: l10n.t('Accept into which contract?') });
  return chosen && workspace.openTextDocument(chosen.uri);
}

function uriOf(target: unknown): Uri | undefined {
  if (target instanceof Uri) return target;
  if (typeof target !== 'object' || target === null) return undefined;
  if ('uri' in target && target.uri instanceof Uri) return target.uri;
  // A message of a test comes with the test.
  return 'test' in target ? uriOf(target.test) : undefined;
}
