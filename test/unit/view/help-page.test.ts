/** Pages of help: one for every code, in each language, with what to do. */
import assert from 'node:assert/strict';
import { helpPages, strayHelpPages } from '../../../.config/help-pages.ts';
import { FINDING_SEVERITY } from '../../../src/backup/verify/finding.ts';
import { EXIT_OF_ERROR } from '../../../src/cli/exit-codes.ts';
import { allHelpCases } from '../../../src/view/help-cases.ts';
import { problemActions } from '../../../src/view/index.ts';
import { readJson } from '../../support/words/all-words.ts';

const FOLDER = 'webview/assets/help';

describe('pages of help', () => {
  const pages = helpPages();
  const names = allHelpCases().map(({ name }) => name);

  it('are there for every error and finding, the device’s own codes, and what a problem may link to', () => {
    const codes = [...Object.keys(EXIT_OF_ERROR), ...Object.keys(FINDING_SEVERITY), 'MBErrorDomain-205', 'device-file-error'];
    for (const code of codes) {
      for (const language of ['en', 'de']) assert.ok(pages[`${FOLDER}/${language}/${code}.md`] !== undefined, `${language} ${code}`);
    }
    assert.ok(problemActions('device-file-error') !== undefined);
    assert.equal(problemActions('more-findings'), undefined);
  });

  it('say what happened, why, and what to do, without a place that nobody filled', () => {
    for (const name of names) {
      const page = pages[`${FOLDER}/en/${name}.md`] ?? '';
      assert.match(page, /^# \S.+\n\n[^]+\n## What happened\n\S.+\n[^]*\n## Why\n\S.{20,}\n[^]*\n## What to do\n\S/u, name);
      assert.doesNotMatch(page, /\{\w+\}|undefined| unknown[ .,]/, name);
    }
  });

  it('trust nothing: they hold no command link, and lead only to one another and to Apple', () => {
    for (const [path, page] of Object.entries(pages)) {
      assert.doesNotMatch(page, /command:|<\w/, path);
      for (const [, link = ''] of page.matchAll(/\]\(([^)]+)\)/g)) assert.match(link, /^[\w-]+\.md$/, path);
      for (const [link] of page.matchAll(/https?:\S+/g)) assert.match(link, /^https:\/\/support\.apple\.com\/\d+$/, path);
    }
  });

  it('name the commands of VS Code in the language of the page, and command lines everywhere', () => {
    const page = (language: string) => pages[`${FOLDER}/${language}/previous-broken.md`] ?? '';
    assert.match(page('en'), /- \*\*Set Aside and Back Up\*\*\n[^]*backup-lab backup UDID DIR --set-aside/);
    assert.match(page('de'), /- \*\*Beiseitelegen und sichern\*\*\n[^]*backup-lab backup UDID DIR --set-aside/);
    assert.match(pages[`${FOLDER}/en/disk-full.md`] ?? '', /MBErrorDomain\/105` of the device, exit status 151 of idevicebackup2/);
    assert.match(pages[`${FOLDER}/en/trust-pending.md`] ?? '', /`PairingDialogResponsePending`/);
  });

  it('have a page for a code that is both an error and a finding, with both', () => {
    const page = pages[`${FOLDER}/en/payload-missing.md`] ?? '';
    assert.match(page, /Error `payload-missing`[^]*Finding `payload-missing` of a check\. Something of the backup is lost/);
  });

  it('give each code a cause of its own, which says more than what happened', () => {
    const all = allHelpCases();
    for (const { code, why, cases } of all) assert.ok(!cases.some(({ what }) => what.includes(why)), code);
    const causes = all.map(({ why }) => why);
    assert.equal(new Set(causes).size, causes.length);
  });

  it('say what a device’s code means in a restore too, where it ends only restores', () => {
    const page = pages[`${FOLDER}/en/MBErrorDomain-102.md`] ?? '';
    assert.match(page, /During a restore: An earlier restore on the device is still waiting for a restart\.[^]*## Why\nA restore is first/);
  });

  it('are German where they say so', () => {
    const german = new Set(Object.values(readJson('webview/assets/l10n/bundle.l10n.de.json')));
    for (const name of names) {
      const [, what = ''] = /\n## Was geschehen ist\n(.+)\n/.exec(pages[`${FOLDER}/de/${name}.md`] ?? '') ?? [];
      assert.ok(what !== '', name);
      const isTranslated = [...german].some((text) => what.startsWith(text.split('{')[0]?.slice(0, 20) ?? ''));
      assert.ok(isTranslated, `${name}: ${what}`);
    }
  });

  it('are no more than there are codes', () => {
    assert.deepEqual(strayHelpPages(), []);
  });
});
