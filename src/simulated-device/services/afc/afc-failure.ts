/** An AFC request that is answered with a status: thrown by the file tree, sent by the server. */
import { AFC_STATUS } from '../../../device-protocol/index.ts';

export class AfcFailure extends Error {
  readonly status: number;

  constructor(status: keyof typeof AFC_STATUS) {
    super(`AFC status ${status}`);
    this.status = AFC_STATUS[status];
  }
}
