/** What all pages of this extension have in common as panels of VS Code: where their files lie, their icon, and their HTML. */
import { randomBytes } from 'node:crypto';
import { Uri, env, type WebviewPanel } from 'vscode';
import { pageHtml } from './page-html.ts';

/** For a new panel, and for one that comes back after a reload of the window. `extension` is the folder of this extension. */
export function pageOptions(extension: Uri): { enableScripts: true; localResourceRoots: Uri[] } {
  return { enableScripts: true, localResourceRoots: [pageFolder(extension)] };
}

/** Loads a page of dist/webview: `name` is that of its script and its style. Whoever listens to its messages does so before. */
export function loadPage(panel: WebviewPanel, extension: Uri, name: 'main' | 'cloud' | 'report', title: string): void {
  const { webview } = panel;
  const address = (file: string) => webview.asWebviewUri(Uri.joinPath(pageFolder(extension), file)).toString();
  const picture = (theme: string) => Uri.joinPath(extension, 'webview', 'assets', `tab-${theme}.svg`);
  panel.iconPath = { light: picture('light'), dark: picture('dark') };
  webview.html = pageHtml({
    cspSource: webview.cspSource,
    script: address(`${name}.js`),
    style: address(`${name}.css`),
    nonce: randomBytes(16).toString('base64url'),
    language: env.language,
    title,
  });
}

function pageFolder(extension: Uri): Uri {
  return Uri.joinPath(extension, 'dist', 'webview');
}
