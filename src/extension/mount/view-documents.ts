/** Text documents of files that are no text: the values of a property list or archive, or bytes. Made in a thread of their own, with limits. */
import { EventEmitter, Uri, workspace, type TextDocumentContentProvider } from 'vscode';
import type { Disposable } from '../../base/index.ts';
import { BackupError, previewFile, type Backup, type BackupFile, type BackupKeys } from '../../backup/index.ts';
import {
  hexLines,
  previewLimitWords,
  previewProblemWords,
  previewTrustWords,
  treeDocument,
  visibleLines,
  type Locale,
} from '../../view/index.ts';
import { databaseText } from './database-text.ts';
import type { MountedBackups } from './mounted-backups.ts';

export const VIEW_SCHEME = 'iosbackup-view';

interface ViewDocumentsOptions {
  readonly mounts: MountedBackups;
  readonly keysOf: (path: string) => BackupKeys | undefined;
  readonly locale: Locale;
  /** What failed, and what to do, in one or two sentences. */
  readonly describe: (error: unknown) => string;
}

const MOST_HEX_BYTES = 256 * 1024;
/** `rows` is for databases. */
type DocumentForm = 'values' | 'rows' | 'bytes';

const FORM_OF_PATH = /\.(values|rows|bytes)\.txt$/;
const FILE_ID = /^[0-9a-f]{40}$/;

/** The address of a document; `place` is the path of the file inside of its mounted backup. */
export function viewAddress(id: string, place: string, fileID: string, as: DocumentForm): Uri {
  return Uri.from({ scheme: VIEW_SCHEME, authority: id, path: `${place}.${as}.txt`, query: fileID });
}

export class ViewDocuments implements TextDocumentContentProvider, Disposable {
  readonly #options: ViewDocumentsOptions;
  readonly #changes = new EventEmitter<Uri>();
  readonly #listener: Disposable;
  readonly onDidChange = this.#changes.event;

  constructor(options: ViewDocumentsOptions) {
    this.#options = options;
    this.#listener = options.mounts.onDidChange((path) => {
      for (const { uri } of workspace.textDocuments) {
        if (uri.scheme === VIEW_SCHEME && options.mounts.pathOf(uri.authority) === path) this.#changes.fire(uri);
      }
    });
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changes.dispose();
  }

  /** An editor shows the words of an error in place of the content, so that it can come back when the backup does. */
  async provideTextDocumentContent({ authority, path, query }: Uri): Promise<string> {
    const { mounts, describe } = this.#options;
    try {
      if (!FILE_ID.test(query)) throw new BackupError('no-such-file', 'no id of a file');
      const as = (FORM_OF_PATH.exec(path)?.[1] ?? 'values') as DocumentForm;
      return await mounts.use(authority, async ({ backup }) => {
        const details = await backup.details(query);
        if (details === undefined) throw new BackupError('no-such-file', `no row ${query}`);
        return this.#text(backup, details.file, as, mounts.pathOf(authority));
      });
    } catch (error) {
      return `${describe(error)}\n`;
    }
  }

  async #text(backup: Backup, file: BackupFile, as: DocumentForm, path: string | undefined): Promise<string> {
    const { locale, keysOf, describe } = this.#options;
    const keys = path === undefined ? undefined : keysOf(path);
    if (as === 'rows') return databaseText(backup, file, { keys, locale, describe });
    const form = as === 'bytes' ? ({ as: 'hex', length: MOST_HEX_BYTES } as const) : await this.#formOf(backup, file, keys);
    const preview = await previewFile(backup, file, { ...form, keys, tree: { isWhole: true }, pictures: 'none' });
    const { content, trust, limits, bytes } = preview;
    const notes = [
      previewTrustWords(trust, locale),
      previewProblemWords(preview, 'vscode', locale),
      ...limits.map((limit) => previewLimitWords(limit, locale)),
    ].filter((note) => note !== undefined);
    const head = notes.length === 0 ? '' : `${notes.map((note) => `# ${note}`).join('\n')}\n\n`;
    if (content.kind === 'tree') return head + treeDocument(content.node);
    if (content.kind === 'text') return head + visibleLines(content.text);
    if (content.kind !== 'hex') return head;
    const shown = content.from + content.data.length;
    const { translate, format } = locale;
    const rest = shown < bytes ? `# ${translate('{size} more', { size: format.bytes(bytes - shown) })}\n` : '';
    return `${head}${hexLines(content.data, content.from).join('\n')}\n${rest}`;
  }

  /** JSON is a tree only if it is asked for as one; everything else by what it is. */
  async #formOf(backup: Backup, file: BackupFile, keys: BackupKeys | undefined): Promise<{ readonly as: 'auto' | 'tree' }> {
    const { type } = await previewFile(backup, file, { keys, length: 64, pictures: 'none', tree: { limit: 1, depth: 1 } });
    return { as: type === 'json' ? 'tree' : 'auto' };
  }
}
