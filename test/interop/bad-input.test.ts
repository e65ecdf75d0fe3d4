/** Backups that are hostile, cut off anywhere or full of flipped bits: always a report or a coded error, in time, in 256 MB of heap. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownFilesOf, withBitsFlipped } from '../support/corpus/flipped-bits.ts';
import type { LookAnswer, LookRequest } from '../support/corpus/hard-look.ts';
import { startHardLooker, type HardLooker } from '../support/corpus/hard-looker.ts';
import { HOSTILE_INPUT } from '../support/corpus/hostile-input.ts';
import { Specimen } from '../support/corpus/specimen.ts';
import { ERAS, writtenBackup } from '../support/corpus/written-backups.ts';

const SECOND = 1000;
const MOST_MEMORY = 700 * 1024 * 1024;
/** Three hundred in `npm run test:hard -- flipped-bits-ERA`. */
const FLIPS_PER_ERA = 20;

describe('bad input ends in a report or a coded error', () => {
  let looker: HardLooker;

  before(async () => {
    await Promise.all(ERAS.map(writtenBackup));
    looker = startHardLooker();
  });

  after(() => looker[Symbol.asyncDispose]());

  /** After a process that died the next input gets a new one. */
  async function lookOrDie(request: LookRequest, what: string): Promise<LookAnswer> {
    try {
      return await looker.look(request, 30 * SECOND);
    } catch (error) {
      looker = startHardLooker();
      throw new Error(what, { cause: error });
    }
  }

  /** One look that must go well, whatever it finds. */
  async function survives(specimen: Specimen, what: string, open = false) {
    const answer = await lookOrDie({ path: specimen.path, password: specimen.facts.password, open }, what);
    assert.equal(answer.crash, undefined, what);
    assert.ok(answer.peakBytes < MOST_MEMORY, `${what}: ${answer.peakBytes.toString()} bytes of memory`);
    return answer;
  }

  for (const { what, eras, harm, onlyJudged = false, unlock, verdict } of HOSTILE_INPUT) {
    it(what, async () => {
      for (const era of ERAS.filter((candidate) => eras?.(candidate) ?? true)) {
        using specimen = await Specimen.of(era);
        harm(specimen);
        const answer = await survives(specimen, `${what}, ${era.name}`, !onlyJudged);
        if (unlock !== undefined && era.encrypted) assert.equal(answer.unlock, unlock, era.name);
        const expected = typeof verdict === 'string' ? [verdict] : verdict;
        if (expected !== undefined) assert.ok(expected.includes(answer.verify as never), `${era.name}: ${JSON.stringify(answer)}`);
      }
    });
  }

  for (const era of ERAS) {
    it(`cut off at many places (${era.name})`, async () => {
      using specimen = await Specimen.of(era);
      for (const name of ownFilesOf(era)) {
        const file = join(specimen.path, name);
        const whole = readFileSync(file);
        for (const length of boundaries(specimen, name, whole.length)) {
          writeFileSync(file, whole.subarray(0, length));
          await survives(specimen, `${name} of ${length.toString()} bytes`);
        }
        writeFileSync(file, whole);
      }
    });

    it(`with bits flipped anywhere (${era.name})`, async () => {
      await withBitsFlipped(era, FLIPS_PER_ERA, survives);
    });
  }
});

/** Where one structure ends and the next begins, and a few places on the way. */
function boundaries(specimen: Specimen, name: string, length: number): number[] {
  const ends = (places: readonly number[]) => [...new Set(places)].filter((place) => place >= 0 && place < length);
  if (name === 'Manifest.mbdb') {
    const { offset, bytes } = specimen.facts.files[3]?.record ?? assert.fail();
    // One whole record byte by byte, and the beginnings of some others.
    const inRecord = Array.from({ length: Math.min(bytes, 60) }, (_, at) => offset + at);
    const starts = specimen.facts.files.filter((_, index) => index % 20 === 0).map(({ record }) => record?.offset ?? 0);
    return ends([0, 3, 5, 6, ...inRecord, ...starts, length - 1]);
  }
  if (name === 'Manifest.db') {
    const pages = Array.from({ length: Math.ceil(length / 4096) }, (_, page) => page * 4096);
    return ends([
      15,
      16,
      99,
      100,
      ...pages.flatMap((start) => [start, start + 1, start + 16]).filter((_, index) => index % 3 === 0),
      length - 1,
    ]);
  }
  return ends([0, 1, 6, 8, 9, Math.floor(length / 3), Math.floor(length / 2), length - 33, length - 32, length - 8, length - 1]);
}
