/** Photos made by code: baseline JPEG files that every viewer shows, a sky over hills, different for every seed. */
import { encodeExif, type CameraFacts } from './exif.ts';
import type { SeededRandom } from './seeded-random.ts';

interface PhotoSize {
  readonly width: number;
  readonly height: number;
}

/** Brightness and the two colour differences, 0–255 each, as JPEG stores them. */
type Colour = readonly [y: number, cb: number, cr: number];

/** The colour at a place, column by column so that a column's outlines are worked out once; 0–1 from left to right and from top to bottom. */
type Scene = (x: number) => (y: number) => Colour;

const BLOCK = 8;
/** One step of quantisation for every coefficient: fine enough for smooth pictures. */
const QUANT_STEP = 8;
/** The DC coefficient is eight times the mean; a ramp of one per pixel has this first AC coefficient. */
const DC_PER_LEVEL = 8;
const AC_PER_SLOPE = -18.222;
/** End of block: no further coefficients. */
const EOB = 0x00;

/**
 * A picture of which every 8×8 block has a colour and a slope: three coefficients of 64, so that no transform is needed.
 * Layout: ITU-T T.81, annexes B and F; each marker is 0xFF, its code, u16be length (itself included), payload.
 */
export function encodeJpeg(size: PhotoSize, scene: Scene, camera?: CameraFacts): Uint8Array {
  const { width, height } = size;
  return Buffer.concat([
    Buffer.of(0xff, 0xd8),
    camera === undefined ? Buffer.alloc(0) : marker(0xe1, encodeExif(camera)),
    marker(0xdb, Buffer.of(0, ...new Array<number>(64).fill(QUANT_STEP))),
    marker(0xc0, Buffer.of(8, height >> 8, height & 255, width >> 8, width & 255, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0)),
    marker(0xc4, Buffer.of(0x00, ...DC_TABLE)),
    marker(0xc4, Buffer.of(0x10, ...AC_TABLE)),
    marker(0xda, Buffer.of(3, 1, 0, 2, 0, 3, 0, 0, 63, 0)),
    encodeBlocks(size, scene),
    Buffer.of(0xff, 0xd9),
  ]);
}

/** Twelve codes of four bits: the code of a size class is the class. */
const DC_TABLE = [0, 0, 0, 12, ...new Array<number>(12).fill(0), ...Array.from({ length: 12 }, (_, size) => size)];
/** One code of eight bits for each symbol; only those that are used are listed: end of block, and sizes 1–10 after no or one zero. */
const AC_SYMBOLS = [EOB, ...Array.from({ length: 10 }, (_, n) => n + 1), ...Array.from({ length: 10 }, (_, n) => 0x10 | (n + 1))];
const AC_TABLE = [0, 0, 0, 0, 0, 0, 0, AC_SYMBOLS.length, ...new Array<number>(8).fill(0), ...AC_SYMBOLS];

function marker(code: number, payload: Uint8Array): Buffer {
  const length = payload.length + 2;
  return Buffer.concat([Buffer.of(0xff, code, length >> 8, length & 255), payload]);
}

function encodeBlocks({ width, height }: PhotoSize, scene: Scene): Uint8Array {
  const bits = new BitWriter();
  const previous: [number, number, number] = [0, 0, 0];
  const columns = Array.from({ length: Math.ceil(width / BLOCK) }, (_, index) => ({
    middle: scene((index * BLOCK + BLOCK / 2) / width),
    edge: scene(((index + 1) * BLOCK) / width),
  }));
  for (let y = 0; y < height; y += BLOCK) {
    for (const column of columns) {
      const here = column.middle((y + BLOCK / 2) / height);
      const right = column.edge((y + BLOCK / 2) / height);
      const below = column.middle((y + BLOCK) / height);
      for (const channel of [0, 1, 2] as const) {
        const slope = (to: Colour) => (to[channel] - here[channel]) / (BLOCK / 2);
        const dc = Math.round(((here[channel] - 128) * DC_PER_LEVEL) / QUANT_STEP);
        writeDifference(bits, dc - previous[channel]);
        previous[channel] = dc;
        writeSlopes(bits, quantise(slope(right)), quantise(slope(below)));
      }
    }
  }
  return bits.finish();
}

/** A block straddling an edge of the scene has a huge slope; flattened, it looks like the edge it is. */
function quantise(slope: number): number {
  if (Math.abs(slope) > 6) return 0;
  return Math.round((slope * AC_PER_SLOPE) / QUANT_STEP);
}

function writeDifference(bits: BitWriter, value: number): void {
  const size = sizeClass(value);
  bits.write(size, 4);
  bits.write(value < 0 ? value + (1 << size) - 1 : value, size);
}

/** The first two coefficients behind DC in zigzag order: horizontal, then vertical. */
function writeSlopes(bits: BitWriter, horizontal: number, vertical: number): void {
  if (horizontal !== 0) writeCoefficient(bits, 0, horizontal);
  if (vertical !== 0) writeCoefficient(bits, horizontal === 0 ? 1 : 0, vertical);
  bits.write(0, 8);
}

function writeCoefficient(bits: BitWriter, zerosBefore: 0 | 1, value: number): void {
  const size = sizeClass(value);
  bits.write(zerosBefore * 10 + size, 8);
  bits.write(value < 0 ? value + (1 << size) - 1 : value, size);
}

function sizeClass(value: number): number {
  return 32 - Math.clz32(Math.abs(value));
}

/** Bits, most significant first; a byte FF is followed by 00 so that it is not taken for a marker. */
class BitWriter {
  #bytes = Buffer.alloc(16_384);
  #length = 0;
  #held = 0;
  #heldBits = 0;

  write(value: number, count: number): void {
    this.#held = (this.#held << count) | value;
    this.#heldBits += count;
    while (this.#heldBits >= 8) {
      this.#heldBits -= 8;
      this.#put((this.#held >>> this.#heldBits) & 0xff);
    }
    this.#held &= (1 << this.#heldBits) - 1;
  }

  finish(): Uint8Array {
    if (this.#heldBits > 0) this.write((1 << (8 - this.#heldBits)) - 1, 8 - this.#heldBits);
    return this.#bytes.subarray(0, this.#length);
  }

  #put(byte: number): void {
    if (this.#length + 2 > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.#bytes.length)]);
    this.#bytes[this.#length++] = byte;
    if (byte === 0xff) this.#bytes[this.#length++] = 0;
  }
}

/** A sky, a sun and three ranges of hills. */
export function landscape(random: SeededRandom): Scene {
  const sky: Colour = [random.int(150, 220), random.int(130, 165), random.int(95, 140)];
  const sun = { x: random.int(10, 90) / 100, y: random.int(8, 30) / 100, radius: random.int(4, 9) / 100 };
  const ranges = [0, 1, 2].map((index) => ({
    base: 0.45 + index * 0.17 + random.int(-4, 4) / 100,
    waves: [random.int(1, 3), random.int(4, 9)] as const,
    phase: random.int(0, 628) / 100,
    colour: [130 - index * 35 + random.int(-12, 12), random.int(95, 125), random.int(95, 140)] as const,
  }));
  return (x) => {
    const hills = ranges
      .map((range) => ({
        edge: range.base + 0.07 * Math.sin(range.waves[0] * 6.28 * x + range.phase) + 0.02 * Math.sin(range.waves[1] * 6.28 * x),
        colour: range.colour,
      }))
      .reverse();
    return (y) => {
      for (const { edge, colour } of hills) if (y > edge) return [colour[0] + (y - edge) * 60, colour[1], colour[2]];
      if (Math.hypot((x - sun.x) * 1.33, y - sun.y) < sun.radius) return [245, 100, 145];
      return [sky[0] - y * 70, sky[1], sky[2] + y * 12];
    };
  };
}
