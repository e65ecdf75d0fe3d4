/** JUnit XML: every rule and check is a case, the cause is in the line of its failure, and nothing looks passed that is not. */
import assert from 'node:assert/strict';
import type { ContractReport, VerifyReport } from '../../../src/backup/index.ts';
import { compareReportText, contractReportText, contractReportsText, verifyReportText } from '../../../src/report/index.ts';
import { attribute, elements, readXml } from '../../support/read-xml.ts';
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

const ofContract = (report: ContractReport) => contractReportText(report, 'junit', CONTEXT);
const ofVerify = (report: VerifyReport, allowPartial = false) => verifyReportText(report, 'junit', { ...CONTEXT, allowPartial });

/** Name → what became of it. */
function statesOf(text: string): Map<string, string> {
  return new Map(
    elements(readXml(text), 'testcase').map((each) => {
      const state = ['failure', 'error', 'skipped'].find((name) => elements(each, name).length > 0);
      return [attribute(each, 'name').split(':', 1)[0] ?? '', state ?? 'passed'];
    }),
  );
}

describe('a report as JUnit', () => {
  it('of a contract has a case for each rule, with the cause and the line of the contract', () => {
    assert.equal(
      ofContract(contractReport()),
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="backup-lab contract" tests="2" failures="1" errors="0" skipped="0">
  <testsuite name="contracts/my app.backup-contract.yml" tests="2" failures="1" errors="0" skipped="0">
    <properties>
      <property name="Contract" value="/projects/app/contracts/my app.backup-contract.yml"/>
      <property name="Subject" value="com.example.myapp"/>
      <property name="Backup" value="/projects/app/backups/UDID"/>
      <property name="Device" value="00008030-000123456789001E"/>
      <property name="System" value="iOS 17.4"/>
      <property name="Encryption" value="not encrypted"/>
      <property name="Date" value="2024-06-01T12:00:00.000Z"/>
      <property name="verdict" value="broken: The contract is broken."/>
    </properties>
    <testcase name="mustNotContain: tok_live_[0-9]+" classname="com.example.myapp" file="contracts/my app.backup-contract.yml" line="4">
      <failure message="Documents/notes.sqlite contains what the pattern describes: table session, row 1, column token, only in the log (-wal) (tok_…, 13 characters)." type="content-found">contracts/my app.backup-contract.yml:4
Documents/notes.sqlite contains what the pattern describes: table session, row 1, column token, only in the log (-wal) (tok_…, 13 characters).
Keep it out of the file, for example in the keychain, or exclude the file from backups.</failure>
    </testcase>
    <testcase name="must: Documents/**" classname="com.example.myapp" file="contracts/my app.backup-contract.yml" line="2"/>
  </testsuite>
</testsuites>
`,
    );
  });

  it('calls what nobody can decide an error, and says what a result rests on', () => {
    const [broken, kept] = contractReport().rules;
    assert.ok(broken !== undefined && kept !== undefined);
    const text = ofContract(
      contractReport({
        verdict: 'undecided',
        rules: [
          { ...broken, state: 'undecided', breaches: 0 },
          { ...kept, basis: 'declared' },
        ],
        findings: [tokenFinding({ code: 'content-unsearched', kind: 'doubt', data: { reason: 'locked' } })],
      }),
    );
    assert.match(text, /errors="1"/);
    assert.match(
      text,
      /<error message="Documents\/notes.sqlite could not be searched as what it is: it is encrypted, and there is no password\."/,
    );
    assert.match(text, /<system-out>This rests on what the contract itself declares, which proves nothing about the app\.<\/system-out>/);
  });

  it('fails a broken rule of which no finding is listed, and counts those that are not', () => {
    const [broken, kept] = contractReport().rules;
    assert.ok(broken !== undefined && kept !== undefined);
    const text = ofContract(contractReport({ rules: [{ ...broken, breaches: 7 }, kept], findings: [], isCut: true }));
    assert.match(text, /failures="1"/);
    assert.match(text, /<failure message="The rule is broken\. What breaks it is not listed\. \(… and 6 more\)"/);
  });

  it('tells two rules that say the same apart', () => {
    const [broken] = contractReport().rules;
    assert.ok(broken !== undefined);
    const twice = { ...broken, rule: { ...broken.rule, at: { line: 9, column: 2, end: 4 } } };
    const names = elements(readXml(ofContract(contractReport({ rules: [broken, twice] }))), 'testcase').map((each) =>
      attribute(each, 'name'),
    );
    assert.equal(new Set(names).size, 2, names.join(' | '));
  });

  it('of several versions has a suite each, with cases that are told apart', () => {
    const { backup } = contractReport();
    const reports = ['16.7', '26.0'].map((productVersion) => contractReport({ backup: { ...backup, productVersion } }));
    const xml = readXml(contractReportsText(reports, 'junit', CONTEXT));
    assert.equal(attribute(elements(xml, 'testsuites')[0], 'tests'), '4');
    assert.deepEqual(
      elements(xml, 'testsuite').map((suite) => attribute(suite, 'name')),
      ['contracts/my app.backup-contract.yml (iOS 16.7)', 'contracts/my app.backup-contract.yml (iOS 26.0)'],
    );
    const cases = elements(xml, 'testcase').map((each) => `${attribute(each, 'classname')} ${attribute(each, 'name')}`);
    assert.equal(new Set(cases).size, 4, cases.join(' | '));
  });

  it('of a verification has a case for each finding that is looked for, and the verdict', () => {
    const states = statesOf(ofVerify(verifyReport()));
    assert.ok(states.size > 40);
    assert.deepEqual([...new Set(states.values())], ['passed']);
    const finding = {
      code: 'digest-mismatch',
      severity: 'error',
      domain: 'HomeDomain',
      relativePath: 'a',
      message: 'The digest differs.',
      evidence: {},
    } as const;
    const text = ofVerify(verifyReport({ verdict: 'damaged', findings: [finding], omitted: { 'digest-mismatch': 4 } }));
    assert.deepEqual([statesOf(text).get('verdict'), statesOf(text).get('digest-mismatch')], ['failure', 'failure']);
    assert.match(text, /<failure message="HomeDomain\/a: The digest differs\. \(… and 4 more\)" type="digest-mismatch">/);
  });

  it('never calls a check passed that was not made', () => {
    const quick = statesOf(ofVerify(verifyReport({ level: 'quick' })));
    assert.deepEqual([quick.get('sqlite-damaged'), quick.get('payload-missing'), quick.get('verdict')], ['skipped', 'passed', 'passed']);
    const counts = { ...verifyReport().counts, notChecked: 1 };
    const locked = statesOf(ofVerify(verifyReport({ verdict: 'unconfirmed', counts })));
    assert.deepEqual([locked.get('digest-mismatch'), locked.get('verdict')], ['skipped', 'error']);
    const { provable, ...unlisted } = verifyReport({ verdict: 'unreadable' });
    assert.equal(provable, 3);
    const unreadable = statesOf(ofVerify(unlisted));
    assert.deepEqual([unreadable.get('payload-missing'), unreadable.get('verdict')], ['skipped', 'failure']);
  });

  it('fails exactly when the command does', () => {
    const partial = verifyReport({ verdict: 'partial' });
    assert.deepEqual([statesOf(ofVerify(partial)).get('verdict'), statesOf(ofVerify(partial, true)).get('verdict')], ['error', 'passed']);
    const warning = { code: 'stray-manifest-db', severity: 'warning', message: 'It is empty.', evidence: {} } as const;
    const text = ofVerify(verifyReport({ findings: [warning] }));
    assert.match(text, /failures="0" errors="0"/);
    assert.match(text, /<system-out>It is empty\./);
  });

  it('of a comparison demands that nothing differs', () => {
    assert.deepEqual(new Set(statesOf(compareReportText(compareReport(), 'junit', CONTEXT)).values()), new Set(['passed']));
    const states = statesOf(compareReportText(hostileCompare(), 'junit', CONTEXT));
    assert.deepEqual(Object.fromEntries(states), {
      'No file was added': 'failure',
      'No file was removed': 'passed',
      'No content changed': 'failure',
      'No metadata changed': 'passed',
      'Every file could be compared': 'error',
      'Every row of both lists of files can be used': 'passed',
    });
    const left = compareReport({ isEqual: false, after: { ...compareReport().after, unusableRows: 2 } });
    assert.match(compareReportText(left, 'junit', CONTEXT), /<error message="The list of files of B has 2 rows/);
  });

  it('is XML whatever a name is, and counts right', () => {
    for (const text of [ofVerify(hostileVerify()), ofContract(hostileContract()), compareReportText(hostileCompare(), 'junit', CONTEXT)]) {
      const xml = readXml(text);
      assert.equal(xml.documentElement?.localName, 'testsuites');
      const suite = elements(xml, 'testsuite')[0];
      assert.equal(elements(xml, 'testsuite').length, 1);
      for (const [name, element] of Object.entries({ tests: 'testcase', failures: 'failure', errors: 'error', skipped: 'skipped' })) {
        assert.equal(attribute(suite, name), String(elements(xml, element).length), name);
      }
      for (const name of ['script', 'img', 'x']) assert.equal(elements(xml, name).length, 0);
    }
    assert.equal(elements(readXml(ofContract(hostileContract())), 'testcase').length, HOSTILE_NAMES.length);
  });
});
