/** Goes through the tree of a backup and brings it into the target: folders, links, and files by way of the writers. */
import { isCodedError } from '../../base/index.ts';
import { decodeExtendedAttributes, fileIdOf, type MBFile } from '../../formats/index.ts';
import { BackupError } from '../errors.ts';
import type { BackupFolder } from '../read/backup-folder.ts';
import { rowFault } from '../read/row-fault.ts';
import type { DatabaseHealth } from '../read/stored/database-health.ts';
import { FileBatch, type FileWriters } from './file-batches.ts';
import { FolderDates } from './folder-dates.ts';
import { databaseOf } from './folder-names.ts';
import { makeLink } from './make-link.ts';
import type { ConflictPolicy, NameRules } from './report.ts';
import { decide, looksExtracted, numbered, removeUnfinished, setLogsAside, type Decision } from './existing-entries.ts';
import type { Tally } from './tally.ts';
import type { TargetFolders } from './target-folders.ts';
import type { PlannedEntry, PlannedFolder, Step } from './tree-plan.ts';
import { entryFailure } from './write-failure.ts';
import type { FileJob, FileOutcome } from './write-file.ts';

export interface ExtractionContext {
  readonly payloads: BackupFolder;
  readonly isEncrypted: boolean;
  readonly target: TargetFolders;
  readonly rules: NameRules;
  readonly policy: ConflictPolicy;
  /** An earlier run from this backup wrote into this target. */
  readonly continues: boolean;
  /** Of the backup; see ledger.ts. */
  readonly identity: string;
  /** For entries without a date of their own. Unix seconds. */
  readonly date: number;
  readonly hasRow: (fileID: string) => boolean;
  /** What SQLite says of a stored database, with the log that belongs to it. */
  readonly database: (entry: PlannedEntry) => Promise<DatabaseHealth['state'] | 'none'>;
}

/** Files that wait for SQLite before it is asked. */
const MOST_DOUBTFUL = 64;

/** The last second that every calendar here can show. */
const LAST_SECOND = 253_402_300_799;

/** When the phone last changed the content; Unix seconds. */
function modifiedOf(record: MBFile | undefined, otherwise: number): number {
  const seconds = record?.lastModified;
  return seconds !== undefined && seconds >= 0 && seconds <= LAST_SECOND ? seconds : otherwise;
}

function base64Of(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

/** What a file meets in a folder that was there before. `folder` is the path in front of `/NAME`. */
export function decideFile(entry: PlannedEntry, folder: string, context: ExtractionContext): Decision {
  const { payloads, isEncrypted, continues, policy, date } = context;
  const expected = { payloads, fileID: entry.row.fileID, modified: modifiedOf(entry.record, date), isEncrypted };
  return decide(
    {
      folder,
      name: entry.given.disk,
      mayHaveLog: !continues && databaseOf(entry.given.segment) === undefined,
      isOurs: (status) => continues && looksExtracted(status, expected),
    },
    policy,
  );
}

export class Extraction {
  readonly #context: ExtractionContext;
  readonly #writers: FileWriters;
  readonly #tally: Tally;
  readonly #dates: FolderDates;
  /** Numbers of batches that are not written, or not wholly. */
  readonly #writing = new Set<number>();
  readonly #doubtful: { readonly job: FileJob; readonly entry: PlannedEntry }[] = [];
  #batch = new FileBatch<PlannedEntry>();
  #batchNumber = 0;

  constructor(context: ExtractionContext, writers: FileWriters, tally: Tally) {
    this.#context = context;
    this.#writers = writers;
    this.#tally = tally;
    this.#dates = new FolderDates((path, seconds) => {
      context.target.setModified(path, seconds);
    });
  }

  /** @throws what ends the extraction; failures of single entries are in the tally */
  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'enter':
        this.#enter(step.folder);
        return;
      case 'leave':
        this.#leave(step.folder);
        return;
      case 'symlink':
        this.#link(step.entry);
        return;
      case 'file':
        this.#file(step.entry);
        if (this.#batch.isFull) await this.#send();
    }
  }

  async finish(): Promise<void> {
    if (this.#batch.jobs.length > 0) await this.#send();
    await this.#writers.drain();
    await this.#askForDatabases();
  }

  #enter(folder: PlannedFolder): void {
    if (folder.above?.state === 'blocked') {
      this.#block(folder, folder.above.obstacle);
      return;
    }
    const planned = folder.path;
    for (let number = 2; ; number++) {
      try {
        this.#makeFolder(folder);
        break;
      } catch (error) {
        const failure = entryFailure(error, folder.path);
        const isTaken = failure.code === 'target-exists' || failure.code === 'unsafe-path';
        if (!isTaken || this.#context.policy !== 'rename') {
          this.#block(folder, isTaken && this.#context.policy === 'skip' ? undefined : failure);
          return;
        }
        folder.path = numbered(planned, number);
      }
    }
    if (folder.isRewritten || folder.path !== planned) this.#tally.renamed(folder, folder.path);
  }

  #makeFolder(folder: PlannedFolder): void {
    const isNew = this.#context.target.make(folder.path, ((folder.record?.mode ?? 0) & 0o777) | 0o700);
    folder.state = isNew ? 'made' : 'standing';
    if (isNew) {
      this.#tally.counts.directories++;
      this.#noteAttributes(folder, folder.record);
    } else if (this.#context.continues) {
      removeUnfinished(this.#context.target.at(folder.path), this.#context.identity);
    }
  }

  #block(folder: PlannedFolder, obstacle: PlannedFolder['obstacle']): void {
    folder.state = 'blocked';
    folder.obstacle = obstacle;
    if (obstacle === undefined) this.#tally.skipped(folder);
    else this.#tally.failed(folder, obstacle);
  }

  #leave(folder: PlannedFolder): void {
    if (folder.state !== 'made' && !(folder.state === 'standing' && this.#context.continues)) return;
    const after = this.#batch.jobs.length > 0 ? this.#batchNumber : this.#batchNumber - 1;
    this.#dates.add({ path: folder.path, modified: modifiedOf(folder.record, this.#context.date), after });
    this.#settleDates();
  }

  #file(entry: PlannedEntry): void {
    const { row, record, folder, given } = entry;
    try {
      const decision = this.#decide(entry);
      if (decision === undefined || !this.#goesOn(entry, decision)) return;
      const job = this.#jobFor(entry, decision.replaces);
      if (decision.replaces && databaseOf(given.segment) === undefined) this.#setLogsAside(entry);
      if (record !== undefined) this.#noteAttributes(row, record);
      this.#batch.add(job, entry);
    } catch (error) {
      this.#tally.failed(row, entryFailure(error, folder.path));
    }
  }

  /** Undefined when that was already told. */
  #decide(entry: PlannedEntry): Decision | undefined {
    const { row, folder, given } = entry;
    if (folder.state === 'blocked') {
      if (folder.obstacle === undefined) this.#tally.skipped(row);
      else this.#tally.failed(row, folder.obstacle);
      return undefined;
    }
    if (given.isLeftOut) return this.#context.policy === 'skip' ? { kind: 'skip' } : { kind: 'conflict' };
    if (folder.state === 'made') return { kind: 'write', name: given.disk, replaces: false };
    return decideFile(entry, this.#context.target.at(folder.path), this.#context);
  }

  #goesOn(entry: PlannedEntry, decision: Decision): decision is Decision & { kind: 'write' } {
    const { row, folder, given } = entry;
    switch (decision.kind) {
      case 'skip':
        given.isLeftOut = true;
        this.#tally.skipped(row);
        return false;
      case 'conflict':
        given.isLeftOut = true;
        this.#tally.failed(row, { code: 'target-exists' });
        return false;
      case 'kept':
      case 'write': {
        const isRenamed = entry.isRewritten || decision.name !== given.disk;
        given.disk = decision.name;
        if (decision.kind === 'kept') this.#tally.counts.kept++;
        if (isRenamed) this.#tally.renamed(row, `${folder.path}/${given.disk}`);
        return decision.kind === 'write';
      }
    }
  }

  #jobFor({ row, record, folder, given }: PlannedEntry, replaces: boolean): FileJob {
    const { isEncrypted, date } = this.#context;
    if (isEncrypted && record === undefined) {
      throw new BackupError('content-damaged', 'no readable record', { data: { reason: 'no-record' } });
    }
    return {
      fileID: row.fileID,
      folder: folder.path,
      name: given.disk,
      replaces,
      mode: record?.mode ?? 0o600,
      modified: modifiedOf(record, date),
      birth: record?.birth,
      size: record?.size,
      digest: record?.digest && Buffer.from(record.digest).toString('hex'),
      relativePath: row.relativePath,
      fault: rowFault(row, record),
      wrappedKey: base64Of(record?.encryptionKey),
    };
  }

  #setLogsAside({ row, folder, given }: PlannedEntry): void {
    const { target, hasRow } = this.#context;
    const isReplaced = (suffix: string) => hasRow(fileIdOf(row.domain, row.relativePath + suffix));
    for (const [, to] of setLogsAside(target.at(folder.path), given.disk, isReplaced)) {
      this.#tally.note(row, { fact: 'set-aside', path: `${folder.path}/${to}` });
    }
  }

  #link(entry: PlannedEntry): void {
    const { row, record, folder } = entry;
    try {
      if (folder.state === 'blocked') {
        this.#decide(entry);
        return;
      }
      const { target, policy, rules, date } = this.#context;
      const modified = modifiedOf(record, date);
      const made = makeLink(entry, { prefix: target.at(folder.path), policy, rules, modified });
      if (made.kind === 'left-out') {
        this.#tally.counts.symlinksLeftOut++;
        this.#tally.note(row, { fact: 'link-left-out', target: record?.target ?? '' });
      } else if (this.#goesOn(entry, made)) {
        this.#tally.counts.symlinks++;
      }
    } catch (error) {
      this.#tally.failed(row, entryFailure(error, folder.path));
    }
  }

  /** Node has no way to set them: they are kept in the ledger. */
  #noteAttributes(entry: { domain: string; relativePath: string; fileID: string }, record: MBFile | undefined): void {
    if (record?.extendedAttributes === undefined) return;
    try {
      const attributes = decodeExtendedAttributes(record.extendedAttributes);
      if (attributes.size === 0) return;
      const texts = Object.fromEntries([...attributes].map(([name, value]) => [name, Buffer.from(value).toString('base64')]));
      this.#tally.counts.extendedAttributes++;
      this.#tally.note(entry, { fact: 'attributes', attributes: texts });
    } catch (error) {
      if (!isCodedError(error)) throw error; // damaged ones are verify's to name
    }
  }

  async #send(): Promise<void> {
    if (this.#doubtful.length > MOST_DOUBTFUL) await this.#askForDatabases();
    const batch = this.#batch;
    const number = this.#batchNumber++;
    this.#batch = new FileBatch();
    this.#writing.add(number);
    this.#tally.flush();
    await this.#writers.submit(batch.jobs, (outcomes) => {
      this.#writing.delete(number);
      batch.entries.forEach((entry, index) => {
        const [job, outcome] = [batch.jobs[index], outcomes[index]];
        if (job !== undefined && typeof outcome === 'object' && outcome.kind === 'database-decides') {
          this.#doubtful.push({ job, entry });
          this.#writing.add(number); // their folders are not complete
        } else {
          this.#written(entry, outcome);
        }
      });
      this.#settleDates();
    });
  }

  /** Those of which only SQLite can tell whether they are whole are written once it has been asked. */
  async #askForDatabases(): Promise<void> {
    while (this.#doubtful.length > 0) {
      await this.#writers.drain();
      const doubtful = this.#doubtful.splice(0);
      const batch = new FileBatch<PlannedEntry>();
      for (const { job, entry } of doubtful) batch.add({ ...job, database: await this.#database(entry) }, entry);
      await this.#writers.submit(batch.jobs, (outcomes) => {
        batch.entries.forEach((entry, index) => {
          this.#written(entry, outcomes[index]);
        });
      });
      await this.#writers.drain();
      this.#writing.clear();
      this.#settleDates();
    }
  }

  async #database(entry: PlannedEntry): Promise<DatabaseHealth['state'] | 'none'> {
    try {
      return await this.#context.database(entry);
    } catch (error) {
      entryFailure(error, entry.folder.path); // what ends the extraction is thrown
      return 'unknown';
    }
  }

  #written({ row, folder }: PlannedEntry, outcome: FileOutcome | undefined): void {
    const { counts } = this.#tally;
    if (outcome === undefined || (typeof outcome === 'object' && outcome.kind === 'database-decides')) return;
    if (typeof outcome === 'object' && outcome.kind === 'failed') {
      this.#tally.failed(row, outcome);
      return;
    }
    counts.files++;
    counts.bytes += typeof outcome === 'number' ? outcome : outcome.bytes;
    if (typeof outcome === 'number') return;
    const { reason } = outcome;
    if (outcome.kind === 'damaged') {
      this.#tally.damaged(row, `${folder.path}/${outcome.name}`, reason);
    } else {
      this.#tally.note(row, { fact: 'odd-length', reason });
    }
  }

  #settleDates(): void {
    this.#dates.settle(this.#writing.size === 0 ? this.#batchNumber : Math.min(...this.#writing));
  }
}
