/** The rooms of the product and what each may reach: the table that the architecture test enforces. */

/** How far one room may reach into another: any way, only for types, or only when it is needed at run time. */
export type Reach = 'any' | 'types' | 'dynamic';

export interface Room {
  readonly folder: string;
  /** Other rooms, always through their door. */
  readonly rooms: Readonly<Record<string, Reach>>;
  /** Narrower than `rooms`: only these files of the room may reach that other room at run time. */
  readonly onlyFrom?: Readonly<Record<string, RegExp>>;
  /** Files that besides those of `onlyFrom` may name the types of that other room. */
  readonly typesFrom?: Readonly<Record<string, RegExp>>;
  /** Modules of Node, without the prefix. */
  readonly node: readonly string[] | 'any';
  /** Modules of Node that only these files may use. */
  readonly nodeOnlyFrom?: Readonly<Record<string, RegExp>>;
  /** Packages of npm with the files that may import them. */
  readonly packages: Readonly<Record<string, RegExp>>;
  /** Rooms that people's eyes or other programs meet must also run where there is no Node, or no page. */
  readonly forbids?: readonly ('node-globals' | 'dom')[];
}

/** What computes and touches nothing outside the program. */
const NEUTRAL = ['buffer', 'util', 'events'];

export const ROOMS: Readonly<Record<string, Room>> = {
  base: { folder: 'src/base/', rooms: {}, node: NEUTRAL, packages: {} },
  formats: {
    folder: 'src/formats/',
    rooms: { base: 'any' },
    node: [...NEUTRAL, 'crypto', 'zlib'],
    packages: {},
  },
  'device-protocol': {
    folder: 'src/device-protocol/',
    rooms: { base: 'any', formats: 'any' },
    node: [...NEUTRAL, 'net', 'tls', 'crypto', 'timers', 'timers/promises', 'fs', 'fs/promises', 'os', 'path'],
    nodeOnlyFrom: {
      fs: /pair-record|\/usbmux\//,
      'fs/promises': /pair-record|\/usbmux\//,
      os: /pair-record|\/usbmux\//,
      path: /pair-record|\/usbmux\//,
    },
    packages: {},
  },
  'simulated-device': {
    folder: 'src/simulated-device/',
    rooms: { base: 'any', formats: 'any', 'device-protocol': 'any' },
    // os and path for temporary files, zlib for the PNG pictures of the content.
    node: [
      ...NEUTRAL,
      'net',
      'tls',
      'crypto',
      'fs',
      'fs/promises',
      'sqlite',
      'os',
      'path',
      'timers',
      'timers/promises',
      'worker_threads',
      'zlib',
    ],
    nodeOnlyFrom: { worker_threads: /^src\/simulated-device\/worker\// },
    packages: {},
  },
  backup: {
    folder: 'src/backup/',
    rooms: { base: 'any', formats: 'any', 'device-protocol': 'any' },
    onlyFrom: { 'device-protocol': /^src\/backup\/(device-run|create|restore|settings|doctor)\// },
    typesFrom: { 'device-protocol': /^src\/backup\/folder\// },
    node: [...NEUTRAL, 'fs', 'fs/promises', 'path', 'os', 'crypto', 'sqlite', 'worker_threads', 'url', 'timers', 'timers/promises'],
    packages: {
      'node-sqlite3-wasm': /^src\/backup\/read\/sqlite\//,
      yaml: /^src\/backup\/contract\/parse\/(?:yaml-value|contract-editor)\.ts$/,
    },
  },
  view: {
    folder: 'src/view/',
    // Types only, from every room that can fail: its table of words has a line for each of their codes.
    rooms: { base: 'any', formats: 'types', 'device-protocol': 'types', 'simulated-device': 'types', backup: 'types' },
    node: [],
    packages: { 'd3-hierarchy': /^src\/view\/treemap\.ts$/ },
    forbids: ['node-globals', 'dom'],
  },
  report: {
    folder: 'src/report/',
    rooms: { base: 'any', view: 'any', backup: 'types', 'device-protocol': 'types' },
    node: [],
    packages: {},
    forbids: ['node-globals', 'dom'],
  },
  harness: {
    folder: 'src/harness/',
    rooms: { base: 'any', formats: 'any', 'device-protocol': 'any', 'simulated-device': 'any', backup: 'any', view: 'any', report: 'any' },
    node: [...NEUTRAL, 'assert', 'crypto', 'fs', 'fs/promises', 'os', 'path'],
    packages: {},
  },
  cli: {
    folder: 'src/cli/',
    rooms: {
      base: 'any',
      formats: 'any',
      'device-protocol': 'any',
      'simulated-device': 'any',
      backup: 'any',
      view: 'any',
      report: 'any',
      harness: 'any',
    },
    node: 'any',
    packages: { commander: /./ },
  },
  extension: {
    folder: 'src/extension/',
    rooms: {
      base: 'any',
      formats: 'any',
      'device-protocol': 'any',
      'simulated-device': 'dynamic',
      harness: 'dynamic',
      backup: 'any',
      view: 'any',
      report: 'any',
    },
    node: 'any',
    packages: { vscode: /./, '@zxcvbn-ts/core': /^src\/extension\/encryption\// },
  },
  webview: {
    folder: 'webview/',
    rooms: { view: 'any' },
    node: [],
    packages: { '@vscode/webview-ui-toolkit': /^webview\/ui\//, lit: /^webview\/pages\// },
    forbids: ['node-globals'],
  },
};

/** Folders inside a room that may reach only these others of it; files that lie directly in the room are open to all. */
export const PARTS: Readonly<Record<string, readonly string[]>> = {
  'src/backup/device-run/': [],
  'src/backup/folder/': ['src/backup/read/'],
  'src/backup/read/': ['src/backup/folder/', 'src/backup/worker/'],
};

/** The only file that reads something outside the rooms: its own version, from package.json. */
export const READS_MANIFEST = 'src/cli/version.ts';

/** The room a file stands in, or undefined for tests. */
export function roomOf(path: string): string | undefined {
  return Object.keys(ROOMS).find((name) => path.startsWith(ROOMS[name]?.folder ?? '\0'));
}

/** Names at the top level of the repository; anything else there needs a reason that changes this list. */
export const TOP_LEVEL = new Set([
  ...['package.json', 'package-lock.json', 'package.nls.json', 'package.nls.de.json', 'tsconfig.json'],
  ...['src', 'webview', 'test', 'README.md', 'LICENSE', 'CHANGELOG.md'],
]);
