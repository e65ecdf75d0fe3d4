/** Judges where a symbolic link of a backup leads, by its text alone. */

/**
 * True for a link that stays in the folder of its domain. `depth` counts the folders between the two; none of them is a link.
 *
 * Steps up may only stand in front. Then each link, followed from the folder it stands in, ends inside; so does, by the same rule, every link
 * that it passes on its way. A step up behind a name would start from wherever that name leads, which its text does not show.
 */
export function staysInside(target: string, depth: number): boolean {
  if (target === '' || target.startsWith('/') || /[\0\\]|^[a-z]:/i.test(target)) return false;
  const segments = target.split('/').filter((segment) => segment !== '' && segment !== '.');
  let up = 0;
  while (segments[up] === '..') up++;
  return up <= depth && !segments.includes('..', up);
}
