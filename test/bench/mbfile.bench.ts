/** Decoding the blobs of an encrypted catalogue, one for each row: what reading a catalogue costs beyond SQLite. */
import { createHash } from 'node:crypto';
import { decodeMBFile, encodeMBFile, type MBFile } from '../../src/formats/index.ts';
import { decodeAnyMBFile } from '../../src/formats/keyed-archive/decode-mbfile.ts';
import { median } from './measure.ts';
import type { Benchmark } from './report.ts';

const BLOBS = 20_000;
const PASSES = 9;
const GOAL_MICROSECONDS = 2;

const benchmark: Benchmark = {
  title: 'MBFile, decoding a row',
  needs: { packages: [], diskMiB: 0, minutes: 1 },
  rows: function* () {
    const blobs = Array.from({ length: BLOBS }, (_, index) => encodeMBFile(encryptedFile(index)));
    const quick: number[] = [];
    const general: number[] = [];
    for (let pass = 0; pass < PASSES; pass++) {
      quick.push(microsecondsEach(blobs, decodeMBFile));
      general.push(microsecondsEach(blobs, decodeAnyMBFile));
    }
    const bytes = blobs.reduce((sum, blob) => sum + blob.length, 0) / blobs.length;
    // The first pass is for the compiler.
    const [own, other] = [median(quick.slice(1)), median(general.slice(1))];
    yield {
      what: `encrypted files, ${bytes.toFixed(0)} bytes a blob`,
      measured: `${own.toFixed(2)} µs (the general reader ${other.toFixed(2)} µs)`,
      goal: `≤ ${String(GOAL_MICROSECONDS)} µs`,
      met: own <= GOAL_MICROSECONDS,
    };
  },
};

export default benchmark;

/** As in the catalogue of a device: every file has a key, those of system domains a digest. (With the directories, which have neither, real
 * blobs have about 520 bytes; files cost the most.) */
function encryptedFile(index: number): MBFile {
  const digest = createHash('sha1').update(String(index)).digest();
  return {
    relativePath: `Library/Application Support/File ${String(index)}.dat`,
    mode: 0o100644,
    inode: BigInt(4_000_000 + index),
    userId: 501,
    groupId: 501,
    lastModified: 1_700_000_000 + index,
    lastStatusChange: 1_700_000_100 + index,
    birth: 1_690_000_000 + index,
    size: (index * 7919) % 5_000_000,
    protectionClass: index % 3 === 0 ? 4 : 3,
    flags: 0,
    encryptionKey: Buffer.concat([Uint8Array.of(3, 0, 0, 0), digest, digest]),
    ...(index % 3 === 0 && { digest }),
  };
}

function microsecondsEach(blobs: readonly Uint8Array[], decode: (blob: Uint8Array) => MBFile): number {
  const start = performance.now();
  let checksum = 0;
  for (const blob of blobs) checksum += decode(blob).size;
  if (checksum === 0) throw new Error('nothing was decoded');
  return ((performance.now() - start) * 1000) / blobs.length;
}
