/** What the backup agent remembers between runs: which files of an interrupted upload are already in the host's Snapshot. */
import { Buffer } from 'node:buffer';

const ID_BYTES = 20;
const ENTRY_BYTES = ID_BYTES + 8;
/** Entries are kept in blocks, so that a log that grows is never copied. The first is small: most phones have few files. */
const FIRST_BLOCK_ENTRIES = 64;
const BLOCK_ENTRIES = 32_768;
/** More computers than back up one phone; a host that starts afresh each time would fill the memory. */
const MAX_UNFINISHED = 4;

/** What the files of an upload are encrypted with. */
export interface UploadSecrets {
  readonly secret: Uint8Array;
  /** As it stands, or would have stood, in Manifest.plist. */
  readonly keybag: Uint8Array;
}

/** File ids with the identity of the content that was sent, packed: a phone with a million files fits into 30 MB. */
export class UploadLog {
  /** UUID of the backup status under which the files were sent. */
  readonly uuid: string;
  /** What the files were encrypted with; undefined when they were sent in the clear. Their keys follow from it, so that none is kept here. */
  readonly encryption: UploadSecrets | undefined;
  readonly #blocks: Buffer[] = [];
  /** Bytes used of the last block. */
  #used = 0;

  constructor(uuid: string, encryption?: UploadSecrets) {
    this.uuid = uuid;
    this.encryption = encryption;
  }

  /** `fileId` as 40 hexadecimal digits; `identity` tells one version of the content from another. */
  add(fileId: string, identity: bigint): void {
    let block = this.#blocks.at(-1);
    if (block === undefined || this.#used === block.length) {
      block = Buffer.alloc((block === undefined ? FIRST_BLOCK_ENTRIES : BLOCK_ENTRIES) * ENTRY_BYTES);
      this.#blocks.push(block);
      this.#used = 0;
    }
    block.write(fileId, this.#used, ID_BYTES, 'hex');
    block.writeBigUInt64LE(BigInt.asUintN(64, identity), this.#used + ID_BYTES);
    this.#used += ENTRY_BYTES;
  }

  /** File id → identity, the latest for each. */
  toMap(): Map<string, bigint> {
    const map = new Map<string, bigint>();
    for (const [index, block] of this.#blocks.entries()) {
      const end = index === this.#blocks.length - 1 ? this.#used : block.length;
      for (let at = 0; at < end; at += ENTRY_BYTES) {
        map.set(block.toString('hex', at, at + ID_BYTES), block.readBigUInt64LE(at + ID_BYTES));
      }
    }
    return map;
  }
}

/** One per device, for its life. A real phone keeps this under /var/root/Library/Caches/Backup/<UUID of the status>. */
export class AgentMemory {
  /** A file-system snapshot that an aborted run has left behind; it goes with a restart. */
  hasStaleSnapshot = false;
  #unfinished = new Map<string, UploadLog>();
  #numbers = 0;
  #isBusy = false;

  /** One operation at a time: undefined while another one runs; dispose what is returned when this one is over. */
  begun(): Disposable | undefined {
    if (this.#isBusy) return undefined;
    this.#isBusy = true;
    return {
      [Symbol.dispose]: () => {
        this.#isBusy = false;
      },
    };
  }

  /** Another one each time: what must not come out the same twice in the life of a phone takes it into its seed. */
  nextNumber(): number {
    return ++this.#numbers;
  }

  /** Starts anew what is known of a backup. Of many that nobody finished only the latest are remembered. */
  begin(uuid: string, encryption?: UploadSecrets): UploadLog {
    const log = new UploadLog(uuid, encryption);
    this.#unfinished.delete(uuid);
    this.#unfinished.set(uuid, log);
    const [oldest] = this.#unfinished.keys();
    if (this.#unfinished.size > MAX_UNFINISHED && oldest !== undefined) this.#unfinished.delete(oldest);
    return log;
  }

  recall(uuid: string): UploadLog | undefined {
    return this.#unfinished.get(uuid);
  }

  forget(uuid: string): void {
    this.#unfinished.delete(uuid);
  }

  /** The device was erased. */
  clear(): void {
    this.#unfinished.clear();
  }
}
