/**
 * What VS Code opens when somebody chooses an entry of the Problems view: for an instant an editor of ours, which shows the page of the backup at
 * the file and goes. There is no other way to be told of the choice, and a file of the backup opened as text would help nobody.
 */
import type { CustomDocument, CustomReadonlyEditorProvider, Uri, WebviewPanel } from 'vscode';
import { problemPlaceOf } from './problem-uri.ts';

export class ProblemEditor implements CustomReadonlyEditorProvider {
  readonly #show: (path: string, fileID: string | undefined) => void;

  constructor(show: (path: string, fileID: string | undefined) => void) {
    this.#show = show;
  }

  openCustomDocument(uri: Uri): CustomDocument {
    return { uri, dispose: () => undefined };
  }

  resolveCustomEditor({ uri }: CustomDocument, panel: WebviewPanel): void {
    const place = problemPlaceOf(uri);
    // VS Code wants the editor to be there before it may go.
    setImmediate(() => {
      if (place !== undefined) this.#show(place.path, place.fileID);
      panel.dispose();
    });
  }
}
