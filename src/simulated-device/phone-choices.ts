/** The phones that a person can choose from, with the versions that each of them ran: for programs that ask step by step. */
import { compareVersions } from '../base/index.ts';
import { KNOWN_VERSIONS, behaviourOf } from './ios-versions.ts';
import { MODELS, ranVersion, type DeviceModel } from './models/models.ts';
import { PRESETS, presetById, type Preset } from './presets.ts';

/** An iOS version of a model. */
export interface PhoneVersionChoice {
  readonly productVersion: string;
  /** A phone with a passcode asks for it before a backup. */
  readonly asksPasscode: boolean;
}

/** A preset or a model, as options and for people. */
export interface PhoneChoice {
  /** For the option `preset`. */
  readonly preset: string;
  readonly productType: string;
  /** What people call the model. */
  readonly marketingName: string;
  readonly deviceClass: DeviceModel['deviceClass'];
  /** The name of the device unless another is given. */
  readonly name: string;
  /** The version unless another is given; one of `versions`. */
  readonly productVersion: string;
  /** Those of the tables that the model ran, newest first. */
  readonly versions: readonly PhoneVersionChoice[];
}

/** Presets in their own order, and all models, each with what is possible for it. */
export function phoneChoices(): { readonly presets: readonly PhoneChoice[]; readonly models: readonly PhoneChoice[] } {
  return { presets: PRESETS.map(choiceOf), models: Object.keys(MODELS).map((productType) => choiceOf(presetById(productType))) };
}

function choiceOf({ id, model, productVersion, name }: Preset): PhoneChoice {
  const known = KNOWN_VERSIONS.filter((version) => ranVersion(model, version));
  const versions = known.sort((a, b) => compareVersions(b, a));
  return {
    preset: id,
    productType: model.productType,
    marketingName: model.marketingName,
    deviceClass: model.deviceClass,
    name,
    productVersion: versions.includes(productVersion) ? productVersion : (versions[0] ?? productVersion),
    versions: versions.map((version) => ({ productVersion: version, asksPasscode: behaviourOf(version).passcodeForBackup })),
  };
}
