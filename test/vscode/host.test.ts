/** The ground under the other tests here: a real VS Code that has what the product relies on. */

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { EXTENSION_ID } from '../../src/extension/ids.ts';

describe('the extension host', () => {
  it('belongs to a real VS Code', async () => {
    assert.match(vscode.version, /^1\.\d+\./);
    assert.ok((await vscode.commands.getCommands(true)).length > 500);
  });

  it('runs on a Node with SQLite built in', async () => {
    const { DatabaseSync } = await import('node:sqlite');
    using database = new DatabaseSync(':memory:');
    assert.deepEqual({ ...database.prepare('SELECT 6 * 7 AS answer').get() }, { answer: 42 });
  });

  it('knows the extension from its manifest', () => {
    assert.equal(vscode.extensions.getExtension(EXTENSION_ID)?.id, EXTENSION_ID);
  });
});
