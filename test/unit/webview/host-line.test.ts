import assert from 'node:assert/strict';
import { PageClient, RequestFailed, type WebviewApi } from '../../../webview/page-client.ts';

function makeLine() {
  const posted: { kind: string; id?: number; name?: string }[] = [];
  let kept: unknown;
  const api: WebviewApi = {
    postMessage: (message) => posted.push(message as { kind: string }),
    getState: () => kept,
    setState: (state) => (kept = state),
  };
  return { line: new PageClient(api), posted };
}

describe('the page’s line to the extension', () => {
  it('pairs answers with requests, in whatever order they come', async () => {
    const { line, posted } = makeLine();
    const count = line.request('count', {});
    const domains = line.request('domains', {});
    line.receive({ kind: 'answer', id: posted[1]?.id, result: [] });
    line.receive({ kind: 'answer', id: posted[0]?.id, result: { items: 3 } });
    assert.deepEqual(await Promise.all([count, domains]), [{ items: 3 }, []]);
  });

  it('rejects with the words of the extension', async () => {
    const { line, posted } = makeLine();
    const request = line.request('summary', {});
    const failure = { code: 'not-a-backup', message: 'There is no backup.', action: 'Choose another folder.' };
    line.receive({ kind: 'failure', id: posted[0]?.id, failure });
    await assert.rejects(request, (error: unknown) => error instanceof RequestFailed && error.failure.code === 'not-a-backup');
  });

  it('tells the extension to stop when a request is cancelled, and ignores a late answer', async () => {
    const { line, posted } = makeLine();
    const stop = new AbortController();
    const request = line.request('rows', { first: 0, count: 10 }, stop.signal);
    stop.abort();
    await assert.rejects(request, { name: 'AbortError' });
    assert.deepEqual(posted[1], { kind: 'cancel', id: posted[0]?.id });
    line.receive({ kind: 'answer', id: posted[0]?.id, result: { rows: [] } });
  });

  it('sends nothing for a request that is cancelled before it starts', async () => {
    const { line, posted } = makeLine();
    await assert.rejects(line.request('count', {}, AbortSignal.abort()));
    assert.deepEqual(posted, []);
  });

  it('hears that the backup has changed, and nothing that is not for it', () => {
    const { line } = makeLine();
    let heard = 0;
    line.onChanged = () => heard++;
    line.receive({ kind: 'event', name: 'changed', payload: {} });
    line.receive({ kind: 'event', name: 'other', payload: {} });
    line.receive('vscode-internal');
    assert.equal(heard, 1);
  });

  it('keeps the state of the page with VS Code', () => {
    const { line } = makeLine();
    line.keep({ backup: 'b', domain: 'HomeDomain' });
    assert.deepEqual(line.state, { backup: 'b', domain: 'HomeDomain' });
  });
});
