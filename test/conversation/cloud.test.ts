/** iCloud Backup: the switch on a simulated phone, our client, and the command line. */
import assert from 'node:assert/strict';
import { isCodedError } from '../../src/base/index.ts';
import { readCloudBackup, switchCloudBackup } from '../../src/backup/index.ts';
import { dict } from '../../src/formats/index.ts';
import type { CloudAccount } from '../../src/device-protocol/index.ts';
import type { TraceEvent } from '../../src/simulated-device/index.ts';
import { backupLab, documentOf } from '../support/backup-lab.ts';
import { trustQuickly } from '../support/quick-trust.ts';
import { simulated, type Simulated } from '../support/simulated.ts';

async function trusted(cloudAccount: CloudAccount, onTrace?: (event: TraceEvent) => void): Promise<Simulated> {
  const sim = await simulated({ devices: [{ cloudAccount }], ...(onTrace ? { onTrace } : {}) });
  await trustQuickly(sim);
  return sim;
}

describe('iCloud Backup', () => {
  it('is switched by one request, said by the device afterwards, and told to whoever observes', async () => {
    const said: unknown[] = [];
    await using sim = await trusted('signed-in', ({ channel, from, message }) => {
      if (channel === 'com.apple.mobilebackup2' && from === 'host' && Array.isArray(message) && message[0] === 'DLMessageProcessMessage') {
        said.push(message[1]);
      }
    });
    const { mux, phone } = sim;
    const heard: string[] = [];
    phone.notifications.onDidPost(({ name }) => heard.push(name));
    assert.equal((await readCloudBackup({ mux, udid: phone.udid })).enabled, false);
    for (const enabled of [true, false]) {
      assert.equal((await switchCloudBackup({ mux, udid: phone.udid, enabled })).enabled, enabled);
      assert.equal(phone.cloud.isOn, enabled);
    }
    assert.deepEqual(heard, ['com.apple.mobile.backup.domain_changed', 'com.apple.mobile.backup.domain_changed']);
    assert.deepEqual(
      said[1],
      dict({
        MessageName: 'EnableCloudBackup',
        TargetIdentifier: phone.udid,
        CloudBackupState: true,
        Options: dict({ CloudBackupState: true }),
      }),
    );
  });

  it('is not waited for when the phone falls silent', async () => {
    await using sim = await trusted('signed-in');
    const { mux, phone } = sim;
    phone.fault('F06', { at: 'mb2.EnableCloudBackup' });
    const waitLimits = { quietMs: 20, silenceMs: 60 };
    await assert.rejects(switchCloudBackup({ mux, udid: phone.udid, enabled: true, waitLimits }), (error) =>
      isCodedError(error, 'device-silent'),
    );
  });

  const refusals: [CloudAccount, string][] = [
    ['none', 'No account exists (MBErrorDomain/1)'],
    ['not-provisioned', 'The primary account is not provisioned for cloud backup (MBErrorDomain/1)'],
  ];
  for (const [account, description] of refusals) {
    it(`with the account "${account}" is refused off as well as on, by code 1 and in the phone's words`, async () => {
      await using sim = await trusted(account);
      const { mux, phone } = sim;
      for (const enabled of [true, false]) {
        await assert.rejects(switchCloudBackup({ mux, udid: phone.udid, enabled }), (error) => {
          assert.ok(isCodedError(error, 'device-refused'));
          assert.deepEqual(error.data, { deviceCode: 1, description, operation: 'cloud' });
          return true;
        });
      }
      phone.cloud.account = 'signed-in';
      assert.equal((await switchCloudBackup({ mux, udid: phone.udid, enabled: true })).enabled, true);
    });
  }

  it('works over Wi-Fi', async () => {
    await using sim = await simulated({ devices: [{ connection: 'both' }] });
    await trustQuickly(sim);
    sim.phone.detach('usb');
    assert.equal((await switchCloudBackup({ mux: sim.mux, udid: sim.phone.udid, enabled: true })).enabled, true);
  });
});

describe('backup-lab cloud', () => {
  it('turns it on and off, and says what the device then says', async () => {
    await using sim = await trusted('signed-in');
    const options = { address: sim.simulator.address };
    const { udid } = sim.phone;
    const on = await backupLab(['cloud', 'on', udid], options);
    assert.deepEqual([on.status, on.stdout, on.stderr], [0, '', 'The device reports that iCloud Backup is on.\n']);
    const off = await backupLab(['cloud', 'off', udid, '--json'], options);
    assert.deepEqual([off.status, off.stderr], [0, '']);
    assert.equal((documentOf(off).enabled as Record<string, unknown>).value, false);
  });

  it('says what it knows with source and age, and what no computer sees', async () => {
    await using sim = await trusted('signed-in');
    const options = { address: sim.simulator.address };
    const { udid } = sim.phone;
    const before = await backupLab(['cloud', 'status', udid], options);
    assert.equal(before.status, 0, before.stderr);
    assert.match(
      before.stdout,
      /^iCloud Backup: off \(from the device, now\)\nLast iCloud backup: not reported by the device\nNot visible to a computer:\n {2}\w/,
    );
    sim.phone.setBackupValues(dict({ CloudBackupEnabled: true, LastCloudBackupDate: 681_028_961n, LastCloudBackupTZ: 'GMT+2' }));
    const after = await backupLab(['cloud', 'status', udid], options);
    assert.match(
      after.stdout,
      /^iCloud Backup: on .*\nLast iCloud backup: 2022-08-01T06:42:41\.000Z \(the device's time zone: GMT\+2\) \(from the device, now\)\n/,
    );
    const document = documentOf(await backupLab(['cloud', 'status', udid, '--json'], options));
    assert.equal(document.schema, 'backup-lab/cloud@1');
    const { value, source, readAt } = document.enabled as Record<string, string>;
    assert.deepEqual([value, source], [true, 'lockdown com.apple.mobile.backup/CloudBackupEnabled']);
    assert.ok(Math.abs(Date.parse(readAt ?? '') - Date.now()) < 60_000);
    assert.equal((document.notVisible as string[]).length, 3);
  });

  it('explains a refusal, and ends with the status for one', async () => {
    await using sim = await trusted('none');
    const refused = await backupLab(['cloud', 'off', sim.phone.udid], { address: sim.simulator.address });
    assert.equal(refused.status, 5);
    assert.match(
      refused.stderr,
      /^The device does not allow iCloud Backup to be switched: No account exists \(MBErrorDomain\/1\) Sign in to iCloud .*\(device-refused\)\n$/,
    );
  });

  it('without a word of what to do is a usage error', async () => {
    for (const args of [['cloud'], ['cloud', 'sideways'], ['cloud', 'on']]) assert.equal((await backupLab(args)).status, 2, args.join(' '));
  });
});
