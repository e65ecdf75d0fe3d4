/** Counts what became of each file, and writes it into the list. */
import type { LossCode, SalvageCounts, SalvagedFile, SalvageLoss, Sureness } from './salvage-report.ts';
import type { SalvageTarget } from './salvage-target.ts';

export type FileNames = Pick<SalvagedFile, 'fileID' | 'domain' | 'relativePath' | 'kind'>;

/** A file that is in the repaired backup. */
type KeptFile = FileNames & Pick<SalvagedFile, 'source' | 'content' | 'place' | 'type'>;

type Counted = { -readonly [Key in keyof SalvageCounts]: number };

export class SalvageTally {
  readonly #target: SalvageTarget;
  readonly #counts: Counted = { proven: 0, consistent: 0, assumed: 0, damaged: 0, directories: 0, symlinks: 0, unnamed: 0, lost: 0 };
  readonly #losses = new Map<LossCode, number>();
  readonly #used = new Map<number | 'names', number>();

  constructor(target: SalvageTarget) {
    this.#target = target;
  }

  /** Without a record its dates, mode and owner are assumptions. Only a digest makes a file as a whole proven. */
  keep(file: KeptFile, source: number | 'names', loss: 'record-lost' | 'record-unreadable' | undefined): void {
    this.#used.set(source, this.used(source) + 1);
    const sure: Sureness = loss !== undefined ? 'assumed' : file.content === 'proven' ? 'proven' : 'consistent';
    const isDamaged = file.content === 'damaged';
    if (loss !== undefined && file.kind !== 'directory') this.lose(loss, 1);
    if (isDamaged) this.lose('content-damaged', 1);
    this.#count(file.kind, isDamaged ? 'damaged' : sure);
    const code = loss ?? (isDamaged ? 'content-damaged' : undefined);
    this.#target.note({ ...file, sure: isDamaged ? null : sure, ...(code && { loss: code }) });
  }

  /** A directory that was made up because something stands in it. */
  assume(file: FileNames): void {
    this.#count(file.kind, 'assumed');
    this.#target.note({ ...file, source: null, sure: 'assumed', content: null });
  }

  lost(file: FileNames, loss: LossCode, content: SalvagedFile['content']): void {
    this.lose(loss, 1);
    this.#counts.lost++;
    this.#target.note({ ...file, source: null, sure: null, content: file.kind === 'file' ? content : null, loss });
  }

  unnamed(fileID: string, type: string, place: string, guess: string | undefined): void {
    this.lose('name-lost', 1);
    this.#counts.unnamed++;
    const file = { fileID, domain: null, relativePath: null, kind: 'file', source: null, sure: null, content: 'consistent' } as const;
    this.#target.note({ ...file, loss: 'name-lost', place, type, ...(guess && { looksLike: guess }) });
  }

  lose(code: LossCode, files: number): void {
    this.#losses.set(code, (this.#losses.get(code) ?? 0) + files);
  }

  used(source: number | 'names'): number {
    return this.#used.get(source) ?? 0;
  }

  /** Nothing is damaged, lost or made up. */
  get isSound(): boolean {
    const { assumed, damaged, lost } = this.#counts;
    return assumed + damaged + lost === 0;
  }

  result(): { counts: SalvageCounts; losses: SalvageLoss[] } {
    return { counts: { ...this.#counts }, losses: [...this.#losses].map(([code, files]) => ({ code, files })) };
  }

  #count(kind: FileNames['kind'], state: Sureness | 'damaged'): void {
    this.#counts[kind === 'file' ? state : kind === 'directory' ? 'directories' : 'symlinks']++;
  }
}
