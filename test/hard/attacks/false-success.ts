/** A phone that reports success without having made a backup, over an older one that is good. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixturePath, recordTree } from '../../support/backup-copy.ts';
import type { Attack } from '../attack.ts';
import type { BackupAgent } from '../attackers/backup-agent.ts';
import { PHONE_UDID, startMaliciousPhone } from '../attackers/malicious-phone.ts';

/** `old` is what lies in the folder, which the phone knows: it may download it. */
type Lie = (agent: BackupAgent, old: (name: string) => Buffer) => Promise<unknown>;

const LIES: readonly (readonly [id: string, what: string, lie: Lie])[] = [
  ['nothing', 'nothing', () => Promise.resolve()],
  ['old-status', 'the old Status.plist once more', (agent, old) => agent.upload('Status.plist', old('Status.plist'))],
  [
    'one-manifest',
    'Manifest.db and Status.plist, but no Manifest.plist',
    async (agent, old) => {
      await agent.upload('Manifest.db', old('Manifest.db'));
      await agent.upload('Status.plist', old('Status.plist'));
    },
  ],
  [
    'snapshot-left',
    'manifests that it leaves in Snapshot',
    async (agent, old) => {
      for (const name of ['Manifest.plist', 'Manifest.db']) await agent.upload(`Snapshot/${name}`, old(name));
      await agent.upload('Status.plist', old('Status.plist'));
    },
  ],
];

export const ATTACKS: readonly Attack[] = LIES.map(([id, what, lie]) => ({
  id: `false-success-${id}`,
  area: 'false green',
  what: `a phone that sends ${what} and reports success`,
  holds: 'the run is no success, and readers see the older backup as it was',
  short: true,
  run: async ({ folder, backupLab }) => {
    const directory = join(folder, 'backups');
    const path = join(directory, PHONE_UDID);
    mkdirSync(directory);
    cpSync(fixturePath('plain-ios17'), path, { recursive: true, preserveTimestamps: true });
    const old = new Map(['Status.plist', 'Manifest.plist', 'Manifest.db'].map((name) => [name, readFileSync(join(path, name))]));
    const listed = (await backupLab(['ls', path, '--json'])).stdout;
    const before = recordTree(directory);
    await using phone = await startMaliciousPhone({
      backup: async (agent) => {
        await lie(agent, (name) => old.get(name) ?? assert.fail(name));
        await agent.respond(0);
      },
    });
    for (const level of ['off', 'quick']) {
      const { status, stderr } = await backupLab(['backup', PHONE_UDID, directory, '--verify', level], { address: phone.address });
      assert.equal(status, 9, stderr);
      assert.doesNotMatch(stderr, /finished: /);
      assert.match(stderr, /\(backup-unverified\)/);
    }
    if (id === 'nothing') assert.deepEqual(recordTree(directory), before, 'nothing on the disk has changed');
    assert.equal((await backupLab(['ls', path, '--json'])).stdout, listed);
    return 'exit 9';
  },
}));
