/** What benchmarks need: said before anything is measured, and looked for then, because some measure for minutes before they use it. */
import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { type DebianPackage, offerDebianPackages, requireDebianPackages } from '../host/debian-packages.ts';

export interface Needs {
  /** Packages of Debian with the peers and the programs that a benchmark drives. */
  readonly packages: readonly DebianPackage[];
  /** The most that lies in the temporary folder at the same time. */
  readonly diskMiB: number;
  /** Only where they are so many that a file system can run out of places for them. */
  readonly files?: number;
  /** On two quiet cores; rounded up. */
  readonly minutes: number;
}

/** One line for each benchmark, and one for all. */
export function linesOf(all: readonly { readonly name: string; readonly title: string; readonly needs: Needs }[]): string[] {
  const minutes = all.reduce((sum, { needs }) => sum + needs.minutes, 0);
  const width = Math.max(...all.map(({ name }) => name.length));
  return [
    `Will run, about ${String(minutes)} min on a quiet machine with two cores:`,
    ...all.map(({ name, title, needs }) => `  ${name.padEnd(width)}  ${lineOf(needs)}: ${title}`),
  ];
}

function lineOf({ packages, diskMiB, minutes }: Needs): string {
  const disk = diskMiB === 0 ? 'no disk' : `${diskMiB.toLocaleString('en')} MiB of disk`;
  return [`${String(minutes)} min`, disk, ...packages].join(', ');
}

/** What is missing, and how to get it; empty when everything is there. Packages may be installed, as for tests. */
export async function missingOf(all: readonly Needs[]): Promise<string[]> {
  const packages = all.flatMap((needs) => needs.packages);
  await offerDebianPackages(packages);
  return [...missingPackages(packages), ...missingRoom(all)];
}

function missingPackages(packages: readonly DebianPackage[]): string[] {
  try {
    requireDebianPackages(packages);
    return [];
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [error.message];
  }
}

/** Benchmarks run one after the other and leave nothing, so that the one that takes most decides. */
function missingRoom(all: readonly Needs[]): string[] {
  const { bavail, bsize, files, ffree } = statfsSync(tmpdir());
  const wantedMiB = Math.max(...all.map(({ diskMiB }) => diskMiB));
  const wantedFiles = Math.max(...all.map((needs) => needs.files ?? 0));
  const freeMiB = Math.floor((bavail * bsize) / 1024 / 1024);
  const lacking: string[] = [];
  if (freeMiB < wantedMiB) lacking.push(`${String(wantedMiB)} MiB, ${String(freeMiB)} are free`);
  // File systems that make places for files as they are needed say that they have none at all.
  if (files > 0 && ffree < wantedFiles) lacking.push(`${String(wantedFiles)} files, there is room for ${String(ffree)}`);
  return lacking.map(
    (what) => `missing: room in ${tmpdir()} for ${what}. Make room, or name a roomier folder:\n  TMPDIR=FOLDER npm run bench`,
  );
}
