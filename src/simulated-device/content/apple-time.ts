/** Dates as apps on the phone store them: counted from 2001. */
import { APPLE_EPOCH_MS } from '../../formats/index.ts';

const APPLE_EPOCH_SECONDS = APPLE_EPOCH_MS / 1000;

/** Seconds since 2001 of a Unix time in seconds. */
export function appleSeconds(unixSeconds: number): number {
  return unixSeconds - APPLE_EPOCH_SECONDS;
}

/** Nanoseconds since 2001, as Messages counts. */
export function appleNanoseconds(unixSeconds: number): bigint {
  return BigInt(appleSeconds(unixSeconds)) * 1_000_000_000n;
}
