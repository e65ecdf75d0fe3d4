/** Puts onto a simulated phone what a contract declares about its app. */
import { dirname } from 'node:path';
import { declaredApp, type BackupContract } from '../backup/index.ts';
import { SimulatorError, addToKeychain, layApp, type SimulatedDevice } from '../simulated-device/index.ts';
import { declaredKeychain } from './declared-keychain.ts';

/**
 * Folders of the contract are relative to `path`, or to the working directory if it has no file.
 * @throws SimulatorError 'simulator-app-missing' if the contract has no `appFiles` and the phone has no such app, and as `layApp`; CancelledError
 */
export async function putOnPhone(
  phone: SimulatedDevice,
  contract: BackupContract,
  path: string | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { target, appKeychain } = contract;
  if (target.kind === 'device') return;
  const app = declaredApp(contract, path === undefined ? process.cwd() : dirname(path));
  if (app !== undefined) await layApp(phone, app, signal === undefined ? {} : { signal });
  else if (!phone.content.applications().some(({ id }) => id === target.id)) {
    throw new SimulatorError('simulator-app-missing', `the phone has no app ${target.id}`, { data: { app: target.id } });
  }
  if (appKeychain.length > 0) addToKeychain(phone.content, declaredKeychain(target.id, appKeychain, phone.now()), phone.seed);
}
