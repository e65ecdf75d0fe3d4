/** HTML and Markdown: untrusted text stays text, nothing is loaded, and what is not listed is counted. */
import assert from 'node:assert/strict';
import { compareReportText, contractReportText, verifyReportText, type ReportFormat } from '../../../src/report/index.ts';
import { elements, readXml } from '../../support/read-xml.ts';
import {
  CONTEXT,
  HOSTILE_NAMES,
  contractReport,
  hostileCompare,
  hostileContract,
  hostileVerify,
  tokenFinding,
  verifyReport,
} from '../../support/sample-reports.ts';

const hostile = (format: ReportFormat) => [
  verifyReportText(hostileVerify(), format, CONTEXT),
  contractReportText(hostileContract(), format, CONTEXT),
  compareReportText(hostileCompare(), format, CONTEXT),
];

/** The page as a tree: what HTML leaves open is closed first. */
function tree(html: string) {
  return readXml(html.replace('<!DOCTYPE html>\n', '').replace(/<meta ([^>]*)>/g, '<meta $1/>'));
}

describe('a report as HTML', () => {
  it('has only its own elements, whatever a name is', () => {
    const own = new Set(
      'html head meta title style body main article header h1 h2 h3 p strong span dl div dt dd ul li b bdi table thead tbody tr th td section small code footer'.split(
        ' ',
      ),
    );
    for (const html of hostile('html')) {
      const names = new Set(elements(tree(html), '*').map(({ localName }) => localName));
      assert.deepEqual(
        [...names].filter((name) => !own.has(name ?? '')),
        [],
      );
      assert.equal(elements(tree(html), 'style').length, 1);
      for (const element of elements(tree(html), '*')) {
        const attributes = [...element.attributes].map(({ name }) => name);
        assert.deepEqual(
          attributes.filter((name) => /^on|^style$|src|href/i.test(name)),
          [],
        );
      }
      for (const steering of ['\u202e', '\u001b', '\ud800']) assert.ok(!html.includes(steering));
    }
  });

  it('needs nothing else and forbids everything else', () => {
    const html = contractReportText(contractReport(), 'html', CONTEXT);
    assert.match(html, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/);
    assert.doesNotMatch(html, /<script|<link|<img|@import|url\(/);
    assert.match(html, /prefers-color-scheme: dark/);
    assert.match(html, /@media print/);
  });

  it('shows verdict, rules, findings with their place, and what to do', () => {
    const html = contractReportText(contractReport(), 'html', CONTEXT);
    assert.match(html, /<p class="verdict bad"><strong>broken<\/strong> <span>The contract is broken\.<\/span><\/p>/);
    assert.match(html, /<span class="pill bad">Failed<\/span>/);
    assert.match(html, /<small><bdi>contracts\/my app\.backup-contract\.yml, line 4, column 14<\/bdi><\/small>/);
    assert.match(html, /<p class="fix">Keep it out of the file/);
  });

  it('never says that a thing passed when it was found or not looked for', () => {
    const finding = { code: 'stray-manifest-db', severity: 'warning', message: 'It is empty.', evidence: {} } as const;
    const html = verifyReportText(verifyReport({ level: 'quick', findings: [finding] }), 'html', CONTEXT);
    const rows = elements(tree(html), 'tr').map((row) => elements(row, 'td').map(({ textContent }) => textContent ?? ''));
    assert.equal(rows.find(([, name = '']) => name.startsWith('stray-manifest-db'))?.[0], 'Noted');
    const skipped = rows.find(([state]) => state === 'Not checked');
    assert.match(skipped?.[1] ?? '', /digest-mismatch/);
    assert.doesNotMatch(rows.filter(([state]) => state === 'Passed').join(), /digest-mismatch|stray-manifest-db/);
  });

  it('lists some and counts the rest', () => {
    const findings = Array.from({ length: 450 }, (_, index) => tokenFinding({ relativePath: `Documents/${index}` }));
    const html = contractReportText(contractReport({ findings }), 'html', CONTEXT);
    assert.match(html, /<li>… and 250 more<\/li>/);
    assert.match(html, /<small>450<\/small>/);
    assert.equal(html.match(/class="fix"/g)?.length, 1, 'what to do is said once');
  });
});

describe('a report as Markdown', () => {
  it('of a contract says it all in a table and a list', () => {
    const text = contractReportText(contractReport(), 'md', CONTEXT);
    assert.match(text, /^# Check of a backup contract$/m);
    assert.match(text, /^\| ❌ Failed \| mustNotContain\\: tok\\_live\\_\\\[0-9\\\]\\\+ \| Documents\/notes\.sqlite contains /m);
    assert.match(text, /^\| ✅ Passed \| must\\: Documents\/\\\*\\\* \| {2}\|$/m);
    assert.match(verifyReportText(verifyReport(), 'md', CONTEXT), /^Nothing was found\.$/m);
  });

  it('has tables of one width, whatever a name is', () => {
    for (const text of hostile('md')) {
      const tables = text.split('\n\n').filter((block) => block.startsWith('|'));
      for (const table of tables) {
        const widths = new Set(table.split('\n').map((line) => line.split(/(?<!\\)\|/).length));
        assert.equal(widths.size, 1, table.slice(0, 500));
      }
    }
  });

  it('makes no link, mention, heading, HTML or code of a name', () => {
    for (const text of hostile('md')) {
      assert.doesNotMatch(text, /(?<!\\)[<`[\]$]/);
      assert.doesNotMatch(text, /(?<!\\)!\\?\[|https?:\/\/|www\.|(?<![\w\\])\\?@(?=\w)|(?<![\w\\])\\?#(?=\d)/);
      const headings = text.split('\n').filter((line) => line.startsWith('#'));
      assert.ok(headings.length <= 12, headings.join('\n'));
      assert.doesNotMatch(text, /(?!\n)\p{Cc}|\u202e/u);
    }
    assert.ok(HOSTILE_NAMES.length > 20);
  });
});

describe('a contract as text', () => {
  it('tells of a rule that is kept because no file fits it, where that looks like a mistake', () => {
    const { rules } = contractReport();
    const at = { line: 9, column: 1, end: 2 };
    const kept = { state: 'kept', basis: 'backup', fits: 0, breaches: 0 } as const;
    const none = [
      { ...kept, rule: { kind: 'budget', glob: 'Docs/**', bytes: 1, at } },
      { ...kept, rule: { kind: 'mustNot', glob: 'Docs/**', at } },
    ] as const;
    const text = contractReportText({ ...contractReport(), rules: [...rules, ...none] }, 'text');
    assert.deepEqual(
      text.split('\n').filter((line) => line.includes('(no file fits)')),
      ['ok       line 9  budget: Docs/**  (no file fits)'],
    );
  });
});
