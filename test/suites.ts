/**
 * The suites of `npm test` in their order. After what shows a mistake early, long ones come first and short ones last, so that the lanes end
 * together: what is left alone at the end leaves cores idle. How long a test may take says when it hangs, on a machine that is busy with other
 * things as well; it is less than the silence that ends a suite.
 */

import type { DebianPackage } from './host/debian-packages.ts';
import type { ChildSuite } from './support/child-suite.ts';
import type { MochaChildOptions } from './support/mocha-child.ts';

export interface Suite {
  readonly name: string;
  readonly about: string;
  /** Packages of Debian that hold the foreign programs this suite drives. */
  readonly needs?: readonly DebianPackage[];
  /** Names of suites that must have run before, because this one uses what they make. */
  readonly after?: readonly string[];
  /**
   * Files that fail run once more by themselves; the summary names them. For what a foreign program of a million lines draws, a browser above all:
   * a click may be lost there on a busy machine without any fault of ours, and a fault of ours fails twice.
   */
  readonly repeatsFailed?: true;
  child(choice: TestChoice): ChildSuite;
}

/** What the command line says about which tests to run. */
export interface TestChoice {
  readonly files: readonly string[];
  readonly grep: string | undefined;
  readonly reporter: string | undefined;
}

const UNIT_TESTS = ['test/unit/**/*.test.ts', 'test/*.test.ts'];

export const SUITES: readonly Suite[] = [
  { name: 'build', about: 'bundles and declarations', child: () => ({ script: '.config/build.ts', counts: 'step' }) },
  { name: 'lint', about: 'types, format, lint', child: () => ({ script: '.config/lint.ts', counts: 'step' }) },
  {
    name: 'ui',
    about: 'a browser driving the real workbench',
    needs: ['chromium'],
    after: ['build'],
    repeatsFailed: true,
    child: mochaSuite(['test/ui/**/*.test.ts'], 120_000),
  },
  {
    name: 'unit',
    about: 'everything without VS Code, the architecture and the manifest',
    child: inMemory(mochaSuite(UNIT_TESTS, 60_000)),
  },
  {
    name: 'vscode',
    about: 'inside a real extension host',
    needs: ['chromium'],
    after: ['build'],
    child: ({ grep }) => ({ script: 'test/host/in-host-suite.ts', args: grep === undefined ? [] : [grep], counts: 'tests' }),
  },
  {
    name: 'conversation',
    about: 'our client and our simulated device over a real socket; the command line as it is built',
    after: ['build'],
    child: inMemory(mochaSuite(['test/conversation/*.test.ts', 'test/conversation/cli/*.test.ts'], 120_000)),
  },
  interopHalf(1),
  {
    name: 'hard',
    about: 'attacks on what the product promises; their long part is `npm run test:hard`',
    after: ['build'],
    needs: ['libimobiledevice-utils', 'sqlite3', 'python3', 'python3-pycryptodome'],
    child: mochaSuite(['test/hard/*.test.ts'], 240_000),
  },
  interopHalf(0),
  {
    name: 'faults',
    about: 'every fault of the simulated phone, met by our client; and the trials that must fail without it',
    child: inMemory(mochaSuite(['test/faults/*.test.ts'], 120_000)),
  },
  {
    name: 'package',
    about: 'what is shipped, used as others use it',
    after: ['build'],
    child: inMemory(mochaSuite(['test/package/**/*.test.ts'], 60_000)),
  },
];

/** Two processes, because foreign programs sleep more than they work. */
function interopHalf(index: number): Suite {
  return {
    name: 'interop',
    about: `unmodified programs of others, half ${(index + 1).toString()} of 2`,
    needs: ['libimage-exiftool-perl', 'libimobiledevice-utils', 'libplist-utils', 'openssl', 'sqlite3', 'python3', 'python3-pycryptodome'],
    child: inMemory(mochaSuite(['test/interop/**/*.test.ts'], 120_000, { index, of: 2 })),
  };
}

/** What a change is tried with again and again: types, and every unit test whose file is not called `.long.test.ts`. */
export const QUICK: readonly Suite[] = [
  {
    name: 'types',
    about: 'the compiler over every project',
    child: () => ({ script: '.config/lint.ts', args: ['--types'], counts: 'step' }),
  },
  quickHalf(0),
  quickHalf(1),
];

function quickHalf(index: number): Suite {
  return {
    name: 'unit',
    about: `unit tests that are not long, half ${(index + 1).toString()} of 2`,
    child: inMemory(mochaSuite(UNIT_TESTS, 60_000, { index, of: 2 }, 'short')),
  };
}

/** For suites of which every test makes whole backups; that real disks keep them as well is shown by those that are not. */
function inMemory(child: Suite['child']): Suite['child'] {
  return (choice) => ({ ...child(choice), inMemory: true });
}

function mochaSuite(
  patterns: readonly string[],
  timeout: number,
  shard?: MochaChildOptions['shard'],
  length?: MochaChildOptions['length'],
): Suite['child'] {
  return ({ files, grep, reporter }) => {
    // Files that somebody has named run in one process.
    const isNamed = files.length > 0;
    const options: MochaChildOptions = {
      files: isNamed ? files : patterns,
      timeout,
      grep,
      reporter,
      ...(isNamed ? {} : { shard, length }),
    };
    return { script: 'test/support/mocha-child.ts', args: [JSON.stringify(options)], counts: 'tests' };
  };
}
