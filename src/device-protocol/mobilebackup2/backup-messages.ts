/** The messages of mobilebackup2 inside DLMessageProcessMessage, typed, encoded and decoded: Hello, requests, responses. */
import { arrayAt, boolAt, dict, dictAt, intAt, stringAt, type PlistDict } from '../../formats/index.ts';
import { DeviceProtocolError } from '../errors.ts';
import { shortText } from '../short-text.ts';

/** The protocol versions that this client offers. They are reals on the wire. */
export const PROTOCOL_VERSIONS: readonly number[] = [2, 2.1];

/** A refusal names one error, and some of those name a file and the error behind it. */
const MOST_DESCRIPTION = 2000;

/** `sourceIdentifier` is the folder below the host's backup root; a device takes its own UDID when it is absent. */
interface Addressed {
  readonly targetIdentifier: string;
  readonly sourceIdentifier?: string | undefined;
}

/**
 * The options of a restore. Options that are absent on the wire are undefined here. A device then uses its own defaults, and some of those erase
 * data.
 */
export interface RestoreOptions {
  readonly systemFiles?: boolean | undefined;
  readonly shouldReboot?: boolean | undefined;
  readonly dontCopyBackup?: boolean | undefined;
  readonly preserveSettings?: boolean | undefined;
  readonly removeItemsNotRestored?: boolean | undefined;
  /** Backup password of an encrypted backup. */
  readonly password?: string | undefined;
}

/** A request that a host can send to the backup service. */
export type BackupRequest =
  | { readonly name: 'Hello'; readonly versions: readonly number[] }
  | ({ readonly name: 'Backup'; readonly forceFull: boolean } & Addressed)
  | ({ readonly name: 'Restore'; readonly applicationIds?: readonly string[] | undefined; readonly options: RestoreOptions } & Addressed)
  | ({ readonly name: 'Info' | 'List'; readonly password?: string | undefined } & Addressed)
  | ({ readonly name: 'Unback'; readonly password?: string | undefined } & Addressed)
  | ({
      readonly name: 'Extract';
      readonly domain: string;
      readonly relativePath: string;
      readonly password?: string | undefined;
    } & Addressed)
  /** Only new = encrypt from now on; only old = no longer; both = change. */
  | ({ readonly name: 'ChangePassword'; readonly oldPassword?: string | undefined; readonly newPassword?: string | undefined } & Addressed)
  | ({ readonly name: 'EnableCloudBackup'; readonly enabled: boolean } & Addressed)
  | ({ readonly name: 'EraseDevice' | 'Remove' } & Addressed)
  /** A request this code has no type for; the arguments are all there. */
  | { readonly name: 'other'; readonly messageName: string; readonly arguments: PlistDict };

/** The names of the requests that have a type. */
export type BackupRequestName = Exclude<BackupRequest['name'], 'other'>;

/** The device's answer to a request. */
export interface BackupResponse {
  /** MBErrorDomain; 0 = success. */
  readonly errorCode: number;
  readonly description?: string | undefined;
  readonly protocolVersion?: number | undefined;
  readonly content?: string | undefined;
}

/**
 * | request | keys beside MessageName, TargetIdentifier and SourceIdentifier |
 * |---|---|
 * | Hello | SupportedProtocolVersions [real] (and no identifiers) |
 * | Backup | Options {ForceFullBackup} |
 * | Restore | ApplicationIDs [string], Options {RestoreSystemFiles, RestoreShouldReboot, RestoreDontCopyBackup, RestorePreserveSettings, RemoveItemsNotRestored, Password} |
 * | Info, List, Unback | Password |
 * | Extract | DomainName, RelativePath, Password |
 * | ChangePassword | OldPassword, NewPassword |
 * | EnableCloudBackup | CloudBackupState, and the same in Options |
 * | EraseDevice, Remove | |
 *
 * idevicebackup2 also puts passwords in Options, so both places are read.
 */
export function encodeBackupRequest(request: BackupRequest): PlistDict {
  if (request.name === 'other') return new Map([...dict({ MessageName: request.messageName }), ...request.arguments]);
  if (request.name === 'Hello') return dict({ MessageName: 'Hello', SupportedProtocolVersions: [...request.versions] });
  const addressed = dict({
    MessageName: request.name,
    TargetIdentifier: request.targetIdentifier,
    SourceIdentifier: request.sourceIdentifier,
  });
  return new Map([...addressed, ...argumentsOf(request)]);
}

function argumentsOf(request: Exclude<BackupRequest, { name: 'other' | 'Hello' }>): PlistDict {
  switch (request.name) {
    case 'Backup':
      return dict({ Options: request.forceFull ? dict({ ForceFullBackup: true }) : undefined });
    case 'Restore':
      return dict({
        ApplicationIDs: request.applicationIds && [...request.applicationIds],
        Options: encodeRestoreOptions(request.options),
      });
    case 'Info':
    case 'List':
    case 'Unback':
      return dict({ Password: request.password });
    case 'Extract':
      return dict({ DomainName: request.domain, RelativePath: request.relativePath, Password: request.password });
    case 'ChangePassword':
      return dict({ OldPassword: request.oldPassword, NewPassword: request.newPassword });
    case 'EnableCloudBackup':
      return dict({ CloudBackupState: request.enabled, Options: dict({ CloudBackupState: request.enabled }) });
    case 'EraseDevice':
    case 'Remove':
      return dict({});
  }
}

function encodeRestoreOptions(options: RestoreOptions): PlistDict {
  return dict({
    RestoreSystemFiles: options.systemFiles,
    RestoreShouldReboot: options.shouldReboot,
    RestoreDontCopyBackup: options.dontCopyBackup,
    RestorePreserveSettings: options.preserveSettings,
    RemoveItemsNotRestored: options.removeItemsNotRestored,
    Password: options.password,
  });
}

/** Decodes a request of the host. A request without a type of its own is `other`. Throws `protocol-violation` if it has no name. */
export function decodeBackupRequest(payload: PlistDict): BackupRequest {
  const name = stringAt(payload, 'MessageName');
  if (name === undefined) throw new DeviceProtocolError('protocol-violation', 'a backup message has no MessageName');
  const options = dictAt(payload, 'Options') ?? dict({});
  const addressed = {
    targetIdentifier: stringAt(payload, 'TargetIdentifier') ?? '',
    sourceIdentifier: stringAt(payload, 'SourceIdentifier'),
  };
  const password = stringAt(payload, 'Password') ?? stringAt(options, 'Password');
  switch (name) {
    case 'Hello': {
      const versions = arrayAt(payload, 'SupportedProtocolVersions') ?? [];
      return { name, versions: versions.filter((version) => typeof version === 'number') };
    }
    case 'Backup':
      return { name, ...addressed, forceFull: boolAt(options, 'ForceFullBackup') ?? false };
    case 'Restore':
      return { name, ...addressed, applicationIds: stringsAt(payload, 'ApplicationIDs'), options: decodeRestoreOptions(options, password) };
    case 'Info':
    case 'List':
    case 'Unback':
      return { name, ...addressed, password };
    case 'Extract':
      return {
        name,
        ...addressed,
        domain: stringAt(payload, 'DomainName') ?? '',
        relativePath: stringAt(payload, 'RelativePath') ?? '',
        password,
      };
    case 'ChangePassword':
      return { name, ...addressed, oldPassword: stringAt(payload, 'OldPassword'), newPassword: stringAt(payload, 'NewPassword') };
    case 'EnableCloudBackup':
      return { name, ...addressed, enabled: boolAt(payload, 'CloudBackupState') ?? boolAt(options, 'CloudBackupState') ?? false };
    case 'EraseDevice':
    case 'Remove':
      return { name, ...addressed };
    default:
      return { name: 'other', messageName: name, arguments: payload };
  }
}

function decodeRestoreOptions(options: PlistDict, password: string | undefined): RestoreOptions {
  return {
    systemFiles: boolAt(options, 'RestoreSystemFiles'),
    shouldReboot: boolAt(options, 'RestoreShouldReboot'),
    dontCopyBackup: boolAt(options, 'RestoreDontCopyBackup'),
    preserveSettings: boolAt(options, 'RestorePreserveSettings'),
    removeItemsNotRestored: boolAt(options, 'RemoveItemsNotRestored'),
    password,
  };
}

function stringsAt(payload: PlistDict, key: string): string[] | undefined {
  return arrayAt(payload, key)?.filter((item) => typeof item === 'string');
}

/** The device's answer to a request, in wire format. */
export function encodeBackupResponse(response: BackupResponse): PlistDict {
  return dict({
    MessageName: 'Response',
    ErrorCode: BigInt(response.errorCode),
    ErrorDescription: response.description,
    ProtocolVersion: response.protocolVersion,
    Content: response.content,
  });
}

/** Decodes a response. Undefined if the message is not a Response. Throws 'protocol-violation' if its ErrorCode is not an integer. */
export function decodeBackupResponse(payload: PlistDict): BackupResponse | undefined {
  if (stringAt(payload, 'MessageName') !== 'Response') return undefined;
  const errorCode = intAt(payload, 'ErrorCode');
  if (errorCode === undefined) throw new DeviceProtocolError('protocol-violation', 'a backup response has no integer ErrorCode');
  const version = payload.get('ProtocolVersion');
  const description = stringAt(payload, 'ErrorDescription');
  return {
    errorCode: Number(BigInt.asIntN(64, errorCode)),
    description: description === undefined ? undefined : shortText(description, MOST_DESCRIPTION),
    protocolVersion: typeof version === 'number' ? version : undefined,
    content: stringAt(payload, 'Content'),
  };
}
