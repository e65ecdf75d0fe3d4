/** The known answers under test/fixtures/vectors, computed by an independent writer. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** To be taken `as` the shape that the file has. */
export function readVectors(name: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/vectors', `${name}.json`), 'utf8'));
}

export function fromHex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** A keybag with everything that its password opens. */
export interface KeybagVector {
  readonly password: string;
  readonly twoStage: boolean;
  readonly dpsl: string | null;
  readonly dpic: number | null;
  readonly salt: string;
  readonly iter: number;
  readonly kek: string;
  readonly keybag: string;
  readonly keybagLength: number;
  /** By class; null where the key is bound to the device. */
  readonly classKeys: Readonly<Record<string, string | null>>;
  readonly wrongPasswordMustFail: string;
  readonly files: readonly {
    readonly class: number;
    readonly encryptionKey: string;
    readonly fileKey: string;
    readonly plaintext: string;
    readonly ciphertext: string;
    readonly size: number;
  }[];
}

export function readKeybagVector(name: string): KeybagVector {
  return readVectors(name) as KeybagVector;
}
