/** Dates as apps of the phone store them: counted from 2001. */

/** Unix seconds of 2001-01-01T00:00:00Z. */
const APPLE_EPOCH_SECONDS = 978_307_200;

/** Seconds since 2001 of a Unix time in seconds. */
export function appleSeconds(unixSeconds: number): number {
  return unixSeconds - APPLE_EPOCH_SECONDS;
}

/** Nanoseconds since 2001, as Messages counts. */
export function appleNanoseconds(unixSeconds: number): bigint {
  return BigInt(appleSeconds(unixSeconds)) * 1_000_000_000n;
}
