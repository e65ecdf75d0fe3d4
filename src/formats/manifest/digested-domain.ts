/** Which domains carry a digest in their catalogue rows. */

/**
 * App containers, shared containers and the media domains have none (612 of 612 rows of a real iOS 14.3 backup); of the other domains every
 * regular file has one (477 of 477), and a restore fails with MBErrorDomain/205 where it is missing.
 */
const undigested = [
  'AppDomain',
  'AppDomainGroup',
  'AppDomainPlugin',
  'SysContainerDomain',
  'SysSharedContainerDomain',
  'CameraRollDomain',
  'MediaDomain',
  'TonesDomain',
];

/** True if regular files of `domain` have the SHA-1 of their payload. Measured for the domains of 2.4, and assumed for unknown ones. */
export function isDigestedDomain(domain: string): boolean {
  const kind = domain.split('-', 1)[0] ?? '';
  return !undigested.includes(kind);
}
