/** A folder that is the one for temporary files as long as it lives: what other processes leave in theirs does not show there. */
import { temporaryFolder } from './backup-copy.ts';

export function ownTemporaryFolder(): { readonly path: string } & Disposable {
  const folder = temporaryFolder();
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder.path;
  return {
    path: folder.path,
    [Symbol.dispose]() {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
      folder[Symbol.dispose]();
    },
  };
}
