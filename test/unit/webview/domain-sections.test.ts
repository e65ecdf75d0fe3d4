import assert from 'node:assert/strict';
import { domainSections, totalItems } from '../../../webview/domain-sections.ts';

describe('sections of domains', () => {
  const rows = [
    { domain: 'HomeDomain', items: 120 },
    { domain: 'AppDomain-com.example.b', items: 3 },
    { domain: 'AppDomain-com.example.A', items: 2 },
    { domain: 'AppDomainGroup-group.com.example', items: 1 },
  ];

  it('come in a fixed order, entries by name, empty ones not at all', () => {
    assert.deepEqual(
      domainSections(rows, 'en').map(({ group, entries }) => [group, entries.map(({ label }) => label)]),
      [
        ['system', ['HomeDomain']],
        ['app', ['com.example.A', 'com.example.b']],
        ['group', ['group.com.example']],
      ],
    );
  });

  it('together hold every row', () => {
    assert.equal(totalItems(rows), 126);
    assert.deepEqual(domainSections([], 'en'), []);
  });
});
