/** The filter line: what people type, what becomes of it, and one sentence for what cannot be understood. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  FILTER_EXAMPLES,
  inEnglish,
  parseFilter,
  quotedTerm,
  toggledTerm,
  hasTerm,
  filterTerms,
  filterGroups,
  classLetter,
} from '../../../src/view/index.ts';

function filterOf(line: string) {
  const parsed = parseFilter(line, inEnglish);
  assert.ok('filter' in parsed, 'problem' in parsed ? parsed.problem : '');
  return parsed.filter;
}

function problemOf(line: string): string {
  const parsed = parseFilter(line, inEnglish);
  assert.ok('problem' in parsed, `${line} was understood`);
  return parsed.problem;
}

const at = (year: number, month = 0, day = 1) => new Date(year, month, day).getTime();

describe('a filter line', () => {
  it('takes texts, each a part of the path, and patterns', () => {
    assert.deepEqual(filterOf(''), {});
    assert.deepEqual(filterOf('  sms   db '), { where: { texts: ['sms', 'db'] } });
    assert.deepEqual(filterOf('"Application Support" *.jpg'), { where: { texts: ['Application Support'], globs: ['*.jpg'] } });
    assert.deepEqual(filterOf('"*.jpg"'), { where: { texts: ['*.jpg'] } });
    assert.deepEqual(filterOf('http://a.b/c'), { where: { texts: ['http://a.b/c'] } });
    assert.deepEqual(filterOf('com.apple.x:y 12:30'), { where: { texts: ['com.apple.x:y', '12:30'] } });
  });

  it('takes sizes in the units in which they are shown', () => {
    const sizes: Readonly<Record<string, object>> = {
      '>1MB': { least: 1_000_001 },
      '>=1mb': { least: 1_000_000 },
      '<10k': { below: 10_000 },
      '<=10KiB': { below: 10_241 },
      '1.5MB..2GB': { least: 1_500_000, below: 2_000_000_001 },
      '1,5MB..': { least: 1_500_000 },
      '0': { least: 0, below: 1 },
      '=42': { least: 42, below: 43 },
    };
    for (const [value, size] of Object.entries(sizes)) assert.deepEqual(filterOf(`size:${value}`), { where: { size } }, value);
    assert.deepEqual(filterOf('size:">1 MB"'), { where: { size: { least: 1_000_001 } } });
  });

  it('takes days, months and years in the time zone of the reader', () => {
    const dates: Readonly<Record<string, object>> = {
      '2024': { least: at(2024), below: at(2025) },
      '2024-02': { least: at(2024, 1), below: at(2024, 2) },
      '2024-02-29': { least: at(2024, 1, 29), below: at(2024, 2, 1) },
      '>2024-01-01': { least: at(2024, 0, 2) },
      '>=2024-01-01': { least: at(2024) },
      '<2024': { below: at(2024) },
      '<=2024': { below: at(2025) },
      '2023-12..2024-01': { least: at(2023, 11), below: at(2024, 1) },
      '..2024': { below: at(2025) },
    };
    for (const [value, modified] of Object.entries(dates)) assert.deepEqual(filterOf(`date:${value}`), { where: { modified } }, value);
  });

  it('takes classes, types, extensions and findings', () => {
    assert.deepEqual(filterOf('class:A,c,4'), { where: { classes: [1, 3, 4] } });
    assert.deepEqual(filterOf('type:folder,link'), { where: { types: [{ kinds: ['directory', 'symlink'] }] } });
    assert.ok(filterOf('Type:IMAGE').where?.types?.[0]?.extensions?.includes('heic'));
    assert.deepEqual(filterOf('ext:JPG,.png'), { where: { types: [{ extensions: ['jpg', 'png'] }] } });
    assert.deepEqual(filterOf('finding:any'), { finding: 'any' });
    assert.deepEqual(filterOf('*.jpg size:>1MB class:A finding:any'), {
      where: { globs: ['*.jpg'], size: { least: 1_000_001 }, classes: [1] },
      finding: 'any',
    });
    assert.equal([0, 1, 2, 3, 4, 7].map(classLetter).join(), ',A,B,C,D,7');
  });

  it('says in one sentence or two what it cannot understand', () => {
    assert.match(problemOf('sze:>1MB'), /^“sze:” is not a filter\. Use size:/);
    assert.match(problemOf('"never closed'), /^A quote is never closed/);
    assert.equal(problemOf('size:'), 'Write something behind “size:”.');
    for (const size of ['big', '1MB..2XB', '-1', '1..2..3', '>']) assert.match(problemOf(`size:${size}`), /is not a size/, size);
    for (const date of ['yesterday', '2024-02-31', '2024-13', '24-01-01', '2024-01-01..x']) {
      assert.match(problemOf(`date:${date}`), /is not a date/, date);
    }
    assert.match(problemOf('class:E'), /^“E” is not a protection class/);
    assert.match(problemOf('type:images'), /^“images” is not a type\. Use file, folder/);
    assert.match(problemOf('type:constructor'), /is not a type/);
    assert.equal(problemOf('size:1 size:2'), '“size:” can only be used once.');
  });

  it('never throws, and finds any text that is put in quotes as it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (line) => void parseFilter(line, inEnglish)));
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', '\\', ' ', '*', ':', 'é'), minLength: 1 }), (text) => {
        assert.deepEqual(filterOf(`${quotedTerm(text)} size:1`).where?.texts, [text]);
      }),
    );
  });

  it('says where each term is', () => {
    const line = '  a "b c" size:>1MB';
    assert.deepEqual(
      filterTerms(line).map(({ from, to }) => line.slice(from, to)),
      ['a', '"b c"', 'size:>1MB'],
    );
  });

  it('is written into by buttons, one term a key, and every button means something', () => {
    assert.equal(toggledTerm('', 'type', 'image'), 'type:image');
    assert.equal(toggledTerm('sms ', 'type', 'image'), 'sms type:image');
    assert.equal(toggledTerm('sms type:image size:0', 'type', 'video'), 'sms type:video size:0');
    assert.equal(toggledTerm('sms type:image size:0', 'type', 'image'), 'sms size:0');
    assert.equal(hasTerm('TYPE:Image', 'type', 'image'), true);
    for (const { choices } of filterGroups(new Date(2024, 0, 3))) {
      for (const { key, value } of choices) filterOf(`${key}:${value}`);
    }
    for (const example of FILTER_EXAMPLES) filterOf(example);
    const dates = filterGroups(new Date(2024, 0, 3)).flatMap(({ choices }) => choices.filter(({ key }) => key === 'date'));
    assert.deepEqual(
      dates.map(({ value }) => value),
      ['>=2023-12-27', '>=2023-12-04', '2024'],
    );
  });
});
