/** What must hold between package.json, its table of words and the ids of the code. */

interface MenuEntry {
  readonly command?: string;
  readonly when?: string;
  readonly group?: string;
}

interface Command {
  readonly command: string;
  readonly title: string;
  readonly category?: string;
  readonly icon?: string;
  readonly enablement?: string;
}

/** The parts of package.json that are looked at. */
export interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly engines: { readonly vscode: string; readonly node: string };
  readonly devEngines: { readonly runtime: unknown };
  readonly activationEvents: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly Command[];
    readonly views: Readonly<Record<string, readonly { id: string; when?: string; icon?: string }[]>>;
    readonly viewsWelcome: readonly { view: string; contents: string; when?: string }[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly keybindings?: readonly { command: string; when?: string }[];
    readonly languageModelTools: readonly { name: string; inputSchema: { properties: object } }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

interface Setting {
  readonly default?: unknown;
  readonly scope?: string;
  readonly order?: number;
  readonly description?: string;
  readonly markdownDescription?: string;
}

export interface CodeIds {
  readonly commands: readonly string[];
  readonly views: readonly string[];
  readonly settings: readonly string[];
  readonly contextKeys: readonly string[];
  readonly languageTools: readonly string[];
  /** Commands for other programs, which the manifest does not list. */
  readonly hiddenCommands: readonly string[];
}

export function manifestProblems(manifest: Manifest, words: Readonly<Record<string, string>>, ids: CodeIds): string[] {
  const { contributes } = manifest;
  return [
    ...differences(
      'command',
      contributes.commands.map(({ command }) => command),
      ids.commands,
    ),
    ...differences(
      'view',
      Object.values(contributes.views).flatMap((views) => views.map(({ id }) => id)),
      ids.views,
    ),
    ...differences('setting', Object.keys(contributes.configuration.properties), ids.settings),
    ...differences('context key', contextKeysOf(contributes), ids.contextKeys),
    ...differences(
      'language tool',
      contributes.languageModelTools.map(({ name }) => name),
      ids.languageTools,
    ),
    ...activationProblems(manifest.activationEvents, ids),
    ...contributes.commands.filter(({ category }) => !category).map(({ command }) => `${command} has no category`),
    ...referenceProblems(contributes, ids),
    ...settingProblems(contributes.configuration.properties),
    ...whenProblems(contributes),
    ...orderProblems(contributes.menus),
    ...linkProblems(words, ids),
    ...inlineProblems(contributes.menus['view/item/context'] ?? []),
    ...wordProblems(manifest, words),
  ];
}

/** Both directions: what the manifest promises, and what the code knows. */
function differences(what: string, contributed: readonly string[], known: readonly string[]): string[] {
  return [
    ...contributed.filter((id) => !known.includes(id)).map((id) => `${what} ${id} is not in ids.ts`),
    ...known.filter((id) => !contributed.includes(id)).map((id) => `${what} ${id} is not in package.json`),
  ];
}

/** Everything that the manifest lists wakes the extension by itself; only what it does not list needs an event, and nothing else has one. */
function activationProblems(events: readonly string[], { hiddenCommands, commands }: CodeIds): string[] {
  const named = events.flatMap((event) => /^onCommand:(.+)$/.exec(event)?.[1] ?? []);
  return [
    ...hiddenCommands.filter((id) => !named.includes(id)).map((id) => `nothing wakes the extension for ${id}`),
    ...hiddenCommands.filter((id) => commands.includes(id)).map((id) => `${id} is in the palette`),
    ...named.filter((id) => !hiddenCommands.includes(id)).map((id) => `the activation event of ${id} is not needed`),
  ];
}

/** Every key of this extension in any `when` or `enablement`. */
function contextKeysOf(contributes: Manifest['contributes']): string[] {
  return [...new Set(JSON.stringify(contributes).match(/\biosBackup:[\w.]+/g) ?? [])];
}

/** Menus, keys and welcome texts name commands and views. */
function referenceProblems(contributes: Manifest['contributes'], ids: CodeIds): string[] {
  const entries = [...Object.values(contributes.menus).flat(), ...(contributes.keybindings ?? [])];
  const commands = entries.flatMap(({ command }) => command ?? []).filter((command) => command.startsWith('iosBackup.'));
  const whens = [...entries, ...contributes.viewsWelcome].flatMap(({ when }) => when ?? []);
  const views = [
    ...contributes.viewsWelcome.map(({ view }) => view),
    ...whens.flatMap((when) => [...when.matchAll(/\bview == '?([\w.]+)/g)].map(([, id]) => id ?? '')),
  ];
  return [
    ...commands.filter((id) => !ids.commands.includes(id)).map((id) => `a menu names the unknown command ${id}`),
    ...views.filter((id) => !ids.views.includes(id)).map((id) => `something names the unknown view ${id}`),
  ];
}

function settingProblems(properties: Readonly<Record<string, Setting>>): string[] {
  return Object.entries(properties).flatMap(([id, setting]) => {
    const described = setting.description ?? setting.markdownDescription;
    return [
      ...(described === undefined ? [`${id} has no description`] : []),
      ...(setting.default === undefined ? [`${id} has no default`] : []),
      ...(setting.scope === undefined ? [`${id} has no scope`] : []),
      ...(setting.order === undefined ? [`${id} has no order`] : []),
    ];
  });
}

/** What VS Code itself knows, as far as our conditions use it. */
const KEYS_OF_VSCODE = new Set([
  ...['controllerId', 'resourceLangId'],
  ...['activeWebviewPanelId', 'explorerResourceIsFolder', 'focusedView', 'isLinux', 'isMac', 'isWindows', 'listFocus', 'inputFocus'],
  ...[
    'listDoubleSelection',
    'listMultiSelection',
    'resourceFilename',
    'resourceScheme',
    'view',
    'viewItem',
    'webviewId',
    'webviewSection',
    'workbenchState',
  ],
]);

/** A condition with a word that nothing sets is never true, or always. */
function whenProblems({ commands, menus, keybindings = [], viewsWelcome, views }: Manifest['contributes']): string[] {
  const conditions = [
    ...commands.map(({ enablement }) => enablement),
    ...[...Object.values(menus).flat(), ...keybindings, ...viewsWelcome, ...Object.values(views).flat()].map(({ when }) => when),
  ].filter((condition) => condition !== undefined);
  return [...new Set(conditions)].flatMap((condition) => {
    const bare = condition.replace(/=~ \/(?:[^/\\]|\\.)*\/[a-z]*/g, '').replace(/(==|!=|<=?|>=?) ?('[^']*'|[\w.-]+)/g, '');
    const keys = bare.match(/[\w.:-]+/g) ?? [];
    return keys
      .filter((key) => !key.startsWith('iosBackup:') && !KEYS_OF_VSCODE.has(key) && key !== 'false' && key !== 'true')
      .map((key) => `a condition has the unknown word ${key}`);
  });
}

/** Two entries at one place of one menu change places as they like. */
function orderProblems(menus: Manifest['contributes']['menus']): string[] {
  return Object.entries(menus).flatMap(([menu, entries]) => {
    const places = entries.filter(({ group }) => group !== undefined).map(({ group, when }) => `${menu} ${group ?? ''} when ${when ?? ''}`);
    return [...new Set(places.filter((place, at) => places.indexOf(place) !== at))].map((place) => `two entries at ${place}`);
  });
}

/** Links in welcome texts and in the walkthrough run commands that exist. */
function linkProblems(words: Readonly<Record<string, string>>, { commands, views }: CodeIds): string[] {
  // VS Code makes a command to each view.
  const known = new Set([...commands, ...views.map((view) => `${view}.focus`)]);
  return Object.entries(words).flatMap(([key, text]) =>
    [...text.matchAll(/\(command:(iosBackup\.[\w.]+)/g)]
      .filter(([, command = '']) => !known.has(command))
      .map(([, command = '']) => `%${key}% links to the unknown command ${command}`),
  );
}

/** More than three pictures in a row are noise; entries with the same condition are shown together. */
function inlineProblems(entries: readonly MenuEntry[]): string[] {
  const inline = entries.filter(({ group }) => group?.startsWith('inline') === true);
  const byCondition = Map.groupBy(inline, ({ when }) => when ?? '');
  return [...byCondition].filter(([, same]) => same.length > 3).map(([when]) => `more than 3 inline actions when ${when}`);
}

function wordProblems(manifest: Manifest, words: Readonly<Record<string, string>>): string[] {
  const used = new Set([...JSON.stringify(manifest).matchAll(/%([\w.-]+)%/g)].map(([, key]) => key ?? ''));
  return [
    ...[...used].filter((key) => words[key] === undefined).map((key) => `%${key}% has no words`),
    ...Object.keys(words)
      .filter((key) => !used.has(key))
      .map((key) => `the words ${key} are used nowhere`),
  ];
}
