import assert from 'node:assert/strict';
import { checkRestorability, foreseeRemovals, unconfirmedLosses, type RemovalFacts } from '../../../../src/backup/index.ts';
import { inEnglish, removalWords } from '../../../../src/view/index.ts';
import { copyFixture } from '../../../support/backup-copy.ts';
import { judgedBackup } from '../../../support/corpus/judged-backup.ts';

const WHOLE = new Set(['CameraRollDomain', 'HomeDomain', 'KeyboardDomain', 'RootDomain']);
const PARTIAL = new Set(['HomeDomain']);

const CASES: readonly (readonly [what: string, facts: RemovalFacts, expected: readonly string[]])[] = [
  ['the careful choices', { productVersion: '17.5.1', domains: WHOLE }, ['nothing-removed']],
  ['the careful choices, of a phone that says nothing', {}, ['nothing-removed']],
  ['the careful choices on iOS 27', { productVersion: '27.0', domains: PARTIAL }, ['nothing-removed', 'setup-again ?']],
  ['system files before iOS 27', { choices: { system: true }, productVersion: '26.6.2', domains: PARTIAL }, ['nothing-removed']],
  [
    'system files on iOS 27',
    { choices: { system: true }, productVersion: '27.0.1', domains: WHOLE },
    ['domain-trimmed CameraRollDomain ?', 'domain-trimmed HomeDomain ?', 'domain-trimmed KeyboardDomain ?', 'setup-again ?'],
  ],
  [
    'system files on iOS 27, of a partial backup',
    { choices: { system: true }, productVersion: '27.0', domains: PARTIAL },
    ['domain-emptied CameraRollDomain ?', 'domain-trimmed HomeDomain ?', 'domain-emptied KeyboardDomain ?', 'setup-again ?'],
  ],
  [
    'system files on iOS 27, of a backup that cannot be opened',
    { choices: { system: true }, productVersion: '28.0' },
    ['domain-trimmed CameraRollDomain ?', 'domain-trimmed HomeDomain ?', 'domain-trimmed KeyboardDomain ?', 'setup-again ?'],
  ],
  ['system files on a phone that does not tell its system', { choices: { system: true }, domains: WHOLE }, ['system-unknown ?']],
  ['removing', { choices: { remove: true }, productVersion: '17.5.1', domains: WHOLE }, ['not-in-backup']],
  [
    'removing, of a partial backup',
    { choices: { remove: true }, productVersion: '17.5.1', domains: PARTIAL },
    ['not-in-backup', 'domain-emptied CameraRollDomain'],
  ],
];

describe('what a restore removes', () => {
  for (const [what, facts, expected] of CASES) {
    it(what, () => {
      const removals = foreseeRemovals(facts).map(({ code, domain, isAssumed }) => [code, domain, isAssumed ? '?' : undefined]);
      assert.deepEqual(
        removals.map((parts) => parts.filter((part) => part !== undefined).join(' ')),
        expected,
      );
    });
  }

  it('as a whole domain is a loss until somebody has named it', () => {
    const removals = foreseeRemovals({ choices: { system: true }, productVersion: '27.0', domains: PARTIAL });
    assert.deepEqual(unconfirmedLosses(removals), ['CameraRollDomain', 'KeyboardDomain']);
    assert.deepEqual(unconfirmedLosses(removals, ['KeyboardDomain', 'HomeDomain']), ['CameraRollDomain']);
    assert.deepEqual(unconfirmedLosses(removals, ['KeyboardDomain', 'CameraRollDomain']), []);
  });

  it('is said in one sentence each, and what is only reported is marked', () => {
    const [first, , , last] = foreseeRemovals({ choices: { system: true }, productVersion: '27.0', domains: PARTIAL });
    assert.ok(first && last);
    assert.equal(
      removalWords(first, inEnglish),
      'CameraRollDomain is emptied, because the backup holds nothing of it. (reported, not documented)',
    );
    assert.equal(removalWords(last, inEnglish), 'Setup Assistant runs again on the device. (reported, not documented)');
  });

  it('stands in the restorability of a backup', async () => {
    using copy = copyFixture('plain-ios17');
    const removalsOf = async (options: Parameters<typeof checkRestorability>[1]) => {
      const { removals } = await checkRestorability(copy.path, options, (path, { keys }) => judgedBackup(path, 'quick', keys));
      return removals.map(({ code }) => code);
    };
    assert.deepEqual(await removalsOf({}), ['nothing-removed']);
    assert.deepEqual(await removalsOf({ choices: { remove: true }, device: { productVersion: '17.5.1' } }), ['not-in-backup']);
  });
});
