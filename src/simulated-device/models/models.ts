/** The hardware models that can be simulated, and which iOS versions each of them ran. */
import { compareVersions } from '../../base/index.ts';
import { SimulatorError } from '../errors.ts';
import { NEWEST_VERSION, parseVersion } from '../ios-versions.ts';
import type { DeviceModel } from './device-model.ts';
import { IPADS } from './ipads.ts';
import { IPHONES } from './iphones.ts';
import { IPODS } from './ipods.ts';

export type { DeviceModel } from './device-model.ts';

export const MODELS = { ...IPHONES, ...IPADS, ...IPODS } as const;

/** Undefined for a product type that is not in the tables. */
export function modelOf(productType: string): DeviceModel | undefined {
  return Object.values<DeviceModel>(MODELS).find((model) => model.productType === productType);
}

/** Throws `simulator-version-malformed`. */
export function ranVersion({ firstVersion, lastVersion }: DeviceModel, productVersion: string): boolean {
  parseVersion(productVersion);
  if (compareVersions(productVersion, firstVersion) < 0) return false;
  return lastVersion === undefined || compareVersions(cutTo(productVersion, lastVersion), lastVersion) <= 0;
}

/** The newest version of the tables that the model ran. */
export function newestVersionOf({ lastVersion = NEWEST_VERSION }: DeviceModel): string {
  return lastVersion;
}

/** @throws SimulatorError `simulator-version-impossible`; `presets` are the ids of those that could */
export function requireVersion(model: DeviceModel, productVersion: string, presets: readonly string[]): void {
  if (ranVersion(model, productVersion)) return;
  const { productType, firstVersion: first } = model;
  const last = newestVersionOf(model);
  throw new SimulatorError('simulator-version-impossible', `${productType} never ran iOS ${productVersion}`, {
    data: { productType, productVersion, first, last, presets: presets.length > 0 ? presets : ['–'] },
  });
}

/** 15.8.3 counts as 15.8 where the last version is written so. */
function cutTo(productVersion: string, lastVersion: string): string {
  const { major, minor } = parseVersion(productVersion);
  return lastVersion.split('.').length > 2 ? productVersion : `${major}.${minor}`;
}
