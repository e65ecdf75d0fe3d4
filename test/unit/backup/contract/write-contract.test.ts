/** Contracts that are written: the first from a backup, which keeps it, and one that accepts a change that was meant. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { acceptContract, checkContract, contractSchema, initContract, openBackup, parseContract } from '../../../../src/backup/index.ts';
import { temporaryFolder } from '../../../support/backup-copy.ts';
import { withParents, writeSampleBackup, type SampleRow } from '../../../support/sample-backup.ts';

const APP = 'com.example.myapp';
const file = (relativePath: string, bytes = 10, protectionClass = 1): SampleRow => {
  return { domain: `AppDomain-${APP}`, relativePath, content: Buffer.alloc(bytes, 0x61), record: { protectionClass } };
};

describe('a contract that is written', () => {
  const folder = temporaryFolder();
  const [older, newer] = [join(folder.path, 'before'), join(folder.path, 'after')];
  const rows = [
    file('Documents/notes.txt'),
    file('Documents/[draft] {1}.txt'),
    file('root.txt', 10, 3),
    ...Array.from({ length: 30 }, (_, index) => file(`Library/many/${String(index)}.bin`, 100)),
  ];

  before(() => {
    writeSampleBackup(older, withParents(rows));
    writeSampleBackup(newer, withParents([...rows, file('Documents/new: file.txt', 20_000, 4), file('Library/other/x.txt')]));
  });
  after(() => folder[Symbol.dispose]());

  async function held(path: string, text: string) {
    await using backup = await openBackup(path);
    const contract = parseContract(text, 'written.yml');
    return { contract, report: await checkContract(backup, contract) };
  }
  async function first(): Promise<string> {
    await using backup = await openBackup(older);
    return await initContract(backup, { app: APP });
  }

  it('is kept by the backup that it was made from, and names every file', async () => {
    const text = await first();
    const { report } = await held(older, text);
    assert.equal(report.verdict, 'kept', text);
    assert.equal(report.coverage.unnamed, 0);
    assert.match(text, /^ {2}- "Library\/many\/\*"$/m);
    assert.match(text, /^frozen: true/m);
  });

  it('is broken by what is new, and kept again once that was accepted, in as few lines as possible', async () => {
    const text = await first();
    const { contract, report } = await held(newer, text);
    assert.equal(report.verdict, 'broken');
    const accepted = acceptContract(text, contract, report);
    assert.deepEqual(accepted.left, []);
    const again = await held(newer, accepted.text);
    assert.equal(again.report.verdict, 'kept', accepted.text);
    const untouched = text.split('\n').filter((line) => accepted.text.split('\n').includes(line));
    assert.equal(text.split('\n').length - untouched.length, 2, 'a class and a budget have other lines');
    assert.ok(accepted.changes.some(({ after: line }) => line === '  - "Documents/new: file.txt"'));
  });

  it('keeps comments and the form of a list in brackets', async () => {
    const text = `# mine\napp: ${APP}\nmay: ["root.txt", "Documents/[[]draft] *", "Library/**"] # all of it\nfrozen: true\n`;
    const { contract, report } = await held(older, text);
    const accepted = acceptContract(text, contract, report);
    assert.equal(
      accepted.text,
      `# mine\napp: ${APP}\nmay: ["root.txt", "Documents/[[]draft] *", "Library/**", "Documents/notes.txt"] # all of it\nfrozen: true\n`,
    );
  });

  const ACCEPTED: readonly (readonly [what: string, before: string, after: string])[] = [
    [
      'the weakest of several classes, wherever it comes, and each of two values in one line',
      'protection: { "Documents/**": complete, "*": complete } # both\nbudget: { "**": 1KB, "Documents/**": "5 KB" }\n',
      'protection: { "Documents/**": none, "*": untilFirstUnlock } # both\nbudget: { "**": 23.1KB, "Documents/**": "20.1KB" }\n',
    ],
    [
      'sizes and classes in quotes, in lines, and with a space',
      "protection:\n  'Documents/**':   'complete'  # why\nbudget:\n  \"**\": 10 KB\n",
      'protection:\n  \'Documents/**\':   "none"  # why\nbudget:\n  "**": 23.1KB\n',
    ],
    [
      'a list over several lines in brackets',
      'may: [\n  root.txt, # one\n  "Library/**",\n]\nfrozen: true\n',
      'may: [\n  root.txt, # one\n  "Library/**", NEW,\n]\nfrozen: true\n',
    ],
    [
      'a list in brackets that is empty',
      'may: []\nmust: [root.txt, "Library/**"]\nfrozen: true\n',
      'may: [NEW]\nmust: [root.txt, "Library/**"]\nfrozen: true\n',
    ],
    [
      'a list whose key is in quotes',
      '"may":\n- root.txt # one\n- "Library/**"\n\nfrozen: true\n',
      '"may":\n- root.txt # one\n- "Library/**"\nLINES\n\nfrozen: true\n',
    ],
    [
      'a contract without a list, and without an end',
      'must: [root.txt, "Library/**"]\nfrozen: true',
      'must: [root.txt, "Library/**"]\nfrozen: true\nmay:\n  LINES',
    ],
  ];
  const isNew = ['Documents/[[]draft] [{]1}.txt', 'Documents/new: file.txt', 'Documents/notes.txt'].map((name) => JSON.stringify(name));
  for (const [what, before_, after_] of ACCEPTED) {
    for (const ending of ['\n', '\r\n']) {
      it(`accepts ${what}${ending === '\n' ? '' : ', with the ends of lines of Windows'}`, async () => {
        const withEnds = (text: string) => text.replaceAll('\n', ending);
        const text = withEnds(`app: ${APP}\n${before_}`);
        const { contract, report } = await held(newer, text);
        const accepted = acceptContract(text, contract, report);
        const lines = (indent: string) =>
          isNew.map((name) => `${indent}- ${name}`.replace('"Documents/notes.txt"', 'Documents/notes.txt')).join('\n') + '\n';
        const wanted = after_
          .replace('NEW', isNew.join(', '))
          .replace(/^( *)LINES\n/m, (_all, indent: string) => lines(indent))
          .replace(/^( *)LINES$/m, (_all, indent: string) => lines(indent).trimEnd());
        assert.equal(accepted.text, withEnds(`app: ${APP}\n${wanted}`));
        assert.deepEqual(accepted.left, []);
        assert.equal((await held(newer, accepted.text)).report.verdict, 'kept');
        assert.ok(accepted.changes.every(({ before: old, after: line }) => old?.includes('\r') !== true && line?.includes('\r') !== true));
      });
    }
  }

  it('accepts into a contract that is JSON', async () => {
    const text = JSON.stringify({ app: APP, must: ['root.txt', 'Library/**'], frozen: true, budget: { '**': '1KB' } }, undefined, 2);
    const { contract, report } = await held(newer, text);
    const accepted = acceptContract(text, contract, report);
    assert.deepEqual(accepted.left, []);
    assert.equal((JSON.parse(accepted.text) as { may: string[] }).may.length, 3);
    assert.equal((await held(newer, accepted.text)).report.verdict, 'kept');
  });

  it('leaves a list that is written elsewhere, and says so', async () => {
    const text = `app: ${APP}\nmust: &all [root.txt, "Library/**"]\nmay: *all\nfrozen: true\n`;
    const { contract, report } = await held(newer, text);
    const accepted = acceptContract(text, contract, report);
    assert.equal(accepted.text, text);
    assert.equal(accepted.left.length, 3);
  });

  it('never accepts what must not be inside, or is gone', async () => {
    const text = `app: ${APP}\nmust: [gone.txt]\nmustNotContain: [{ pattern: aaaaa }]\n`;
    const { contract, report } = await held(older, text);
    const { left, changes } = acceptContract(text, contract, report);
    assert.deepEqual(changes, []);
    assert.ok(left.some(({ code }) => code === 'file-absent') && left.some(({ code }) => code === 'content-found'));
  });

  it('has a schema that knows all of its keys', () => {
    const { properties, additionalProperties } = contractSchema() as {
      properties: Record<string, { description: string }>;
      additionalProperties: boolean;
    };
    assert.equal(additionalProperties, false);
    for (const [name, { description }] of Object.entries(properties)) assert.match(description, /\.$/, name);
  });
});
