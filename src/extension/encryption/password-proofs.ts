/** When a backup password was last proven on this computer, by device; never the password itself. */
import type { Memento } from 'vscode';
import type { PasswordProof } from '../../view/index.ts';

const KEY = 'passwordProofs';

type Proofs = Readonly<Record<string, PasswordProof>>;

export class PasswordProofs {
  readonly #state: Memento;

  constructor(state: Memento) {
    this.#state = state;
  }

  all(): Proofs {
    return this.#state.get<Proofs>(KEY, {});
  }

  /** From the first sight of an encrypted backup on, days are counted. */
  async see(udids: readonly string[]): Promise<void> {
    const fresh = udids.filter((udid) => this.all()[udid] === undefined);
    for (const udid of fresh) await this.#note(udid, {});
  }

  /** The password has opened a backup of the device, or the device has accepted it as its new one. */
  async prove(udid: string | undefined): Promise<void> {
    if (udid !== undefined) await this.#note(udid, { provenAt: Date.now() });
  }

  async asked(udid: string): Promise<void> {
    await this.#note(udid, { askedAt: Date.now() });
  }

  async #note(udid: string, what: Partial<PasswordProof>): Promise<void> {
    const all = this.all();
    await this.#state.update(KEY, { ...all, [udid]: { seenAt: Date.now(), ...all[udid], ...what } });
  }
}
