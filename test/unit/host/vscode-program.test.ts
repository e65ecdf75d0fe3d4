import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findVscode } from '../../host/vscode-program.ts';

describe('which VS Code runs', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ibl-path-'));
    writeFileSync(join(folder, 'code'), '#!/bin/sh\n');
    chmodSync(join(folder, 'code'), 0o755);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('the one that VSCODE_EXECUTABLE_PATH names, before everything', async () => {
    const program = await findVscode('start', { VSCODE_EXECUTABLE_PATH: '/opt/code', VSCODE_HOST: 'code-server', PATH: folder });
    assert.deepEqual(program, { kind: 'desktop', executable: '/opt/code', why: 'VSCODE_EXECUTABLE_PATH' });
  });

  it('for npm start `code` on PATH, but not from a terminal inside VS Code', async () => {
    const program = await findVscode('start', { PATH: folder });
    assert.deepEqual(program, { kind: 'desktop', executable: join(folder, 'code'), why: '`code` on PATH' });
    const inside = await findVscode('start', { PATH: folder, VSCODE_IPC_HOOK_CLI: '/run/ipc.sock', VSCODE_HOST: 'code-server' });
    assert.equal(inside.kind, 'code-server');
  });

  it('code-server when it is asked for', async () => {
    assert.equal((await findVscode('test', { PATH: folder, VSCODE_HOST: 'code-server' })).kind, 'code-server');
    await assert.rejects(findVscode('test', { VSCODE_HOST: 'emacs' }), /auto, desktop or code-server/);
  });

  if (process.platform === 'linux') {
    it('code-server where nothing could be shown, and no silence about it when a desktop was asked for', async () => {
      const program = await findVscode('test', { PATH: folder });
      assert.deepEqual(program, { kind: 'code-server', why: 'no desktop VS Code: no display' });
      await assert.rejects(findVscode('test', { VSCODE_HOST: 'desktop' }), /no display/);
    });
  }
});
