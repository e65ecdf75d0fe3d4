/** Read-only documents: what a device told when it was asked, and reports. */
import {
  DocumentLink,
  EventEmitter,
  Range,
  Uri,
  l10n,
  type DocumentLinkProvider,
  type TextDocument,
  type TextDocumentContentProvider,
} from 'vscode';
import { deviceLabel, visibleLines, withoutMarkup } from '../../view/index.ts';
import { COMMANDS } from '../ids.ts';
import { vscodeLocale } from '../vscode-locale.ts';
import type { DeviceEntry } from './device-registry.ts';
import { readDeviceText } from './device-text.ts';

export const DEVICE_SCHEME = 'ios-backup-device';

/** In place of a UDID in the address of a text that is of no device. */
const REPORT = 'report';

export class DeviceDocuments implements TextDocumentContentProvider, DocumentLinkProvider {
  readonly #texts = new Map<string, string>();
  readonly #changes = new EventEmitter<Uri>();

  readonly onDidChange = this.#changes.event;

  provideTextDocumentContent(address: Uri): string {
    return this.#texts.get(address.toString()) ?? '';
  }

  /** The code of a failure leads to its page of help. */
  provideDocumentLinks(document: TextDocument): DocumentLink[] {
    const label = `${l10n.t('Code')}: `;
    const lines = document.getText().split('\n');
    const at = lines.findIndex((line) => line.startsWith(label));
    const code = lines[at]?.slice(label.length) ?? '';
    if (document.uri.authority !== REPORT || !/^[a-z][a-z-]+$/.test(code)) return [];
    const target = Uri.parse(`command:${COMMANDS.showHelp}?${encodeURIComponent(JSON.stringify([code]))}`);
    const link = new DocumentLink(new Range(at, label.length, at, label.length + code.length), target);
    link.tooltip = l10n.t('Explain {code}', { code });
    return [link];
  }

  /** A document with a text of this moment. */
  put(title: string, text: string): Uri {
    const address = Uri.from({ scheme: DEVICE_SCHEME, authority: REPORT, path: `/${title}.txt` });
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
    this.#texts.set(address.toString(), visibleLines(await readDeviceText(entry, vscodeLocale().translate)));
    this.#changes.fire(address);
    return address;
  }

  dispose(): void {
    this.#changes.dispose();
  }
}
