/** Shows a folder to the person. */
import { UIKind, Uri, commands, env } from 'vscode';

/** In the system's file manager where VS Code stands on the same computer, else in a window of VS Code. */
export async function openFolder(folder: string): Promise<void> {
  const isHere = env.uiKind === UIKind.Desktop && env.remoteName === undefined;
  if (isHere) await commands.executeCommand('revealFileInOS', Uri.file(folder));
  else await commands.executeCommand('vscode.openFolder', Uri.file(folder), { forceNewWindow: true });
}
