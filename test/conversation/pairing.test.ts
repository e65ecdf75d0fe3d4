import assert from 'node:assert/strict';
import { isCodedError } from '../../src/base/index.ts';
import { Device, readDeviceOverview } from '../../src/device-protocol/index.ts';
import { attachedPhone, openPhone, simulated } from '../support/simulated.ts';

const withCode = (code: string) => (error: unknown) => isCodedError(error, code);

describe('conversation about trust', () => {
  it('pairs, is trusted, and unpairs on both sides', async () => {
    await using sim = await simulated();
    const device = await openPhone(sim);
    await assert.rejects(device.validate(), withCode('not-trusted'));
    const record = await device.pair();
    assert.equal(record.escrowBag?.length, 32);
    await device.validate();
    assert.deepEqual(
      sim.phone.pairedHosts.map(({ hostId }) => hostId),
      [record.hostId],
    );
    await device.unpair();
    assert.deepEqual(sim.phone.pairedHosts, []);
    assert.equal(await sim.mux.readPairRecord(device.udid), undefined);
    await assert.rejects(device.unpair(), withCode('not-trusted'));
  });

  it('waits for the person who reads the Trust dialog', async () => {
    await using sim = await simulated({ devices: [{ trust: 'ask' }] });
    const device = await openPhone(sim);
    await assert.rejects(device.pair(), withCode('trust-pending'));
    assert.ok(sim.phone.isTrustDialogShown);
    assert.equal(await sim.mux.readPairRecord(device.udid), undefined);
    const tapTrust = () => {
      sim.phone.trust = 'accept';
    };
    await device.pair({ waitSeconds: 20, askAgainMs: 1, onWaiting: tapTrust });
    await device.validate();
  });

  it('asks until trust is given, and keeps one and the same record', async () => {
    await using sim = await simulated({ devices: [{ trust: 'ask', acceptAfterAsks: 3 }] });
    const device = await openPhone(sim);
    const record = await device.pair({ waitSeconds: 20, askAgainMs: 1 });
    assert.deepEqual(
      sim.phone.pairedHosts.map(({ hostId }) => hostId),
      [record.hostId],
    );
  });

  it('says that trust was declined, before and while it waits', async () => {
    await using sim = await simulated({ devices: [{ trust: 'decline' }] });
    const device = await openPhone(sim);
    await assert.rejects(device.pair({ waitSeconds: 20 }), withCode('trust-declined'));
    sim.phone.trust = 'ask';
    const tapDontTrust = () => {
      sim.phone.trust = 'decline';
    };
    await assert.rejects(device.pair({ waitSeconds: 20, askAgainMs: 1, onWaiting: tapDontTrust }), withCode('trust-declined'));
    assert.equal(await sim.mux.readPairRecord(device.udid), undefined);
  });

  it('says that the phone is locked', async () => {
    await using sim = await simulated({ devices: [{ locked: true }] });
    await assert.rejects((await openPhone(sim)).pair({ waitSeconds: 20 }), withCode('device-locked'));
  });

  it('notices a phone that has forgotten this computer, and can forget it too', async () => {
    await using sim = await simulated();
    const device = await openPhone(sim);
    const { hostId } = await device.pair();
    sim.phone.hosts.remove(hostId);
    await assert.rejects(device.validate(), (error) => isCodedError(error, 'not-trusted') && error.data.lockdownError === 'InvalidHostID');
    await device.unpair();
    assert.equal(await sim.mux.readPairRecord(device.udid), undefined);
    await device.pair();
    await device.validate();
  });

  it('takes no phone that shows another certificate than that of the pairing', async () => {
    await using sim = await simulated({ devices: [{}, { udid: '00008110-001122334455667A' }] });
    const device = await openPhone(sim);
    const record = await device.pair();
    const other = await Device.open(sim.mux, sim.simulator.devices[1]?.udid ?? '');
    const { deviceCertificate } = await other.pair();
    await sim.mux.savePairRecord(device.udid, { ...record, deviceCertificate });
    await assert.rejects(device.validate(), withCode('tls-failed'));
    // The phone saw a host that hung up in the middle of the handshake, which it may or may not have noticed yet.
    await sim.simulator.close();
    assert.ok(sim.takeViolations().every((violation) => violation.includes('tls-failed')));
  });

  it('is told to a list of devices', async () => {
    await using sim = await simulated({ devices: [{ name: 'My Phone', productVersion: '16.7.8' }] });
    const attached = await attachedPhone(sim);
    const stranger = await readDeviceOverview(sim.mux, attached);
    assert.deepEqual(
      [stranger.trust, stranger.name, stranger.productVersion, stranger.backup],
      ['not-trusted', 'My Phone', '16.7.8', undefined],
    );
    const device = await openPhone(sim);
    const { hostId } = await device.pair();
    const trusted = await readDeviceOverview(sim.mux, attached);
    assert.equal(trusted.trust, 'trusted');
    assert.equal(trusted.backup?.willEncrypt, false);
    assert.equal(trusted.backup.lastBackup, undefined);
    assert.ok((trusted.backup.totalBytes ?? 0) > (trusted.backup.freeBytes ?? 0));
    const when = new Date('2024-05-06T07:08:09Z');
    sim.phone.backupSucceeded(when);
    assert.deepEqual((await readDeviceOverview(sim.mux, attached)).backup?.lastBackup, when);
    sim.phone.locked = true;
    assert.equal((await readDeviceOverview(sim.mux, attached)).trust, 'locked');
    sim.phone.locked = false;
    sim.phone.hosts.remove(hostId);
    assert.equal((await readDeviceOverview(sim.mux, attached)).trust, 'not-trusted');
  });
});
