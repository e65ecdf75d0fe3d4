/** What a command is made of: its words, where VS Code offers it, and what it does. */
import type { App } from '../app.ts';
import type { KeyPlace, MenuPlace } from './menu-places.ts';

/** One command; its id is `iosBackup.` and its name in the table. */
export interface CommandEntry {
  readonly title: { readonly en: string; readonly de: string };
  readonly icon?: string;
  /** When it can be run at all. */
  readonly enablement?: string;
  /** When the palette offers it; always if absent. */
  readonly palette?: string;
  readonly menus?: readonly MenuPlace[];
  /** Keys of the views only: no key of an editor is taken. */
  readonly keys?: readonly KeyPlace[];
  /** VS Code passes the row that the command was called on, or nothing; behind it all rows that are selected, if that is one of several. */
  readonly run: (app: App, target?: unknown, selected?: unknown) => Promise<void>;
}
