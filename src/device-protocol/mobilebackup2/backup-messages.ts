/** What mobilebackup2 says inside DLMessageProcessMessage, typed, both ways: Hello, requests, responses. */
import { arrayAt, boolAt, dict, dictAt, intAt, stringAt, type PlistDict } from '../../formats/index.ts';
import { DeviceProtocolError } from '../errors.ts';

/** The versions this client offers; they are reals on the wire. */
export const PROTOCOL_VERSIONS: readonly number[] = [2, 2.1];

export type BackupRequest =
  | { readonly name: 'Hello'; readonly versions: readonly number[] }
  | {
      readonly name: 'Backup';
      readonly targetIdentifier: string;
      readonly sourceIdentifier?: string | undefined;
      readonly forceFull: boolean;
    }
  /** A request this code has no type for; the arguments are all there. */
  | { readonly name: 'other'; readonly messageName: string; readonly arguments: PlistDict };

export interface BackupResponse {
  /** MBErrorDomain; 0 = success. */
  readonly errorCode: number;
  readonly description?: string | undefined;
  readonly protocolVersion?: number | undefined;
  readonly content?: string | undefined;
}

export function encodeBackupRequest(request: BackupRequest): PlistDict {
  switch (request.name) {
    case 'Hello':
      return dict({ MessageName: 'Hello', SupportedProtocolVersions: [...request.versions] });
    case 'Backup':
      return dict({
        MessageName: 'Backup',
        TargetIdentifier: request.targetIdentifier,
        SourceIdentifier: request.sourceIdentifier,
        Options: request.forceFull ? dict({ ForceFullBackup: true }) : undefined,
      });
    case 'other':
      return new Map([...dict({ MessageName: request.messageName }), ...request.arguments]);
  }
}

export function decodeBackupRequest(payload: PlistDict): BackupRequest {
  const name = stringAt(payload, 'MessageName');
  if (name === undefined) throw new DeviceProtocolError('protocol-violation', 'a backup message has no MessageName');
  if (name === 'Hello') {
    const versions = arrayAt(payload, 'SupportedProtocolVersions') ?? [];
    return { name, versions: versions.filter((version) => typeof version === 'number') };
  }
  if (name === 'Backup') {
    return {
      name,
      targetIdentifier: stringAt(payload, 'TargetIdentifier') ?? '',
      sourceIdentifier: stringAt(payload, 'SourceIdentifier'),
      forceFull: boolAt(dictAt(payload, 'Options') ?? dict({}), 'ForceFullBackup') ?? false,
    };
  }
  return { name: 'other', messageName: name, arguments: payload };
}

export function encodeBackupResponse(response: BackupResponse): PlistDict {
  return dict({
    MessageName: 'Response',
    ErrorCode: BigInt(response.errorCode),
    ErrorDescription: response.description,
    ProtocolVersion: response.protocolVersion,
    Content: response.content,
  });
}

/** Undefined when the message is no Response. A Response whose ErrorCode is no integer is a 'protocol-violation'. */
export function decodeBackupResponse(payload: PlistDict): BackupResponse | undefined {
  if (stringAt(payload, 'MessageName') !== 'Response') return undefined;
  const errorCode = intAt(payload, 'ErrorCode');
  if (errorCode === undefined) throw new DeviceProtocolError('protocol-violation', 'a backup response has no integer ErrorCode');
  const version = payload.get('ProtocolVersion');
  return {
    errorCode: Number(BigInt.asIntN(64, errorCode)),
    description: stringAt(payload, 'ErrorDescription'),
    protocolVersion: typeof version === 'number' ? version : undefined,
    content: stringAt(payload, 'Content'),
  };
}
