/** An AFC request that is answered with a status: what the file tree throws and the server sends. */
import { AFC_STATUS } from '../../../device-protocol/index.ts';

export class AfcFailure extends Error {
  readonly status: number;

  constructor(status: keyof typeof AFC_STATUS) {
    super(`AFC status ${status}`);
    this.status = AFC_STATUS[status];
  }
}
