/** The simulated phone that was put together last, so that the next one takes a press of Enter. Its backup password is not kept. */
import type { Memento } from 'vscode';
import type { PhoneOrder } from '../../simulated-device/index.ts';

const KEY = 'lastSimulatedPhone';

/** `isEncrypted` stands for the password, which is asked for again. */
export interface RememberedPhone {
  readonly order: Omit<PhoneOrder, 'backupPassword'>;
  readonly isEncrypted: boolean;
}

export class LastPhone {
  readonly #state: Memento;

  constructor(state: Memento) {
    this.#state = state;
  }

  get(): RememberedPhone | undefined {
    return this.#state.get<RememberedPhone>(KEY);
  }

  async set({ backupPassword, ...order }: PhoneOrder): Promise<void> {
    await this.#state.update(KEY, { order, isEncrypted: backupPassword !== undefined } satisfies RememberedPhone);
  }
}
