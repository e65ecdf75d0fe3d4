/** Addresses of pages of help, for links in VS Code: opening one shows the page. */
import { Uri } from 'vscode';

/** Letters and digits only, as the manifest's pattern for the editor has it. */
const HELP_SCHEME = 'iosbackuphelp';

export function helpUri(name: string): Uri {
  return Uri.from({ scheme: HELP_SCHEME, path: `/${name}` });
}

/** Undefined for an address that is none of ours. */
export function helpNameOf({ scheme, path }: Uri): string | undefined {
  return scheme === HELP_SCHEME ? path.replace(/^\//, '') : undefined;
}
