/** What lies in the staged iCloud of one account, and how much of the plan is left. */
import type { StagedCloudBackup } from '../../device-protocol/index.ts';

const GIGABYTE = 1_000_000_000;
/** What an account has without paying. */
const FREE_PLAN = 5 * GIGABYTE;
const OLD_DEVICE = { deviceName: 'Old iPhone', productType: 'iPhone9,3', productVersion: '15.8.3' } as const;
const A_YEAR_MS = 365 * 86_400_000;

export class CloudStorage {
  /** Bytes of the plan. */
  quota = FREE_PLAN;
  /** Bytes of photos, files and everything else that the account has in iCloud. */
  otherBytes = 0;
  #backups: readonly StagedCloudBackup[] = [];
  #made = 0;

  /** Newest first. */
  get backups(): readonly StagedCloudBackup[] {
    return this.#backups;
  }

  /** The backup of the phone itself. */
  get own(): StagedCloudBackup | undefined {
    return this.#backups.find(({ isOwn }) => isOwn);
  }

  /** Below 0 when a smaller plan was chosen. */
  get freeBytes(): number {
    return this.#backups.reduce((free, { size }) => free - size, this.quota - this.otherBytes);
  }

  /** A new backup takes the place of the phone's own one, so only the difference must be free (assumed). */
  hasRoomFor(size: number): boolean {
    return size - (this.own?.size ?? 0) <= this.freeBytes;
  }

  /** Takes the place of the phone's earlier backup. */
  keepOwn(backup: Omit<StagedCloudBackup, 'id' | 'isOwn'>): StagedCloudBackup {
    const kept = { ...backup, id: this.#nextId(), isOwn: true };
    this.#put([...this.#backups.filter(({ isOwn }) => !isOwn), kept]);
    return kept;
  }

  /** A backup of another device of the account, a year old. */
  addOld(size: number, now: Date): void {
    this.#put([...this.#backups, { ...OLD_DEVICE, id: this.#nextId(), date: new Date(now.getTime() - A_YEAR_MS), size, isOwn: false }]);
  }

  /** What was deleted; undefined if there is no such backup. */
  delete(id: string): StagedCloudBackup | undefined {
    const found = this.#backups.find((backup) => backup.id === id);
    this.#put(this.#backups.filter((backup) => backup !== found));
    return found;
  }

  #put(backups: readonly StagedCloudBackup[]): void {
    this.#backups = backups.toSorted((a, b) => b.date.getTime() - a.date.getTime());
  }

  #nextId(): string {
    return `backup-${String(++this.#made)}`;
  }
}
