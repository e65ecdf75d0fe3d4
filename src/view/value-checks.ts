/** Run-time checks of single values that come from outside. */

export type Fields = Readonly<Record<string, unknown>>;

export const FILE_ID = /^[0-9a-f]{40}$/;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length <= longest;
}

export function isWhole(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

/** Of a fixed set of names. */
export function isOneOf(value: unknown, names: readonly string[]): value is string {
  return typeof value === 'string' && names.includes(value);
}
