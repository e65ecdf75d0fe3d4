/** Offers the tools to language models. Their work is loaded when one is called, after a question that names the device and the day. */
import { LanguageModelTextPart, LanguageModelToolResult, MarkdownString, l10n, lm, type LanguageModelTool } from 'vscode';
import { DisposableList, type Disposable } from '../../base/index.ts';
import { withoutMarkup } from '../../view/index.ts';
import type { App } from '../app.ts';
import { signalOf } from '../cancellation.ts';
import { LANGUAGE_TOOLS } from '../ids.ts';

type ToolName = keyof typeof LANGUAGE_TOOLS;

/** The tools by their names. */
export type LanguageTools = Readonly<Record<ToolName, LanguageModelTool<object>>>;

/** `begin` runs before each call: what was left out of activation for speed. */
export function makeLanguageTools(app: App, begin: () => Promise<void>): LanguageTools {
  const names = Object.keys(LANGUAGE_TOOLS) as ToolName[];
  return Object.fromEntries(names.map((name) => [name, toolOf(app, name, begin)])) as unknown as LanguageTools;
}

export function registerLanguageTools(tools: LanguageTools): Disposable {
  const registered = new DisposableList();
  for (const name of Object.keys(tools) as ToolName[]) registered.add(lm.registerTool(LANGUAGE_TOOLS[name], tools[name]));
  return registered;
}

function toolOf(app: App, name: ToolName, begin: () => Promise<void>): LanguageModelTool<object> {
  return {
    prepareInvocation: async ({ input }) => {
      const { meantBackup } = await import('./tool-work.ts');
      await begin();
      if (name === 'listDevices') return { invocationMessage: l10n.t('Asking the connected devices') };
      await app.backups.scan();
      if (name === 'listBackups') return { invocationMessage: l10n.t('Looking for backups') };
      const backup = meantBackup(app, input);
      // It will be told that there is no such backup.
      if (backup === undefined) return { invocationMessage: l10n.t('Looking for backups') };
      const { format } = app.reporter.locale;
      const about = {
        name: app.backups.nameOf(backup.path),
        date: backup.date === undefined ? l10n.t('unknown date') : format.dateTime(backup.date),
      };
      return {
        invocationMessage: plainMarkdown(l10n.t('Looking into the backup of {name}, {date}', about)),
        confirmationMessages: {
          title: l10n.t('Let the Language Model Look into a Backup?'),
          message: plainMarkdown(questionOf(name, about)),
        },
      };
    },
    invoke: async ({ input }, token) => {
      const [{ useTool }, { answerText }] = await Promise.all([import('./tool-work.ts'), import('./plain-answer.ts')]);
      await begin();
      const answer = await useTool(app, name, input, signalOf(token));
      return new LanguageModelToolResult([new LanguageModelTextPart(answerText(answer))]);
    },
  };
}

function questionOf(name: ToolName, about: { readonly name: string; readonly date: string }): string {
  switch (name) {
    case 'findFiles':
      return l10n.t('It learns names, sizes, and dates of files in the backup of {name}, {date}. It cannot read their contents.', about);
    case 'verifyBackup':
      return l10n.t('It verifies the backup of {name}, {date}, and learns the result. The backup is only read.', about);
    default:
      return l10n.t('It learns what is known of the backup of {name}, {date}. It cannot read the contents of files.', about);
  }
}

/** Text in which nothing is markup. VS Code escapes it, and makes its spaces such that no line can break. */
function plainMarkdown(text: string): MarkdownString {
  return new MarkdownString(new MarkdownString().appendText(withoutMarkup(text)).value.replaceAll('&nbsp;', ' '));
}
