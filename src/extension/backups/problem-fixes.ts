/** Quick Fix in the Problems view: what the words of a problem advise, a full check, and the page of help. */
import {
  CodeAction,
  CodeActionKind,
  l10n,
  type CodeActionContext,
  type CodeActionProvider,
  type CodeActionProviderMetadata,
  type Command,
  type Diagnostic,
  type Range,
  type TextDocument,
} from 'vscode';
import { problemActions } from '../../view/index.ts';
import type { App } from '../app.ts';
import { COMMANDS } from '../ids.ts';
import { remedyCommand } from '../remedies.ts';
import { problemPlaceOf } from './problem-uri.ts';

export const PROBLEM_FIXES: CodeActionProviderMetadata = { providedCodeActionKinds: [CodeActionKind.QuickFix] };

export class ProblemFixes implements CodeActionProvider {
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  provideCodeActions({ uri }: TextDocument, _range: Range, { diagnostics }: CodeActionContext): CodeAction[] {
    const path = problemPlaceOf(uri)?.path;
    return path === undefined ? [] : diagnostics.flatMap((diagnostic) => this.#fixesOf(diagnostic, path));
  }

  #fixesOf(diagnostic: Diagnostic, path: string): CodeAction[] {
    const code = codeOf(diagnostic);
    const actions = problemActions(code);
    if (actions === undefined) return [];
    const remedies = [...new Set([...actions, 'verify-full'] as const)].flatMap((id) =>
      id === 'try-again' || id === 'other-folder' ? [] : [remedyCommand(this.#app, id, path)],
    );
    const help: Command = { title: l10n.t('Explain {code}', { code }), command: COMMANDS.showHelp, arguments: [code] };
    return [...remedies, help].map((command, at) => {
      const fix = new CodeAction(command.title, CodeActionKind.QuickFix);
      fix.command = command;
      fix.diagnostics = [diagnostic];
      fix.isPreferred = at === 0 && actions.length > 0;
      return fix;
    });
  }
}

function codeOf({ code }: Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}
