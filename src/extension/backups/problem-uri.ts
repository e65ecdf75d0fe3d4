/** Addresses of what problems are about. They name no file on disk: opening one opens the page of the backup at that file. */
import { Uri } from 'vscode';
import { oneLine, withoutMarkup } from '../../view/index.ts';

/** Letters and digits only, as the manifest's pattern for the editor has it. */
export const PROBLEM_SCHEME = 'iosbackupproblem';

const LONGEST_SHOWN_CHARS = 2000;

interface ProblemPlace {
  /** The folder of the backup. */
  readonly path: string;
  readonly fileID?: string;
}

/** `shown` is what people read in the Problems view: it only looks like a path. */
export function problemUri(place: ProblemPlace, shown: string): Uri {
  const parts = withoutMarkup(oneLine(shown, LONGEST_SHOWN_CHARS))
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  return Uri.from({ scheme: PROBLEM_SCHEME, path: `/${parts.join('/')}`, query: JSON.stringify(place) });
}

/** Undefined for an address that is none of ours. */
export function problemPlaceOf({ scheme, query }: Uri): ProblemPlace | undefined {
  if (scheme !== PROBLEM_SCHEME) return undefined;
  try {
    const place: unknown = JSON.parse(query);
    if (typeof place !== 'object' || place === null || !('path' in place) || typeof place.path !== 'string') return undefined;
    const fileID = 'fileID' in place && typeof place.fileID === 'string' && /^[0-9a-f]{40}$/.test(place.fileID) ? place.fileID : undefined;
    return { path: place.path, ...(fileID === undefined ? {} : { fileID }) };
  } catch {
    return undefined;
  }
}
