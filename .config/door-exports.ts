/** What the doors of the package export, with the comments that stand at each declaration: read from the source, without a compilation. */

import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { type DOORS, ROOT } from './bundles.ts';

type Door = (typeof DOORS)[number];

export interface DoorExport {
  readonly door: Door;
  readonly name: string;
  readonly kind: 'class' | 'function' | 'constant' | 'type';
  /** File of the declaration, relative to the root. */
  readonly file: string;
  /** The text of its doc comment; empty where there is none. */
  readonly doc: string;
  readonly throws: readonly string[];
  /** TypeScript, without the fence. */
  readonly examples: readonly string[];
  /** What a caller sees of it: no bodies and nothing private. */
  readonly declaration: string;
}

type Declaration = ts.ClassDeclaration | ts.FunctionDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.VariableStatement;

/** In the order of the door's file. Throws for an export that it cannot find. */
export function exportsOf(door: Door): DoorExport[] {
  const index = join(ROOT, 'src', door, 'index.ts');
  return parse(index).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) return [];
    if (!ts.isStringLiteral(statement.moduleSpecifier) || statement.exportClause === undefined) {
      throw new Error(`${index}: an export without names`);
    }
    const file = join(dirname(index), statement.moduleSpecifier.text);
    if (!ts.isNamedExports(statement.exportClause)) throw new Error(`${index}: an export without names`);
    const { statements } = parse(file);
    return statement.exportClause.elements.map(({ name, propertyName }) => {
      const declared = (propertyName ?? name).text;
      const declaration = statements.find((candidate): candidate is Declaration => nameOf(candidate) === declared);
      if (declaration === undefined) throw new Error(`${index}: ${declared} is not declared in ${file}`);
      return { door, name: name.text, file: relative(ROOT, file).replaceAll('\\', '/'), ...describe(declaration) };
    });
  });
}

/** The sentence with which the door's file opens. */
export function aboutDoor(door: Door): string {
  return /\/\*\*\s*([^]*?)\s*\*\//.exec(readFileSync(join(ROOT, 'src', door, 'index.ts'), 'utf8'))?.[1] ?? '';
}

const parsed = new Map<string, ts.SourceFile>();

function parse(file: string): ts.SourceFile {
  const known = parsed.get(file) ?? ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  parsed.set(file, known);
  return known;
}

function nameOf(statement: ts.Statement): string | undefined {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations[0]?.name.getText();
  const isNamed =
    ts.isClassDeclaration(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return isNamed ? statement.name?.text : undefined;
}

function describe(declaration: Declaration): Pick<DoorExport, 'kind' | 'doc' | 'throws' | 'examples' | 'declaration'> {
  const comments = ts.getJSDocCommentsAndTags(declaration).filter(ts.isJSDoc);
  const tags = ts.getJSDocTags(declaration);
  const tagged = (name: string) =>
    tags.filter(({ tagName }) => tagName.text === name).map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '');
  return {
    kind: kindOf(declaration),
    doc: comments.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '').join('\n\n'),
    throws: tagged('throws'),
    examples: tagged('example').map((text) => text.replace(/^\s*```ts\n/, '').replace(/\n```\s*$/, '')),
    declaration: shown(declaration),
  };
}

function kindOf(declaration: Declaration): DoorExport['kind'] {
  if (ts.isClassDeclaration(declaration)) return 'class';
  if (ts.isFunctionDeclaration(declaration)) return 'function';
  return ts.isVariableStatement(declaration) ? 'constant' : 'type';
}

function shown(declaration: Declaration): string {
  if (ts.isFunctionDeclaration(declaration)) return withoutBody(declaration);
  if (!ts.isClassDeclaration(declaration)) return declaration.getText().replace(/^export /, '');
  const head = declaration
    .getText()
    .slice(0, declaration.getText().indexOf('{'))
    .replace(/^export /, '');
  const members = declaration.members.filter(isPublic).map((member) => `  ${commentOf(member)}${withoutBody(member)}`);
  return `${head}{\n${members.join('\n')}\n}`;
}

function isPublic(member: ts.ClassElement): boolean {
  const isHidden =
    ts.canHaveModifiers(member) && ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) === true;
  const isInternal = ts.getJSDocTags(member).some(({ tagName }) => tagName.text === 'internal');
  return !isHidden && !isInternal && !(member.name !== undefined && ts.isPrivateIdentifier(member.name));
}

function commentOf(member: ts.ClassElement): string {
  const [comment] = ts.getJSDocCommentsAndTags(member);
  return comment === undefined ? '' : `${comment.getText()}\n  `;
}

/** A signature, or a property without what it begins with where its type is written. */
function withoutBody(node: ts.FunctionDeclaration | ts.ClassElement): string {
  const text = node.getText().replace(/^export /, '');
  const rest = bodyOf(node)?.getText();
  if (rest === undefined) return text;
  const signature = text.slice(0, text.length - rest.length).replace(/\s*=?\s*$/, '');
  return `${signature.replace(/^async |(?<= )async /, '')};`;
}

function bodyOf(node: ts.FunctionDeclaration | ts.ClassElement): ts.Node | undefined {
  if (ts.isPropertyDeclaration(node)) return undefined;
  return 'body' in node ? node.body : undefined;
}
