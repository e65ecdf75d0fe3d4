/**
 * What VS Code opens for an address of ours: for an instant an editor, which has something else shown and goes. There is no other way to be told
 * that somebody chose an entry of the Problems view or a link in it.
 */
import type { CustomDocument, CustomReadonlyEditorProvider, Uri, WebviewPanel } from 'vscode';

export class PassingEditor implements CustomReadonlyEditorProvider {
  readonly #show: (address: Uri) => void;

  constructor(show: (address: Uri) => void) {
    this.#show = show;
  }

  openCustomDocument(uri: Uri): CustomDocument {
    return { uri, dispose: () => undefined };
  }

  resolveCustomEditor({ uri }: CustomDocument, panel: WebviewPanel): void {
    // VS Code wants the editor to be there before it may go.
    setImmediate(() => {
      this.#show(uri);
      panel.dispose();
    });
  }
}
