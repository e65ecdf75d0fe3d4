/** A whole simulated phone whose backup service is in the hands of a test: services, lock and Info.plist are real, what it asks of the disk is the test's. */
import { DeviceSession } from '../../src/device-protocol/device-session.ts';
import { BACKUP_SERVICE } from '../../src/device-protocol/index.ts';
import { ScriptedPhone } from './scripted-phone.ts';

/**
 * From now on every backup service that is started in this process speaks as `act` wants, after the greeting and the request. Undone by its owner.
 * What `act` throws ends the link.
 */
export function backupServiceActs(act: (phone: ScriptedPhone) => Promise<void>): Disposable {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was
  const { startService } = DeviceSession.prototype;
  const open: Disposable[] = [];
  DeviceSession.prototype.startService = async function (this: DeviceSession, name, signal) {
    if (name !== BACKUP_SERVICE) return await startService.call(this, name, signal);
    const link = await ScriptedPhone.connect();
    open.push(link);
    void serve(link.phone, act);
    return link.host;
  };
  return {
    [Symbol.dispose]: () => {
      DeviceSession.prototype.startService = startService;
      for (const link of open) link[Symbol.dispose]();
    },
  };
}

async function serve(phone: ScriptedPhone, act: (phone: ScriptedPhone) => Promise<void>): Promise<void> {
  try {
    await phone.greet();
    await phone.request();
    await act(phone);
    // The host says goodbye; until then the link stays.
    await phone.receive();
  } catch {
    phone.connection.destroy();
  }
}
