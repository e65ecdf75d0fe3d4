/** The manifest against the code: every id on both sides, every word translated, every file it names there. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../.config/bundles.ts';
import { LEAST_NODE_OF_CHECKOUT, LEAST_NODE_OF_USER } from '../.config/node-versions.ts';
import { COMMAND_TABLE } from '../src/extension/commands/command-table.ts';
import {
  API_COMMANDS,
  BROWSER_PANEL,
  CLOUD_PANEL,
  COMMANDS,
  CONTEXT_KEYS,
  EXTENSION_ID,
  LANGUAGE_TOOLS,
  SETTINGS,
  VIEWS,
} from '../src/extension/ids.ts';
import { manifestProblems, type Manifest } from './support/manifest-rules.ts';

const manifest = readJson('package.json') as Manifest;
const words = readJson('package.nls.json') as Record<string, string>;
const ids = {
  commands: Object.values(COMMANDS),
  views: Object.values(VIEWS),
  settings: Object.values(SETTINGS),
  contextKeys: Object.values(CONTEXT_KEYS),
  languageTools: Object.values(LANGUAGE_TOOLS),
  hiddenCommands: Object.values(API_COMMANDS),
};

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

describe('the manifest', () => {
  it('and the ids of the code agree, and every word resolves', () => {
    assert.deepEqual(manifestProblems(manifest, words, ids), []);
  });

  it('names the extension and its editor as the code does', () => {
    assert.equal(`${manifest.publisher}.${manifest.name}`, EXTENSION_ID);
    for (const panel of [BROWSER_PANEL, CLOUD_PANEL]) assert.ok(manifest.activationEvents.includes(`onWebviewPanel:${panel}`), panel);
  });

  it('asks for no newer VS Code than its types describe, and starts only when it is needed', () => {
    const types = (readJson('node_modules/@types/vscode/package.json') as { version: string }).version;
    assert.equal(manifest.engines.vscode, `^${types}`);
    assert.ok(!manifest.activationEvents.some((event) => event === '*' || event === 'onStartupFinished'));
  });

  it('asks for a Node that can run what is built, and in a checkout for one that can fetch the pinned one', () => {
    assert.equal(manifest.engines.node, `>=${LEAST_NODE_OF_USER}`);
    assert.deepEqual(manifest.devEngines.runtime, { name: 'node', version: `>=${LEAST_NODE_OF_CHECKOUT}`, onFail: 'error' });
  });

  it('lets no folder loosen a setting that protects, or point at sockets and places of its own', () => {
    const { properties } = manifest.contributes.configuration as unknown as { properties: Record<string, { scope: string }> };
    const protecting = [
      SETTINGS.lockAfterMinutes,
      SETTINGS.passwordRemindDays,
      SETTINGS.verifyAfterBackup,
      SETTINGS.versionsKeep,
      SETTINGS.remindAfterDays,
      SETTINGS.usbmuxdAddress,
      SETTINGS.backupFolders,
      SETTINGS.defaultBackupFolder,
    ];
    for (const id of protecting) assert.equal(properties[id]?.scope, 'machine', id);
  });

  it('has every title of a command in both languages, from one table', () => {
    const german = readJson('package.nls.de.json') as Record<string, string>;
    for (const [name, { title }] of Object.entries(COMMAND_TABLE)) {
      assert.deepEqual([words[`command.${name}`], german[`command.${name}`]], [title.en, title.de], name);
      assert.notEqual(title.de, title.en, name);
    }
  });

  it('has icons that are named as product icons are', () => {
    const icons = manifest.contributes.commands.flatMap(({ icon }) => icon ?? []);
    assert.ok(icons.length > 10);
    assert.deepEqual(
      icons.filter((icon) => !/^\$\([a-z]+(-[a-z]+)*\)$/.test(icon)),
      [],
    );
  });

  it('names only files that exist', () => {
    const text = JSON.stringify(manifest);
    const pictures = [...text.matchAll(/"((?:\.\/)?webview\/assets\/[^"]+\.\w+)"/g)].map(([, path]) => path ?? '');
    assert.deepEqual(
      pictures.filter((path) => !existsSync(join(ROOT, path))),
      [],
    );
  });

  it('pins every dependency to one version, but the types of Node, which a user may have already', () => {
    const node = readJson('.config/pinned-node/package.json') as Pick<Manifest, 'optionalDependencies'>;
    const { '@types/node': ofUser, ...optional } = manifest.optionalDependencies;
    assert.equal(ofUser, '*');
    const all = { ...manifest.devDependencies, ...optional, ...node.optionalDependencies };
    assert.deepEqual(
      Object.entries(all).filter(([, version]) => !/^((npm:[\w-]+@)?\d+\.\d+\.\d+|file:\.config\/pinned-node)$/.test(version)),
      [],
    );
    assert.ok(Object.keys(node.optionalDependencies).length >= 4);
  });

  it('with a planted mistake of each kind is reported', () => {
    const command = manifest.contributes.commands[0];
    assert.ok(command !== undefined);
    const changed = (contributes: Partial<Manifest['contributes']>) => ({
      ...manifest,
      contributes: { ...manifest.contributes, ...contributes },
    });
    const planted: Record<string, Manifest> = {
      'iosBackup.unknown': changed({ commands: [...manifest.contributes.commands, { ...command, command: 'iosBackup.unknown' }] }),
      [command.command]: changed({ commands: manifest.contributes.commands.slice(1) }),
      'no category': changed({ commands: [{ ...command, category: '' }, ...manifest.contributes.commands.slice(1)] }),
      'iosBackup.gone': changed({ menus: { 'view/title': [{ command: 'iosBackup.gone' }] } }),
      'iosBackup:gone': changed({ viewsWelcome: [{ view: 'iosBackup.devices', contents: '%a%', when: 'iosBackup:gone' }] }),
      'iosBackup.lost': changed({ configuration: { properties: { 'iosBackup.lost': { default: '', description: '%b%' } } } }),
      '%unheard.of%': changed({ commands: [{ ...command, title: '%unheard.of%' }, ...manifest.contributes.commands.slice(1)] }),
      'more than 3 inline': changed({
        menus: {
          'view/item/context': [1, 2, 3, 4].map((order) => ({
            command: command.command,
            when: 'viewItem =~ /^device/',
            group: `inline@${order.toString()}`,
          })),
        },
      }),
    };
    planted['language tool iosBackup_gone'] = changed({
      languageModelTools: [...manifest.contributes.languageModelTools, { name: 'iosBackup_gone', inputSchema: { properties: {} } }],
    });
    planted['nothing wakes the extension for iosBackup.api.devices'] = { ...manifest, activationEvents: [] };
    planted['the activation event of iosBackup.backUpNow'] = {
      ...manifest,
      activationEvents: [...manifest.activationEvents, 'onCommand:iosBackup.backUpNow'],
    };
    planted['the unknown word iosBackpu'] = changed({ menus: { 'view/title': [{ command: command.command, when: 'iosBackpu == 1' }] } });
    const [place] = manifest.contributes.menus['view/title'] ?? [];
    assert.ok(place !== undefined);
    planted['two entries at view/title'] = changed({ menus: { 'view/title': [place, place] } });
    for (const [sign, wrong] of Object.entries(planted)) {
      assert.ok(
        manifestProblems(wrong, words, ids).some((problem) => problem.includes(sign)),
        `not reported: ${sign}`,
      );
    }
    const linked = { ...words, 'view.devices': '[x](command:iosBackup.gone)' };
    assert.ok(manifestProblems(manifest, linked, ids).some((problem) => problem.includes('links to the unknown command iosBackup.gone')));
    assert.ok(manifestProblems(manifest, { ...words, 'never.used': 'x' }, ids).some((problem) => problem.includes('never.used')));
  });
});

describe('the files for F5', () => {
  it('name tasks that exist, which run files that exist', () => {
    const launch = readJson('.vscode/launch.json') as { configurations: { preLaunchTask?: string }[] };
    const { tasks } = readJson('.vscode/tasks.json') as {
      tasks: { label: string; command?: string; script?: string; dependsOn?: string[] }[];
    };
    const labels = tasks.map((task) => task.label);
    const named = [
      ...launch.configurations.flatMap((entry) => entry.preLaunchTask ?? []),
      ...tasks.flatMap((task) => task.dependsOn ?? []),
    ];
    assert.deepEqual(
      named.filter((label) => !labels.includes(label)),
      [],
    );
    const files = tasks.flatMap((task) => task.command?.match(/[\w./-]+\.(ts|mjs)/g) ?? []);
    assert.deepEqual(
      files.filter((file) => !existsSync(join(ROOT, file))),
      [],
    );
    assert.deepEqual(
      tasks.flatMap((task) => task.script ?? []).filter((script) => manifest.scripts[script] === undefined),
      [],
    );
  });
});
