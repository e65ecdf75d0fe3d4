/** What was read from a device as the state that `view` words. Knows no VS Code. */
import { isCodedError } from '../../base/index.ts';
import type { AttachedDevice, DeviceOverview } from '../../device-protocol/index.ts';
import type { DeviceCondition, DeviceState } from '../../view/index.ts';

/** `own`: this window simulates it. Of all other devices, an announcement says whether they are simulated. */
export function readingState(attached: AttachedDevice, own: boolean): DeviceState {
  const simulated = own || attached.isSimulated === true;
  return { udid: attached.udid, connection: attached.connectionType, condition: 'reading', simulated, own };
}

const CONDITIONS: Readonly<Record<DeviceOverview['trust'], DeviceCondition>> = {
  trusted: 'ready',
  'not-trusted': 'not-trusted',
  locked: 'locked',
};

export function overviewState(overview: DeviceOverview, own: boolean): DeviceState {
  const { attached, backup, name, productType, productVersion } = overview;
  return {
    ...readingState(attached, own),
    condition: CONDITIONS[overview.trust],
    ...(name === undefined ? {} : { name }),
    ...(productType === undefined ? {} : { productType }),
    ...(productVersion === undefined ? {} : { productVersion }),
    ...(backup?.willEncrypt === undefined ? {} : { encrypted: backup.willEncrypt }),
    ...(backup?.lastBackup === undefined ? {} : { lastBackup: backup.lastBackup }),
    ...(backup?.requiresEncryption === true ? { encryptionRequired: true } : {}),
    ...(backup?.cloudEnabled === undefined ? {} : { cloudEnabled: backup.cloudEnabled }),
    ...(backup?.lastCloudBackup === undefined ? {} : { lastCloudBackup: backup.lastCloudBackup }),
    ...(backup?.freeBytes === undefined ? {} : { freeBytes: backup.freeBytes }),
    ...(backup?.totalBytes === undefined ? {} : { totalBytes: backup.totalBytes }),
  };
}

const CONDITION_OF_CODE: Readonly<Record<string, DeviceCondition>> = {
  'not-trusted': 'not-trusted',
  'pair-record-invalid': 'not-trusted',
  'trust-pending': 'trust-pending',
  'trust-declined': 'trust-declined',
  'device-locked': 'locked',
};

/** What stays known of a device that could not be read, and why it could not. */
export function errorState(
  state: DeviceState,
  error: unknown,
  words: Required<Pick<DeviceState, 'errorMessage' | 'errorReason'>>,
): DeviceState {
  const condition = isCodedError(error) ? CONDITION_OF_CODE[error.code] : undefined;
  return { ...state, condition: condition ?? 'error', ...words };
}
