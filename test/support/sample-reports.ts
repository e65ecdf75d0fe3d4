/** Results with names that try to break out of every format, for the tests of reports. */
import type { ContractFinding, ContractReport, ContractRule, Finding, VerifyReport } from '../../src/backup/index.ts';
import type { CompareReport, ReportContext } from '../../src/report/index.ts';
import { englishLocale } from '../../src/view/index.ts';

/** Each would steer, end or fake something in one of the formats. */
export const HOSTILE_NAMES: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='x",
  ']]><failure message="x"/>',
  '--><!-- ',
  '&lt;b&gt; &amp; &#0; &x;',
  'a\u0000b\u0001\u0008\u000b\u001b[31m\u009b',
  'half \ud800 and \udfff',
  '\ufffe\uffff',
  'right \u202eto left\u2069',
  'line\nbreak\r\n\ttab\u2028\u0085',
  '| cell | --- | `code` ```\n# heading',
  '[link](https://evil.example) ![x](y)',
  '[click](command:workbench.action.quit) $(trash)',
  'https://evil.example www.evil.example a@evil.example @user #12',
  '{0} {{1}} %s ${x}',
  '1. list',
  '- list',
  '</style><style>*{display:none}',
  '日本語 🙂 e\u0301',
  '',
  ' ',
  'x'.repeat(5000),
];

export const CONTEXT: ReportContext = { locale: englishLocale, language: 'en', version: '1.2.3', workingFolder: '/projects/app' };

const BACKUP = {
  path: '/projects/app/backups/UDID',
  udid: '00008030-000123456789001E',
  productVersion: '17.4',
  encrypted: false,
  date: '2024-06-01T12:00:00.000Z',
} as const;

export function verifyReport(changes: Partial<VerifyReport> = {}): VerifyReport {
  return {
    backup: BACKUP,
    level: 'full',
    verdict: 'good',
    counts: { proven: 3, consistent: 2, knownGap: 0, damaged: 0, missing: 0, notChecked: 0 },
    provable: 3,
    findings: [],
    ...changes,
  };
}

/** One finding for each hostile name, with the name wherever a name can be. */
export function hostileVerify(): VerifyReport {
  const findings = HOSTILE_NAMES.map((name): Finding => {
    return {
      code: 'payload-missing',
      severity: 'error',
      domain: 'HomeDomain',
      relativePath: name,
      fileID: 'ab'.repeat(20),
      message: `about ${name}`,
      evidence: { file: `ab/${name}`, found: name },
    };
  });
  return verifyReport({
    backup: { ...BACKUP, path: `/projects/app/${HOSTILE_NAMES.join(' ')}`, udid: HOSTILE_NAMES.join(' ') },
    verdict: 'damaged',
    findings,
  });
}

export const TOKEN_RULE: ContractRule = {
  kind: 'mustNotContain',
  pattern: 'tok_live_[0-9]+',
  ignoreCase: false,
  globs: ['**'],
  at: { line: 4, column: 14, end: 29 },
};

export function tokenFinding(changes: Partial<ContractFinding> = {}): ContractFinding {
  return {
    code: 'content-found',
    kind: 'breach',
    rule: 0,
    at: TOKEN_RULE.at,
    domain: 'AppDomain-com.example.myapp',
    relativePath: 'Documents/notes.sqlite',
    path: 'Documents/notes.sqlite',
    data: { place: 'row', table: 'session', row: '1', column: 'token', onlyInLog: true, start: 'tok_', length: 13 },
    ...changes,
  };
}

export function contractReport(changes: Partial<ContractReport> = {}): ContractReport {
  return {
    path: '/projects/app/contracts/my app.backup-contract.yml',
    target: { kind: 'app', id: 'com.example.myapp' },
    backup: BACKUP,
    isDeclared: false,
    verdict: 'broken',
    rules: [
      { rule: TOKEN_RULE, state: 'broken', basis: 'backup', fits: 3, breaches: 1 },
      {
        rule: { kind: 'must', glob: 'Documents/**', at: { line: 2, column: 8, end: 22 } },
        state: 'kept',
        basis: 'backup',
        fits: 3,
        breaches: 0,
      },
    ],
    findings: [tokenFinding()],
    isCut: false,
    coverage: { files: 3, unnamed: 0, unnamedPaths: [] },
    ...changes,
  };
}

export function hostileContract(): ContractReport {
  const place = (line: number) => ({ line, column: 3, end: 9 });
  return contractReport({
    path: `/projects/app/${HOSTILE_NAMES[0] ?? ''}/${HOSTILE_NAMES[7] ?? ''}.yml`,
    target: { kind: 'app', id: HOSTILE_NAMES.join(' ') },
    rules: HOSTILE_NAMES.map((name, line) => ({
      rule: { kind: 'mustNot', glob: name, at: place(line + 1) },
      state: 'broken',
      basis: 'declared',
      fits: 1,
      breaches: 1,
    })),
    findings: HOSTILE_NAMES.map((name, rule) => ({
      code: 'file-present',
      kind: 'breach',
      rule,
      at: place(rule + 1),
      domain: name,
      relativePath: name,
      path: name,
      data: { value: name },
    })),
  });
}

export function compareReport(changes: Partial<CompareReport> = {}): CompareReport {
  const side = { ...BACKUP, throughJournal: false, isFinished: true, isLocked: false, unusableRows: 0 };
  return {
    before: side,
    after: { ...side, path: '/projects/app/backups/later/UDID' },
    isEqual: true,
    counts: { added: 0, removed: 0, changed: 0, metadata: 0, 'not-compared': 0, same: 4 },
    sameContent: { proven: 4, consistent: 0, assumed: 0 },
    domains: [],
    apps: [],
    files: [],
    omitted: 0,
    databases: [],
    omittedDatabases: 0,
    ...changes,
  };
}

export function hostileCompare(): CompareReport {
  return compareReport({
    isEqual: false,
    counts: { added: HOSTILE_NAMES.length, removed: 0, changed: 1, metadata: 0, 'not-compared': 1, same: 0 },
    files: [
      ...HOSTILE_NAMES.map((name) => ({ change: 'added', domain: name, relativePath: name }) as const),
      {
        change: 'changed',
        domain: 'HomeDomain',
        relativePath: 'a.plist',
        basis: 'proven',
        form: 'document',
        values: {
          count: HOSTILE_NAMES.length,
          listed: HOSTILE_NAMES.map((name) => ({
            path: [name],
            before: { type: 'string', text: name },
            after: { type: 'string', text: name },
          })),
        },
      },
      { change: 'not-compared', domain: 'HomeDomain', relativePath: 'b', problems: [{ side: 'before', code: '<b>' }] },
    ],
  });
}
