/** Holds a contract against backups of simulated phones that have the files of its app. */
import { dirname } from 'node:path';
import { CancelledError, throwIfAborted, type OnProgress } from '../base/index.ts';
import {
  checkContract,
  createBackup,
  declaredApp,
  openBackup,
  unlockBackup,
  type BackupContract,
  type BackupPhase,
  type ContractPhase,
  type ContractReport,
} from '../backup/index.ts';
import { Device, UsbmuxClient, parseUsbmuxAddress } from '../device-protocol/index.ts';
import { SimulatorError, addToKeychain, layApp, startSimulator, type SimulatedDevice } from '../simulated-device/index.ts';
import { declaredKeychain } from './declared-keychain.ts';
import { phoneOfVersion } from './phone-of-version.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Phases of `runContract`: those of a backup, then those of holding it against the contract. */
export type ContractRunPhase = BackupPhase | ContractPhase;

/** Which contract to hold against backups of which simulated phones. */
export interface RunContractOptions {
  readonly contract: BackupContract;
  /** Absolute path of the contract: its folders are relative to where it is. Without it, to the working directory. */
  readonly path?: string | undefined;
  /** Versions of iOS such as "17.5" or "17", each a phone of its own; one usual phone unless given. */
  readonly productVersions?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress<ContractRunPhase> | undefined;
  /** Hears each report as soon as it is there. */
  readonly onReport?: ((report: ContractReport) => void) | undefined;
}

/** What a report says instead of a folder, which has gone by then. */
export const SIMULATED_BACKUP = 'a simulated device';
const PASSWORD = 'harness';

/**
 * Puts the files and keychain items that the contract declares (`appFiles`, `appKeychain`) onto a simulated phone of each version, one after the other,
 * backs it up into a temporary folder, and holds the backup against the contract. The backup is encrypted if the contract says `encrypted: required`, or
 * asks for keychain items and does not forbid it. Nothing is left behind, also after an error or a cancel. The reports say what is only declared.
 * @throws SimulatorError 'simulator-app-missing' if the contract has no `appFiles` and the phone has no such app, 'simulator-version-malformed',
 * 'simulator-version-impossible', and as `layApp`; BackupError as `checkContract`; CancelledError
 *
 * @example
 * ```ts
 * const contract = parseContract(await readFile('app.backup-contract.yml', 'utf8'), 'app.backup-contract.yml');
 * for (const { verdict, findings } of await runContract({ contract, path: resolve('app.backup-contract.yml') })) console.log(verdict, findings);
 * ```
 */
export async function runContract(options: RunContractOptions): Promise<ContractReport[]> {
  const { productVersions = [], onReport } = options;
  const reports: ContractReport[] = [];
  for (const version of productVersions.length === 0 ? [undefined] : productVersions) {
    const report = await runOnPhone(options, version);
    reports.push(report);
    onReport?.(report);
  }
  return reports;
}

async function runOnPhone(options: RunContractOptions, productVersion: string | undefined): Promise<ContractReport> {
  const { contract, path, signal, onProgress } = options;
  throwIfAborted(signal);
  const password = wantsEncryption(contract) ? PASSWORD : undefined;
  await using folder = await temporaryFolder();
  await using simulator = await startSimulator({
    seed: 1,
    devices: [
      {
        ...phoneOfVersion(productVersion),
        keybagRounds: 'low',
        ...(password === undefined ? {} : { backupPassword: password }),
        // Whoever asks about one app waits for no other.
        ...(contract.target.kind === 'app' && contract.appFiles !== undefined ? { content: 'new' } : {}),
      },
    ],
  });
  const [phone] = simulator.devices;
  if (phone === undefined) throw new CancelledError();
  await putOnPhone(phone, contract, path, signal);
  const mux = new UsbmuxClient(parseUsbmuxAddress(simulator.address));
  const { udid } = phone;
  await (await Device.open(mux, udid)).pair();
  const common = { ...(onProgress === undefined ? {} : { onProgress }), signal };
  const made = await createBackup({ mux, udid, directory: folder.path, full: true, verify: 'off', ...common });
  const keys = password === undefined ? undefined : await unlockBackup(made.path, password, { signal });
  try {
    await using backup = await openBackup(made.path, { keys, signal });
    const report = await checkContract(backup, contract, { keys, path, isDeclared: true, ...common });
    return { ...report, backup: { ...report.backup, path: SIMULATED_BACKUP } };
  } finally {
    await keys?.lock();
  }
}

/** @throws SimulatorError 'simulator-app-missing', and as `layApp` */
async function putOnPhone(
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

/** Only an encrypted backup tells which items the keychain has. */
function wantsEncryption({ rules }: BackupContract): boolean {
  const rule = rules.find(({ kind }) => kind === 'encrypted');
  if (rule?.kind === 'encrypted') return rule.wanted === 'required';
  return rules.some(({ kind }) => kind === 'keychain');
}
