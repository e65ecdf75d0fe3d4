/** Writes what was found into the target: the repaired backup, content without a name, the list of all files. */
import { throwIfAborted } from '../../base/index.ts';
import { decodeManifestProperties, fileIdOf } from '../../formats/index.ts';
import type { Payload } from '../read/backup.ts';
import { chooseRow, type ChosenRow } from './choose-row.ts';
import { keyLosses } from './key-losses.ts';
import { fittingManifestKeys } from './key-material.ts';
import { databaseLooksLike } from './names-in-databases.ts';
import type { Orphan } from './orphan-store.ts';
import { RepairedBackup } from './repaired-backup.ts';
import type { StoredRow } from './row-store.ts';
import type { Findings, SalvageRun } from './salvage-findings.ts';
import { storedCopies } from './salvage-places.ts';
import { phoneFacts, salvagePlists } from './salvage-plists.ts';
import type { SalvagedPlist, SalvageReport, SalvageSource } from './salvage-report.ts';
import { SalvageTally, type FileNames } from './salvage-tally.ts';
import { UNNAMED, type CopyWatch, type SalvageTarget } from './salvage-target.ts';
import { writeDatabase, writeMbdb, type CatalogueWriter } from './write-catalogue.ts';

const BYTES_BETWEEN_WORDS = 32 * 1024 * 1024;
const NO_NAME = { domain: null, relativePath: null };

type Outcome = Pick<SalvageReport, 'repaired' | 'sources' | 'plists' | 'counts' | 'losses'>;

export class SalvageWriter {
  readonly #findings: Findings;
  readonly #target: SalvageTarget;
  readonly #run: SalvageRun;
  readonly #tally: SalvageTally;
  /** The first catalogue of which nothing is missing: what only later ones have, and is not stored, was deleted since. */
  readonly #whole: number;
  #done = 0;
  /** Bytes of the file under way when they were last told. */
  #told = 0;

  constructor(findings: Findings, target: SalvageTarget, run: SalvageRun) {
    this.#findings = findings;
    this.#target = target;
    this.#run = run;
    this.#tally = new SalvageTally(target);
    const whole = findings.sources.findIndex(({ isWhole }) => isWhole);
    this.#whole = whole === -1 ? Infinity : whole;
  }

  async write(): Promise<Outcome> {
    const { isEncrypted, classKeys, places, path, store } = this.#findings;
    for (const code of keyLosses(this.#findings)) this.#tally.lose(code, 0);
    if (isEncrypted && (classKeys === undefined || store.count === 0)) return await this.#listOnly();
    const isMbdb = this.#isMbdb();
    const name = phoneFacts(path, places).UniqueDeviceID ?? 'backup';
    await using catalogue = await this.#beginCatalogue(isMbdb);
    const folder = { name: isFolderName(name) ? name : 'backup', isDeep: !isMbdb };
    const repaired = new RepairedBackup(this.#target, folder, catalogue, store, this.#watch);
    await this.#writeRows(repaired);
    await this.#writeOrphans(repaired);
    await this.#writeDirectories(repaired);
    const plists = await this.#writePlists(folder.name, isMbdb, catalogue);
    return { repaired: this.#target.pathOf(folder.name), sources: this.#sources(), plists, ...this.#tally.result() };
  }

  /** Of an encrypted backup without a keybag, or without any row and the keys in it, only names remain. */
  async #listOnly(): Promise<Outcome> {
    const loss = this.#findings.classKeys === undefined ? 'keybag-lost' : 'key-lost';
    for (const group of this.#findings.store.groups()) {
      const chosen = await this.#choose(group);
      if (chosen !== undefined) this.#tally.lost(namesOf(chosen), chosen.content === 'missing' ? 'content-missing' : loss, 'locked');
    }
    for (const { fileID, name } of this.#findings.store.orphans.each()) {
      this.#tally.lost({ fileID, ...(name ?? NO_NAME), kind: 'file' }, loss, 'locked');
    }
    return { repaired: null, sources: this.#sources(), plists: [], ...this.#tally.result() };
  }

  /** The era shows in what is there: the folders of two digits, or the files beside them. */
  #isMbdb(): boolean {
    const { places, sources } = this.#findings;
    if (sources.some(({ path }) => path?.endsWith('.mbdb'))) return !sources.some(({ path, rows }) => path?.endsWith('.db') && rows > 0);
    return (
      !sources.some(({ path }) => path?.endsWith('.db')) &&
      places.every(({ folder }) => !folder.list('').some((each) => /^[0-9a-f]{2}$/.test(each)))
    );
  }

  #beginCatalogue(isMbdb: boolean): Promise<CatalogueWriter> {
    const { engine, path, places } = this.#findings;
    const iosMajor = Number.parseInt(phoneFacts(path, places).ProductVersion ?? '17', 10);
    return isMbdb ? writeMbdb() : writeDatabase(engine, iosMajor);
  }

  #choose(group: StoredRow[]): Promise<ChosenRow | undefined> {
    const { places, classKeys, storesEncrypted: isEncryptedBackup } = this.#findings;
    const copies = (fileID: string) => storedCopies(places, fileID);
    return chooseRow(group, { copies, classKeys, isEncryptedBackup, signal: this.#run.signal });
  }

  async #writeRows(repaired: RepairedBackup): Promise<void> {
    this.#progress(undefined);
    for (const group of this.#findings.store.groups()) {
      throwIfAborted(this.#run.signal);
      const chosen = await this.#choose(group);
      if (chosen !== undefined) await this.#writeRow(repaired, chosen);
      this.#wrote(chosen?.row.relativePath);
    }
  }

  async #writeRow(repaired: RepairedBackup, chosen: ChosenRow): Promise<void> {
    const { row, kind, record, content, payload } = chosen;
    const names = namesOf(chosen);
    if (row.source > this.#whole && (kind !== 'file' || content === 'missing')) return;
    if (content === 'missing') {
      this.#tally.lost(names, 'content-missing', 'missing');
    } else if (content === 'locked') {
      this.#tally.lost(names, 'key-unfit', 'locked');
    } else if (record === undefined && this.#findings.isEncrypted && kind === 'file') {
      this.#tally.lost(names, 'key-lost', 'locked');
    } else if (record === undefined && kind === 'symlink') {
      this.#tally.lost(names, 'record-lost', null);
    } else {
      const { fileID, domain, relativePath, blob } = row;
      const original = record === undefined ? {} : { record, ...(blob && { blob }) };
      const place = await repaired.add({ fileID, domain, relativePath, kind, ...original, ...(payload && { payload }) });
      const source = this.#findings.sources[row.source]?.kind ?? 'catalogue';
      this.#tally.keep({ ...names, source, content: content ?? null, ...(place && { place }) }, row.source, lossOf(record, blob));
    }
  }

  async #writeOrphans(repaired: RepairedBackup): Promise<void> {
    const { store, places, isEncrypted } = this.#findings;
    for (const orphan of store.orphans.each()) {
      throwIfAborted(this.#run.signal);
      const { fileID, name } = orphan;
      const [payload] = storedCopies(places, fileID);
      if (isEncrypted) {
        this.#tally.lost({ fileID, ...(name ?? NO_NAME), kind: 'file' }, 'key-lost', 'locked');
      } else if (payload === undefined) {
        this.#tally.lost({ fileID, ...(name ?? NO_NAME), kind: 'file' }, 'content-missing', 'missing');
      } else if (name !== undefined) {
        const place = await repaired.add({ fileID, ...name, kind: 'file', payload });
        const file = { fileID, ...name, kind: 'file', source: 'names', content: 'consistent', type: orphan.content.type } as const;
        this.#tally.keep({ ...file, ...(place && { place }) }, 'names', 'record-lost');
      } else {
        await this.#writeUnnamed(orphan, payload);
      }
      this.#wrote(name?.relativePath);
    }
  }

  async #writeUnnamed({ fileID, content }: Orphan, payload: Payload): Promise<void> {
    const place = `${UNNAMED}/${fileID}${content.extension === '' ? '' : `.${content.extension}`}`;
    await this.#target.copy(payload, place, this.#watch);
    const guess = content.type === 'sqlite' ? databaseLooksLike(payload.path) : undefined;
    this.#tally.unnamed(fileID, content.type, place, guess);
  }

  async #writeDirectories(repaired: RepairedBackup): Promise<void> {
    for (const { domain, relativePath } of this.#findings.store.missingDirectories()) {
      const names = { fileID: fileIdOf(domain, relativePath), domain, relativePath, kind: 'directory' as const };
      await repaired.add(names);
      this.#tally.assume(names);
      this.#wrote(relativePath);
    }
  }

  async #writePlists(folder: string, isMbdb: boolean, catalogue: CatalogueWriter): Promise<SalvagedPlist[]> {
    const { isEncrypted, classKeys, material } = this.#findings;
    const encryptsCatalogue = isEncrypted && !isMbdb && classKeys !== undefined && fittingManifestKeys(material, classKeys).length > 0;
    const name = isMbdb ? 'Manifest.mbdb' : 'Manifest.db';
    const looksFinished = this.#whole !== Infinity && this.#tally.isSound;
    const plists = salvagePlists({ ...this.#findings, catalogue: name, encryptsCatalogue, looksFinished });
    for (const { name: plist, bytes } of plists) if (bytes !== undefined) this.#target.write(`${folder}/${plist}`, bytes);
    const manifest = plists.find((plist) => plist.name === 'Manifest.plist')?.bytes;
    const wrapped = encryptsCatalogue && manifest !== undefined ? decodeManifestProperties(manifest).manifestKey : undefined;
    const key = wrapped && classKeys?.unwrap(wrapped);
    try {
      await catalogue.finish(this.#target.pathOf(`${folder}/${name}`), key);
    } finally {
      key?.fill(0);
    }
    return plists.map(({ name: plist, from, sure, lacking }) => ({ name: plist, from, sure, lacking }));
  }

  #sources(): SalvageSource[] {
    const named = this.#tally.used('names');
    const { isEncrypted } = this.#findings;
    const sources = this.#findings.sources.map(({ kind, path, state, rows, isOpaque }, index): SalvageSource => {
      return { kind, path, state: isOpaque && isEncrypted ? 'locked' : state, rows, used: this.#tally.used(index) };
    });
    if (named === 0) return sources;
    return [...sources, { kind: 'names', path: null, state: 'read', rows: named, used: named }];
  }

  #wrote(item: string | undefined): void {
    if (++this.#done % 100 === 0) this.#progress(item);
  }

  #progress(item: string | undefined, bytes?: number): void {
    const more = { ...(item === undefined ? {} : { item }), ...(bytes === undefined ? {} : { bytes }) };
    this.#run.onProgress({ phase: 'copying-files', done: this.#done, unit: 'files', ...more });
  }

  get #watch(): CopyWatch {
    const onBytes = (bytes: number) => {
      if (bytes - this.#told >= BYTES_BETWEEN_WORDS || bytes < this.#told) this.#progress(undefined, (this.#told = bytes));
    };
    return { signal: this.#run.signal, onBytes };
  }
}

/** The name is there, but what stood with it is not, or is broken. */
function lossOf(record: unknown, blob: Uint8Array | null): 'record-lost' | 'record-unreadable' | undefined {
  if (record !== undefined) return undefined;
  return blob === null ? 'record-lost' : 'record-unreadable';
}

function namesOf({ row: { fileID, domain, relativePath }, kind }: ChosenRow): FileNames {
  return { fileID, domain, relativePath, kind };
}

/** A name on the disk; what a property list says may be anything. */
function isFolderName(name: string): boolean {
  return /^[0-9A-Za-z-]{1,64}$/.test(name);
}
