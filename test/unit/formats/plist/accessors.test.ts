/** The typed look-ups: a value of another type counts as absent. */
import assert from 'node:assert/strict';
import {
  arrayAt,
  boolAt,
  dataAt,
  dateAt,
  dict,
  dictAt,
  intAt,
  numberAt,
  signedIntAt,
  stringAt,
  type PlistDict,
} from '../../../../src/formats/index.ts';

const sample = dict({
  string: 's',
  integer: 7n,
  real: 1.5,
  boolean: true,
  data: Uint8Array.of(1),
  date: new Date(0),
  array: [1n],
  dict: dict({ a: 1n }),
  absent: undefined,
});

const accepts: [name: string, get: (from: PlistDict, key: string) => unknown, keys: string[]][] = [
  ['stringAt', stringAt, ['string']],
  ['intAt', intAt, ['integer']],
  ['signedIntAt', signedIntAt, ['integer']],
  ['numberAt', numberAt, ['integer', 'real']],
  ['boolAt', boolAt, ['boolean']],
  ['dataAt', dataAt, ['data']],
  ['dateAt', dateAt, ['date']],
  ['arrayAt', arrayAt, ['array']],
  ['dictAt', dictAt, ['dict']],
];

describe('plist look-ups', () => {
  for (const [name, get, keys] of accepts) {
    it(`${name} returns ${keys.join(' and ')} and nothing else`, () => {
      const found = [...sample.keys(), 'nowhere'].filter((key) => get(sample, key) !== undefined);
      assert.deepEqual(found, keys);
    });
  }

  it('numberAt gives an integer as a number', () => {
    assert.equal(numberAt(sample, 'integer'), 7);
  });

  it('signedIntAt wraps what was written as unsigned', () => {
    assert.equal(signedIntAt(dict({ status: 2n ** 64n - 13n }), 'status'), -13n);
  });

  it('dict leaves out what is undefined and keeps the order', () => {
    assert.deepEqual([...dict({ b: 1n, none: undefined, a: 2n }).keys()], ['b', 'a']);
  });
});
