/** The Devices view: devices, and what is known of each below it. */
import { EventEmitter, type TreeDataProvider, type TreeItem } from 'vscode';
import type { Disposable } from '../../base/index.ts';
import { deviceFacts, deviceItem, type DeviceFact, type Reader } from '../../view/index.ts';
import { factItemOf, treeItemOf } from '../tree-rows.ts';
import type { DeviceEntry, DeviceRegistry } from './device-registry.ts';

export type DeviceNode = { readonly kind: 'device'; readonly udid: string } | { readonly kind: 'fact'; readonly fact: DeviceFact };

export interface DeviceTreeOptions {
  readonly devices: DeviceRegistry;
  readonly reader: Reader;
  /** Whether devices on the network are shown too. */
  readonly showNetwork: () => boolean;
}

export class DeviceTree implements TreeDataProvider<DeviceNode>, Disposable {
  readonly #options: DeviceTreeOptions;
  readonly #changes = new EventEmitter<DeviceNode | undefined>();
  /** VS Code knows a row by its object. */
  readonly #nodes = new Map<string, DeviceNode>();
  readonly #listener: Disposable;

  readonly onDidChangeTreeData = this.#changes.event;

  constructor(options: DeviceTreeOptions) {
    this.#options = options;
    this.#listener = options.devices.onDidChange((udid) => this.#changes.fire(udid === undefined ? undefined : this.#nodes.get(udid)));
  }

  /** The devices that the view shows. */
  shown(): DeviceEntry[] {
    const { devices, showNetwork } = this.#options;
    const network = showNetwork();
    return devices.entries().filter(({ state }) => network || state.connection !== 'network');
  }

  /** Draws everything again, because a setting has changed. */
  refresh(): void {
    this.#changes.fire(undefined);
  }

  getChildren(node?: DeviceNode): DeviceNode[] {
    if (node === undefined) return this.shown().map(({ state }) => this.#nodeOf(state.udid));
    const entry = node.kind === 'device' ? this.#options.devices.find(node.udid) : undefined;
    if (entry === undefined) return [];
    return deviceFacts(entry.state, this.#options.reader).map((fact) => ({ kind: 'fact', fact }));
  }

  getTreeItem(node: DeviceNode): TreeItem {
    if (node.kind === 'fact') return factItemOf(node.fact);
    const entry = this.#options.devices.find(node.udid);
    const state = entry?.state ?? { udid: node.udid, condition: 'reading', connection: 'usb', simulated: false };
    const children = deviceFacts(state, this.#options.reader).length === 0 ? 'none' : 'open';
    return treeItemOf(deviceItem(state, this.#options.reader), children);
  }

  getParent(): undefined {
    return undefined;
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changes.dispose();
  }

  #nodeOf(udid: string): DeviceNode {
    const node = this.#nodes.get(udid) ?? { kind: 'device', udid };
    this.#nodes.set(udid, node);
    return node;
  }
}
