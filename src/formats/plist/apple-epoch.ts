/** Apple's dates count from 2001-01-01T00:00:00Z: this moment in milliseconds since 1970. */
export const APPLE_EPOCH_MS = 978_307_200_000;
