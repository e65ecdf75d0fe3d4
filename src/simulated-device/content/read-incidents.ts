/** Incidents while a backup reads files, set up by a tester: files change, vanish, or cannot be read. */
import type { FileChange, ReadIncident, ReadTrouble } from './phone-content.ts';

/** The part of a phone's content that incidents change. */
interface ChangingContent {
  setFile(domain: string, relativePath: string, change: FileChange): void;
  touch(domain: string, relativePath: string): void;
  removeFile(domain: string, relativePath: string): boolean;
}

/** strerror of EIO, as the logs have it. */
export const READ_ERROR_TEXT = 'Input/output error (5)';

export class ReadIncidents {
  readonly #content: ChangingContent;
  readonly #staged = new Map<string, { readonly incident: ReadIncident; left: number }>();

  constructor(content: ChangingContent) {
    this.#content = content;
  }

  stage(domain: string, relativePath: string, incident: ReadIncident): void {
    const left = incident.kind === 'changes' ? (incident.times ?? 1) : Infinity;
    this.#staged.set(keyOf(domain, relativePath), { incident, left });
  }

  /** A backup reads the file: what was staged for it happens. */
  meet(domain: string, relativePath: string): ReadTrouble | undefined {
    const staged = this.#staged.get(keyOf(domain, relativePath));
    if (staged === undefined || staged.left <= 0) return undefined;
    staged.left--;
    const { incident } = staged;
    switch (incident.kind) {
      case 'changes':
        if (incident.change === undefined) this.#content.touch(domain, relativePath);
        else this.#content.setFile(domain, relativePath, incident.change);
        return { kind: 'changed' };
      case 'vanishes':
        this.#content.removeFile(domain, relativePath);
        return { kind: 'vanished' };
      case 'fails':
        return { kind: 'unreadable', text: incident.text ?? READ_ERROR_TEXT };
    }
  }
}

function keyOf(domain: string, relativePath: string): string {
  return `${domain}\0${relativePath}`;
}
