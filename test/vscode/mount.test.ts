/** Backups as folders of VS Code: real sizes and dates, content that is what it should be, and a reason for whatever cannot be read. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { openBackup } from '../../src/backup/index.ts';
import { COMMANDS } from '../../src/extension/ids.ts';
import type { FixtureFacts } from '../support/backup-copy.ts';
import { answerPasswordBoxes, watchProgress } from './dialogs.ts';
import { theExtension } from './support.ts';

const UDID = '00008120-000E15A83C68A01E';
const PASSWORD = 'correct horse';

const fixtures = () => join(theExtension().extensionPath, 'test', 'fixtures', 'backups');

async function copyFixture(name: string): Promise<string> {
  const path = join(await mkdtemp(join(process.env.IN_HOST_FOLDER ?? '.', 'mount-')), UDID);
  await cp(join(fixtures(), name, UDID), path, { recursive: true });
  return path;
}

/** Mounts a backup in a window that is not opened, and gives its root. */
async function mounted(path: string): Promise<vscode.Uri> {
  const opened: vscode.Uri[] = [];
  const passOn = vscode.commands.executeCommand;
  const stub = sinon.stub(vscode.commands, 'executeCommand').callsFake(async (command: string, ...args: unknown[]) => {
    if (command !== 'vscode.openFolder') return await passOn(command, ...args);
    opened.push(args[0] as vscode.Uri);
    return undefined;
  });
  const pick = sinon.stub(vscode.window, 'showQuickPick').callsFake(async (items) => (await items)[0]);
  try {
    await passOn(COMMANDS.mountBackup, path);
  } finally {
    stub.restore();
    pick.restore();
  }
  assert.equal(opened.length, 1, 'one window');
  return opened[0]!;
}

const isCode = (code: string) => (error: unknown) => error instanceof vscode.FileSystemError && error.code === code;

describe('a backup as a folder', () => {
  let facts: FixtureFacts;
  let path: string;
  let root: vscode.Uri;

  before(async () => {
    await theExtension().activate();
    facts = JSON.parse(readFileSync(join(fixtures(), 'plain-ios17', 'expected.json'), 'utf8')) as FixtureFacts;
    path = await copyFixture('plain-ios17');
    root = await mounted(path);
  });

  after(() => rm(path, { recursive: true, force: true, maxRetries: 20 }));

  const at = (...place: string[]) => vscode.Uri.joinPath(root, ...place);

  it('has the domains, and each file with its size, date and bytes', async () => {
    const domains = (await vscode.workspace.fs.readDirectory(root)).map(([name]) => name);
    assert.deepEqual(domains.sort(), [...new Set(facts.files.map(({ domain }) => domain))].sort());
    const files = facts.files.filter(({ flags, storedSize, size }) => flags === 1 && storedSize === size);
    assert.ok(files.length > 5);
    await using backup = await openBackup(path);
    for (const { domain, relativePath, size, mtime, fileID } of files) {
      const stat = await vscode.workspace.fs.stat(at(domain, relativePath));
      assert.deepEqual([stat.type, stat.size, stat.mtime], [vscode.FileType.File, size, mtime * 1000], relativePath);
      assert.equal(stat.permissions, vscode.FilePermission.Readonly);
      const chunks: Uint8Array[] = [];
      for await (const chunk of backup.open((await backup.getById(fileID))!)) chunks.push(chunk);
      assert.deepEqual(Buffer.from(await vscode.workspace.fs.readFile(at(domain, relativePath))), Buffer.concat(chunks), relativePath);
    }
  });

  it('says what is not there, and cannot be changed', async () => {
    await assert.rejects(async () => vscode.workspace.fs.stat(at('HomeDomain', 'no such file')), isCode('FileNotFound'));
    await assert.rejects(async () => vscode.workspace.fs.readDirectory(at('NoDomain')), isCode('FileNotFound'));
    await assert.rejects(async () => vscode.workspace.fs.writeFile(at('HomeDomain', 'new'), new Uint8Array(1)));
    assert.equal(vscode.workspace.fs.isWritableFileSystem('iosbackup'), false);
    const stranger = vscode.Uri.from({ scheme: 'iosbackup', authority: '0'.repeat(32), path: '/' });
    await assert.rejects(async () => vscode.workspace.fs.readDirectory(stranger), isCode('Unavailable'));
  });

  it('gives out no content that contradicts its record, and reads the folder anew when it has changed', async () => {
    const file = facts.files.find(
      ({ flags, storedSize, size, digest }) => flags === 1 && storedSize === size && size > 0 && digest !== null,
    )!;
    const address = at(file.domain, file.relativePath);
    await writeFile(join(path, file.fileID.slice(0, 2), file.fileID), Buffer.alloc(file.size, 0x21));
    await assert.rejects(async () => vscode.workspace.fs.readFile(address), /content of this file is damaged/);
    await rm(join(path, file.fileID.slice(0, 2), file.fileID));
    await assert.rejects(async () => vscode.workspace.fs.readFile(address), isCode('Unavailable'));
  });
});

describe('an encrypted backup as a folder', () => {
  it('asks to be unlocked, is read after that, and is closed again when it is locked', async () => {
    const path = await copyFixture('encrypted-ios17');
    try {
      const root = await mounted(path);
      await assert.rejects(async () => vscode.workspace.fs.readDirectory(root), /“Unlock Backup”/);
      watchProgress();
      answerPasswordBoxes({ type: PASSWORD });
      await vscode.commands.executeCommand(COMMANDS.unlockBackup, path);
      const facts = JSON.parse(readFileSync(join(fixtures(), 'encrypted-ios17', 'expected.json'), 'utf8')) as FixtureFacts;
      const { domain, relativePath, size } = facts.files.find(({ flags, digest }) => flags === 1 && digest !== null)!;
      const address = vscode.Uri.joinPath(root, domain, relativePath);
      assert.equal((await vscode.workspace.fs.readFile(address)).length, size);
      await vscode.commands.executeCommand(COMMANDS.lockBackup, path);
      await assert.rejects(async () => vscode.workspace.fs.readFile(address), /“Unlock Backup”/);
    } finally {
      sinon.restore();
      await rm(path, { recursive: true, force: true, maxRetries: 20 });
    }
  });
});
