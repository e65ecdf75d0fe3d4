/** The Devices view: devices, and what is known of each below it. */
import type { TreeDataProvider, TreeItem } from 'vscode';
import type { Disposable } from '../../base/index.ts';
import { deviceFacts, deviceItem, type DeviceFact, type DeviceState, type Locale } from '../../view/index.ts';
import { TreeChanges } from '../tree-changes.ts';
import { factItemOf, treeItemOf } from '../tree-rows.ts';
import type { DeviceEntry, DeviceRegistry } from './device-registry.ts';

export type DeviceNode =
  /** `id` is that of its row for as long as the object lives. */
  { readonly kind: 'device'; readonly udid: string; readonly id?: string } | { readonly kind: 'fact'; readonly fact: DeviceFact };

interface DeviceTreeOptions {
  readonly devices: DeviceRegistry;
  readonly locale: Locale;
  /** Whether devices on the network are shown too. */
  readonly showNetwork: () => boolean;
  /** The newest backup of a device in the listed folders. */
  readonly copyOf: (udid: string) => DeviceState['copy'];
}

export class DeviceTree implements TreeDataProvider<DeviceNode>, Disposable {
  readonly #options: DeviceTreeOptions;
  readonly #changes = new TreeChanges<DeviceNode>();
  /**
   * VS Code knows a row by its object, and must never see another id on the same one: it would keep a drawing under the old id, and put its text
   * into somebody else's row when the theme changes. So each id has an object of its own.
   */
  readonly #nodes = new Map<string, DeviceNode>();
  readonly #listener: Disposable;

  readonly onDidChangeTreeData = this.#changes.event;

  constructor(options: DeviceTreeOptions) {
    this.#options = options;
    this.#listener = options.devices.onDidChange((udid) => this.#changes.push(udid === undefined ? undefined : this.#knownNode(udid)));
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
    return deviceFacts(this.#withCopy(entry.state), this.#options.locale).map((fact) => ({ kind: 'fact', fact }));
  }

  getTreeItem(node: DeviceNode): TreeItem {
    if (node.kind === 'fact') return factItemOf(node.fact);
    const entry = this.#options.devices.find(node.udid);
    const state: DeviceState = this.#withCopy(
      entry?.state ?? { udid: node.udid, condition: 'reading', connection: 'usb', simulated: false },
    );
    const row = deviceItem(state, this.#options.locale);
    const children = deviceFacts(state, this.#options.locale).length === 0 ? 'none' : 'open';
    return treeItemOf(node.id === undefined ? row : { ...row, id: node.id }, children);
  }

  getParent(): undefined {
    return undefined;
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changes.dispose();
  }

  /** The row of a device as it was drawn; undefined when it has to be drawn anew, because it would have another id. */
  #knownNode(udid: string): DeviceNode | undefined {
    const entry = this.#options.devices.find(udid);
    return entry === undefined ? undefined : this.#nodes.get(this.#idOf(entry));
  }

  #drawAll(): DeviceNode[] {
    const nodes = this.shown().map((entry): [string, DeviceNode] => {
      const id = this.#idOf(entry);
      return [id, this.#nodes.get(id) ?? { kind: 'device', udid: entry.state.udid, id }];
    });
    // Only what is drawn can be drawn again.
    this.#nodes.clear();
    for (const [id, node] of nodes) this.#nodes.set(id, node);
    return nodes.map(([, node]) => node);
  }

  #withCopy(state: DeviceState): DeviceState {
    const copy = this.#options.copyOf(state.udid);
    return copy === undefined ? state : { ...state, copy };
  }

  #idOf({ state }: DeviceEntry): string {
    return deviceItem(this.#withCopy(state), this.#options.locale).id;
  }
}
