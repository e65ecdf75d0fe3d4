/** A copy of a checkout in which files can be broken: what git tracks, with the packages of the original. */

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../../.config/bundles.ts';
import { nodeOutcome, type Outcome } from './node-outcome.ts';
import type { Defect } from './defect.ts';

export type Choice = Pick<Defect, 'suite' | 'grep'> & { readonly files: readonly string[] };

export class ScratchCheckout implements Disposable {
  readonly #path = mkdtempSync(join(tmpdir(), 'defects-'));

  constructor(root: string) {
    const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0');
    for (const name of tracked.filter((each) => each !== '' && existsSync(join(root, each)))) {
      mkdirSync(dirname(join(this.#path, name)), { recursive: true });
      cpSync(join(root, name), join(this.#path, name), { verbatimSymlinks: true });
    }
    symlinkSync(join(root, 'node_modules'), join(this.#path, 'node_modules'), 'junction');
    // What is downloaded once is kept, whichever checkout asks for it.
    mkdirSync(join(ROOT, '.vscode-test'), { recursive: true });
    symlinkSync(join(ROOT, '.vscode-test'), join(this.#path, '.vscode-test'), 'junction');
  }

  has(name: string): boolean {
    return existsSync(join(this.#path, name));
  }

  /** Changes the file until what is returned is disposed of. Throws where `find` does not stand exactly once. */
  plant(name: string, { find, replace }: Pick<Defect, 'find' | 'replace'>): Disposable {
    const file = join(this.#path, name);
    const original = readFileSync(file, 'utf8');
    const places = original.split(find).length - 1;
    if (places !== 1) throw new Error(`${name} has ${places.toString()} places with ${JSON.stringify(find)}`);
    writeFileSync(
      file,
      original.replace(find, () => replace),
    );
    return {
      [Symbol.dispose]: () => {
        writeFileSync(file, original);
      },
    };
  }

  run({ suite, files, grep }: Choice): Promise<Outcome> {
    const args = ['test/run.ts', suite, ...files, ...(grep === undefined ? [] : ['--grep', grep])];
    return nodeOutcome(['.config/bootstrap.mjs', ...args], this.#path);
  }

  [Symbol.dispose](): void {
    rmSync(this.#path, { recursive: true, force: true });
  }
}
