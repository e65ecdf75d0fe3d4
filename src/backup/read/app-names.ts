/** What apps call themselves, as the computer that made the backup noted it in Info.plist. */
import { isCodedError } from '../../base/index.ts';
import { dataAt, dictAt, parsePlist, stringAt, type PlistDict } from '../../formats/index.ts';

/** A real one has some 10 KB. */
const METADATA_LIMITS = { maxBytes: 256 * 1024, maxDepth: 16, maxObjects: 2000 };
const MOST_APPS = 10_000;
const MOST_NAME_CHARS = 200;

/**
 * Bundle id → name, in the order of Info.plist; "" for an app whose name nobody noted. Names are untrusted text. A backup may lack any of them: only
 * apps of a store have metadata.
 */
export function appNamesOf(info: PlistDict | undefined): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const installed = info?.get('Installed Applications');
  for (const id of Array.isArray(installed) ? installed.slice(0, MOST_APPS) : []) if (typeof id === 'string') names.set(id, '');
  const applications = info && dictAt(info, 'Applications');
  for (const [id, app] of [...(applications ?? [])].slice(0, MOST_APPS)) {
    const metadata = app instanceof Map ? dataAt(app, 'iTunesMetadata') : undefined;
    names.set(id, metadata === undefined ? '' : nameIn(metadata));
  }
  return names;
}

function nameIn(metadata: Uint8Array): string {
  try {
    const value = parsePlist(metadata, METADATA_LIMITS);
    if (!(value instanceof Map)) return '';
    const name = [stringAt(value, 'bundleDisplayName'), stringAt(value, 'itemName')].find(
      (each) => each !== undefined && each.trim() !== '',
    );
    return (name ?? '').slice(0, MOST_NAME_CHARS);
  } catch (error) {
    // It only names the app; what is wrong with it, nobody needs to know here.
    if (!isCodedError(error)) throw error;
    return '';
  }
}
