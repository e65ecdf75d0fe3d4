/** Sizes as people write them in a contract: 500KB and 10MB count in thousands, 1MiB in 1024s. */

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1000,
  mb: 1000 ** 2,
  gb: 1000 ** 3,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};

/** Returns undefined if the text is not a size. */
export function bytesOfSize(text: string): number | undefined {
  const [, number = '', unit = ''] = /^\s*(\d{1,12}(?:\.\d{1,3})?)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const factor = number === '' ? undefined : UNITS[unit.toLowerCase()];
  return factor === undefined ? undefined : Math.round(Number(number) * factor);
}

/** The shortest text that means at least so much, for a contract that is written. */
export function sizeText(bytes: number): string {
  for (const [unit, factor] of [
    ['GB', 1000 ** 3],
    ['MB', 1000 ** 2],
    ['KB', 1000],
  ] as const) {
    if (bytes >= factor) return `${String(Math.ceil((bytes / factor) * 10) / 10)}${unit}`;
  }
  return `${bytes.toString()}B`;
}
