/** Backups with a few bits of their own files flipped: by numbers that look like chance and are the same in every run. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Specimen } from './specimen.ts';
import type { Era } from './written-backups.ts';

/** The files of a backup that are no content. */
export function ownFilesOf(era: Era): string[] {
  return [`Manifest.${era.catalogue}`, 'Manifest.plist', 'Status.plist', 'Info.plist'];
}

/** Calls `look` for each of so many backups; every twentieth is worth a longer look. */
export async function withBitsFlipped(
  era: Era,
  count: number,
  look: (specimen: Specimen, what: string, isLong: boolean) => Promise<unknown>,
): Promise<void> {
  using specimen = await Specimen.of(era);
  const seed = numbersOf(era.name);
  const names = ownFilesOf(era);
  for (let flip = 0; flip < count; flip++) {
    const name = names[seed() % names.length] ?? assert.fail();
    const file = join(specimen.path, name);
    const whole = readFileSync(file);
    const changed = Buffer.from(whole);
    const bits = 1 + (seed() % 4);
    for (let bit = 0; bit < bits; bit++) {
      const at = seed() % whole.length;
      changed[at] = (changed[at] ?? 0) ^ (1 << (seed() % 8));
    }
    writeFileSync(file, changed);
    await look(specimen, `flip ${flip.toString()} in ${name}`, flip % 20 === 0);
    writeFileSync(file, whole);
  }
}

function numbersOf(seed: string): () => number {
  let drawn = 0;
  return () => createHash('sha256').update(`${seed} ${(drawn++).toString()}`).digest().readUInt32BE();
}
