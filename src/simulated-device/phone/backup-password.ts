/** The backup password of a phone: whether one is set or required, and what was derived from it. */
import { timingSafeEqual } from 'node:crypto';
import { abortable } from '../../base/index.ts';
import { deriveKey, dict, type DerivationStages, type PlistDict } from '../../formats/index.ts';

/** Rounds of the two stages of key derivation. The second stage exists only since iOS 10.2, and its rounds are ignored before. */
export interface KeybagRounds {
  /** ITER */
  readonly rounds: number;
  /** DPIC */
  readonly doubleProtectionRounds: number;
}

/** The cost of trying a password. 'realistic' is what phones use and takes seconds. 'low' is for tests. */
export type KeybagCost = 'realistic' | 'low' | KeybagRounds;

export interface BackupPasswordOptions {
  readonly password?: string | undefined;
  /** Device management demands a password. */
  readonly isRequired?: boolean | undefined;
  readonly cost?: KeybagCost | undefined;
}

const ROUNDS: Readonly<Record<'realistic' | 'low', KeybagRounds>> = {
  realistic: { rounds: 10_000, doubleProtectionRounds: 10_000_000 },
  low: { rounds: 10, doubleProtectionRounds: 10 },
};

export class BackupPassword {
  readonly rounds: KeybagRounds;
  readonly #changed: (values: PlistDict) => void;
  readonly #derived = new DerivedKeys();
  #password: string | undefined;
  #isRequired: boolean;

  /** `changed` is told the values of com.apple.mobile.backup that follow, at once for what `options` say. */
  constructor(options: BackupPasswordOptions = {}, changed: (values: PlistDict) => void = () => undefined) {
    const { password, isRequired = false, cost = 'realistic' } = options;
    this.rounds = typeof cost === 'string' ? ROUNDS[cost] : cost;
    this.#changed = changed;
    this.#password = password;
    this.#isRequired = isRequired;
    if (password !== undefined) this.assert();
    if (isRequired) changed(dict({ RequiresEncryption: true }));
  }

  /** Undefined = backups are not encrypted. */
  get current(): string | undefined {
    return this.#password;
  }

  get isSet(): boolean {
    return this.#password !== undefined;
  }

  get isRequired(): boolean {
    return this.#isRequired;
  }

  /** What device management does: a phone without a password then makes no backup, and one that is set cannot be removed. */
  set isRequired(isRequired: boolean) {
    this.#isRequired = isRequired;
    this.#changed(dict({ RequiresEncryption: isRequired }));
  }

  matches(text: string): boolean {
    if (this.#password === undefined) return false;
    const [given, own] = [Buffer.from(text), Buffer.from(this.#password)];
    return given.length === own.length && timingSafeEqual(given, own);
  }

  /** As a tester does it, without any host; undefined removes it. */
  set(password: string | undefined): void {
    this.#password = password;
    this.assert();
  }

  /** WillEncrypt says what is so, and observers hear of it even when nothing has changed. */
  assert(): void {
    this.#changed(dict({ WillEncrypt: this.isSet }));
  }

  /** As formats' `deriveKey`; what was derived once is kept, so that the next run costs no seconds. */
  readonly derive = async (password: string, stages: DerivationStages, signal?: AbortSignal): Promise<Uint8Array> =>
    await this.#derived.get(password, stages, signal);
}

/** More bags than anybody keeps of one phone. */
const KEPT = 32;

class DerivedKeys {
  readonly #keys = new Map<string, Promise<Uint8Array>>();

  /** A copy of its own for every caller, who wipes it. */
  async get(password: string, stages: DerivationStages, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const { salt, rounds, doubleProtection: first } = stages;
    const stage = (bytes: Uint8Array, count: number) => `${Buffer.from(bytes).toString('hex')} ${count}`;
    const name = [stage(salt, rounds), first ? stage(first.salt, first.rounds) : '', password].join('\0');
    let key = this.#keys.get(name);
    if (key === undefined) {
      key = deriveKey(password, stages);
      this.#keys.set(name, key);
      const [oldest] = this.#keys.keys();
      if (this.#keys.size > KEPT && oldest !== undefined) this.#keys.delete(oldest);
    }
    return Uint8Array.from(await abortable(key, signal));
  }
}
