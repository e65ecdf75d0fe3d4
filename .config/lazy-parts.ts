/**
 * The extension loads in two steps: what registers everything, and, when a command asks for it, what the commands do. Left to itself the bundler makes
 * a file for every set of commands that share something, some eighty in all, and opening them takes longer than reading their bytes. So every
 * dynamic import of a file of the extension leads to one module that holds them all.
 */

import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OnLoadArgs, Plugin } from 'esbuild';
import { importPastDoors, type DoorReader } from './past-doors.ts';

const DYNAMIC_IMPORT = /\bimport\('(\.[^']+\.ts)'\)/g;
const PARTS = 'lazy-parts';

/** Titles of commands are for the manifest, from which the extension has them too, in the language of the person. */
const TITLE = /^ {4}title: \{ en: '[^'\n]*', de: '[^'\n]*' \},$/gm;
const COMMAND_TABLES = /[\\/]commands[\\/][a-z-]+-(?:table|commands)\.ts$/;

/** `room` is the folder whose files are loaded in two steps; those of `apart` stay files of their own, for what hardly anybody needs. */
export function lazyParts(room: string, apart: readonly string[]): Plugin {
  return {
    name: 'lazy-parts',
    setup(build) {
      const read = importPastDoors();
      const files = new Set(globSync('**/*.ts', { cwd: room }).flatMap((file) => targetsIn(join(room, file), room)));
      for (const file of apart) files.delete(file);
      const names = new Map([...files].sort().map((file, index) => [file, `part${index.toString()}`]));
      build.onResolve({ filter: new RegExp(`^${PARTS}$`) }, () => ({ path: PARTS, namespace: PARTS }));
      build.onLoad({ filter: /.*/, namespace: PARTS }, () => ({
        contents: [...names].map(([file, name]) => `export * as ${name} from ${JSON.stringify(file)};`).join('\n'),
        loader: 'ts',
        resolveDir: room,
      }));
      build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({ contents: rewrite(path, names, read), loader: 'ts' }));
    },
  };
}

function targetsIn(file: string, room: string): string[] {
  const imports = [...readFileSync(file, 'utf8').matchAll(DYNAMIC_IMPORT)];
  return imports.map(([, address = '']) => join(dirname(file), address)).filter((target) => target.startsWith(room));
}

function rewrite(path: OnLoadArgs['path'], names: ReadonlyMap<string, string>, read: DoorReader): string {
  const text = read(path);
  return (COMMAND_TABLES.test(path) ? text.replace(TITLE, '') : text).replace(DYNAMIC_IMPORT, (whole, address: string) => {
    const name = names.get(join(dirname(path), address));
    return name === undefined ? whole : `import('${PARTS}').then((parts) => parts.${name})`;
  });
}
