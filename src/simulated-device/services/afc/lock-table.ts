/** Advisory locks on files as flock(2) keeps them: one exclusive holder or many shared ones, each an open file. */
import type { MediaFile } from './media-node.ts';

export type LockKind = 'shared' | 'exclusive';

/** An open file, as far as locks care. */
export interface LockOwner {
  readonly path: string;
}

export interface HeldLock {
  readonly path: string;
  readonly kind: LockKind;
}

export class LockTable {
  readonly #holders = new Map<MediaFile, Map<LockOwner, LockKind>>();

  /** Every lock that is held now. */
  held(): HeldLock[] {
    return [...this.#holders.values()].flatMap((owners) => [...owners].map(([{ path }, kind]) => ({ path, kind })));
  }

  /** Takes a lock, or changes the kind of one's own; false when somebody else's lock is in the way. */
  take(file: MediaFile, owner: LockOwner, kind: LockKind): boolean {
    const owners = this.#holders.get(file) ?? new Map<LockOwner, LockKind>();
    const inTheWay = [...owners].some(([other, held]) => other !== owner && (kind === 'exclusive' || held === 'exclusive'));
    if (inTheWay) return false;
    owners.set(owner, kind);
    this.#holders.set(file, owners);
    return true;
  }

  /** Gives a lock back; nothing happens when there was none. */
  release(file: MediaFile, owner: LockOwner): void {
    const owners = this.#holders.get(file);
    owners?.delete(owner);
    if (owners?.size === 0) this.#holders.delete(file);
  }
}
