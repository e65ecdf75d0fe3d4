/** What survives of a very large backup, as its page shows it: bounded lists, exact numbers, and a filter that answers while somebody types. */
import assert from 'node:assert/strict';
import type { AppSize, DomainSurvival, Survival, SurvivalCounts } from '../../../src/backup/index.ts';
import { chosenFiles, englishLocale, survivalPage, type SurvivalFound } from '../../../src/view/index.ts';

const FILES = 1_000_000;
const LISTED = 200_000;
const DOMAINS = 5000;

const yes = { survives: true, evidence: 'assumed', reason: 'any-phone' } as const;
const everywhere: Survival = { unencrypted: yes, encrypted: yes, samePhone: yes, otherPhone: yes };

function millionFiles(): SurvivalFound {
  const counts: SurvivalCounts = { yes: FILES / DOMAINS, no: 0, unknown: 0, assumed: FILES / DOMAINS };
  const domains = Array.from({ length: DOMAINS }, (_, number): DomainSurvival => ({
    domain: `AppDomain-com.example.${String(number)}`,
    files: FILES / DOMAINS,
    bytes: 0,
    counts: { unencrypted: counts, encrypted: counts, samePhone: counts, otherPhone: counts },
  }));
  const total = { yes: FILES, no: 0, unknown: 0, assumed: FILES };
  const apps = domains.map(({ domain, files }, number) => ({
    kind: 'app',
    id: `com.example.${String(number)}`,
    name: `App ${String(number)}`,
    files,
    bytes: 0,
    domains: [{ domain }],
  })) as unknown as AppSize[];
  return {
    survey: {
      encrypted: true,
      domains,
      total: { files: FILES, bytes: 0, counts: { unencrypted: total, encrypted: total, samePhone: total, otherPhone: total } },
      keychain: [],
      unusableRows: 0,
    },
    files: Array.from({ length: LISTED }, (_, number) => ({
      domain: `AppDomain-com.example.${String(number % DOMAINS)}`,
      relativePath: `Documents/${String(number)}.txt`,
      size: 1,
      protectionClass: 3,
      survival: everywhere,
    })),
    apps,
  };
}

describe('what survives of a million files', () => {
  const found = millionFiles();

  it('is counted to the last file, and the page says what it does not list', () => {
    const { kinds, notes, groups, state } = survivalPage({ kind: 'there', result: found, isOutdated: false }, 'Sample', englishLocale);
    assert.equal(state, undefined);
    assert.equal(kinds[0]?.count, '1,000,000');
    assert.match(notes[0]?.text ?? '', /^800,000 more files are counted above but not listed here/);
    assert.equal(groups.length, 1000, 'a page does not hold an element for each of thousands of apps');
  });

  it('is searched at once', () => {
    const from = process.cpuUsage();
    assert.deepEqual([...chosenFiles(found, { text: 'documents/123.TXT', kind: '', group: '' })], [123]);
    assert.equal(chosenFiles(found, { text: '', kind: '', group: 'app com.example.7' }).length, LISTED / DOMAINS);
    assert.equal(chosenFiles(found, { text: '', kind: 'not-other', group: '' }).length, 0);
    const { user } = process.cpuUsage(from);
    assert.ok(user < 2_000_000, `${String(user / 1000)} ms`);
  });
});
