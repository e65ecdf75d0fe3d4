/** Where the files of a measured backup stand; apart, so that what is measured loads nothing else. */

const FILES_IN_A_FOLDER = 200;

/** Domain and relativePath of the file with a number. */
export function benchName(number: number): { readonly domain: string; readonly relativePath: string } {
  const folder = String(Math.floor(number / FILES_IN_A_FOLDER)).padStart(4, '0');
  return { domain: 'AppDomain-com.example.bench', relativePath: `Documents/${folder}/file-${String(number).padStart(6, '0')}.bin` };
}
