/** A backup as folders and files: its domains, and in them what the paths of its rows go through. For those who show it as a file system. */
import type { Backup, BackupFile } from './backup.ts';
import { nameToSegment, segmentToName } from './segment-name.ts';

/** What stands in a folder of a `FileTree`. */
export interface TreeEntry {
  /** A segment of a path, made safe: see `segmentToName`. */
  readonly name: string;
  readonly kind: BackupFile['kind'];
  /** Absent for domains and folders that have no row of their own. */
  readonly file?: BackupFile;
}

const ROWS_A_PAGE = 10_000;

/**
 * Places are lists of names: a domain, then the segments of a relativePath. Where one path names a file and another goes through it as a folder, it
 * is the folder; the list of a backup has both. Every method rejects as those of `Backup` do.
 */
export class FileTree {
  readonly #backup: Backup;

  constructor(backup: Backup) {
    this.#backup = backup;
  }

  /** What stands at a place; undefined if nothing does. */
  async entry(place: readonly string[], signal?: AbortSignal): Promise<TreeEntry | undefined> {
    const [domain, ...segments] = segmentsOf(place) ?? [];
    const name = place.at(-1);
    if (name === undefined) return { name: '', kind: 'directory' };
    if (domain === undefined) return undefined;
    const file = await this.#backup.get(domain, segments.join('/'), signal);
    if (file?.kind === 'directory') return { name, kind: 'directory', file };
    if (segments.length === 0) return (await this.#hasDomain(domain, signal)) ? { name, kind: 'directory' } : undefined;
    const siblings = await this.#children(domain, segments.slice(0, -1).join('/'), signal);
    return siblings.get(name);
  }

  /** What stands directly in a folder, in no order; undefined for what is no folder. */
  async children(place: readonly string[], signal?: AbortSignal): Promise<readonly TreeEntry[] | undefined> {
    if (place.length === 0) {
      const domains = await this.#backup.domains(signal);
      return domains.map(({ domain }) => ({ name: segmentToName(domain), kind: 'directory' }));
    }
    const [domain, ...segments] = segmentsOf(place) ?? [];
    if (domain === undefined) return undefined;
    const children = await this.#children(domain, segments.join('/'), signal);
    if (children.size > 0 || (await this.entry(place, signal))?.kind === 'directory') return [...children.values()];
    return undefined;
  }

  async #hasDomain(wanted: string, signal: AbortSignal | undefined): Promise<boolean> {
    return (await this.#backup.domains(signal)).some(({ domain }) => domain === wanted);
  }

  async #children(domain: string, folder: string, signal: AbortSignal | undefined): Promise<Map<string, TreeEntry>> {
    const found = new Map<string, TreeEntry>();
    for await (const file of this.#rows(domain, folder, signal)) {
      const name = segmentToName(file.relativePath.slice(file.relativePath.lastIndexOf('/') + 1));
      found.set(name, { name, kind: file.kind, file });
    }
    for (const segment of await this.#backup.folders(domain, folder, signal)) {
      const name = segmentToName(segment);
      if (found.get(name)?.kind !== 'directory') found.set(name, { name, kind: 'directory' });
    }
    return found;
  }

  /** Without the root of the domain, which stands in itself. */
  async *#rows(domain: string, folder: string, signal: AbortSignal | undefined): AsyncGenerator<BackupFile, void, undefined> {
    for (let position = 0; ; position += ROWS_A_PAGE) {
      const { rows } = await this.#backup.list({
        domain,
        folder,
        position,
        limit: ROWS_A_PAGE,
        ...(signal === undefined ? {} : { signal }),
      });
      for (const file of rows) if (file.relativePath !== '') yield file;
      if (rows.length < ROWS_A_PAGE) return;
    }
  }
}

/** Undefined if one of the names is none. */
function segmentsOf(place: readonly string[]): readonly string[] | undefined {
  const segments = place.map(nameToSegment);
  return segments.every((segment) => segment !== undefined) ? segments : undefined;
}
