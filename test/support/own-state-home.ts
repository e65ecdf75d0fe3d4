/** A folder for what the product remembers, as long as it lives: another account of the same computer, for what a test wants to know of that. */
import { temporaryFolder } from './backup-copy.ts';

export function ownStateHome(): { readonly path: string } & Disposable {
  const folder = temporaryFolder();
  const before = process.env.XDG_STATE_HOME;
  process.env.XDG_STATE_HOME = folder.path;
  return {
    path: folder.path,
    [Symbol.dispose]() {
      if (before === undefined) delete process.env.XDG_STATE_HOME;
      else process.env.XDG_STATE_HOME = before;
      folder[Symbol.dispose]();
    },
  };
}
