/** Read-only documents: what a device told when it was asked, and reports. */
import { EventEmitter, Uri, type TextDocumentContentProvider } from 'vscode';
import { deviceLabel, visibleLines, withoutMarkup } from '../../view/index.ts';
import type { DeviceEntry } from './device-registry.ts';
import { readDeviceText } from './device-text.ts';

export const DEVICE_SCHEME = 'ios-backup-device';

export class DeviceDocuments implements TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #changes = new EventEmitter<Uri>();

  readonly onDidChange = this.#changes.event;

  provideTextDocumentContent(address: Uri): string {
    return this.#texts.get(address.toString()) ?? '';
  }

  /** A document with a text of this moment. */
  put(title: string, text: string): Uri {
    const address = Uri.from({ scheme: DEVICE_SCHEME, authority: 'report', path: `/${title}.txt` });
    this.#texts.set(address.toString(), visibleLines(text));
    this.#changes.fire(address);
    return address;
  }

  /** Reads the device; a document of it that is open shows the new values. Throws what makes the device unreadable. */
  async read(entry: DeviceEntry): Promise<Uri> {
    const { udid } = entry.state;
    // The path is the title of the tab; the UDID tells devices of the same name apart.
    const title = `${withoutMarkup(deviceLabel(entry.state)).replace(/[/\\]/g, '-')}.yaml`;
    const address = Uri.from({ scheme: DEVICE_SCHEME, authority: udid.toLowerCase(), path: `/${title}` });
    this.#texts.set(address.toString(), visibleLines(await readDeviceText(entry)));
    this.#changes.fire(address);
    return address;
  }

  dispose(): void {
    this.#changes.dispose();
  }
}
