/** Titles of commands in the language of VS Code, as its menus and its palette show them. */
import { extensions } from 'vscode';
import { COMMANDS, EXTENSION_ID, type CommandName } from './ids.ts';

/** As VS Code hands out the manifest: with a translation, a title is both. */
interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string; readonly title: string | { readonly value: string } }[] };
}

/** From the manifest, which has them in the right language already: bundles leave the titles of the table out. */
export function titleOf(name: CommandName): string {
  const manifest = extensions.getExtension(EXTENSION_ID)?.packageJSON as Manifest | undefined;
  const title = manifest?.contributes.commands.find(({ command }) => command === COMMANDS[name])?.title ?? name;
  return typeof title === 'string' ? title : title.value;
}
