/** Typed look-ups in a plist dictionary: undefined when the key is absent or holds another type. */
import { APPLE_EPOCH_MS } from './apple-epoch.ts';
import type { PlistDict, PlistValue } from './value.ts';

export function stringAt(dict: PlistDict, key: string): string | undefined {
  const value = dict.get(key);
  return typeof value === 'string' ? value : undefined;
}

export function intAt(dict: PlistDict, key: string): bigint | undefined {
  const value = dict.get(key);
  return typeof value === 'bigint' ? value : undefined;
}

/**
 * Reads an integer as a signed 64-bit number. pymobiledevice3 writes −13 in XML as 18446744073709551603, so status and error codes must be read
 * with this function.
 */
export function signedIntAt(dict: PlistDict, key: string): bigint | undefined {
  const value = intAt(dict, key);
  return value === undefined ? undefined : BigInt.asIntN(64, value);
}

/** An integer or a real as a JavaScript number (integers beyond 2^53 lose precision). */
export function numberAt(dict: PlistDict, key: string): number | undefined {
  const value = dict.get(key);
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' ? value : undefined;
}

/** A point in time that is kept as seconds since 2001, as devices keep the dates of their backups. */
export function appleDateAt(dict: PlistDict, key: string): Date | undefined {
  const seconds = numberAt(dict, key);
  return seconds === undefined ? undefined : new Date(seconds * 1000 + APPLE_EPOCH_MS);
}

export function boolAt(dict: PlistDict, key: string): boolean | undefined {
  const value = dict.get(key);
  return typeof value === 'boolean' ? value : undefined;
}

export function dataAt(dict: PlistDict, key: string): Uint8Array | undefined {
  const value = dict.get(key);
  return value instanceof Uint8Array ? value : undefined;
}

export function dateAt(dict: PlistDict, key: string): Date | undefined {
  const value = dict.get(key);
  return value instanceof Date ? value : undefined;
}

export function arrayAt(dict: PlistDict, key: string): PlistValue[] | undefined {
  const value = dict.get(key);
  return Array.isArray(value) ? value : undefined;
}

export function dictAt(dict: PlistDict, key: string): PlistDict | undefined {
  const value = dict.get(key);
  return value instanceof Map ? value : undefined;
}
