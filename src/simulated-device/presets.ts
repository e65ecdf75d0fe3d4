/** The phones one can ask for by name: a model, a version and a name. */
import { SimulatorError } from './errors.ts';
import { MODELS, type DeviceModel } from './models.ts';

export interface Preset {
  readonly id: string;
  readonly model: DeviceModel;
  readonly productVersion: string;
  /** What the device is called unless somebody names it. */
  readonly name: string;
}

export const PRESETS: readonly Preset[] = [
  { id: 'iphone', model: MODELS['iPhone14,5'], productVersion: '17.5.1', name: 'iPhone' },
  { id: 'iphone-old', model: MODELS['iPhone9,1'], productVersion: '13.3.1', name: 'iPhone' },
  { id: 'ipad', model: MODELS['iPad12,1'], productVersion: '18.2.1', name: 'iPad' },
];

/** Throws `simulator-preset-unknown`. */
export function presetById(id: string): Preset {
  const preset = PRESETS.find((candidate) => candidate.id === id);
  if (preset) return preset;
  const known = PRESETS.map((candidate) => candidate.id);
  throw new SimulatorError('simulator-preset-unknown', `there is no preset ${JSON.stringify(id)}`, { data: { preset: id, known } });
}
