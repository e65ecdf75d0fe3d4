/** Where the Files view is, and which files those are; its folders as a tree. */
import assert from 'node:assert/strict';
import type { AppRow } from '../../../src/view/index.ts';
import { completionOf, pathText, placeOf, queryOf, stateOf, typedPlace, upFrom, appRows } from '../../../webview/files/files-place.ts';
import { folderEntries, folderKey, foldersAbove } from '../../../webview/files/folder-entries.ts';
import { nextOrder } from '../../../webview/list/list-order.ts';

const DOMAINS = ['HomeDomain', 'AppDomain-a', 'AppDomain-a/b'].map((domain) => ({ domain, items: 1 }));
const APPS: readonly AppRow[] = [
  { kind: 'app', id: 'a', name: 'Sample', domains: ['AppDomain-a', 'AppDomainPlugin-a.b'], items: 5 },
  { kind: 'group', id: 'a', domains: ['AppDomainGroup-a'], items: 1 },
  { kind: 'system', id: 'HomeDomain', domains: ['HomeDomain'], items: 2 },
];

describe('a place of the Files view', () => {
  it('means a domain, all domains of an app, or a folder: its items, and what is in it at any depth under a filter', () => {
    const filter = { where: { texts: ['x'] } };
    assert.deepEqual(queryOf({ mode: 'domains', line: '' }, {}, APPS), {});
    assert.deepEqual(queryOf({ mode: 'domains', domain: 'HomeDomain', line: 'x' }, filter, APPS), { domain: 'HomeDomain', ...filter });
    assert.deepEqual(queryOf({ mode: 'apps', app: 'app a', line: '' }, {}, APPS), { domains: ['AppDomain-a', 'AppDomainPlugin-a.b'] });
    assert.deepEqual(queryOf({ mode: 'apps', line: '' }, {}, APPS), {});
    assert.deepEqual(queryOf({ mode: 'folders', domain: 'HomeDomain', line: '' }, {}, APPS), { domain: 'HomeDomain', folder: '' });
    const order = { by: 'size', descending: true } as const;
    assert.deepEqual(queryOf({ mode: 'folders', domain: 'HomeDomain', folder: 'a/b', line: 'x', order }, filter, APPS), {
      domain: 'HomeDomain',
      below: 'a/b',
      order,
      ...filter,
    });
  });

  it('is kept as it was', () => {
    const place = { mode: 'folders', domain: 'HomeDomain', folder: 'a', line: 'x', order: { by: 'name' } } as const;
    assert.deepEqual(placeOf({ backup: 'b', ...stateOf(place) }), place);
    assert.deepEqual(placeOf(), { mode: 'domains', line: '' });
  });

  it('is typed as a path', () => {
    assert.deepEqual(typedPlace('homedomain/Library/SMS/', DOMAINS), { domain: 'HomeDomain', folder: 'Library/SMS' });
    assert.deepEqual(typedPlace('AppDomain-a/b/c', DOMAINS), { domain: 'AppDomain-a/b', folder: 'c' });
    assert.deepEqual(typedPlace('AppDomain-a/c', DOMAINS), { domain: 'AppDomain-a', folder: 'c' });
    assert.deepEqual(typedPlace(' / ', DOMAINS), {});
    assert.equal(typedPlace('NoDomain/x', DOMAINS), undefined);
    assert.equal(pathText({ domain: 'HomeDomain', folder: 'a/b' }), 'HomeDomain/a/b');
    assert.equal(pathText({ domain: 'HomeDomain' }), 'HomeDomain');
  });

  it('is completed from the names of domains, then of folders', () => {
    assert.deepEqual(completionOf('home', DOMAINS), { domains: ['HomeDomain'] });
    assert.deepEqual(completionOf('HomeDomain/Library/S', DOMAINS), { domain: 'HomeDomain', folder: 'Library', begins: 'S' });
    assert.deepEqual(completionOf('NoDomain/x', DOMAINS), { domains: [] });
  });

  it('has a place above it', () => {
    const place = { mode: 'folders', line: '' } as const;
    assert.deepEqual(upFrom({ ...place, domain: 'HomeDomain', folder: 'a/b' }), { domain: 'HomeDomain', folder: 'a' });
    assert.deepEqual(upFrom({ ...place, domain: 'HomeDomain', folder: 'a' }), { domain: 'HomeDomain', folder: '' });
    assert.deepEqual(upFrom({ ...place, domain: 'HomeDomain', folder: '' }), {});
    assert.equal(upFrom(place), undefined);
  });

  it('is listed by app with the name that people know', () => {
    assert.deepEqual(
      appRows(APPS).map(({ key, words }) => [key, words?.group, words?.label, words?.meaning]),
      [
        ['app a', 'app', 'Sample', 'a'],
        ['group a', 'group', 'a', undefined],
        ['system HomeDomain', undefined, undefined, undefined],
      ],
    );
  });
});

describe('the tree of folders', () => {
  it('has what is below an open folder once that is known, and says that there is more', () => {
    const open = new Set([folderKey('d', ''), folderKey('d', 'a'), folderKey('d', 'b')]);
    const known = new Map([
      [folderKey('d', ''), { names: ['a', 'b'], hasMore: true }],
      [folderKey('d', 'a'), { names: [], hasMore: false }],
    ]);
    const shown = folderEntries(['d', 'e'], open, known, 'more').map(
      ({ label, level, isOpen, isLoading, isLeaf, isRest }) =>
        `${'-'.repeat(level)}${label}${isOpen ? ' open' : ''}${isLoading ? ' loading' : ''}${isLeaf ? ' leaf' : ''}${isRest ? ' rest' : ''}`,
    );
    assert.deepEqual(shown, ['-d open', '--a leaf', '--b open loading', '--more leaf rest', '-e']);
    assert.deepEqual(foldersAbove('a/b/c'), ['', 'a', 'a/b']);
    assert.deepEqual(foldersAbove(''), []);
  });
});

describe('the order of a list', () => {
  it('comes from clicks on a column: its useful end first, then the other one, then that of paths', () => {
    const clicks = (by: 'path' | 'size' | 'class', count: number) => {
      let order: ReturnType<typeof nextOrder>;
      const seen: unknown[] = [];
      for (let click = 0; click < count; click++) seen.push((order = nextOrder(by, order)));
      return seen;
    };
    assert.deepEqual(clicks('size', 3), [{ by: 'size', descending: true }, { by: 'size', descending: false }, undefined]);
    assert.deepEqual(clicks('class', 3), [{ by: 'class', descending: false }, { by: 'class', descending: true }, undefined]);
    assert.deepEqual(clicks('path', 2), [{ by: 'path', descending: true }, undefined]);
    assert.equal(nextOrder('path', { by: 'size' }), undefined);
  });
});
