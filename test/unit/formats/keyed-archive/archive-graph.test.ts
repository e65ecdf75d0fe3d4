/** A keyed archive as a tree: what each class stands for, one place for each object, no circles, no bombs. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { ArchiveGraph, dict, KeyedArchive, Uid, type ArchivedValue, type PlistValue } from '../../../../src/formats/index.ts';
import { assertSurvivesDamage } from '../../../support/damaged-bytes.ts';
import { arbitraryArchive, archiveOf, classNamed, EVERY_CLASS } from '../../../support/sample-archives.ts';

function rootOf(bytes: Uint8Array): ArchivedValue {
  return new ArchiveGraph(KeyedArchive.parse(bytes)).root();
}

/** In short: containers as `class#number` with their members, references as `→ class#number`. Without recursion into more than `most` values. */
function drawn(value: ArchivedValue, most = { left: 100_000 }): unknown {
  assert.ok(most.left-- > 0, 'a tree without end');
  switch (value.kind) {
    case 'null':
      return null;
    case 'scalar':
      return value.as === undefined ? value.value : `${value.as} ${String(value.value)}`;
    case 'reference':
      return `→ ${value.className ?? ''}#${value.object.toString()}`;
    default: {
      const members = Array.from({ length: value.count }, (_, place) => {
        const { key, value: member } = value.child(place);
        return key === undefined ? drawn(member, most) : [drawn(key, most), drawn(member, most)];
      });
      return [`${value.kind} ${value.className ?? ''}#${value.object?.toString() ?? ''}`, ...members];
    }
  }
}

describe('graph of a keyed archive', () => {
  it('decodes the classes of Foundation, shows each object once, and names the others', () => {
    assert.deepEqual(drawn(rootOf(EVERY_CLASS)), [
      'object Thing#1',
      ['name', 'a text'],
      [
        'list',
        [
          'array NSMutableArray#15',
          'a text',
          new Date('2001-01-01T00:00:00.500Z'),
          Uint8Array.of(1, 2, 255),
          'uuid 00102030-4050-6070-8090-A0B0C0D0E0F0',
          'url a text',
          ['object NSURL#21', ['NS.base', 'url a text'], ['NS.relative', 'a text']],
          'changeable',
          null,
          '→ NSMutableArray#15',
        ],
      ],
      [
        'map',
        [
          'dictionary NSDictionary#16',
          ['a text', ['set NSOrderedSet#23', 'a text', 'changeable']],
          ['uuid 00102030-4050-6070-8090-A0B0C0D0E0F0', new Date('2001-01-01T00:00:00.500Z')],
          ['in place', ['object OwnArray#24', ['NS.objects', ['array #', 'a text']], ['more', 1n]]],
        ],
      ],
      ['self', '→ Thing#1'],
      ['none', null],
      ['inPlace', ['array #', '→ NSMutableArray#15', ['dictionary #', ['deep', 'uuid 00102030-4050-6070-8090-A0B0C0D0E0F0']]]],
    ]);
  });

  it('shows the attributes of a text by the characters that they apply to', () => {
    const runs = (info: Uint8Array | undefined) =>
      drawn(
        rootOf(
          archiveOf(
            dict({ $class: new Uid(2), NSString: new Uid(3), NSAttributes: new Uid(info === undefined ? 4 : 5), NSAttributeInfo: info }),
            classNamed('NSMutableAttributedString', 'NSAttributedString'),
            'Hello world',
            dict({ bold: true }),
            [new Uid(4), dict({ link: 'x' })],
          ),
        ),
      );
    const bold = ['dictionary #4', ['bold', true]];
    assert.deepEqual(runs(Uint8Array.of(5, 0, 6, 1)), [
      'object NSMutableAttributedString#1',
      ['NSString', 'Hello world'],
      ['0–4', bold],
      ['5–10', ['dictionary #', ['link', 'x']]],
    ]);
    assert.deepEqual(runs(undefined), ['object NSMutableAttributedString#1', ['NSString', 'Hello world'], ['0–10', bold]]);
    // Numbers that lead nowhere leave the fields as they are.
    assert.match(JSON.stringify(runs(Uint8Array.of(5, 7))), /"NSAttributeInfo"/);
  });

  it('shows several roots by their names, and an inner object as near to the root as it can', () => {
    const far = archiveOf(dict({ a: [dict({ b: new Uid(2) })], c: new Uid(2) }), [1n]);
    assert.deepEqual(drawn(rootOf(far)), [
      'dictionary #1',
      ['a', ['array #', ['dictionary #', ['b', '→ array#2']]]],
      ['c', ['array #2', 1n]],
    ]);
    const top = new KeyedArchive(dict({ one: new Uid(1), two: new Uid(1), three: 3n }), ['$null', dict({ x: 1n })]);
    assert.deepEqual(drawn(new ArchiveGraph(top).root()), [
      'dictionary #',
      ['one', ['dictionary #1', ['x', 1n]]],
      ['two', '→ dictionary#1'],
      ['three', 3n],
    ]);
  });

  it('a few objects that stand for billions are as many as they are, and a list of a hundred thousand has an end', () => {
    const laughs = Array.from({ length: 30 }, (_, level): PlistValue => new Array<PlistValue>(10).fill(new Uid(level + 2)));
    assert.ok(JSON.stringify(drawn(rootOf(archiveOf(...laughs, 'x')))).length < 10_000);
    const links = Array.from({ length: 100_000 }, (_, link): PlistValue => dict({ next: new Uid(link + 2) }));
    let value = rootOf(archiveOf(...links, 'end'));
    let length = 0;
    for (; value.kind === 'dictionary'; length++) value = value.child(0).value;
    assert.deepEqual([length, value.kind === 'scalar' && value.value], [100_000, 'end']);
  });

  it('any graph is a tree in which each container is there once', () => {
    fc.assert(
      fc.property(arbitraryArchive(), (bytes) => {
        const text = JSON.stringify(drawn(rootOf(bytes)), (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
        const shown = [...text.matchAll(/"(?:dictionary|array|set|object) [A-Za-z]*#(\d+)"/g)].map(([, number]) => number);
        assert.equal(new Set(shown).size, shown.length);
      }),
      { numRuns: 200 },
    );
  });

  it('damage gives a tree or an error of this room', () => {
    assertSurvivesDamage(EVERY_CLASS, (bytes) => drawn(rootOf(bytes)));
  });

  const malformed: readonly (readonly [what: string, objects: readonly PlistValue[]])[] = [
    ['a reference to nothing', [dict({ a: new Uid(9) })]],
    ['a class without a name', [dict({ $class: new Uid(2) }), dict({})]],
    ['a reference in place of an object', [[new Uid(2)], new Uid(1)]],
  ];
  for (const [what, objects] of malformed) {
    it(`refuses ${what}`, () => {
      assert.throws(() => rootOf(archiveOf(...objects)), { name: 'FormatError', code: 'archive-malformed' });
    });
  }
});
