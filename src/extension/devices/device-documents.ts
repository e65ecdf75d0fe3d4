/** Read-only documents: what a device told when it was asked, and reports. */
import {
  DocumentLink,
  EventEmitter,
  Range,
  Uri,
  l10n,
  workspace,
  type DocumentLinkProvider,
  type TextDocument,
  type TextDocumentContentProvider,
} from 'vscode';
import { deviceLabel, visibleLines, withoutMarkup } from '../../view/index.ts';
import { COMMANDS } from '../ids.ts';
import { window } from '../plain-window.ts';
import { vscodeLocale } from '../vscode-locale.ts';
import type { DeviceEntry } from './device-entry.ts';
import { readDeviceText } from './device-text.ts';

export const DEVICE_SCHEME = 'ios-backup-device';

/** In place of a UDID in the address of a text that is of no device. */
const REPORT = 'report';

/** In a name they would begin a folder. */
const SEPARATORS = /[/\\]/g;

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

  /** Shows a text of this moment; the next one of the same title takes its place. */
  async show(title: string, text: string): Promise<void> {
    await this.#open({ authority: REPORT, path: `/${title.replace(SEPARATORS, '-')}.txt` }, text);
  }

  /** Reads the device; a document of it that is open shows the new values. Throws what makes the device unreadable. */
  async showDevice(entry: DeviceEntry): Promise<void> {
    const { udid } = entry.state;
    // The path is the title of the tab; the UDID tells devices of the same name apart.
    const title = `${withoutMarkup(deviceLabel(entry.state)).replace(SEPARATORS, '-')}.yaml`;
    await this.#open({ authority: udid.toLowerCase(), path: `/${title}` }, await readDeviceText(entry, vscodeLocale().translate));
  }

  async #open(place: { readonly authority: string; readonly path: string }, text: string): Promise<void> {
    const address = Uri.from({ scheme: DEVICE_SCHEME, ...place });
    this.#texts.set(address.toString(), visibleLines(text));
    this.#changes.fire(address);
    await window.showTextDocument(await workspace.openTextDocument(address), { preview: true });
  }

  dispose(): void {
    this.#changes.dispose();
  }
}
