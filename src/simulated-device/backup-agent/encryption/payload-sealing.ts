/** How payloads are encrypted on their way to the host, and what their rows say about it. */
import type { PhoneFile } from '../../content/phone-content.ts';

export type Content = Uint8Array | Iterable<Uint8Array>;

export interface Sealable {
  readonly file: PhoneFile;
  readonly fileId: string;
}

export interface PayloadSealing {
  /** The content as the host gets it; the same bytes every time within one upload. */
  content(item: Sealable): Content;
  /** EncryptionKey of each, in order. Throws 209 for a file of a class that only the device can open. */
  rowKeys(items: readonly Sealable[]): readonly (Uint8Array | undefined)[];
}

export const IN_THE_CLEAR: PayloadSealing = {
  content: ({ file }) => file.read(),
  rowKeys: (items) => items.map(() => undefined),
};
