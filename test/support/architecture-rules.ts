/** The rules of the architecture over any set of source files: each says what breaks it, and holds a planted violation. */

import { posix } from 'node:path';
import { EVERY_NAME } from './exported-names.ts';
import { PARTS, READS_MANIFEST, type Reach, ROOMS, TOP_LEVEL, roomOf } from './room-table.ts';
import { COMPUTED, type Edge, type PlantedFiles, type SourceFile } from './source-files.ts';

export interface Violation {
  readonly path: string;
  readonly message: string;
}

export interface Rule {
  readonly name: string;
  check(files: readonly SourceFile[]): Violation[];
  /** Each set breaks this rule in its first file. */
  readonly planted: readonly PlantedFiles[];
}

const isProduct = (file: SourceFile): boolean => roomOf(file.path) !== undefined;

/** A rule about single files. */
function perFile(check: (file: SourceFile) => string[]): Rule['check'] {
  return (files) => files.flatMap((file) => check(file).map((message) => ({ path: file.path, message })));
}

/** A rule about single edges of the product's files. */
function perEdge(check: (file: SourceFile, edge: Edge) => string | undefined): Rule['check'] {
  return perFile((file) => file.edges.map((edge) => check(file, edge)).filter((message) => message !== undefined));
}

const allowedKinds: Readonly<Record<Reach, readonly Edge['kind'][]>> = {
  any: ['static', 'dynamic', 'type'],
  types: ['type'],
  dynamic: ['dynamic', 'type'],
};

/** What is wrong with `file` reaching into another room, if anything. */
function roomViolation(file: SourceFile, edge: Edge): string | undefined {
  const from = roomOf(file.path);
  if (from === undefined || edge.target === undefined) return undefined;
  const to = roomOf(edge.target);
  if (to === from) return undefined;
  if (to === undefined) return isAllowedOutside(file.path, edge.target) ? undefined : `reaches outside the product: ${edge.specifier}`;
  const reach = ROOMS[from]?.rooms[to];
  if (reach === undefined) return `${from} may not import ${to}: ${edge.specifier}`;
  if (!allowedKinds[reach].includes(edge.kind)) return `${from} may import ${to} only as ${reach}, not ${edge.kind}: ${edge.specifier}`;
  const only = ROOMS[from]?.onlyFrom?.[to];
  if (only === undefined || only.test(file.path)) return undefined;
  const isNamed = edge.kind === 'type' && ROOMS[from]?.typesFrom?.[to]?.test(file.path) === true;
  if (!isNamed) return `only ${only.source} may import ${to}`;
  return undefined;
}

function isAllowedOutside(path: string, target: string): boolean {
  return target.startsWith('webview/') || (path === READS_MANIFEST && target === 'package.json');
}

function doorViolation(file: SourceFile, edge: Edge): string | undefined {
  const from = roomOf(file.path);
  const to = edge.target === undefined ? undefined : roomOf(edge.target);
  if (from === undefined || to === undefined || from === to) return undefined;
  const door = `${ROOMS[to]?.folder ?? ''}index.ts`;
  return edge.target === door ? undefined : `goes around the door ${door}: ${edge.specifier}`;
}

function partViolation(file: SourceFile, { target, specifier }: Edge): string | undefined {
  const part = Object.keys(PARTS).find((folder) => file.path.startsWith(folder));
  if (part === undefined || target === undefined || target.startsWith(part) || roomOf(target) !== roomOf(file.path)) return undefined;
  const isInRoomItself = posix.dirname(target) === posix.dirname(posix.dirname(part + 'x'));
  return isInRoomItself || PARTS[part]?.some((folder) => target.startsWith(folder)) === true
    ? undefined
    : `${part} may not import ${specifier}`;
}

function nodeModuleViolation(file: SourceFile, edge: Edge): string | undefined {
  const room = ROOMS[roomOf(file.path) ?? ''];
  if (room === undefined || !edge.specifier.startsWith('node:')) return undefined;
  const name = edge.specifier.slice('node:'.length);
  if (room.node !== 'any' && !room.node.includes(name)) return `${room.folder} may not use ${edge.specifier}`;
  const only = room.nodeOnlyFrom?.[name];
  return only === undefined || only.test(file.path) ? undefined : `only ${only.source} may use ${edge.specifier}`;
}

function packageViolation(file: SourceFile, edge: Edge): string | undefined {
  const room = ROOMS[roomOf(file.path) ?? ''];
  if (room === undefined || edge.target !== undefined || edge.specifier.startsWith('node:')) return undefined;
  if (edge.specifier === COMPUTED) return 'imports an address that is computed; nothing can check that';
  const name = edge.specifier
    .split('/')
    .slice(0, edge.specifier.startsWith('@') ? 2 : 1)
    .join('/');
  return room.packages[name]?.test(file.path) === true ? undefined : `may not import the package ${edge.specifier}`;
}

/** VS Code's API: one adapter and the tests that run inside it. */
function vscodeViolation(file: SourceFile, edge: Edge): string | undefined {
  const allowed = file.path.startsWith('src/extension/') || file.path.startsWith('test/vscode/');
  return edge.specifier === 'vscode' && !allowed ? 'only src/extension and test/vscode may import vscode' : undefined;
}

const NODE_GLOBALS = ['process', 'Buffer', 'require', '__dirname', '__filename', 'setImmediate'];
const DOM_GLOBALS = ['document', 'window', 'HTMLElement', 'acquireVsCodeApi', 'localStorage'];

function globalViolations(file: SourceFile): string[] {
  const forbidden = (ROOMS[roomOf(file.path) ?? '']?.forbids ?? []).flatMap((kind) => (kind === 'dom' ? DOM_GLOBALS : NODE_GLOBALS));
  return forbidden.filter((name) => file.names.has(name)).map((name) => `may not use ${name}`);
}

/** Names of a phone's files and apps are shown in the page: text stays text. */
const UNSAFE_IN_PAGE = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'eval', 'Function', 'write', 'writeln', 'createContextualFragment'];

function pageViolations(file: SourceFile): string[] {
  if (!file.path.startsWith('webview/')) return [];
  return UNSAFE_IN_PAGE.filter((name) => file.names.has(name)).map((name) => `text must stay text: ${name}`);
}

function nameViolations({ path }: SourceFile): string[] {
  const parts = path
    .replace(/^\.config\//, '')
    .replace(/(\.long)?(\.(test|bench|d))?\.ts$/, '')
    .split('/');
  const odd = parts.filter((part) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(part));
  const empty = parts.filter((part) => /^(utils?|helpers?|common|misc|types)$/.test(part));
  return [...odd.map((part) => `"${part}" is not kebab-case`), ...empty.map((part) => `"${part}" says nothing`)];
}

/** Everything that some entry leads to, by any kind of edge. */
function reachable(files: readonly SourceFile[]): Set<string> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const seen = new Set<string>();
  const waiting = files.filter((file) => file.path.startsWith('test/') || ENTRIES.has(file.path)).map((file) => file.path);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const edge of byPath.get(path)?.edges ?? []) if (edge.target !== undefined) waiting.push(edge.target);
  }
  return seen;
}

/** Names that nobody takes; those of the bundles are for others. */
function deadExports(files: readonly SourceFile[]): Violation[] {
  const taken = new Set(files.flatMap(({ takes }) => takes.map(({ target, name }) => `${target} ${name}`)));
  return files
    .filter((file) => isProduct(file) && !ENTRIES.has(file.path) && !taken.has(`${file.path} ${EVERY_NAME}`))
    .flatMap(({ path, exports }) =>
      exports.filter((name) => !taken.has(`${path} ${name}`)).map((name) => ({ path, message: `nobody imports ${name}` })),
    );
}

/** Where the bundles begin. Workers are not entries: somebody must start them. */
export const ENTRIES: ReadonlySet<string> = new Set([
  ...['src/extension/extension.ts', 'src/cli/main.ts', 'webview/main.ts', 'webview/cloud.ts', 'webview/report.ts'],
  // Published as it is.
  'src/extension/api/extension-api.ts',
  ...['device-protocol', 'simulated-device', 'backup'].map((door) => `src/${door}/index.ts`),
]);

/** The rooms on the way from one room back to itself, for each room for which there is one. */
function roomCycles(files: readonly SourceFile[]): Violation[] {
  const reached = new Map<string, Map<string, string>>();
  for (const file of files) {
    const from = roomOf(file.path);
    for (const { target } of file.edges) {
      const to = target === undefined ? undefined : roomOf(target);
      if (from === undefined || to === undefined || from === to) continue;
      reached.set(from, (reached.get(from) ?? new Map<string, string>()).set(to, file.path));
    }
  }
  const leadsTo = (from: string, goal: string, seen: Set<string>): boolean =>
    [...(reached.get(from)?.keys() ?? [])].some((next) => next === goal || (!seen.has(next) && leadsTo(next, goal, seen.add(next))));
  return [...reached].flatMap(([from, others]) =>
    [...others]
      .filter(([to]) => leadsTo(to, from, new Set()))
      .map(([to, path]) => ({ path, message: `${from} and ${to} import each other` })),
  );
}

/** What begins its files, and gives them what it is for: an interface with its factory, and the table of commands with their ids. */
const FACTORIES: ReadonlySet<string> = new Set([
  'src/simulated-device/backup-agent/catalogue/catalogue.ts',
  'src/extension/commands/command-table.ts',
]);

/** Files that lead back to themselves, by types as well; each reported with the way. */
function fileCycles(files: readonly SourceFile[]): Violation[] {
  const targets = new Map(
    files
      .filter(isProduct)
      .map(({ path, edges }) => [path, edges.flatMap(({ target }) => (target === undefined || FACTORIES.has(target) ? [] : [target]))]),
  );
  const wayBack = (start: string): string[] | undefined => {
    const from = new Map<string, string>();
    const waiting = [start];
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      for (const next of targets.get(path) ?? []) {
        if (next === start) {
          const way = [path];
          for (let before = from.get(path); before !== undefined; before = from.get(before)) way.unshift(before);
          return [...way, start];
        }
        if (from.has(next)) continue;
        from.set(next, path);
        waiting.push(next);
      }
    }
    return undefined;
  };
  return [...targets.keys()].flatMap((path) => {
    const way = wayBack(path);
    return way === undefined ? [] : [{ path, message: way.join(' → ') }];
  });
}

export const RULES: readonly Rule[] = [
  {
    name: 'a room imports only the rooms of the table',
    check: perEdge(roomViolation),
    planted: [
      ...forbiddenRoomPlants(),
      { 'src/extension/planted.ts': "import { startSimulator } from '../simulated-device/index.ts';" },
      { 'src/view/planted.ts': "import { openBackup } from '../backup/index.ts';" },
      { 'src/backup/read/planted.ts': "import { Device } from '../../device-protocol/index.ts';" },
      { 'src/backup/read/planted.ts': "import type { Device } from '../../device-protocol/index.ts';" },
      { 'src/backup/folder/planted.ts': "import { Device } from '../../device-protocol/index.ts';" },
      { 'src/cli/planted.ts': "import { ROOT } from '../../.config/bundles.ts';" },
      { 'src/cli/planted.ts': "import manifest from '../../package.json' with { type: 'json' };" },
      { 'src/cli/version.ts': "import words from '../../package.nls.json' with { type: 'json' };" },
    ],
  },
  {
    name: 'a room is entered through its door',
    check: perEdge(doorViolation),
    planted: [
      { 'src/cli/planted.ts': "import type { CodedError } from '../base/errors.ts';" },
      { 'webview/planted.ts': "import { words } from '../src/view/words.ts';" },
      { 'src/cli/planted.ts': "const { openBackup } = await import('../backup/read/open-backup.ts');" },
    ],
  },
  {
    name: 'a part of a room imports only the parts of the table',
    check: perEdge(partViolation),
    planted: [
      { 'src/backup/folder/planted.ts': "import { createBackup } from '../create/create-backup.ts';" },
      { 'src/backup/device-run/planted.ts': "import type { RestorePhase } from '../restore/restore-progress.ts';" },
      { 'src/backup/read/planted.ts': "import { verifyBackup } from '../verify/verify-backup.ts';" },
    ],
  },
  {
    name: "a room uses only its share of Node's modules",
    check: perEdge(nodeModuleViolation),
    planted: [
      { 'src/base/planted.ts': "import { connect } from 'node:net';" },
      { 'src/formats/planted.ts': "import { readFileSync } from 'node:fs';" },
      { 'src/device-protocol/planted.ts': "import { readFileSync } from 'node:fs';" },
      { 'src/simulated-device/planted.ts': "export { spawn } from 'node:child_process';" },
      { 'src/backup/planted.ts': "const net = await import('node:net');" },
      { 'src/view/planted.ts': "import type { Socket } from 'node:net';" },
      { 'src/report/planted.ts': "type Path = import('node:path').ParsedPath;" },
      { 'webview/planted.ts': "import { Buffer } from 'node:buffer';" },
    ],
  },
  {
    name: 'a package is imported by the one room that needs it',
    check: perEdge(packageViolation),
    planted: [
      { 'src/backup/planted.ts': "import plist from 'plist';" },
      { 'src/formats/plist/planted.ts': "import { aeskw } from '@noble/ciphers/aes.js';" },
      { 'src/extension/planted.ts': "import { Command } from 'commander';" },
      { 'src/backup/planted.ts': "import sqlite from 'node-sqlite3-wasm';" },
      { 'webview/list/planted.ts': "import { Button } from '@vscode/webview-ui-toolkit';" },
      { 'src/cli/planted.ts': 'await import(`../${room}/index.ts`);' },
      { 'src/base/planted.ts': "import fs from 'fs';" },
    ],
  },
  {
    name: 'vscode is imported by the extension alone',
    check: perEdge(vscodeViolation),
    planted: [
      { 'src/view/planted.ts': "import type { TreeItem } from 'vscode';" },
      { 'test/unit/planted.test.ts': "import * as vscode from 'vscode';" },
      { 'src/cli/planted.ts': "const vscode = require('vscode');" },
    ],
  },
  {
    name: 'view and report know neither Node nor a page, the page knows no Node',
    check: perFile(globalViolations),
    planted: [
      { 'src/view/planted.ts': "export const path = process.env.HOME ?? '';" },
      { 'src/report/planted.ts': 'document.title = "Report";' },
      { 'webview/planted.ts': 'Buffer.alloc(3);' },
    ],
  },
  {
    name: 'the page writes text, never markup, and evaluates nothing',
    check: perFile(pageViolations),
    planted: [
      { 'webview/planted.ts': 'row.innerHTML = name;' },
      { 'webview/planted.ts': "document['write'](name); document.write(name);" },
      { 'webview/planted.ts': "row.insertAdjacentHTML('beforeend', name);" },
      { 'webview/planted.ts': 'eval(text);' },
      { 'webview/planted.ts': "new Function('return 1');" },
    ],
  },
  {
    name: 'every file stands in a room of the table',
    check: perFile((file) => (file.path.startsWith('src/') && !isProduct(file) ? ['this room is not in the table'] : [])),
    planted: [{ 'src/shared/planted.ts': 'export {};' }, { 'src/planted.ts': 'export {};' }],
  },
  {
    name: 'a file is named in kebab-case after what it holds',
    check: perFile(nameViolations),
    planted: [
      { 'src/base/ByteQueue.ts': 'export {};' },
      { 'src/base/byte_queue.ts': 'export {};' },
      { 'src/formats/utils.ts': 'export {};' },
      { 'src/view/helpers/words.ts': 'export {};' },
      { 'test/support/common.ts': 'export {};' },
    ],
  },
  {
    name: 'a file has at most 400 lines',
    check: perFile(({ lines }) => (lines > 400 ? [`${lines.toString()} lines`] : [])),
    planted: [{ 'src/base/planted.ts': 'export {};\n'.repeat(401) }],
  },
  {
    name: 'a file of the product opens by saying what it is',
    check: perFile((file) => (isProduct(file) && !file.opensWithComment ? ['the first line is no comment'] : [])),
    planted: [{ 'src/base/planted.ts': 'export const a = 1; // later' }],
  },
  {
    name: 'a file of the product is reached from a bundle or a test',
    check: (files) => {
      const seen = reachable(files);
      return files
        .filter((file) => isProduct(file) && !seen.has(file.path) && !file.path.endsWith('.d.ts'))
        .map(({ path }) => ({ path, message: 'nothing leads here' }));
    },
    planted: [
      { 'src/base/planted.ts': 'export {};', 'src/base/other.ts': "import './planted.ts';" },
      { 'src/backup/read/planted-worker.ts': 'export {};', 'src/backup/index.ts': 'export {};' },
    ],
  },
  {
    name: 'what a file of the product exports is imported by some other file',
    check: deadExports,
    planted: [
      { 'src/base/planted.ts': 'export const lonely = 1;', 'src/base/other.ts': "import './planted.ts';" },
      {
        'src/base/planted.ts': 'const a = 1;\nexport { a as b };',
        'test/unit/planted.test.ts': "import { a } from '../../src/base/planted.ts';",
      },
      { 'src/base/index.ts': "export { one } from './one.ts';", 'src/view/other.ts': "import { two } from '../base/index.ts';" },
    ],
  },
  {
    name: 'no file leads back to itself, not even by types',
    check: fileCycles,
    planted: [
      {
        'src/view/planted.ts': "import type { Other } from './other.ts';",
        'src/view/other.ts': "import { third } from './third.ts';",
        'src/view/third.ts': "export type { Planted } from './planted.ts';",
      },
    ],
  },
  {
    name: 'no two rooms import each other, not even types',
    check: roomCycles,
    planted: [
      {
        'src/base/planted.ts': "import type { View } from '../view/index.ts';",
        'src/view/index.ts': "export { a } from '../formats/index.ts';",
        'src/formats/index.ts': "export { b } from '../base/index.ts';",
      },
    ],
  },
];

/** One planted import for every pair of rooms that is not in the table. */
function forbiddenRoomPlants(): PlantedFiles[] {
  const names = Object.keys(ROOMS);
  const pairs = names.flatMap((from) => names.map((to) => [from, to] as const));
  return pairs
    .filter(([from, to]) => from !== to && ROOMS[from]?.rooms[to] === undefined)
    .map(([from, to]) => {
      const folder = ROOMS[from]?.folder ?? '';
      const door = posix.relative(folder, `${ROOMS[to]?.folder ?? ''}index.ts`);
      return { [`${folder}planted.ts`]: `import type { Thing } from '${door.startsWith('.') ? door : `./${door}`}';` };
    });
}

/** Files and folders at the top that have no place there. */
export function topLevelViolations(names: readonly string[]): string[] {
  return names.filter((name) => !name.startsWith('.') && !TOP_LEVEL.has(name));
}
