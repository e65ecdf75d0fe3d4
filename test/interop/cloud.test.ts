/** Debian's unmodified idevicebackup2 turns iCloud Backup on and off. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudAccount } from '../../src/device-protocol/index.ts';
import { interopSimulator } from '../support/interop/interop-simulator.ts';
import { testsSideBySide } from '../support/interop/tests-side-by-side.ts';

describe('idevicebackup2 cloud', () => {
  const test = testsSideBySide();
  const cases: [CloudAccount, number, RegExp][] = [
    ['signed-in', 0, /Cloud backup has been (?:enabled|disabled) successfully/i],
    ['none', 255, /ErrorCode 1: No account exists \(MBErrorDomain\/1\)/],
    ['not-provisioned', 255, /ErrorCode 1: The primary account is not provisioned for cloud backup \(MBErrorDomain\/1\)/],
  ];
  for (const [account, status, words] of cases) {
    test(`with the account "${account}" ends with ${String(status)}`, async () => {
      await using sim = await interopSimulator({ devices: [{ cloudAccount: account }] });
      await sim.trust();
      const directory = await mkdtemp(join(tmpdir(), 'cloud-'));
      try {
        for (const position of ['on', 'off']) {
          const result = await sim.run('idevicebackup2', ['cloud', position, directory]);
          assert.equal(result.status, status, result.stdout + result.stderr);
          assert.match(result.stdout + result.stderr, words);
          assert.equal(sim.phone.cloud.isOn, status === 0 && position === 'on');
        }
      } finally {
        await rm(directory, { recursive: true });
      }
    });
  }
});
