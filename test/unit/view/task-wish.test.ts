import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { taskProblemLine, taskWish } from '../../../src/view/index.ts';
import { ROOT } from '../../../.config/bundles.ts';

describe('a task of tasks.json', () => {
  it('says what is to be done, with what is usual where it says nothing', () => {
    assert.deepEqual(taskWish({ type: 'iosBackup', action: 'backup', device: 'U' }), {
      ...{ action: 'backup', device: 'U', full: false, requireEncryption: false },
    });
    assert.deepEqual(taskWish({ action: 'backup', device: 'U', folder: '--full', full: true, level: 'off', requireEncryption: true }), {
      ...{ action: 'backup', device: 'U', folder: '--full', full: true, level: 'off', requireEncryption: true },
    });
    assert.deepEqual(taskWish({ action: 'verify', backup: 'B' }), {
      action: 'verify',
      backup: 'B',
      level: 'quick',
      requireEncryption: false,
    });
    assert.deepEqual(taskWish({ action: 'verify', backup: 'B', full: true }), {
      ...{ action: 'verify', backup: 'B', level: 'full', requireEncryption: false },
    });
    assert.deepEqual(taskWish({ action: 'simulate', device: 'iphone-13' }), { action: 'simulate', device: 'iphone-13' });
  });

  it('is refused when something is missing or makes no sense', () => {
    for (const wrong of [
      {},
      { action: 'backup' },
      { action: 'backup', device: 7 },
      { action: 'backup', device: 'U', folder: '' },
      { action: 'backup', device: 'U', level: 'deep' },
      { action: 'verify' },
      { action: 'verify', backup: '' },
      { action: 'verify', backup: 'B', level: 'off' },
      { action: 'simulate', device: {} },
      { action: 'erase', backup: 'B' },
    ]) {
      assert.equal(taskWish(wrong), undefined, JSON.stringify(wrong));
    }
  });
});

describe('a problem as a line of a task', () => {
  interface Matcher {
    readonly name: string;
    readonly pattern: {
      readonly regexp: string;
      readonly file: number;
      readonly severity: number;
      readonly code: number;
      readonly message: number;
    };
  }
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { contributes: { problemMatchers: Matcher[] } };
  const pattern = manifest.contributes.problemMatchers.find(({ name }) => name === 'iosBackup')?.pattern;
  const cases = [
    { path: '/b/U/Manifest.db', severity: 'error', code: 'payload-missing', message: 'The content is missing: a:1:1: b' },
    { path: 'C:\\b\\U\\Manifest.plist', severity: 'warning', code: 'plists-disagree', message: 'x' },
    { path: '/with: colon/U', severity: 'information', code: 'x-1', message: 'y' },
  ] as const;
  for (const problem of cases) {
    it(`is what the problem matcher reads: ${problem.path}`, () => {
      assert.ok(pattern !== undefined);
      const found = new RegExp(pattern.regexp).exec(taskProblemLine(problem).trimEnd());
      const severity = problem.severity === 'information' ? 'info' : problem.severity;
      assert.deepEqual(
        [found?.[pattern.file], found?.[pattern.severity], found?.[pattern.code], found?.[pattern.message]],
        [problem.path, severity, problem.code, problem.message],
      );
    });
  }

  it('steers no terminal and stays one line', () => {
    const line = taskProblemLine({ path: '/b', severity: 'error', code: 'c', message: 'a\u001b[2J\r\nb' });
    assert.match(line, /^\/b:1:1: error c: a\\u001b\[2J b\r\n$/);
  });
});
