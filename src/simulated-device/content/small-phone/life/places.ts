/** Made-up places, all of them in the open sea: photos, events and workouts happen there. */
import type { SeededRandom } from '../../seeded-random.ts';

export interface Place {
  readonly name: string;
  readonly address: string;
  /** Degrees. */
  readonly latitude: number;
  /** Degrees. */
  readonly longitude: number;
}

export const SAMPLE_PLACES: readonly Place[] = [
  { name: 'Sample Bay', address: 'Sample Bay, North Atlantic Ocean', latitude: 41.25, longitude: -36.5 },
  { name: 'Sample Reef', address: 'Sample Reef, South Pacific Ocean', latitude: -21.75, longitude: -118.25 },
  { name: 'Sample Sound', address: 'Sample Sound, Indian Ocean', latitude: -12.5, longitude: 82.125 },
  { name: 'Sample Strait', address: 'Sample Strait, South Atlantic Ocean', latitude: -30.625, longitude: -15.375 },
];

/** Within some two kilometers of the place, exactly as a binary fraction writes it. */
export function near(place: Place, random: SeededRandom): { latitude: number; longitude: number } {
  return { latitude: place.latitude + random.int(-64, 64) / 4096, longitude: place.longitude + random.int(-64, 64) / 4096 };
}
