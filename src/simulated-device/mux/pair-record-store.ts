/** The pair records that hosts save in the mux: kept in memory and returned byte for byte. */
import { parseUdid, type Udid } from '../../formats/index.ts';

export class PairRecordStore {
  readonly #records = new Map<Udid, Uint8Array>();

  /** `id` is a UDID in any spelling; undefined when it is none or has no record. */
  read(id: string): Uint8Array | undefined {
    const udid = parseUdid(id);
    return udid === undefined ? undefined : this.#records.get(udid);
  }

  /** The UDID under which it was kept; undefined when `id` is none. */
  save(id: string, record: Uint8Array): Udid | undefined {
    const udid = parseUdid(id);
    if (udid !== undefined) this.#records.set(udid, record.slice());
    return udid;
  }

  /** False when there was none. */
  delete(id: string): boolean {
    const udid = parseUdid(id);
    return udid !== undefined && this.#records.delete(udid);
  }
}
