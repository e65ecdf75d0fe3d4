/** Carries one attack out in a folder of its own and says how it went. */
import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { temporaryFolder } from '../support/backup-copy.ts';
import { AREAS, type Attack } from './attack.ts';
import { runMeasured } from './measured-command.ts';

export interface AttackResult {
  readonly attack: Attack;
  /** What went wrong; undefined when everything held. */
  readonly failure: string | undefined;
  readonly note: string | undefined;
  /** Of the command lines that it ran; undefined when it ran none. */
  readonly peakBytes: number | undefined;
  readonly milliseconds: number;
}

/** Every entry of every table in attacks/, by area. */
export function allAttacks(): readonly Attack[] {
  const attacks: Attack[] = [];
  // Mocha wants to know its tests at once.
  const load = createRequire(import.meta.url);
  for (const file of globSync('attacks/*.ts', { cwd: import.meta.dirname }).sort()) {
    const { ATTACKS } = load(join(import.meta.dirname, file)) as { ATTACKS: readonly Attack[] };
    attacks.push(...ATTACKS);
  }
  const ids = new Set<string>();
  for (const { id } of attacks) {
    if (ids.has(id)) throw new Error(`two attacks are called ${id}`);
    ids.add(id);
  }
  return attacks.sort((one, other) => AREAS.indexOf(one.area) - AREAS.indexOf(other.area));
}

export async function runAttack(attack: Attack, length: 'short' | 'long'): Promise<AttackResult> {
  using folder = temporaryFolder();
  let peakBytes: number | undefined;
  const started = performance.now();
  const outcome = await attack
    .run({
      folder: folder.path,
      rounds: (short, long) => (length === 'short' ? short : long),
      backupLab: async (args, options) => {
        const result = await runMeasured(folder.path, args, options);
        peakBytes = Math.max(peakBytes ?? 0, result.peakBytes);
        return result;
      },
    })
    .then(
      (note) => ({ note, failure: undefined }),
      (error: unknown) => ({ note: undefined, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  return { attack, ...outcome, peakBytes, milliseconds: performance.now() - started };
}
