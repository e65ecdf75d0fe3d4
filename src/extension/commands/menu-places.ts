/** The menus in which VS Code offers a command, and when, as the manifest spells it. Knows no VS Code. */

/** One entry of a menu in the manifest. */
export interface MenuPlace {
  readonly menu: 'view/title' | 'view/item/context' | 'editor/title' | 'webview/context' | 'explorer/context' | 'testing/item/context';
  readonly when: string;
  /** `GROUP@ORDER`; `inline` and `navigation` are buttons. */
  readonly group: string;
}

/** One key of the manifest. */
export interface KeyPlace {
  readonly key: string;
  readonly mac: string;
  readonly when: string;
  /** VS Code passes no row to a key: the selected one of this view is meant. */
  readonly args: SelectedRow;
}

/** In the place of the row itself. */
export interface SelectedRow {
  readonly selectedIn: 'devices' | 'backups';
}

const PANEL = 'iosBackup.browser';

/** The title of a view. */
export function inTitle(view: 'devices' | 'backups', group: string): MenuPlace[] {
  return [{ menu: 'view/title', when: `view == iosBackup.${view}`, group }];
}

/** A key while a view has the focus, and nobody types into its search field. */
export function keyOn(view: 'devices' | 'backups', key: string, mac = key.replace('ctrl', 'cmd')): KeyPlace[] {
  return [{ key, mac, when: `focusedView == iosBackup.${view} && !inputFocus`, args: { selectedIn: view } }];
}

/** The row of a device whose context value has each state that is named with a plus, and none that is named with a minus. */
export function onDevice(states: string, ...groups: string[]): MenuPlace[] {
  return onRow('devices', 'device', states, groups);
}

/** The row of a backup; states as for a device. Of several that are selected only the buttons of each row are about that row. */
export function onBackup(states: string, ...groups: string[]): MenuPlace[] {
  return onRow('backups', 'backup', states, groups).map(onlyOne);
}

/** As `onBackup`, and also where exactly two are selected. */
export function onOneOrTwoBackups(states: string, ...groups: string[]): MenuPlace[] {
  return onRow('backups', 'backup', states, groups).map((place) => ({
    ...place,
    when: `${place.when} && (!listMultiSelection || listDoubleSelection)`,
  }));
}

/** The row of a folder that is not there. */
export function onMissingFolder(...groups: string[]): MenuPlace[] {
  return onRow('backups', 'folder', '+missing', groups).map(onlyOne);
}

/** The title of a page that browses a backup; only of one that is locked or unlocked, if told. */
export function inPageTitle(state: 'locked' | 'unlocked' | undefined, group: string): MenuPlace[] {
  const only = state === undefined ? '' : ` && iosBackup:activeBackup == ${state}`;
  return [{ menu: 'editor/title', when: `activeWebviewPanelId == '${PANEL}'${only}`, group }];
}

/** The context menu of a file or a domain in the page. */
export function inPage(sections: readonly ('file' | 'domain')[], group: string): MenuPlace[] {
  return [{ menu: 'webview/context', when: `webviewId == '${PANEL}' && webviewSection =~ /^(${sections.join('|')})$/`, group }];
}

/** A folder of the workspace that is called like a device, as backups are. */
export function onFolder(group: string): MenuPlace[] {
  // Of a virtual workspace there is no folder on any disk.
  const isOnDisk = 'resourceScheme =~ /^(file|vscode-remote)$/';
  const isUdid = 'resourceFilename =~ /^([0-9A-Fa-f]{8}-[0-9A-Fa-f]{16}|[0-9a-f]{40})(-\\d{8}-\\d{6})?$/';
  return [{ menu: 'explorer/context', when: `explorerResourceIsFolder && ${isOnDisk} && ${isUdid}`, group }];
}

/** A contract, or one of its rules, in the Test Explorer; also in the explorer of files. */
export function onContract(group: string): MenuPlace[] {
  return [
    { menu: 'testing/item/context', when: 'controllerId == iosBackup.contracts', group },
    { menu: 'explorer/context', when: 'resourceLangId == backup-contract', group },
  ];
}

function onlyOne(place: MenuPlace): MenuPlace {
  return place.group.startsWith('inline') ? place : { ...place, when: `${place.when} && !listMultiSelection` };
}

function onRow(view: string, row: string, states: string, groups: readonly string[]): MenuPlace[] {
  const wanted = states.split(' ').filter((state) => state !== '');
  const looks = wanted.map((state) => `(?${state.startsWith('+') ? '=' : '!'}.*\\+${state.slice(1)}\\b)`).join('');
  const when = `view == iosBackup.${view} && viewItem =~ /^${row}\\b${looks}/`;
  return groups.map((group) => ({ menu: 'view/item/context', when, group }));
}
