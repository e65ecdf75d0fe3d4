/** Which simulated phone stands for a version of iOS. */
import { compareVersions } from '../base/index.ts';
import { SimulatorError, phoneChoices, type PhoneChoice, type SimulatedDeviceOptions } from '../simulated-device/index.ts';

const USUAL = 'iphone';
const MAJOR_ALONE = /^\d{1,3}$/;
const VERSION = /^\d+(?:\.\d+){1,2}$/;

/**
 * The usual iPhone if it ran that version, or else the first phone that did. A major version alone means the one that the phone usually has, else the newest. @throws SimulatorError
 * 'simulator-version-impossible'; what is no version is left to the simulated device, which says so.
 */
export function phoneOfVersion(productVersion: string | undefined): Pick<SimulatedDeviceOptions, 'preset' | 'productVersion'> {
  if (productVersion === undefined) return { preset: USUAL };
  const { presets, models } = phoneChoices();
  const choices = [...presets.toSorted((one, other) => Number(other.preset === USUAL) - Number(one.preset === USUAL)), ...models];
  for (const choice of choices) {
    const version = versionOf(choice, productVersion);
    if (version !== undefined) return { preset: choice.preset, productVersion: version };
  }
  const [usual] = choices;
  if (usual !== undefined && (VERSION.test(productVersion) || MAJOR_ALONE.test(productVersion))) throw impossible(usual, productVersion);
  return { preset: USUAL, productVersion };
}

/** The version that a given model has: of a major version alone, one that it ran; anything else is left to the simulated device. */
export function versionOfPreset(preset: string, productVersion: string): string {
  const { presets, models } = phoneChoices();
  const choice = [...presets, ...models].find((each) => each.preset === preset);
  if (choice === undefined || !MAJOR_ALONE.test(productVersion)) return productVersion;
  const version = versionOf(choice, productVersion);
  if (version === undefined) throw impossible(choice, productVersion);
  return version;
}

/** A simulated device would behave as the newest that is known, and nobody knows whether that version does. */
function impossible({ productType, versions, preset }: PhoneChoice, productVersion: string): SimulatorError {
  const [last, first] = [versions.at(0), versions.at(-1)].map((version) => version?.productVersion);
  return new SimulatorError('simulator-version-impossible', `no phone ran iOS ${productVersion}`, {
    data: { productType, productVersion, first, last, presets: [preset] },
  });
}

function versionOf({ versions, productVersion: own }: PhoneChoice, wanted: string): string | undefined {
  const known = versions.map(({ productVersion }) => productVersion);
  if (!MAJOR_ALONE.test(wanted)) return isBetween(wanted, known) ? wanted : undefined;
  const ofMajor = known.filter((version) => version.startsWith(`${wanted}.`));
  return ofMajor.includes(own) ? own : ofMajor[0];
}

/** The tables have not every version that there was. */
function isBetween(wanted: string, known: readonly string[]): boolean {
  const [newest, oldest] = [known.at(0), known.at(-1)];
  if (newest === undefined || oldest === undefined || !VERSION.test(wanted)) return false;
  return compareVersions(wanted, oldest) >= 0 && compareVersions(wanted, newest) <= 0;
}
