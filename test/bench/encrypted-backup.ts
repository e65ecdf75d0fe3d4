/** Writes an encrypted backup of any number of files of one size: what readers of content are measured with. */
import { randomBytes } from 'node:crypto';
import { writeEncryptedSample } from '../support/encrypted-sample.ts';
import { benchName } from './bench-names.ts';

export interface EncryptedLoad {
  readonly what: string;
  readonly count: number;
  /** Bytes of each file. */
  readonly size: number;
}

export const BENCH_PASSWORD = 'bench';
/** All files hold the same random bytes, each encrypted with its own key. Deriving the key of the backup costs nothing: 30 rounds. */
export async function writeEncryptedBackup(path: string, { count, size }: EncryptedLoad): Promise<void> {
  const content = randomBytes(size);
  const rows = Array.from({ length: count }, (_, number) => ({ ...benchName(number), content }));
  await writeEncryptedSample(path, () => rows, { password: BENCH_PASSWORD, catalogue: 'db', modern: true, random: randomBytes });
}
