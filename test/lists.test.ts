/** Lists and numbers that must stand in more than one place, because what reads them cannot reach the code: they say the same there. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../.config/bundles.ts';
import { LEAST_NODE_OF_CHECKOUT, LEAST_NODE_OF_USER } from '../.config/node-versions.ts';
import type { ConflictPolicy, CreateBackupOptions, Verdict } from '../src/backup/index.ts';
import { PHONE_KEYS, parsePhone } from '../src/cli/simulated-phones.ts';
import { cloudSetting } from '../src/cli/staged-cloud-settings.ts';
import { MOST_LOCK_AFTER_MINUTES, SETTING_DEFAULTS, SETTINGS } from '../src/extension/ids.ts';
import { FAULTS, PRESETS, type TrustPolicy } from '../src/simulated-device/index.ts';
import { worseVerdict } from '../src/view/index.ts';
import { registeredCommands } from '../.config/cli-commands.ts';

interface Setting {
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly maximum?: number;
  readonly items?: { readonly properties: Readonly<Record<string, Setting>> };
}

const manifest = JSON.parse(read('package.json')) as { contributes: { configuration: { properties: Readonly<Record<string, Setting>> } } };
const settings = manifest.contributes.configuration.properties;

/** Every member of a union by its name: the compiler sees that none is missing. */
const TRUST = keysOf<TrustPolicy>({ ask: true, accept: true, decline: true });
const VERIFY = keysOf<NonNullable<CreateBackupOptions['verify']>>({ off: true, quick: true, full: true });
const CONFLICT = keysOf<ConflictPolicy>({ rename: true, overwrite: true, skip: true, fail: true });
const VERDICTS = keysOf<Verdict>({
  good: true,
  'good-with-known-gaps': true,
  partial: true,
  unconfirmed: true,
  incomplete: true,
  damaged: true,
  unreadable: true,
});

function keysOf<Name extends string>(all: Readonly<Record<Name, true>>): string[] {
  return Object.keys(all).sort();
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

describe('what the manifest lists', () => {
  const members = settings[SETTINGS.simulatedDevices]?.items?.properties ?? {};

  it('are all presets, ways to trust and ways to verify', () => {
    assert.deepEqual(
      members.preset?.enum,
      PRESETS.map(({ id }) => id),
    );
    assert.deepEqual(members.trust?.enum?.toSorted(), TRUST);
    assert.deepEqual(settings[SETTINGS.verifyAfterBackup]?.enum?.toSorted(), VERIFY);
  });

  it('are the defaults and limits that the code goes by', () => {
    for (const [name, value] of Object.entries(SETTING_DEFAULTS)) {
      assert.equal(settings[SETTINGS[name as keyof typeof SETTING_DEFAULTS]]?.default, value, name);
    }
    assert.equal(settings[SETTINGS.lockAfterMinutes]?.maximum, MOST_LOCK_AFTER_MINUTES);
  });
});

/** A value that the key takes. */
function sampleOf(key: string): string {
  if (key === 'account') return 'none';
  return /^(quota|used|speed|old-backup)$/.test(key) ? '1GB' : 'on';
}

describe('what the command line lists', () => {
  const choicesOf = (command: string, option: string) => {
    const found = registeredCommands().find(({ path }) => path === command);
    return found?.command.options.find(({ long }) => long === option)?.argChoices?.toSorted();
  };

  it('are all ways to verify and to meet a conflict', () => {
    assert.deepEqual(choicesOf('backup-lab backup', '--verify'), VERIFY);
    assert.deepEqual(choicesOf('backup-lab extract', '--on-conflict'), CONFLICT);
  });

  it('are all options of a simulated phone, and no others', () => {
    const keys = PHONE_KEYS.split(/, | and /);
    const source = read('src/cli/simulated-phones.ts');
    // `cloud` is what `account` was called at first.
    const own = [...source.matchAll(/case '([\w-]+)':/g)].map(([, key]) => key ?? '').filter((key) => key !== 'cloud');
    const staged = keys.filter((key) => cloudSetting(key, sampleOf(key)) !== undefined);
    assert.ok(staged.length > 5);
    const known = new Set([...own, ...staged]);
    assert.deepEqual(keys.toSorted(), [...known].toSorted());
    assert.throws(() => parsePhone('iphone,colour=red', {}), /colour/);
  });
});

describe('what sentences count', () => {
  const documents = execFileSync('git', ['ls-files', '*.md', 'src/*.ts', '.config/*'], { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    // What a version brought stays as it was.
    .filter((path) => path !== '' && path !== 'CHANGELOG.md');
  const told = (pattern: RegExp) =>
    documents.flatMap((path) => [...read(path).matchAll(pattern)].map(([whole, said = '']) => ({ path, whole, said })));

  it('are all faults', () => {
    const last = FAULTS.at(-1)?.id;
    const ranges = told(/\bF01(?:–| to )(F\d\d)/g).filter(
      ({ path, said }) => !path.endsWith('-faults.ts') && !path.endsWith('catalogue.ts') && said !== last,
    );
    const numbers = told(/\b(\d+) faults\b/g).filter(({ said }) => Number(said) !== FAULTS.length);
    assert.deepEqual([...ranges, ...numbers], []);
  });

  it('is the Node that one needs', () => {
    const known = [LEAST_NODE_OF_CHECKOUT, LEAST_NODE_OF_USER];
    const found = told(/\bNode(?:\.js)? (\d+(?:\.\d+)?) or (?:newer|later)/g);
    assert.ok(found.length > 0);
    assert.deepEqual(
      found.filter(({ said }) => !known.includes(said)),
      [],
    );
  });
});

describe('the order of verdicts', () => {
  it('has a place for each, and good is the best', () => {
    for (const verdict of VERDICTS as Verdict[]) {
      assert.equal(worseVerdict('good', verdict), verdict);
      assert.equal(worseVerdict(verdict, 'good'), verdict);
      for (const other of VERDICTS as Verdict[]) assert.equal(worseVerdict(verdict, other), worseVerdict(other, verdict));
    }
  });
});
