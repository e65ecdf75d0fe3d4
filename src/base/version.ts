/** Versions of systems as text: "17", "17.5", "17.5.1". What is absent or no number counts as 0. */

/** Compares two versions by their first three parts. Negative, 0 or positive if `a` is older than, equal to or newer than `b`. */
export function compareVersions(a: string, b: string): number {
  const [one, other] = [partsOf(a), partsOf(b)];
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}

/** The first number of a version. Undefined if the text does not begin with a number. */
export function majorOf(version: string): number | undefined {
  const major = Number.parseInt(version, 10);
  return Number.isNaN(major) ? undefined : major;
}

function partsOf(version: string): [number, number, number] {
  const [major, minor, patch] = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  return [major ?? 0, minor ?? 0, patch ?? 0];
}
