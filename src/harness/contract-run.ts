/** Holds a contract against backups of simulated phones that have the files of its app. */
import { CancelledError, isCodedError, throwIfAborted, type OnProgress } from '../base/index.ts';
import type { BackupContract, BackupPhase, ContractPhase, ContractReport } from '../backup/index.ts';
import { putOnPhone } from './put-on-phone.ts';
import { startPhone } from './start-phone.ts';

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
 * const contract = parseContract('app: com.example.myapp\nmustNot: ["Documents/*.pem"]', 'app.backup-contract.yml');
 * for (const { verdict, findings } of await runContract({ contract })) console.log(verdict, findings);
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

async function runOnPhone(
  { contract, path, signal, onProgress }: RunContractOptions,
  version: string | undefined,
): Promise<ContractReport> {
  throwIfAborted(signal);
  const { target, appFiles } = contract;
  await using phone = await startPhone({
    ...(version === undefined ? {} : { productVersion: version }),
    ...(wantsEncryption(contract) ? { backupPassword: PASSWORD } : {}),
    // Whoever asks about one app waits for no other.
    ...(target.kind === 'app' && appFiles !== undefined ? { content: 'new' } : {}),
  });
  await putOnPhone(phone.device, contract, path, signal);
  const made = await phone.backUp({ full: true, verify: 'off', signal, onProgress }).catch((error: unknown) => {
    // Nobody continues a backup that is thrown away.
    throw isCodedError(error, 'cancelled') ? new CancelledError() : error;
  });
  const report = await phone.contract(contract, made, { signal, onProgress });
  return { ...report, ...(path === undefined ? {} : { path }), backup: { ...report.backup, path: SIMULATED_BACKUP } };
}

/** Only an encrypted backup tells which items the keychain has. */
function wantsEncryption({ rules }: BackupContract): boolean {
  const rule = rules.find(({ kind }) => kind === 'encrypted');
  if (rule?.kind === 'encrypted') return rule.wanted === 'required';
  return rules.some(({ kind }) => kind === 'keychain');
}
