/** Which names a module gives and which it takes from where: what nobody takes is dead. */

import { posix } from 'node:path';
import ts from 'typescript';

/** One name, or everything, that a module takes from another one of the project. */
export interface TakenName {
  readonly target: string;
  readonly name: string;
}

/** Stands for every name: `import * as`, `export *`, `import()`. */
export const EVERY_NAME = '*';

/** The names that one statement of a module exports. */
export function exportedBy(node: ts.Node): string[] {
  if (ts.isExportDeclaration(node) && node.exportClause !== undefined && ts.isNamedExports(node.exportClause)) {
    return node.exportClause.elements.map(({ name }) => name.text);
  }
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
  const has = (kind: ts.SyntaxKind) => modifiers.some((modifier) => modifier.kind === kind);
  if (!has(ts.SyntaxKind.ExportKeyword) || has(ts.SyntaxKind.DefaultKeyword)) return [];
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
  }
  const { name } = node as { name?: ts.Node };
  return name !== undefined && ts.isIdentifier(name) ? [name.text] : [];
}

/** The names that one node takes from other modules. */
export function takenBy(path: string, node: ts.Node): TakenName[] {
  const from = (specifier: ts.Node | undefined, names: readonly string[]): TakenName[] => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier) || !specifier.text.startsWith('.')) return [];
    const target = posix.join(posix.dirname(path), specifier.text);
    return names.map((name) => ({ target, name }));
  };
  if (ts.isImportDeclaration(node)) return from(node.moduleSpecifier, namesIn(node.importClause?.namedBindings));
  if (ts.isExportDeclaration(node)) return from(node.moduleSpecifier, namesIn(node.exportClause ?? node));
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return from(node.argument.literal, [EVERY_NAME]);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return from(node.arguments[0], [EVERY_NAME]);
  return [];
}

/** A name that is given another one on the way is taken under its first. */
function namesIn(clause: ts.Node | undefined): string[] {
  if (clause === undefined) return [];
  if (!ts.isNamedImports(clause) && !ts.isNamedExports(clause)) return [EVERY_NAME];
  return clause.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
}
