/** The Devices view: devices, and what is known of each below it. */
import type { TreeDataProvider, TreeItem } from 'vscode';
import type { Disposable } from '../../base/index.ts';
import type { PhoneDescription } from '../../simulated-device/index.ts';
import { deviceFacts, deviceItem, unpluggedItem, type DeviceFact, type DeviceState, type Locale } from '../../view/index.ts';
import { titleOf } from '../command-titles.ts';
import { COMMANDS } from '../ids.ts';
import { TreeChanges } from '../tree-changes.ts';
import { factItemOf, treeItemOf } from '../tree-rows.ts';
import type { DeviceEntry } from './device-entry.ts';
import type { DeviceRegistry } from './device-registry.ts';
import type { SimulatedDevices } from './simulated-devices.ts';

export type DeviceNode =
  /** `id` is that of its row for as long as the object lives. */
  | { readonly kind: 'device'; readonly udid: string; readonly id?: string }
  /** A simulated phone of this window that nobody can see. */
  | { readonly kind: 'unplugged'; readonly udid: string; readonly phone: PhoneDescription }
  | { readonly kind: 'fact'; readonly udid: string; readonly fact: DeviceFact };

type UnpluggedNode = Extract<DeviceNode, { kind: 'unplugged' }>;

interface DeviceTreeOptions {
  readonly devices: DeviceRegistry;
  readonly locale: Locale;
  /** Whether devices on the network are shown too. */
  readonly showNetwork: () => boolean;
  /** The newest backup of a device in the listed folders. */
  readonly copyOf: (udid: string) => DeviceState['copy'];
  /** Simulated phones of this window, those that are unplugged among them. */
  readonly ownPhones: Pick<SimulatedDevices, 'known' | 'onDidChange'>;
}

export class DeviceTree implements TreeDataProvider<DeviceNode>, Disposable {
  readonly #options: DeviceTreeOptions;
  readonly #changes = new TreeChanges<DeviceNode>();
  /**
   * VS Code knows a row by its object, and must never see another id on the same one: it would keep a drawing under the old id, and put its text
   * into somebody else's row when the theme changes. So each id has an object of its own.
   */
  readonly #nodes = new Map<string, DeviceNode>();
  /**
   * Which devices began open: one, so that the rows of several do not hide each other. It must not change while a row is there, for VS Code keeps
   * what a person has opened and closed.
   */
  readonly #beganOpen = new Map<string, boolean>();
  readonly #listeners: readonly Disposable[];
  /** The rows of unplugged phones that were drawn last, by what they show. */
  #unplugged = '';

  readonly onDidChangeTreeData = this.#changes.event;

  constructor(options: DeviceTreeOptions) {
    this.#options = options;
    this.#listeners = [
      options.devices.onDidChange((udid) => this.#changes.push(udid === undefined ? undefined : this.#knownNode(udid))),
      options.ownPhones.onDidChange(() => this.#followOwn()),
    ];
  }

  /** The devices that the view shows. */
  shown(): DeviceEntry[] {
    const { devices, showNetwork } = this.#options;
    const network = showNetwork();
    return devices.entries().filter(({ state }) => network || state.connection !== 'network');
  }

  /** The same with their backups on this computer. */
  states(): DeviceState[] {
    return this.shown().map(({ state }) => this.#withCopy(state));
  }

  /** Draws everything again: a setting has changed, or time has passed. */
  refresh(): void {
    this.#changes.push();
  }

  getChildren(node?: DeviceNode): DeviceNode[] {
    if (node === undefined) return this.#drawAll();
    const entry = node.kind === 'device' ? this.#options.devices.find(node.udid) : undefined;
    if (entry === undefined) return [];
    return deviceFacts(this.#withCopy(entry.state), this.#options.locale).map((fact) => ({ kind: 'fact', udid: entry.state.udid, fact }));
  }

  getTreeItem(node: DeviceNode): TreeItem {
    if (node.kind === 'fact') return openingRow(node);
    if (node.kind === 'unplugged') return treeItemOf(unpluggedItem(node.phone, this.#options.locale), 'none');
    const entry = this.#options.devices.find(node.udid);
    const state: DeviceState = this.#withCopy(
      entry?.state ?? { udid: node.udid, condition: 'reading', connection: 'usb', simulated: false },
    );
    const { closedDescription, ...row } = deviceItem(state, this.#options.locale);
    const hasRows = deviceFacts(state, this.#options.locale).length > 0;
    const children = hasRows ? (this.#beginsOpen(node.udid) ? 'open' : 'closed') : 'none';
    const description = children === 'closed' ? closedDescription : row.description;
    return treeItemOf({ ...row, id: node.id ?? row.id, description }, children);
  }

  getParent(node: DeviceNode): DeviceNode | undefined {
    return node.kind === 'fact' ? this.#knownNode(node.udid) : undefined;
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#changes.dispose();
  }

  #beginsOpen(udid: string): boolean {
    const isOpen = this.#beganOpen.get(udid) ?? ![...this.#beganOpen.values()].includes(true);
    this.#beganOpen.set(udid, isOpen);
    return isOpen;
  }

  /** The row of a device as it was drawn; undefined when it has to be drawn anew, because it would have another id. */
  #knownNode(udid: string): DeviceNode | undefined {
    const entry = this.#options.devices.find(udid);
    return entry === undefined ? undefined : this.#nodes.get(this.#idOf(entry));
  }

  #drawAll(): DeviceNode[] {
    const gone = new Set(this.#unpluggedNodes().map(({ udid }) => udid));
    // usbmuxd may tell of it a moment later.
    const shown = this.shown().filter(({ state }) => !gone.has(state.udid));
    const nodes = shown.map((entry): [string, DeviceNode] => {
      const id = this.#idOf(entry);
      return [id, this.#nodes.get(id) ?? { kind: 'device', udid: entry.state.udid, id }];
    });
    for (const udid of this.#beganOpen.keys()) if (!shown.some(({ state }) => state.udid === udid)) this.#beganOpen.delete(udid);
    // Only what is drawn can be drawn again.
    this.#nodes.clear();
    for (const [id, node] of nodes) this.#nodes.set(id, node);
    const unplugged = this.#unpluggedNodes();
    this.#unplugged = JSON.stringify(unplugged);
    return [...nodes.map(([, node]) => node), ...unplugged];
  }

  /** What becomes of phones that are plugged in is told by usbmuxd. */
  #followOwn(): void {
    if (JSON.stringify(this.#unpluggedNodes()) !== this.#unplugged) this.#changes.push();
  }

  #unpluggedNodes(): UnpluggedNode[] {
    const { ownPhones } = this.#options;
    return ownPhones.known.filter(({ isAttached }) => !isAttached).map((phone) => ({ kind: 'unplugged', udid: phone.udid, phone }));
  }

  #withCopy(state: DeviceState): DeviceState {
    const copy = this.#options.copyOf(state.udid);
    return copy === undefined ? state : { ...state, copy };
  }

  #idOf({ state }: DeviceEntry): string {
    return deviceItem(this.#withCopy(state), this.#options.locale).id;
  }
}

/** A click, or Enter, opens what some rows are about. */
function openingRow({ udid, fact }: Extract<DeviceNode, { kind: 'fact' }>): TreeItem {
  const item = factItemOf(fact);
  const { opens } = fact;
  if (opens === undefined) return item;
  item.command =
    'page' in opens
      ? { command: COMMANDS.openCloud, title: titleOf('openCloud'), arguments: [udid] }
      : { command: COMMANDS.openBrowser, title: titleOf('openBrowser'), arguments: [opens.backup] };
  return item;
}
