/** Reads the numbers of SQLite's file format, 1 to 9 bytes of 7 bits each, one after the other. */

export class VarintCursor {
  readonly bytes: Uint8Array;
  /** Where reading goes on. */
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  next(): number {
    const { bytes } = this;
    let byte = bytes[this.at++] ?? 0;
    let value = byte & 0x7f;
    for (let more = 0; byte >= 0x80 && more < 8; more++) {
      byte = bytes[this.at++] ?? 0;
      value = value * 128 + (byte & 0x7f);
    }
    return value;
  }
}
