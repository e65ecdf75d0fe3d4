/** Somebody else's extension, as far as the types of ours go: backs up every device that is ready, and judges what came of it. */

import type { ApiBackup, ApiDevice, ApiVerification, ApiVersion1, ExtensionApi } from 'ios-backup-lab/extension-api';

/** What `vscode.extensions.getExtension` gives. */
interface Extension {
  activate(): PromiseLike<ExtensionApi>;
}

export async function backUpAll(extension: Extension, signal: AbortSignal): Promise<ApiVerification[]> {
  const api: ApiVersion1 = (await extension.activate()).getApi(1);
  const listener = api.onDidChangeDevices((changed: string | undefined) => changed?.toUpperCase());
  const devices: readonly ApiDevice[] = await api.listDevices();
  const verified: ApiVerification[] = [];
  for (const { udid, condition } of devices) {
    if (condition !== 'ready') continue;
    const { path } = await api.backUp(udid, {
      full: true,
      signal,
      onProgress: ({ phase, done, unit }) => `${phase}: ${String(done)} ${unit}`,
    });
    verified.push(await api.verify(path, { level: 'full', signal }));
  }
  listener.dispose();
  const known: readonly ApiBackup[] = await api.listBackups();
  const [first] = known;
  if (first?.verification?.verdict === 'damaged') await api.openBrowser(first.path);
  const action: string | undefined = api.explain('disk-full')?.action;
  if (action === undefined) throw new Error('a code without words');
  return verified;
}
