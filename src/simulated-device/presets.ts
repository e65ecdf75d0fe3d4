/** The phones that can be asked for by name: a model, a version and a name. */
import { SimulatorError } from './errors.ts';
import { MODELS, modelOf, newestVersionOf, ranVersion, type DeviceModel } from './models/models.ts';

/** A phone with a name that callers can ask for. */
export interface Preset {
  readonly id: string;
  readonly model: DeviceModel;
  readonly productVersion: string;
  /** The default name of the device. */
  readonly name: string;
}

/**
 * The phones that have names. The first three are for callers who do not care about the version. Each of the others represents what iOS did at
 * its time.
 */
export const PRESETS: readonly Preset[] = [
  { id: 'iphone', model: MODELS['iPhone14,5'], productVersion: '17.5.1', name: 'iPhone' },
  { id: 'iphone-old', model: MODELS['iPhone9,1'], productVersion: '13.3.1', name: 'iPhone' },
  { id: 'ipad', model: MODELS['iPad12,1'], productVersion: '18.2.1', name: 'iPad' },
  { id: 'ipad-old', model: MODELS['iPad2,1'], productVersion: '9.3.5', name: 'iPad' },
  { id: 'ipod', model: MODELS['iPod9,1'], productVersion: '15.8.3', name: 'iPod touch' },
  { id: 'ipod-old', model: MODELS['iPod7,1'], productVersion: '12.5.7', name: 'iPod touch' },
  { id: 'ios-9', model: MODELS['iPhone6,2'], productVersion: '9.3.5', name: 'iPhone' },
  { id: 'ios-10', model: MODELS['iPhone8,1'], productVersion: '10.3.3', name: 'iPhone' },
  { id: 'ios-12', model: MODELS['iPhone6,2'], productVersion: '12.5.7', name: 'iPhone' },
  { id: 'ios-13', model: MODELS['iPhone11,8'], productVersion: '13.7', name: 'iPhone' },
  { id: 'ios-15', model: MODELS['iPhone8,1'], productVersion: '15.8.3', name: 'iPhone' },
  { id: 'ios-16', model: MODELS['iPhone10,4'], productVersion: '16.7.10', name: 'iPhone' },
  { id: 'ios-17', model: MODELS['iPhone15,4'], productVersion: '17.6.1', name: 'iPhone' },
  { id: 'ios-18', model: MODELS['iPhone17,3'], productVersion: '18.5', name: 'iPhone' },
  { id: 'ios-26', model: MODELS['iPhone18,3'], productVersion: '26.1', name: 'iPhone' },
  { id: 'ios-27', model: MODELS['iPhone18,3'], productVersion: '27.0.1', name: 'iPhone' },
];

/** By its id; a product type ("iPhone12,1") is that model with the newest version it ran. Throws `simulator-preset-unknown`. */
export function presetById(id: string): Preset {
  const preset = PRESETS.find((candidate) => candidate.id === id);
  if (preset) return preset;
  const model = modelOf(id);
  if (model) return { id, model, productVersion: newestVersionOf(model), name: NAMES[model.deviceClass] };
  const known = PRESETS.map((candidate) => candidate.id);
  throw new SimulatorError('simulator-preset-unknown', `there is no preset ${JSON.stringify(id)}`, { data: { preset: id, known } });
}

/** The ids of the presets whose model ran that version. Throws `simulator-version-malformed`. */
export function presetsThatRan(productVersion: string): string[] {
  return PRESETS.filter(({ model }) => ranVersion(model, productVersion)).map(({ id }) => id);
}

const NAMES = { iPhone: 'iPhone', iPad: 'iPad', iPod: 'iPod touch' } as const;
