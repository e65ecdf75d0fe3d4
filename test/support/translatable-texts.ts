/** Every English template that people may see, collected from the source: marked tables, translate calls, l10n calls, the titles of
 * simulated faults, what the keys of a contract are for, and what pages of help say of exit statuses. */

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { CONTRACT_KEYS, type ContractKey, type ContractValueForm } from '../../src/backup/index.ts';
import { EXIT_MEANING } from '../../src/cli/exit-codes.ts';
import { FAULTS } from '../../src/simulated-device/index.ts';
import { errorTemplates } from '../../src/view/index.ts';

/** Functions whose first argument is a template. */
const MARKERS = new Set(['phrase', 'translate', 't']);

export function translatableTexts(root: string): Set<string> {
  const texts = new Set([
    ...errorTemplates('vscode'),
    ...FAULTS.map(({ title }) => title),
    ...Object.values(EXIT_MEANING),
    ...CONTRACT_KEYS.flatMap(aboutKey),
  ]);
  for (const file of globSync(['src/view/**/*.ts', 'src/extension/**/*.ts', 'webview/**/*.ts'], { cwd: root })) {
    const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && MARKERS.has(calledName(node.expression))) collect(node.arguments[0], texts);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return texts;
}

function aboutKey({ about, value }: ContractKey): string[] {
  return [about, ...aboutValue(value)];
}

function aboutValue(value: ContractValueForm): string[] {
  if (value.form === 'object') return value.keys.flatMap(aboutKey);
  if (value.form === 'either') return value.of.flatMap(aboutValue);
  return 'of' in value ? aboutValue(value.of) : [];
}

function calledName(expression: ts.Expression): string {
  if (ts.isIdentifier(expression)) return expression.text;
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : '';
}

/** A literal, or a choice between two; anything else was marked where it was written. */
function collect(argument: ts.Expression | undefined, texts: Set<string>): void {
  if (argument === undefined) return;
  if (ts.isStringLiteralLike(argument)) texts.add(argument.text);
  else if (ts.isConditionalExpression(argument)) {
    collect(argument.whenTrue, texts);
    collect(argument.whenFalse, texts);
  }
}
