/** The page about what programs may import from the package, made from the doors and the comments at their declarations. */

import { DOORS } from './bundles.ts';
import { aboutDoor, exportsOf, type DoorExport } from './door-exports.ts';

export const API_PAGE = 'src/API.md';

const KINDS: Readonly<Record<DoorExport['kind'], string>> = {
  function: 'Functions',
  class: 'Classes',
  constant: 'Constants',
  type: 'Types',
};

export function apiPage(): string {
  return [
    '# API',
    '<!-- Written by `npm run docs` from src/*/index.ts and the comments at each declaration: change those. -->',
    'What programs can import from the package. Errors have a literal `code`; those that are named here are what a caller can expect. ' +
      'Sizes are bytes, and names that end in `Ms` or `Seconds` say their unit. Text that comes from a device or a backup is not to be trusted.',
    DOORS.map((door) => `- [ios-backup-lab/${door}](#ios-backup-lab${door})`).join('\n'),
    ...DOORS.flatMap((door) => [
      `## ios-backup-lab/${door}`,
      aboutDoor(door)
        .replace(/^The door of [\w-]+: /, '')
        .replace(/^./, (first) => first.toUpperCase()),
      ...sections(exportsOf(door)),
    ]),
  ]
    .join('\n\n')
    .concat('\n');
}

function sections(all: readonly DoorExport[]): string[] {
  return Object.entries(KINDS).flatMap(([kind, title]) => {
    const some = all.filter((entry) => entry.kind === kind).sort((a, b) => (a.name < b.name ? -1 : 1));
    return some.length === 0 ? [] : [`### ${title}`, ...some.flatMap(entryOf)];
  });
}

function entryOf({ name, doc, throws, examples, declaration }: DoorExport): string[] {
  return [
    `#### ${name}`,
    ...(doc === '' ? [] : [doc]),
    ...throws.map((text) => `Throws: ${text}`),
    ['```ts', declaration, '```'].join('\n'),
    ...examples.map((example) => ['Example:\n', '```ts', example, '```'].join('\n')),
  ];
}
