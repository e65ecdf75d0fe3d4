/** Property lists for tests: arbitrary ones for fast-check, and binary files put together by hand, object by object. */
import fc from 'fast-check';
import { Uid, type PlistValue } from '../../src/formats/index.ts';

export interface ArbitraryPlistOptions {
  /** Whole seconds only, as XML demands. */
  readonly wholeSeconds?: boolean;
  /** Also what foreign writers cannot hold: UIDs, 128-bit integers, NaN, −0. */
  readonly exotic?: boolean;
}

/** Any property list of a few dozen values. */
export function arbitraryPlist(options: ArbitraryPlistOptions = {}): fc.Arbitrary<PlistValue> {
  const { plist } = fc.letrec<{ plist: PlistValue }>((tie) => ({
    plist: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      arbitraryScalar(options),
      fc.array(tie('plist'), { maxLength: 20 }),
      fc
        .array(fc.tuple(arbitraryText(fc.string({ unit: 'binary-ascii' }), options), tie('plist')), { maxLength: 20 })
        .map((entries) => new Map(entries)),
    ),
  }));
  return plist;
}

function arbitraryScalar({ wholeSeconds = false, exotic = false }: ArbitraryPlistOptions): fc.Arbitrary<PlistValue> {
  const date = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true });
  return fc.oneof(
    fc.bigInt({ min: exotic ? -(2n ** 127n) : -(2n ** 63n), max: exotic ? 2n ** 127n - 1n : 2n ** 64n - 1n }),
    fc.bigInt({ min: -300n, max: 70_000n }),
    exotic ? fc.double() : fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
    fc.boolean(),
    arbitraryText(fc.string({ unit: 'binary' }), { exotic }),
    wholeSeconds ? date.map((value) => new Date(Math.floor(value.getTime() / 1000) * 1000)) : date,
    fc.uint8Array({ maxLength: 200 }),
    ...(exotic ? [fc.nat().map((value) => new Uid(value))] : []),
  );
}

function arbitraryText(texts: fc.Arbitrary<string>, { exotic = false }: ArbitraryPlistOptions): fc.Arbitrary<string> {
  return texts.filter((text) => exotic || !unprintable.test(text));
}

/** Characters that XML cannot hold or does not keep. */
// eslint-disable-next-line no-control-regex -- they are what is meant
const unprintable = /[\0-\x08\x0b-\x1f\ufffe\uffff]/;

export interface CraftedTrailer {
  readonly refSize?: number;
  readonly top?: number;
  readonly objectCount?: number;
  readonly tableStart?: number;
}

/** A binary property list of these objects, each given as its bytes; whatever in the trailer is not given is right. */
export function craftBinaryPlist(objects: readonly (readonly number[])[], trailer: CraftedTrailer = {}): Uint8Array {
  const offsets: number[] = [];
  const body = [...Buffer.from('bplist00')];
  for (const object of objects) {
    offsets.push(body.length);
    for (const byte of object) body.push(byte);
  }
  const end = Buffer.alloc(32);
  end[6] = 4;
  end[7] = trailer.refSize ?? 1;
  end.writeBigUInt64BE(BigInt(trailer.objectCount ?? objects.length), 8);
  end.writeBigUInt64BE(BigInt(trailer.top ?? 0), 16);
  end.writeBigUInt64BE(BigInt(trailer.tableStart ?? body.length), 24);
  const table = Buffer.alloc(offsets.length * 4);
  offsets.forEach((offset, index) => table.writeUInt32BE(offset, index * 4));
  return Uint8Array.from(Buffer.concat([Uint8Array.from(body), table, end]));
}
