/** The path of a file on this computer as reports name it: relative to the working folder, so that a report means the same on another computer. */

interface FilePlace {
  /** As a person types it. */
  readonly shown: string;
  /** A reference by RFC 3986. */
  readonly uri: string;
  readonly isRelative: boolean;
}

/** `path` and `folder` are absolute, in the form of either kind of system. */
export function placeOf(path: string, folder: string | undefined): FilePlace {
  const parts = partsOf(path);
  const base = folder === undefined ? undefined : partsOf(folder);
  const isInside = base !== undefined && base.length <= parts.length && base.every((part, index) => part === parts[index]);
  if (!isInside) return { shown: path, uri: absoluteUri(path, parts), isRelative: false };
  const rest = parts.slice(base.length);
  return { shown: rest.join('/') || '.', uri: rest.map(encoded).join('/') || '.', isRelative: true };
}

/** `C:\a\b` and `\\server\a` are paths of Windows; elsewhere a backslash is a part of a name. */
function isOfWindows(path: string): boolean {
  return /^(?:[A-Za-z]:[\\/]|\\\\)/.test(path);
}

function partsOf(path: string): string[] {
  return path.split(isOfWindows(path) ? /[\\/]/ : '/').filter((part) => part !== '');
}

function absoluteUri(path: string, parts: readonly string[]): string {
  if (!isOfWindows(path)) return `file:///${parts.map(encoded).join('/')}`;
  const [first = '', ...rest] = parts;
  // A drive is a part of the path, a server is not.
  return path.startsWith('\\\\')
    ? `file://${[first, ...rest].map(encoded).join('/')}`
    : `file:///${[first, ...rest.map(encoded)].join('/')}`;
}

/** Halves of surrogate pairs have no bytes to be encoded. */
function encoded(part: string): string {
  return encodeURIComponent(part.toWellFormed());
}
