/** An error as the page shows it. */
import type { Failure } from '../src/view/index.ts';
import { RequestFailed } from './page-client.ts';

export function failureOf(error: unknown): Failure {
  if (error instanceof RequestFailed) return error.failure;
  return { code: 'internal', message: error instanceof Error ? error.message : String(error), action: '' };
}
