/** The lists of package.json that come from the code. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PRESETS } from '../src/simulated-device/index.ts';
import { ROOT } from './bundles.ts';

const PRESET_ENUM = /("preset": \{\s*"type": "string",\s*"enum": \[)[^\]]*?(\n\s*\])/;

/** The manifest with every preset in the setting for simulated devices; all else as it stands there. */
export function manifestWithLists(): string {
  const present = readFileSync(join(ROOT, 'package.json'), 'utf8');
  if (!PRESET_ENUM.test(present)) throw new Error('package.json has no list of presets');
  return present.replace(PRESET_ENUM, (_whole, opening: string, end: string) => {
    const indent = `\n  ${end.replace(/^\n|\]$/g, '')}`;
    return `${opening}${PRESETS.map(({ id }) => `${indent}${JSON.stringify(id)}`).join(',')}${end}`;
  });
}
