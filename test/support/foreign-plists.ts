/** Python's plistlib as a second opinion: reads binary property lists and writes each again in both formats. */
import { spawnSync } from 'node:child_process';
import { systemErrorCode } from '../../src/base/index.ts';

const script = `
import plistlib, struct, sys
source, sink = sys.stdin.buffer, sys.stdout.buffer
while head := source.read(4):
    value = plistlib.loads(source.read(struct.unpack('>I', head)[0]))
    for form in (plistlib.FMT_BINARY, plistlib.FMT_XML):
        written = plistlib.dumps(value, fmt=form, sort_keys=False)
        sink.write(struct.pack('>I', len(written)) + written)
`;

/** For each property list (of either format) what plistlib makes of it, as binary and as XML. */
export function throughPlistlib(plists: readonly Uint8Array[]): { binary: Uint8Array; xml: Uint8Array }[] {
  const input = Buffer.concat(plists.flatMap((bytes) => [lengthOf(bytes), bytes]));
  const { error, status, stdout, stderr } = spawnSync('python3', ['-c', script], { input, maxBuffer: 2 ** 30 });
  if (systemErrorCode(error) === 'ENOENT') {
    throw new Error('python3 is missing; install it with: sudo apt-get install -y python3', { cause: error });
  }
  if (status !== 0) throw new Error(`plistlib refused: ${stderr.toString()}`);
  const answers = [...frames(stdout)];
  return plists.map((_, index) => ({ binary: answers[2 * index] ?? new Uint8Array(), xml: answers[2 * index + 1] ?? new Uint8Array() }));
}

function lengthOf(bytes: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return length;
}

function* frames(bytes: Buffer): Iterable<Uint8Array> {
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 + bytes.readUInt32BE(at);
    yield new Uint8Array(bytes.subarray(at + 4, end));
    at = end;
  }
}
