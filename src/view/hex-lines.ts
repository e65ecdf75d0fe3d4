/** Bytes as lines for people: the place, 16 bytes, and the characters that are printable ASCII. */

const BYTES_A_LINE = 16;

/** `00000010  48 65 6c 6c 6f 20 77 6f  72 6c 64 21              |Hello world!|`; `from` is the place of the first byte. */
export function hexLines(data: Uint8Array, from: number): string[] {
  const lines: string[] = [];
  for (let at = 0; at < data.length; at += BYTES_A_LINE) {
    const bytes = [...data.subarray(at, at + BYTES_A_LINE)];
    const digits = bytes.map((byte) => byte.toString(16).padStart(2, '0'));
    const halves = `${digits.slice(0, 8).join(' ').padEnd(23)}  ${digits.slice(8).join(' ').padEnd(23)}`;
    const characters = bytes.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${(from + at).toString(16).padStart(8, '0')}  ${halves}  |${characters}|`);
  }
  return lines;
}
