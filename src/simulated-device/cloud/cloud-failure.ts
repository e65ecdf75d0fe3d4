/** Why an iCloud backup of a simulated phone is not complete. Apple's names for the numbers are unknown; 303 stands for "not enough space" [assumed]. */
import { SimulatorError } from '../errors.ts';

/** `network` and `interrupted` take the two numbers of the family 300–307 whose meaning nobody has published. */
const CODES = { refused: 1, busy: 14, canceled: 202, interrupted: 300, network: 301, space: 303 } as const;

export type CloudFailureKind = keyof typeof CODES;

/** `data.deviceCode` and `data.description` are what the phone tells a host. */
export function cloudFailure(kind: CloudFailureKind, text: string): SimulatorError {
  const deviceCode = CODES[kind];
  const description = `${text} (MBErrorDomain/${String(deviceCode)})`;
  return new SimulatorError('simulator-cloud-failed', description, { data: { deviceCode, description } });
}

/** What the phone says of a failure, whatever went wrong. */
export function failureFacts(error: unknown): { readonly code: number; readonly description: string } {
  if (!(error instanceof SimulatorError)) return { code: CODES.refused, description: String(error) };
  return { code: Number(error.data.deviceCode ?? CODES.refused), description: error.message };
}
