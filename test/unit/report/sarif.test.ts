/** SARIF 2.1.0 by its schema: the line of the contract, ids of weaknesses, addresses that mean the same elsewhere, and what nobody can decide. */
import assert from 'node:assert/strict';
import { compareReportText, contractReportText, contractReportsText, verifyReportText } from '../../../src/report/index.ts';
import { assertSarif } from '../../support/sarif-schema.ts';
import {
  CONTEXT,
  HOSTILE_NAMES,
  compareReport,
  contractReport,
  hostileCompare,
  hostileContract,
  hostileVerify,
  tokenFinding,
  verifyReport,
} from '../../support/sample-reports.ts';

interface Location {
  readonly physicalLocation?: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
    readonly region?: object;
  };
  readonly logicalLocations?: readonly { readonly fullyQualifiedName: string }[];
}

interface Rule {
  readonly id: string;
  readonly helpUri?: string;
  readonly relationships?: readonly { readonly target: { readonly id: string } }[];
  readonly properties?: { readonly tags: readonly string[] };
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly kind: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly [Location];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

interface Run {
  readonly tool: { readonly driver: { readonly semanticVersion: string; readonly rules: readonly Rule[] } };
  readonly taxonomies?: readonly { readonly taxa: readonly { readonly id: string }[] }[];
  readonly originalUriBaseIds?: object;
  readonly invocations: readonly [
    { readonly toolExecutionNotifications: readonly { readonly level: string; readonly message: { text: string } }[] },
  ];
  readonly results: readonly Result[];
}

function runOf(text: string): Run {
  const [run] = (assertSarif(text) as { runs: [Run] }).runs;
  return run;
}

const ofContract = (changes: Parameters<typeof contractReport>[0] = {}) =>
  runOf(contractReportText(contractReport(changes), 'sarif', CONTEXT));

describe('a report as SARIF', () => {
  it('points at the words of the contract and at the path inside of the backup', () => {
    const { results, originalUriBaseIds, tool } = ofContract();
    assert.equal(results.length, 1);
    const [{ ruleId, ruleIndex, kind, level, locations, message }] = results as readonly [Result];
    assert.deepEqual([ruleId, ruleIndex, kind, level], ['contract/mustNotContain', 0, 'fail', 'error']);
    assert.deepEqual(locations[0].physicalLocation, {
      artifactLocation: { uri: 'contracts/my%20app.backup-contract.yml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 4, startColumn: 14, endLine: 4, endColumn: 29 },
    });
    assert.equal(locations[0].logicalLocations?.[0]?.fullyQualifiedName, 'AppDomain-com.example.myapp/Documents/notes.sqlite');
    assert.match(message.text, /^Documents\/notes\.sqlite contains .*\nKeep it out of the file/);
    assert.ok(originalUriBaseIds !== undefined);
    assert.equal(tool.driver.semanticVersion, '1.2.3');
  });

  it('names the weakness, its address and its tests with the rule', () => {
    const { tool, taxonomies } = ofContract();
    const [rule] = tool.driver.rules;
    assert.equal(rule?.helpUri, 'https://mas.owasp.org/MASWE/MASVS-STORAGE/MASWE-0001/');
    assert.deepEqual(
      rule.relationships?.map(({ target }) => target.id),
      ['MASWE-0001', 'MASWE-0006'],
    );
    assert.ok(rule.properties?.tags.includes('MASTG-TEST-0215'));
    assert.deepEqual(
      taxonomies?.[0]?.taxa.map(({ id }) => id),
      ['MASWE-0001', 'MASWE-0006'],
    );
  });

  it('says "open" and never an error of what nobody can decide, and a warning that there is some', () => {
    const { results, invocations } = ofContract({
      verdict: 'undecided',
      rules: contractReport().rules.map((outcome, index) => (index === 0 ? { ...outcome, state: 'undecided', breaches: 0 } : outcome)),
      findings: [tokenFinding({ code: 'content-unsearched', kind: 'doubt', data: { reason: 'locked' } })],
    });
    assert.deepEqual(
      results.map(({ kind, level }) => [kind, level]),
      [['open', 'none']],
    );
    assert.equal(invocations[0].toolExecutionNotifications[0]?.level, 'warning');
  });

  it('has a result for a broken rule of which no finding is listed, and none for one that is kept', () => {
    assert.deepEqual(
      ofContract({ findings: [], isCut: true }).results.map(({ message }) => message.text),
      ['The rule is broken. What breaks it is not listed.'],
    );
    const kept = contractReport().rules.map((outcome) => ({ ...outcome, state: 'kept' as const, breaches: 0 }));
    const run = ofContract({ verdict: 'kept', rules: kept, findings: [] });
    assert.deepEqual([run.results, run.tool.driver.rules, run.taxonomies], [[], [], undefined]);
    assert.equal(run.invocations[0].toolExecutionNotifications[0]?.message.text, 'kept: Every rule is kept.');
  });

  it('recognizes a finding by more than its line', () => {
    const moved = { line: 40, column: 2, end: 17 };
    const print = (changes: Parameters<typeof tokenFinding>[0]) =>
      ofContract({ findings: [tokenFinding(changes)] }).results[0]?.partialFingerprints['backupLabFinding/v1'];
    assert.match(print({}) ?? '', /^[0-9a-f]{16}$/);
    assert.equal(print({ at: moved }), print({}));
    assert.notEqual(print({ relativePath: 'Documents/other' }), print({}));
    assert.notEqual(print({ data: { ...tokenFinding().data, row: '2' } }), print({}));
  });

  it('gives a file outside of the working folder its whole address, on every kind of system', () => {
    const locationIn = (path: string, workingFolder: string) =>
      runOf(contractReportText(contractReport({ path }), 'sarif', { ...CONTEXT, workingFolder })).results[0]?.locations[0].physicalLocation
        ?.artifactLocation;
    assert.deepEqual(locationIn('/projects/application/a.yml', '/projects/app'), { uri: 'file:///projects/application/a.yml' });
    assert.deepEqual(locationIn('C:\\work\\app\\a b.yml', 'C:\\work\\app'), { uri: 'a%20b.yml', uriBaseId: '%SRCROOT%' });
    assert.deepEqual(locationIn('D:\\x\\a.yml', 'C:\\work'), { uri: 'file:///D:/x/a.yml' });
    assert.deepEqual(locationIn('\\\\server\\share\\a.yml', 'C:\\work'), { uri: 'file://server/share/a.yml' });
    assert.deepEqual(locationIn('/work/back\\slash.yml', '/work'), { uri: 'back%5Cslash.yml', uriBaseId: '%SRCROOT%' });
  });

  it('of several versions has a run each, under a name of its own', () => {
    const { backup } = contractReport();
    const reports = ['16.7', '26.0'].map((productVersion) => contractReport({ backup: { ...backup, productVersion } }));
    const { runs } = assertSarif(contractReportsText(reports, 'sarif', CONTEXT)) as { runs: { automationDetails: { id: string } }[] };
    assert.deepEqual(
      runs.map(({ automationDetails }) => automationDetails.id),
      ['backup-lab/contract/iOS%2016.7/', 'backup-lab/contract/iOS%2026.0/'],
    );
  });

  it('of a verification points into the backup and gives the verdict whatever was found', () => {
    const finding = { code: 'stray-manifest-db', severity: 'warning', message: 'It is empty.', evidence: { file: 'Manifest.db' } } as const;
    const { results, invocations } = runOf(verifyReportText(verifyReport({ findings: [finding] }), 'sarif', CONTEXT));
    assert.deepEqual(
      [results[0]?.level, results[0]?.locations[0].physicalLocation?.artifactLocation.uri],
      ['warning', 'backups/UDID/Manifest.db'],
    );
    assert.equal(invocations[0].toolExecutionNotifications[0]?.level, 'note');
    const locked = runOf(verifyReportText(verifyReport({ verdict: 'unconfirmed' }), 'sarif', CONTEXT));
    assert.deepEqual([locked.results, locked.invocations[0].toolExecutionNotifications[0]?.level], [[], 'warning']);
  });

  it('of a comparison calls differences notes', () => {
    const { results } = runOf(compareReportText(hostileCompare(), 'sarif', CONTEXT));
    assert.deepEqual([...new Set(results.map(({ kind, level }) => `${kind} ${level}`))], ['fail note', 'open none']);
    assert.deepEqual(runOf(compareReportText(compareReport(), 'sarif', CONTEXT)).results, []);
  });

  it('has no more results than readers take, the gravest, and says so', () => {
    const note = { code: 'payload-orphan', severity: 'information', message: 'left over', evidence: {} } as const;
    const error = { code: 'payload-missing', severity: 'error', message: 'missing', evidence: {} } as const;
    const findings = [...Array.from({ length: 25_000 }, () => note), error];
    const log = JSON.parse(verifyReportText(verifyReport({ verdict: 'damaged', findings }), 'sarif', CONTEXT)) as { runs: [Run] };
    const [{ results, invocations }] = log.runs;
    assert.deepEqual([results.length, results[0]?.level], [25_000, 'error']);
    assert.equal(invocations[0].toolExecutionNotifications.at(-1)?.message.text, 'There are more findings than are listed.');
  });

  it('is valid whatever a name is, and makes no link of one', () => {
    const texts = [
      verifyReportText(hostileVerify(), 'sarif', CONTEXT),
      contractReportText(hostileContract(), 'sarif', CONTEXT),
      compareReportText(hostileCompare(), 'sarif', CONTEXT),
    ];
    for (const text of texts) {
      const { results } = runOf(text);
      assert.ok(results.length >= HOSTILE_NAMES.length);
      for (const { message, locations } of results) {
        assert.doesNotMatch(message.text, /\]\(/);
        for (const part of (locations[0].physicalLocation?.artifactLocation.uri ?? '').split('/')) decodeURIComponent(part);
      }
    }
  });
});
