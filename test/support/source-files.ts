/** The project's source as data: every file with what it imports and which names it uses, real or planted. */

import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../../.config/bundles.ts';
import { exportedBy, takenBy, type TakenName } from './exported-names.ts';

/** How one module reaches another. A type-only edge is gone at run time; a worker is started by its address. */
export type EdgeKind = 'static' | 'dynamic' | 'type' | 'worker';

export interface Edge {
  readonly kind: EdgeKind;
  readonly specifier: string;
  /** The path in the project for a relative specifier. */
  readonly target: string | undefined;
}

export interface SourceFile {
  /** From the root, with slashes. */
  readonly path: string;
  readonly lines: number;
  readonly edges: readonly Edge[];
  /** Every identifier in the file, also names of members. */
  readonly names: ReadonlySet<string>;
  readonly opensWithComment: boolean;
  /** What other modules may import, but for a default. */
  readonly exports: readonly string[];
  /** What it imports, name by name. */
  readonly takes: readonly TakenName[];
}

/** Path → text, for files that exist only in a test. */
export type PlantedFiles = Readonly<Record<string, string>>;

export function readProject(): SourceFile[] {
  const paths = ['src', 'webview', 'test', '.config'].flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: ROOT })).map(toSlashes);
  return paths.sort().map((path) => parseFile(path, readFileSync(join(ROOT, path), 'utf8')));
}

export function plantProject(files: PlantedFiles): SourceFile[] {
  return Object.entries(files).map(([path, text]) => parseFile(path, text));
}

function toSlashes(path: string): string {
  return path.replaceAll('\\', '/');
}

function parseFile(path: string, text: string): SourceFile {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const edges: Edge[] = [];
  const names = new Set<string>();
  const exports: string[] = [];
  const takes: TakenName[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isIdentifier(node)) names.add(node.text);
    const edge = edgeOf(path, node);
    if (edge !== undefined) edges.push(edge);
    exports.push(...exportedBy(node));
    takes.push(...takenBy(path, node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return {
    path,
    lines: text.split('\n').length - 1,
    edges,
    names,
    opensWithComment: /^(#!.*\n)?\s*(\/\*\*|\/\/)/.test(text),
    exports,
    takes,
  };
}

function edgeOf(path: string, node: ts.Node): Edge | undefined {
  const found = importStatement(node) ?? importExpression(node) ?? workerAddress(node);
  if (found === undefined) return undefined;
  const [kind, specifier] = found;
  const target = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined;
  return { kind, specifier, target };
}

function importStatement(node: ts.Node): [EdgeKind, string] | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    const isType = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return [isType ? 'type' : 'static', node.moduleSpecifier.text];
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
    return [node.isTypeOnly ? 'type' : 'static', node.moduleSpecifier.text];
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
    return ['type', node.argument.literal.text];
  }
  return undefined;
}

/** `import('…')` and `require('…')`; an address that is computed cannot be checked and counts as unknown. */
function importExpression(node: ts.Node): [EdgeKind, string] | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
  if (!isImport && !isRequire) return undefined;
  const [argument] = node.arguments;
  return ['dynamic', argument !== undefined && ts.isStringLiteralLike(argument) ? argument.text : COMPUTED];
}

/** Stands for an address that only running the program would tell. */
export const COMPUTED = '<computed>';

/** Any literal `'./NAME-worker.ts'`: it is how a worker is started from source. */
function workerAddress(node: ts.Node): [EdgeKind, string] | undefined {
  if (!ts.isStringLiteral(node) || !/^\.{1,2}\/[\w./-]*-worker\.ts$/.test(node.text)) return undefined;
  return ts.isImportDeclaration(node.parent) || ts.isCallExpression(node.parent) ? undefined : ['worker', node.text];
}
