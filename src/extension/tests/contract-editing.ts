/** Help while somebody writes a contract: completion, hovers, quick fixes and the outline. */
import {
  CodeAction,
  CodeActionKind,
  CompletionItem,
  CompletionItemKind,
  DocumentSymbol,
  Hover,
  MarkdownString,
  Range,
  SnippetString,
  SymbolKind,
  WorkspaceEdit,
  l10n,
  languages,
  type CodeActionProvider,
  type CompletionItemProvider,
  type DocumentSymbolProvider,
  type HoverProvider,
  type Position,
  type TextDocument,
} from 'vscode';
import { readContract, type ContractProblem } from '../../backup/index.ts';
import { DisposableList, type Disposable } from '../../base/index.ts';
import { contractRuleText, withoutMarkup, type Locale, type Translate } from '../../view/index.ts';
import { CONTRACTS, editTo, rangeOf } from './contract-files.ts';
import { keyAt, offersAt, type ContractOffer } from './contract-offers.ts';
import type { ContractResults } from './contract-results.ts';

const QUICK_FIXES = { providedCodeActionKinds: [CodeActionKind.QuickFix] };
const KINDS: Readonly<Record<ContractOffer['kind'], CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  choice: CompletionItemKind.EnumMember,
  example: CompletionItemKind.Snippet,
};

export function helpWithContracts(results: ContractResults, { translate }: Locale): Disposable {
  const all = new DisposableList();
  all.add(languages.registerCompletionItemProvider(CONTRACTS, completion(translate), ' ', '{', ','));
  all.add(languages.registerHoverProvider(CONTRACTS, hovers(translate)));
  all.add(languages.registerDocumentSymbolProvider(CONTRACTS, outline));
  all.add(languages.registerCodeActionsProvider(CONTRACTS, fixes(results), QUICK_FIXES));
  return all;
}

function completion(translate: Translate): CompletionItemProvider {
  return {
    provideCompletionItems: (document, position) => {
      const { offers, typed } = offersAt(document.getText(), document.offsetAt(position));
      const range = new Range(position.translate(0, -Math.min(typed, position.character)), position);
      return offers.map(({ label, kind, about, snippet }, place) => {
        const item = new CompletionItem(label, KINDS[kind]);
        item.insertText = new SnippetString(snippet);
        item.documentation = about === '' ? '' : translate(about, {});
        item.range = range;
        item.sortText = String(place).padStart(3, '0');
        return item;
      });
    },
  };
}

function hovers(translate: Translate): HoverProvider {
  return {
    provideHover: (document, position) => {
      const range = document.getWordRangeAtPosition(position, /[A-Za-z]+/);
      const key = range === undefined ? undefined : keyAt(document.getText(), document.offsetAt(range.end));
      if (range === undefined || key === undefined) return undefined;
      const example = `${key.name}:${key.example.startsWith('\n') ? '' : ' '}${key.example}`;
      return new Hover([new MarkdownString(translate(key.about, {})), new MarkdownString().appendCodeblock(example, 'yaml')], range);
    },
  };
}

const outline: DocumentSymbolProvider = {
  provideDocumentSymbols: (document) =>
    (readContract(document.getText()).contract?.rules ?? []).map((rule) => {
      const range = rangeOf(rule.at);
      return new DocumentSymbol(withoutMarkup(contractRuleText(rule)) || rule.kind, '', SymbolKind.Property, range, range);
    }),
};

/** From the text as it is: what VS Code passes may be older. */
function fixes(results: ContractResults): CodeActionProvider {
  return {
    provideCodeActions: (document, range) => [
      ...readContract(document.getText())
        .problems.filter(({ at }) => rangeOf(at).intersection(range) !== undefined)
        .flatMap((problem) => suggestionFix(document, problem) ?? []),
      ...acceptFixes(results, document, range),
    ],
  };
}

function suggestionFix(document: TextDocument, { at, data: { suggestion } }: ContractProblem): CodeAction | undefined {
  if (suggestion === undefined) return undefined;
  const word = String(suggestion);
  const fix = new CodeAction(l10n.t('Change to “{word}”', { word }), CodeActionKind.QuickFix);
  fix.edit = new WorkspaceEdit();
  fix.edit.replace(document.uri, rangeOf(at), word);
  fix.isPreferred = true;
  return fix;
}

function acceptFixes(results: ContractResults, document: TextDocument, range: Range | Position): CodeAction[] {
  return results.acceptable(document).flatMap(({ at, path, code, text }) => {
    if (rangeOf(at).intersection(range instanceof Range ? range : new Range(range, range)) === undefined) return [];
    const title =
      code === 'file-unlisted'
        ? l10n.t('List {path} under “may”', { path: withoutMarkup(path ?? '') })
        : l10n.t('Accept as it is in the backup');
    const fix = new CodeAction(title, CodeActionKind.QuickFix);
    fix.edit = editTo(document, text);
    return [fix];
  });
}
