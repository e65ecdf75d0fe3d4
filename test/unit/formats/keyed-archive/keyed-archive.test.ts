/** The general reader of keyed archives. */
import assert from 'node:assert/strict';
import {
  KeyedArchive,
  Uid,
  dict,
  writeBinaryPlist,
  writeXmlPlist,
  type FormatErrorCode,
  type PlistValue,
} from '../../../../src/formats/index.ts';
import { assertSurvivesDamage } from '../../../support/damaged-bytes.ts';

const classOf = (name: string): PlistValue => dict({ $classname: name, $classes: [name, 'NSObject'] });

function archiveOf(...objects: PlistValue[]): PlistValue {
  return dict({ $version: 100_000n, $archiver: 'NSKeyedArchiver', $top: dict({ root: new Uid(1) }), $objects: ['$null', ...objects] });
}

function throwsCode(code: FormatErrorCode, action: () => unknown): void {
  assert.throws(action, { name: 'FormatError', code });
}

describe('keyed archive', () => {
  const graph = archiveOf(
    dict({ $class: new Uid(2), name: new Uid(3), list: new Uid(4), map: new Uid(6), none: new Uid(0), number: 5n }),
    classOf('Thing'),
    'text',
    dict({ $class: new Uid(5), 'NS.objects': [new Uid(3), new Uid(0), new Uid(9)] }),
    classOf('NSArray'),
    dict({ $class: new Uid(7), 'NS.keys': [new Uid(3)], 'NS.objects': [new Uid(8)] }),
    classOf('NSDictionary'),
    dict({ $class: new Uid(10), 'NS.data': Uint8Array.of(1, 2) }),
    dict({ $class: new Uid(11), 'NS.time': 0.5 }),
    classOf('NSMutableData'),
    classOf('NSDate'),
  );
  const plain = dict({
    $class: 'Thing',
    name: 'text',
    list: ['text', new Date('2001-01-01T00:00:00.500Z')],
    map: dict({ text: Uint8Array.of(1, 2) }),
    number: 5n,
  });

  for (const [name, write] of [
    ['binary', writeBinaryPlist],
    ['XML', writeXmlPlist],
  ] as const) {
    it(`becomes plain values, from ${name}`, () => {
      assert.deepStrictEqual(KeyedArchive.parse(write(graph)).unarchive(), plain);
    });
  }

  it('gives the root and its class without the rest', () => {
    const archive = KeyedArchive.parse(writeBinaryPlist(graph));
    const root = archive.root();
    assert.ok(root instanceof Map);
    assert.equal(archive.className(root), 'Thing');
    assert.equal(archive.plainValue(root.get('name')), 'text');
    assert.equal(archive.root('other'), undefined);
  });

  it('damage gives values or an error of this room', () => {
    assertSurvivesDamage(writeBinaryPlist(graph), (damaged) => KeyedArchive.parse(damaged).unarchive());
  });

  it('refuses objects that hold each other', () => {
    const circle = archiveOf(dict({ again: new Uid(1) }));
    throwsCode('plist-limit', () => KeyedArchive.parse(writeBinaryPlist(circle)).unarchive());
  });

  it('refuses a few objects that stand for billions', () => {
    const levels = Array.from({ length: 30 }, (_, i) => new Array<PlistValue>(10).fill(new Uid(i + 2)));
    throwsCode('plist-limit', () => KeyedArchive.parse(writeBinaryPlist(archiveOf(...levels, 'x'))).unarchive());
  });

  for (const [name, bytes] of [
    ['a plist that is no archive', writeBinaryPlist(dict({ $archiver: 'Other', $top: new Map(), $objects: [] }))],
    ['an archive without objects', writeBinaryPlist(dict({ $archiver: 'NSKeyedArchiver', $top: new Map() }))],
    ['an array', writeBinaryPlist([])],
    ['a reference to nothing', writeBinaryPlist(archiveOf(new Uid(99)))],
    ['a dictionary of uneven lists', writeBinaryPlist(archiveOf(dict({ 'NS.keys': ['a'], 'NS.objects': [] })))],
    ['a dictionary with a number for a key', writeBinaryPlist(archiveOf(dict({ 'NS.keys': [1n], 'NS.objects': [1n] })))],
  ] as const) {
    it(`refuses ${name}`, () => {
      throwsCode('archive-malformed', () => KeyedArchive.parse(bytes).unarchive());
    });
  }
});
