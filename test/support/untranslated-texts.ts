/**
 * English that reaches a window of VS Code without a translator. A sentence is found wherever it is written, a single word where VS Code or a page
 * shows it. What only a log, a model or a terminal reads may be English.
 */

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { errorTemplates, findingTemplates } from '../../src/view/index.ts';
import { translatableTexts } from './translatable-texts.ts';

/** Members of what VS Code shows, and of our own rows. */
const SHOWN_MEMBERS = new Set([
  ...['ariaLabel', 'description', 'detail', 'label', 'message', 'name', 'openLabel', 'placeHolder', 'placeholder', 'prompt', 'saveLabel'],
  ...['text', 'title', 'tooltip', 'what'],
]);

/** Functions whose arguments are shown. */
const SHOWING_CALLS = new Set([
  ...['appendMarkdown', 'appendText', 'createOutputChannel', 'inform', 'joined', 'setStatusBarMessage'],
  ...['showErrorMessage', 'showInformationMessage', 'showWarningMessage'],
]);

const SHOWN_ATTRIBUTES = /\b(?:aria-label|aria-description|aria-roledescription|aria-valuetext|title|placeholder|alt)="([^"$]+)"/g;

/** Not for a person who has German: both languages side by side, texts for models, words that people choose as passwords, errors of the API, names of
 * models. */
const NOT_SHOWN =
  /^src\/extension\/(commands\/(command-table|report-commands)|encryption\/password-strength|language-tools\/[\w-]+|api\/[\w-]+)\.ts$|^src\/view\/product-name\.ts$/;

/** The same in both languages. */
const NAMES =
  /^(iOS Backup( Lab)?|iOS|iPod touch|iPhone|iPad|VS Code|iCloud Backup|MBErrorDomain\/|UDID|[\w.]*[./$-][\w./$-]*|\w+[a-z][A-Z]\w*|backup-lab .*)$/;

/** `file: text` for every text that is English and shown. */
export function untranslatedTexts(root: string): string[] {
  const known = new Set([...translatableTexts(root), ...errorTemplates(), ...findingTemplates('vscode'), ...findingTemplates('terminal')]);
  const files = globSync(['src/view/**/*.ts', 'src/extension/**/*.ts', 'webview/**/*.ts'], { cwd: root }).map((file) =>
    file.replaceAll('\\', '/'),
  );
  return files
    .filter((file) => !NOT_SHOWN.test(file))
    .flatMap((file) => untranslatedIn(readFileSync(join(root, file), 'utf8'), known).map((text) => `${file}: ${text}`));
}

/** Those of one source text. */
export function untranslatedIn(source: string, known: ReadonlySet<string> = new Set()): string[] {
  const found: string[] = [];
  const ofPages: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isForProgrammers(node)) return;
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'html') {
      ofPages.push(...textsOfPage(node.template));
      if (ts.isTemplateExpression(node.template)) for (const { expression } of node.template.templateSpans) visit(expression);
      return;
    }
    found.push(...partsOf(node).filter((text) => /\p{Ll}{2,},? \p{L}+/u.test(text) && !text.includes('<')), ...shownBy(node));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('x.ts', source, ts.ScriptTarget.Latest, true));
  // Alone in a member, a word in small letters is an id.
  const all = [...found.filter((text) => !/^\s*[a-z]+\s*$/.test(text)), ...ofPages].map((text) => text.trim());
  return [...new Set(all)].filter((text) => /\p{L}{2}/u.test(text) && !known.has(text) && !NAMES.test(text));
}

/**
 * Types, lines of the log, what is compared, classes of the page, texts of the terminal, and the message of an error, for which the table of words
 * has what people read.
 */
function isForProgrammers(node: ts.Node): boolean {
  if (ts.isCallExpression(node)) {
    return /(^|[.#])log(\.\w+)?$|^translate$|^(l10n\.)?t$|^phrase$|\.(includes|warn)$/.test(node.expression.getText());
  }
  if (ts.isBinaryExpression(node)) return node.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken;
  if (ts.isPropertyAssignment(node)) return /^(class|terminal)$/.test(node.name.getText());
  return ts.isTypeNode(node) || ts.isImportDeclaration(node) || (ts.isNewExpression(node) && node.expression.getText().endsWith('Error'));
}

function shownBy(node: ts.Node): string[] {
  if (ts.isPropertyAssignment(node) && SHOWN_MEMBERS.has(node.name.getText())) return literalsOf(node.initializer);
  if (ts.isCallExpression(node) && SHOWING_CALLS.has(nameOfCalled(node.expression))) return node.arguments.flatMap(literalsOf);
  const isSet = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return isSet && ts.isPropertyAccessExpression(node.left) && SHOWN_MEMBERS.has(node.left.name.text) ? literalsOf(node.right) : [];
}

/** What is written around the places of a text. */
function partsOf(node: ts.Node): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  return ts.isTemplateExpression(node) ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)] : [];
}

/** What an expression can be as text: a literal, or one of a choice. */
function literalsOf(expression: ts.Expression): string[] {
  if (ts.isConditionalExpression(expression)) return [...literalsOf(expression.whenTrue), ...literalsOf(expression.whenFalse)];
  if (ts.isBinaryExpression(expression)) return [...literalsOf(expression.left), ...literalsOf(expression.right)];
  return partsOf(expression);
}

function textsOfPage(template: ts.TemplateLiteral): string[] {
  const page = (ts.isTemplateExpression(template) ? partsOf(template) : [template.text]).join('${}');
  const attributes = [...page.matchAll(SHOWN_ATTRIBUTES)].map(([, text = '']) => text);
  const texts = page
    .replace(/<!--[^]*?-->/g, '')
    .replace(/<[^>]*>/g, '\n')
    .split(/\n|\$\{\}/);
  return [...attributes, ...texts];
}

function nameOfCalled(expression: ts.Expression): string {
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
}
