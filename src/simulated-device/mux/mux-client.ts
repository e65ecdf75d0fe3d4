/** One client of the mux, and what all clients share. */
import type { Log } from '../../base/index.ts';
import type { Connection } from '../../device-protocol/index.ts';
import type { TraceEvent, TrafficEvent } from '../phone/device-port.ts';
import type { PhoneAttachments } from '../phone/phone-call.ts';
import type { PairRecordStore } from './pair-record-store.ts';

/** What every connection to the mux shares. */
export interface MuxHost {
  readonly attachments: PhoneAttachments;
  readonly records: PairRecordStore;
  /** SystemBUID: which computer this is to devices. */
  readonly buid: string;
  readonly log: Log;
  readonly violation: (text: string) => void;
  readonly trace: (event: TraceEvent) => void;
  readonly traffic?: ((event: TrafficEvent) => void) | undefined;
}

/** One client of the mux. */
export interface MuxClient {
  readonly host: MuxHost;
  readonly connection: Connection;
  /** Counts connections from 1. */
  readonly number: number;
  readonly signal: AbortSignal;
}
