/** Keyed archives for tests: one of everything that Foundation writes, and graphs of any form. */
import fc from 'fast-check';
import { Uid, dict, writeBinaryPlist, type PlistValue } from '../../src/formats/index.ts';

/** `$objects` is `$null`, then these; the root is the first of them. */
export function archiveOf(...objects: readonly PlistValue[]): Uint8Array {
  const top = dict({ root: new Uid(1) });
  return writeBinaryPlist(dict({ $version: 100_000n, $archiver: 'NSKeyedArchiver', $top: top, $objects: ['$null', ...objects] }));
}

export function classNamed(...names: readonly string[]): PlistValue {
  return dict({ $classname: names[0], $classes: [...names, 'NSObject'] });
}

const [THING, ARRAY, DICTIONARY, SET, DATE, DATA, UUID, URL_CLASS, STRING, ATTRIBUTED, NULL, OWN_ARRAY] = Array.from(
  { length: 12 },
  (_, n) => new Uid(n + 2),
);
const CLASSES = [
  classNamed('Thing'),
  classNamed('NSMutableArray', 'NSArray'),
  classNamed('NSDictionary'),
  classNamed('NSOrderedSet'),
  classNamed('NSDate'),
  classNamed('NSMutableData', 'NSData'),
  classNamed('NSUUID'),
  classNamed('NSURL'),
  classNamed('NSMutableString', 'NSString'),
  classNamed('NSAttributedString'),
  classNamed('NSNull'),
  classNamed('OwnArray', 'NSArray'),
];
/** The number of the first object behind the classes. */
const FIRST = 2 + CLASSES.length;
const at = (place: number) => new Uid(FIRST + place);

/** One of each class that is decoded, a circle, a shared object, and classes with more fields than are known. */
export const EVERY_CLASS = archiveOf(
  dict({
    $class: THING,
    name: at(0),
    list: at(1),
    map: at(2),
    self: new Uid(1),
    none: new Uid(0),
    inPlace: [at(1), dict({ deep: at(5) })],
  }),
  ...CLASSES,
  'a text',
  dict({ $class: ARRAY, 'NS.objects': [at(0), at(3), at(4), at(5), at(6), at(7), at(8), new Uid(0), at(1)] }),
  dict({ $class: DICTIONARY, 'NS.keys': [at(0), at(5), 'in place'], 'NS.objects': [at(9), at(3), at(10)] }),
  dict({ $class: DATE, 'NS.time': 0.5 }),
  dict({ $class: DATA, 'NS.data': Uint8Array.of(1, 2, 255) }),
  dict({ $class: UUID, 'NS.uuidbytes': Uint8Array.from({ length: 16 }, (_, n) => n * 16) }),
  dict({ $class: URL_CLASS, 'NS.base': new Uid(0), 'NS.relative': at(0) }),
  dict({ $class: URL_CLASS, 'NS.base': at(6), 'NS.relative': at(0) }),
  dict({ $class: STRING, 'NS.string': 'changeable' }),
  dict({ $class: SET, 'NS.object.0': at(0), 'NS.object.1': at(8) }),
  dict({ $class: OWN_ARRAY, 'NS.objects': [at(0)], more: 1n }),
  dict({ $class: NULL }),
  dict({ $class: ATTRIBUTED, NSString: 'Hello world', NSAttributes: at(13), NSAttributeInfo: at(14) }),
  dict({ $class: ARRAY, 'NS.objects': [at(2), dict({ bold: true })] }),
  dict({ $class: DATA, 'NS.data': Uint8Array.of(6, 0, 5, 1) }),
);

/** Where what is in `EVERY_CLASS` stands. */
export const EVERY_CLASS_AT = { attributed: FIRST + 12 };

/** Any objects that refer to any others; every reference leads to one, every class is described. */
export function arbitraryArchive(): fc.Arbitrary<Uint8Array> {
  const names = ['Thing', 'NSArray', 'NSMutableDictionary', 'NSSet', 'NSDate', 'NSString', 'NSData', 'NSURL', 'NSUUID', 'NSNumber'];
  const parents: Readonly<Record<string, string>> = { NSMutableDictionary: 'NSDictionary' };
  return fc.integer({ min: 1, max: 12 }).chain((count) => {
    const reference = fc.nat(count + names.length).map((place) => new Uid(place));
    const leaf = fc.oneof(
      reference,
      fc.string().map((text): PlistValue => text),
      fc.integer().map(BigInt),
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.uint8Array({ maxLength: 20 }).map((bytes): PlistValue => bytes),
    );
    const list = fc.array(leaf, { maxLength: 5 });
    const key = fc.constantFrom(
      'NS.objects',
      'NS.keys',
      'NS.object.0',
      'NS.key.0',
      'NS.time',
      'NS.string',
      'NS.data',
      'NS.relative',
      'NS.base',
      'NS.intval',
      'own',
    );
    const value = fc.oneof(
      leaf,
      list.map((members): PlistValue => members),
    );
    const instance = fc
      .tuple(fc.nat(names.length - 1), fc.array(fc.tuple(key, value), { maxLength: 3 }))
      .map(([place, fields]): PlistValue => new Map<string, PlistValue>([['$class', new Uid(count + 1 + place)], ...fields]));
    const text = fc.string().map((each): PlistValue => each);
    return fc
      .tuple(instance, fc.array(fc.oneof({ weight: 4, arbitrary: instance }, text, list), { minLength: count - 1, maxLength: count - 1 }))
      .map(([root, others]) => {
        const classes = names.map((name) => classNamed(...[name, parents[name]].filter((each) => each !== undefined)));
        return archiveOf(root, ...others, ...classes);
      });
  });
}
