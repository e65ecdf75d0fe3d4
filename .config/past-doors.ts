/**
 * Code splitting puts a file where every program that can reach it finds it, and through a door everything can be reached. So bundles import from
 * the files behind a door what the source imports from the door; what is loaded then is what is used.
 */

import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const IMPORT_OF_DOOR = /^import \{([^}]*)\} from '(\.[^']*\/index\.ts)';/gm;
const EXPORT_OF_DOOR = /^export \{([^}]*)\} from '(\.[^']*)';/gm;

interface Origin {
  readonly file: string;
  readonly name: string;
}

/** The text of a source file whose imports of doors have become imports of files; every other line stays where it was. */
export type DoorReader = (path: string) => string;

export function importPastDoors(): DoorReader {
  const doors = new Map<string, ReadonlyMap<string, Origin>>();
  const originsOfDoor = (door: string) => {
    const known = doors.get(door) ?? originsOf(door);
    doors.set(door, known);
    return known;
  };
  return (path) =>
    readFileSync(path, 'utf8').replace(IMPORT_OF_DOOR, (statement, list: string, from: string) => {
      const origins = originsOfDoor(join(dirname(path), from));
      const direct = valuesIn(list).map(({ name, as }) => {
        const origin = origins.get(name);
        const file = origin === undefined ? from : addressOf(relative(dirname(path), origin.file));
        return `import { ${origin?.name ?? name} as ${as} } from '${file}';`;
      });
      return direct.join(' ') + '\n'.repeat(statement.split('\n').length - 1);
    });
}

/** Every export of a door that comes from a file behind it. */
function originsOf(door: string): ReadonlyMap<string, Origin> {
  const origins = new Map<string, Origin>();
  for (const [, list = '', from = ''] of readFileSync(door, 'utf8').matchAll(EXPORT_OF_DOOR)) {
    for (const { name, as } of valuesIn(list)) origins.set(as, { file: join(dirname(door), from), name });
  }
  return origins;
}

/** `a, type B, c as d`: without the types, which bundles do not have. */
function valuesIn(list: string): { name: string; as: string }[] {
  const entries = list.split(',').map((entry) => entry.trim());
  return entries
    .filter((entry) => entry !== '' && !entry.startsWith('type '))
    .map((entry) => {
      const [name = '', as = name] = entry.split(/ as /);
      return { name, as };
    });
}

function addressOf(path: string): string {
  const address = path.replaceAll('\\', '/');
  return address.startsWith('.') ? address : `./${address}`;
}
