import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../../../.config/bundles.ts';

/** What shows text, and the one file that may take it from VS Code: there it is made plain. */
const DOORS: Readonly<Record<string, string>> = {
  window: 'src/extension/plain-window.ts',
  TreeItem: 'src/extension/tree-rows.ts',
};

/** Sentences about files that go past the door. */
function breaches(files: Readonly<Record<string, string>>): string[] {
  return Object.entries(files).flatMap(([path, text]) =>
    valuesFromVscode(path, text)
      .filter((name) => (name === '*' ? !Object.values(DOORS).includes(path) : (DOORS[name] ?? path) !== path))
      .map((name) => `${path} takes ${name} from vscode`),
  );
}

/** Names that a file imports as values; `*` for the whole. */
function valuesFromVscode(path: string, text: string): string[] {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest).statements.flatMap((statement) => {
    if (
      !ts.isImportDeclaration(statement) ||
      !ts.isStringLiteral(statement.moduleSpecifier) ||
      statement.moduleSpecifier.text !== 'vscode'
    ) {
      return [];
    }
    const clause = statement.importClause;
    if (clause?.phaseModifier === ts.SyntaxKind.TypeKeyword || clause?.namedBindings === undefined) return [];
    if (ts.isNamespaceImport(clause.namedBindings)) return ['*'];
    return clause.namedBindings.elements
      .filter(({ isTypeOnly }) => !isTypeOnly)
      .map(({ name, propertyName }) => (propertyName ?? name).text);
  });
}

describe('everything that VS Code shows', () => {
  it('goes through one door, where it is made plain', () => {
    const paths = globSync('src/extension/**/*.ts', { cwd: ROOT });
    assert.ok(paths.length > 20);
    assert.deepEqual(
      breaches(Object.fromEntries(paths.map((path) => [path.replaceAll('\\', '/'), readFileSync(join(ROOT, path), 'utf8')]))),
      [],
    );
  });

  it('is seen where it goes past the door', () => {
    const planted = {
      'src/extension/a.ts': "import { l10n, window } from 'vscode';",
      'src/extension/b.ts': "import { window as other, type TreeItem } from 'vscode';",
      'src/extension/c.ts': "import * as vscode from 'vscode';",
      'src/extension/d.ts': "import { TreeItem } from 'vscode';",
      'src/extension/e.ts': "import type { TreeItem, window } from 'vscode';",
      'src/extension/plain-window.ts': "import * as vscode from 'vscode';",
    };
    assert.deepEqual(breaches(planted), [
      'src/extension/a.ts takes window from vscode',
      'src/extension/b.ts takes window from vscode',
      'src/extension/c.ts takes * from vscode',
      'src/extension/d.ts takes TreeItem from vscode',
    ]);
  });
});
