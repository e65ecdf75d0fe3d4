/** GHASH, the checksum of GCM (NIST SP 800-38D section 6.4), without additional authenticated data. */

const BLOCK_BYTES = 16;
const WORDS = 4;
const BITS = 128;
/** x^128 + x^7 + x^2 + x + 1, its bits from the left. */
const REDUCTION = 0xe100_0000;

/**
 * Hashes `data`, filled up with zeros to whole blocks, and its length. Items of the keychain are short and each has its own key, so that
 * larger tables would cost more than they save.
 * @param hashKey 16 bytes
 * @returns 16 bytes
 */
export function ghash(hashKey: Uint8Array, data: Uint8Array): Uint8Array {
  const powers = multiplesOf(hashKey);
  const blocks = Math.ceil(data.length / BLOCK_BYTES);
  const padded = new Uint8Array((blocks + 1) * BLOCK_BYTES);
  padded.set(data);
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(data.length) * 8n);
  const state = new Uint32Array(WORDS);
  for (let at = 0; at < padded.length; at += BLOCK_BYTES) {
    for (let word = 0; word < WORDS; word++) state[word] = (state[word] ?? 0) ^ view.getUint32(at + word * 4);
    multiply(state, powers);
  }
  const result = new Uint8Array(BLOCK_BYTES);
  state.forEach((word, index) => {
    new DataView(result.buffer).setUint32(index * 4, word);
  });
  return result;
}

/** hashKey · x^i for i = 0…127, four words each. */
function multiplesOf(hashKey: Uint8Array): Uint32Array {
  const table = new Uint32Array(BITS * WORDS);
  const view = new DataView(hashKey.buffer, hashKey.byteOffset, BLOCK_BYTES);
  const value = [0, 4, 8, 12].map((at) => view.getUint32(at));
  for (let bit = 0; bit < BITS; bit++) {
    table.set(value, bit * WORDS);
    const [a = 0, b = 0, c = 0, d = 0] = value;
    value[3] = (d >>> 1) | (c << 31);
    value[2] = (c >>> 1) | (b << 31);
    value[1] = (b >>> 1) | (a << 31);
    value[0] = (a >>> 1) ^ (REDUCTION & -(d & 1));
  }
  return table;
}

/** state · hashKey: the sum of its multiples for the bits that are set; masks instead of branches, for the bits are secret. */
function multiply(state: Uint32Array, multiples: Uint32Array): void {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let bit = 0; bit < BITS; bit++) {
    const mask = -(((state[bit >> 5] ?? 0) >>> (31 - (bit & 31))) & 1);
    const at = bit * WORDS;
    a ^= (multiples[at] ?? 0) & mask;
    b ^= (multiples[at + 1] ?? 0) & mask;
    c ^= (multiples[at + 2] ?? 0) & mask;
    d ^= (multiples[at + 3] ?? 0) & mask;
  }
  state.set([a, b, c, d]);
}
