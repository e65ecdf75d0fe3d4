/** Reads a baseline JPEG far enough to know that all of it decodes: the mean brightness of every 8×8 block. Shares no code with the writer. */
import assert from 'node:assert/strict';

export interface Luminance {
  readonly width: number;
  readonly height: number;
  /** Mean brightness (0–255) of each block, row by row. */
  readonly blocks: readonly number[];
}

interface Tables {
  /** Code of a length and value → symbol, for each table id (0x00 DC, 0x10 AC). */
  readonly huffman: Map<number, Map<string, number>>;
  quantDc: number;
}

/** Only files with three components that are not subsampled, and with one table of each kind, as the phone's are. */
export function jpegLuminance(jpeg: Buffer): Luminance {
  assert.equal(jpeg.readUInt16BE(0), 0xffd8);
  assert.equal(jpeg.readUInt16BE(jpeg.length - 2), 0xffd9);
  const tables: Tables = { huffman: new Map(), quantDc: 0 };
  let [width, height] = [0, 0];
  for (let at = 2; ;) {
    const [marker, length] = [jpeg.readUInt16BE(at), jpeg.readUInt16BE(at + 2)];
    const body = jpeg.subarray(at + 4, at + 2 + length);
    at += 2 + length;
    if (marker === 0xffdb) tables.quantDc = body[1] ?? 0;
    if (marker === 0xffc4) tables.huffman.set(body[0] ?? 0, readTable(body));
    if (marker === 0xffc0) [height, width] = [body.readUInt16BE(1), body.readUInt16BE(3)];
    if (marker === 0xffda) return { width, height, blocks: readScan(jpeg.subarray(at, -2), tables, (width / 8) * (height / 8)) };
  }
}

function readTable(body: Buffer): Map<string, number> {
  const codes = new Map<string, number>();
  let [code, symbol] = [0, 17];
  for (let length = 1; length <= 16; length++, code <<= 1) {
    for (let n = 0; n < (body[length] ?? 0); n++) codes.set(`${length}:${code++}`, body[symbol++] ?? 0);
  }
  return codes;
}

function readScan(scan: Buffer, { huffman, quantDc }: Tables, count: number): number[] {
  const bits = bitReader(scan);
  const symbol = (table: number) => {
    const codes = huffman.get(table) ?? assert.fail('no table');
    for (let [code, length] = [0, 1]; length <= 16; length++) {
      code = (code << 1) | bits(1);
      const found = codes.get(`${length}:${code}`);
      if (found !== undefined) return found;
    }
    return assert.fail('no such code');
  };
  const value = (size: number) => {
    const raw = size === 0 ? 0 : bits(size);
    return size > 0 && raw < 1 << (size - 1) ? raw - (1 << size) + 1 : raw;
  };
  const dc = [0, 0, 0];
  const blocks: number[] = [];
  for (let block = 0; block < count; block++) {
    for (let component = 0; component < 3; component++) {
      dc[component] = (dc[component] ?? 0) + value(symbol(0x00));
      for (let coefficient = 1; coefficient < 64; coefficient++) {
        const next = symbol(0x10);
        if (next === 0) break;
        coefficient += next >> 4;
        value(next & 15);
      }
    }
    blocks.push(((dc[0] ?? 0) * quantDc) / 8 + 128);
  }
  return blocks;
}

function bitReader(bytes: Buffer): (count: number) => number {
  let [at, bit] = [0, 0];
  return (count) => {
    let value = 0;
    for (let n = 0; n < count; n++) {
      const byte = bytes[at] ?? assert.fail('the picture ends early');
      value = (value << 1) | ((byte >> (7 - bit)) & 1);
      if (++bit < 8) continue;
      bit = 0;
      at += byte === 0xff ? 2 : 1;
    }
    return value;
  };
}
