import assert from 'node:assert/strict';
import { choosable, choosablePlaces, domainEntries } from '../../../webview/domain-entries.ts';

const rows = [
  { domain: 'HomeDomain', items: 3 },
  { domain: 'AppDomain-com.example.b', items: 2 },
  { domain: 'AppDomain-com.example.a', items: 1 },
];

describe('entries of the list of domains', () => {
  const names = (matches: (domain: string, meaning: string | undefined) => boolean) =>
    domainEntries(rows, 'en', matches).map((entry) =>
      entry.kind === 'heading' ? `[${entry.group}]` : entry.kind === 'all' ? String(entry.items) : entry.label,
    );

  it('are all of them together, then a heading for each kind with its domains', () => {
    assert.deepEqual(
      names(() => true),
      ['6', '[system]', 'HomeDomain', '[app]', 'com.example.a', 'com.example.b'],
    );
  });

  it('are only those that a filter leaves, without headings of nothing; what is all stays all', () => {
    assert.deepEqual(
      names((domain) => domain.endsWith('.a')),
      ['6', '[app]', 'com.example.a'],
    );
    assert.deepEqual(
      names((_, meaning) => meaning?.includes('Messages') === true),
      ['6', '[system]', 'HomeDomain'],
    );
  });

  it('can be chosen, except for headings, which are passed over', () => {
    const entries = domainEntries(rows, 'en', () => true);
    assert.deepEqual(choosablePlaces(entries), [1, 1, 2, 2, 3, 4]);
    assert.deepEqual([choosable(entries, 1, 1), choosable(entries, 3, -1), choosable(entries, 6, 1)], [2, 2, undefined]);
  });
});
