import assert from 'node:assert/strict';
import { isCodedError } from '../../../../src/base/index.ts';
import {
  decodeBackupRequest,
  decodeBackupResponse,
  decodeDeviceMessage,
  decodeHostMessage,
  decodePathFailures,
  encodeBackupRequest,
  encodeBackupResponse,
  encodeDeviceMessage,
  encodeHostMessage,
  encodePathFailures,
  type DeviceMessage,
  type HostMessage,
} from '../../../../src/device-protocol/index.ts';
import { dict, parsePlist, writeBinaryPlist, writeXmlPlist, type PlistValue } from '../../../../src/formats/index.ts';

const EMPTY = '___EmptyParameterString___';
const isViolation = (error: unknown) => isCodedError(error, 'protocol-violation');

/** The items of each message as real devices send them, beside the message they mean. */
const FROM_DEVICE: [PlistValue[], DeviceMessage][] = [
  [['DLMessageVersionExchange', 400n, 0n], { kind: 'version-exchange', major: 400, minor: 0 }],
  [['DLMessageDeviceReady'], { kind: 'device-ready' }],
  [['DLMessageProcessMessage', dict({ MessageName: 'Response' })], { kind: 'process-message', payload: dict({ MessageName: 'Response' }) }],
  [
    ['DLMessageDownloadFiles', ['U/Status.plist'], dict({}), 0.5, 0n],
    { kind: 'download-files', paths: ['U/Status.plist'], options: dict({}), progress: 0.5, totalBytes: 0 },
  ],
  [
    ['DLMessageUploadFiles', dict({ DLDeviceIOCallbacks: 4711n }), 12.5, 1024n],
    { kind: 'upload-files', options: dict({ DLDeviceIOCallbacks: 4711n }), progress: 12.5, totalBytes: 1024 },
  ],
  [['DLContentsOfDirectory', 'U', dict({}), 99.5], { kind: 'contents-of-directory', path: 'U', options: dict({}), progress: 99.5 }],
  [['DLMessageCreateDirectory', 'U/00', dict({}), 0.25], { kind: 'create-directory', path: 'U/00', options: dict({}), progress: 0.25 }],
  [
    ['DLMessageMoveItems', dict({ 'U/Snapshot/a': 'U/a', 'U/Snapshot/b': 'U/b' }), dict({}), 70.5],
    {
      kind: 'move-items',
      moves: [
        ['U/Snapshot/a', 'U/a'],
        ['U/Snapshot/b', 'U/b'],
      ],
      options: dict({}),
      progress: 70.5,
    },
  ],
  [
    ['DLMessageRemoveItems', ['U/Snapshot'], dict({}), 98.5],
    { kind: 'remove-items', paths: ['U/Snapshot'], options: dict({}), progress: 98.5 },
  ],
  [
    ['DLMessageCopyItem', 'U/a', 'U/b', dict({}), 1.5, 7n],
    { kind: 'copy-item', from: 'U/a', to: 'U/b', options: dict({}), progress: 1.5, totalBytes: 7 },
  ],
  [['DLMessageGetFreeDiskSpace'], { kind: 'free-disk-space' }],
  [['DLMessagePurgeDiskSpace', 2_281_701_376n, 4n], { kind: 'purge-disk-space', bytes: 2_281_701_376, urgency: 4 }],
  [['DLMessagePing'], { kind: 'ping' }],
  [['DLMessageDisconnect', 'done'], { kind: 'disconnect', reason: 'done' }],
  [['DLMessageFoo'], { kind: 'unknown', name: 'DLMessageFoo' }],
];

const FROM_HOST: [PlistValue[], HostMessage][] = [
  [['DLMessageVersionExchange', 'DLVersionsOk', 300n], { kind: 'versions-ok', major: 300 }],
  [
    ['DLMessageVersionExchange', 'DLErrorAcceptingDeviceLinkGreater'],
    { kind: 'version-refused', answer: 'DLErrorAcceptingDeviceLinkGreater', major: undefined },
  ],
  [['DLMessageProcessMessage', dict({ MessageName: 'Hello' })], { kind: 'process-message', payload: dict({ MessageName: 'Hello' }) }],
  [['DLMessageStatusResponse', -13n, 'Multi status', dict({})], { kind: 'status', code: -13, text: 'Multi status', value: dict({}) }],
  [['DLMessageStatusResponse', 0n, EMPTY, EMPTY], { kind: 'status', code: 0, text: undefined, value: undefined }],
  [['DLMessageDisconnect', EMPTY], { kind: 'disconnect', reason: undefined }],
  [['DLMessageBar'], { kind: 'unknown', name: 'DLMessageBar' }],
];

function nameOf([name]: PlistValue[]): string {
  return typeof name === 'string' ? name : '';
}

describe('DeviceLink messages', () => {
  for (const [items, message] of FROM_DEVICE) {
    it(`of the device: ${nameOf(items)}`, () => {
      assert.deepEqual(encodeDeviceMessage(message), items);
      assert.deepEqual(decodeDeviceMessage(items), message);
      assert.deepEqual(decodeDeviceMessage(parsePlist(writeBinaryPlist(items))), message);
    });
  }

  for (const [items, message] of FROM_HOST) {
    it(`of the host: ${nameOf(items)} ${typeof items[1] === 'string' ? items[1] : ''}`, () => {
      assert.deepEqual(encodeHostMessage(message), items);
      assert.deepEqual(decodeHostMessage(items), message);
      assert.deepEqual(decodeHostMessage(parsePlist(writeXmlPlist(items))), message);
    });
  }

  it('knows the spellings of old devices', () => {
    assert.deepEqual(decodeDeviceMessage(['DLMessageMoveFiles', dict({ a: 'b' }), EMPTY, 0]).kind, 'move-items');
    assert.deepEqual(decodeDeviceMessage(['DLMessageRemoveFiles', ['a']]), {
      kind: 'remove-items',
      paths: ['a'],
      options: undefined,
      progress: undefined,
    });
  });

  it('reads a negative status written as an unsigned number', () => {
    const message = decodeHostMessage(['DLMessageStatusResponse', 18_446_744_073_709_551_610n, EMPTY, dict({})]);
    assert.equal(message.kind === 'status' && message.code, -6);
  });

  it('refuses a status that has not four items, as a device does', () => {
    assert.throws(() => decodeHostMessage(['DLMessageStatusResponse', 0n, EMPTY]), isViolation);
  });

  const malformed: PlistValue[] = [
    dict({}),
    [],
    [7n],
    ['DLMessageVersionExchange', '400'],
    ['DLMessageDownloadFiles', ['a', 7n]],
    ['DLMessageMoveItems', dict({ a: 7n })],
    ['DLMessageCreateDirectory'],
    ['DLMessageProcessMessage', 'Response'],
  ];
  for (const message of malformed) {
    it(`refuses ${JSON.stringify(message, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}`, () => {
      assert.throws(() => decodeDeviceMessage(message), isViolation);
    });
  }

  it('says of each path of a status −13 what became of it', () => {
    const failures = [{ path: 'U/Status.plist', code: -6, text: 'No such file or directory' }];
    const encoded = encodePathFailures(failures);
    assert.deepEqual(encoded.get('U/Status.plist'), dict({ DLFileErrorString: 'No such file or directory', DLFileErrorCode: -6n }));
    assert.deepEqual(decodePathFailures(encoded), failures);
    assert.deepEqual(decodePathFailures(EMPTY), []);
  });
});

describe('mobilebackup2 messages', () => {
  it('offers its versions as reals', () => {
    const hello = encodeBackupRequest({ name: 'Hello', versions: [2, 2.1] });
    const versions = parsePlist(writeBinaryPlist(hello)) as typeof hello;
    assert.deepEqual(versions.get('SupportedProtocolVersions'), [2, 2.1]);
    assert.deepEqual(decodeBackupRequest(versions), { name: 'Hello', versions: [2, 2.1] });
  });

  it('asks for a backup, and for a full one only when told', () => {
    const plain = encodeBackupRequest({ name: 'Backup', targetIdentifier: 'U', forceFull: false });
    assert.deepEqual(
      [...plain],
      [
        ['MessageName', 'Backup'],
        ['TargetIdentifier', 'U'],
      ],
    );
    const full = encodeBackupRequest({ name: 'Backup', targetIdentifier: 'U', sourceIdentifier: 'S', forceFull: true });
    assert.deepEqual(full.get('Options'), dict({ ForceFullBackup: true }));
    assert.deepEqual(decodeBackupRequest(full), { name: 'Backup', targetIdentifier: 'U', sourceIdentifier: 'S', forceFull: true });
  });

  it('keeps the arguments of requests it does not know', () => {
    const request = decodeBackupRequest(dict({ MessageName: 'Polish', TargetIdentifier: 'U' }));
    assert.equal(request.name === 'other' && request.arguments.get('TargetIdentifier'), 'U');
  });

  it('reads a response of success and one of failure', () => {
    const hello = encodeBackupResponse({ errorCode: 0, protocolVersion: 2.1 });
    assert.deepEqual(
      [...hello],
      [
        ['MessageName', 'Response'],
        ['ErrorCode', 0n],
        ['ProtocolVersion', 2.1],
      ],
    );
    assert.equal(decodeBackupResponse(hello)?.protocolVersion, 2.1);
    const failure = decodeBackupResponse(encodeBackupResponse({ errorCode: 208, description: 'Device locked (MBErrorDomain/208)' }));
    assert.equal(failure?.errorCode, 208);
    assert.equal(failure.description, 'Device locked (MBErrorDomain/208)');
  });

  it('takes nothing else for a response', () => {
    assert.equal(decodeBackupResponse(dict({ MessageName: 'Hello' })), undefined);
    assert.throws(() => decodeBackupResponse(dict({ MessageName: 'Response', ErrorCode: '0' })), isViolation);
    assert.throws(() => decodeBackupRequest(dict({})), isViolation);
  });
});
