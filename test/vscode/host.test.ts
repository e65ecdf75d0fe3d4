import assert from 'node:assert/strict';
import * as vscode from 'vscode';
describe('the extension host', () => {
  it('is real', async () => {
    assert.ok((await vscode.commands.getCommands()).length > 500);
    assert.ok(vscode.version.startsWith('1.'));
  });
});
