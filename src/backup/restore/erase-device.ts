/** Erases a phone: all content and settings. There is no way back but a backup. */
import { isCodedError } from '../../base/index.ts';
import { DeviceProtocolError, throwUnlessOk } from '../../device-protocol/index.ts';
import { requestWithoutFiles, type DeviceRequestOptions } from '../device-run/request-without-files.ts';

/**
 * Erases a phone. Resolves when the phone has accepted the request: it breaks the link instead of answering, restarts, and no longer knows this
 * computer. Throws 'cancelled' and the codes of DeviceProtocolError: 'device-refused' (211 Find My, 208 locked), 'not-trusted' …
 */
export async function eraseDevice(options: DeviceRequestOptions): Promise<void> {
  const asked: string[] = [];
  try {
    const response = await requestWithoutFiles(options, (targetIdentifier) => {
      asked.push(targetIdentifier);
      return { name: 'EraseDevice', targetIdentifier };
    });
    throwUnlessOk(response);
  } catch (error) {
    if (asked.length > 0 && isCodedError(error, 'link-lost')) return;
    if (!(error instanceof DeviceProtocolError)) throw error;
    throw new DeviceProtocolError(error.code, error.message, { data: { ...error.data, operation: 'erase' }, cause: error });
  }
}
