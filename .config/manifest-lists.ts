/** The lists of package.json, and the titles of its words, that come from the code. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandEntry } from '../src/extension/commands/command-entry.ts';
import { COMMAND_TABLE } from '../src/extension/commands/command-table.ts';
import { PRESETS } from '../src/simulated-device/index.ts';
import { ROOT } from './bundles.ts';

interface Contributes {
  commands: unknown;
  menus: unknown;
  keybindings: unknown;
  readonly configuration: { readonly properties: { readonly 'iosBackup.simulatedDevices': SimulatedDevicesSetting } };
}

interface SimulatedDevicesSetting {
  readonly items: { readonly properties: { readonly preset: { enum: readonly string[] } } };
}

const PREFIX = 'command.';
const COMMANDS: readonly (readonly [name: string, entry: CommandEntry])[] = Object.entries(COMMAND_TABLE);

/** The manifest with every preset in the setting for simulated devices, every command and its menus; all else as it stands there. */
export function manifestWithLists(): string {
  const manifest = readJson('package.json') as { contributes: Contributes };
  const { contributes } = manifest;
  contributes.configuration.properties['iosBackup.simulatedDevices'].items.properties.preset.enum = PRESETS.map(({ id }) => id);
  contributes.commands = COMMANDS.map(([name, { icon, enablement }]) => ({
    command: `iosBackup.${name}`,
    title: `%${PREFIX}${name}%`,
    category: 'iOS Backup',
    icon,
    enablement,
  }));
  contributes.menus = menus();
  contributes.keybindings = COMMANDS.flatMap(([name, { keys = [] }]) => keys.map((key) => ({ command: `iosBackup.${name}`, ...key })));
  return asJson(manifest);
}

/** The words of the manifest in one language, with the title of every command. */
export function manifestWords(language: 'en' | 'de'): string {
  const words = readJson(language === 'en' ? 'package.nls.json' : `package.nls.${language}.json`) as Record<string, string>;
  const others = Object.entries(words).filter(([key]) => !key.startsWith(PREFIX));
  const titles = COMMANDS.map(([name, { title }]): [string, string] => [`${PREFIX}${name}`, title[language]]);
  const sorted = [...others, ...titles].sort(([one], [other]) => (one < other ? -1 : 1));
  return asJson(Object.fromEntries(sorted));
}

function menus(): Record<string, unknown[]> {
  const entries = COMMANDS.flatMap(([name, { palette, menus: places = [] }]) => {
    const command = `iosBackup.${name}`;
    const inPalette = palette === undefined ? [] : [{ menu: 'commandPalette', entry: { command, when: palette } }];
    return [...inPalette, ...places.map(({ menu, when, group }) => ({ menu, entry: { command, when, group } }))];
  });
  const names = [...new Set(entries.map(({ menu }) => menu))];
  return Object.fromEntries(names.map((name) => [name, entries.filter(({ menu }) => menu === name).map(({ entry }) => entry)]));
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
