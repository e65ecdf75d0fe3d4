import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '../../src/base/index.ts';
import { openBackup, listHistory, recallVerdict, type CreateBackupOptions } from '../../src/backup/index.ts';
import { readJournal } from '../../src/backup/folder/read-journal.ts';
import { fileIdOf } from '../../src/formats/index.ts';
import { makeBulkPhone, type PhoneContent, type SimulatedDeviceOptions } from '../../src/simulated-device/index.ts';
import { recordTree } from '../support/backup-copy.ts';
import { ownStateHome } from '../support/own-state-home.ts';
import { trustedPhone, type BackupRun } from '../support/backup-run.ts';
import { diskWithRoomFor } from '../support/full-disk.ts';
import { TrappedContent } from '../support/trapped-content.ts';

const DOMAIN = 'AppDomain-com.example.bulk';
const nameOf = (index: number) => `Documents/000000/file-${String(index).padStart(8, '0')}.bin`;
const code = (wanted: string) => (error: unknown) => isCodedError(error, wanted);

/** Files 0–99 change, 100–149 go, 50 new ones come. */
function change(content: PhoneContent, round = 1): void {
  for (let index = 0; index < 100; index++) content.setFile(DOMAIN, nameOf(index), { content: `changed ${round}`.padEnd(5000, '.') });
  for (let index = 100; index < 150; index++) content.removeFile(DOMAIN, nameOf(index));
  for (let index = 0; index < 50; index++) content.setFile(DOMAIN, `Documents/new-${index}`, { content: 'new' });
}

/** A large file among the many small ones, for what happens in the middle of it. */
const LARGE = 'Documents/large';

async function phoneWithBackup(options: SimulatedDeviceOptions = {}): Promise<BackupRun & { readonly content: TrappedContent }> {
  const content = new TrappedContent(makeBulkPhone({ count: 200, size: 300 }));
  const run = await trustedPhone({ content, ...options });
  await run.backUp();
  return Object.assign(run, { content });
}

/** Does something when a phase begins. */
function when(phase: string, act: () => void): Pick<CreateBackupOptions, 'onProgress'> {
  let isDone = false;
  return {
    onProgress: (progress) => {
      if (isDone || progress.phase !== phase) return;
      isDone = true;
      act();
    },
  };
}

/** The content of every file of the last good version, as a reader finds it: fileID → content. */
async function lastGood(run: BackupRun): Promise<Map<string, string>> {
  await using backup = await openBackup(run.path);
  assert.equal(backup.summary.throughJournal, existsSync(run.journal));
  const files = new Map<string, string>();
  const page = await backup.list({ domain: DOMAIN, limit: 1000 });
  for (const file of page.rows) {
    if (file.kind !== 'file') continue;
    const pieces: Uint8Array[] = [];
    for await (const piece of backup.open(file)) pieces.push(piece);
    files.set(file.relativePath, Buffer.concat(pieces).toString('latin1'));
  }
  return files;
}

function payloadCount(path: string): number {
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => /^[0-9a-f]{2}\/[0-9a-f]{40}$/.test(name)).length;
}

describe('backup that is refused', () => {
  const refusals: [string, SimulatedDeviceOptions, number][] = [
    ['because nobody entered the passcode', { askPasscode: async () => 'timed-out' }, 208],
    ['because the prompt was dismissed', { askPasscode: async () => 'dismissed' }, 208],
    ['because this disk is too small', { content: makeBulkPhone({ count: 4, size: 2 ** 50 }) }, 105],
  ];
  for (const [why, phone, deviceCode] of refusals) {
    it(`changes nothing, not even a date, ${why}`, async () => {
      await using run = await trustedPhone(phone);
      mkdirSync(run.path);
      const before = recordTree(run.directory);
      await assert.rejects(run.backUp(), (error) => {
        assert.ok(isCodedError(error, 'device-refused'));
        assert.equal(error.data.deviceCode, deviceCode);
        assert.ok(error.data.description);
        return true;
      });
      assert.deepEqual(recordTree(run.directory), before);
    });
  }

  it('makes no folder where there was none, and loses no date of a good backup', async () => {
    let outcome: 'entered' | 'dismissed' = 'dismissed';
    await using run = await trustedPhone({ content: makeBulkPhone({ count: 3, size: 10 }), askPasscode: async () => outcome });
    await assert.rejects(run.backUp(), code('device-refused'));
    assert.deepEqual(run.standing(), []);
    outcome = 'entered';
    await run.backUp();
    const before = recordTree(run.directory);
    outcome = 'dismissed';
    await assert.rejects(run.backUp(), code('device-refused'));
    assert.deepEqual(recordTree(run.directory), before);
  });
});

describe('backup and the passcode', () => {
  it('says when the device wants it, and goes on when it was entered', async () => {
    await using run = await trustedPhone({ content: makeBulkPhone({ count: 1, size: 1 }), askPasscode: async () => 'entered' });
    await run.backUp();
    assert.deepEqual(
      run.events.filter(({ kind }) => kind === 'prompt').map(({ code: eventCode }) => eventCode),
      ['passcode-needed', 'passcode-prompt-gone'],
    );
  });

  it('can be cancelled while the device waits for it', async () => {
    const cancel = new AbortController();
    const askPasscode = (signal: AbortSignal) =>
      new Promise<'dismissed'>((resolve) => {
        signal.addEventListener('abort', () => {
          resolve('dismissed');
        });
      });
    await using run = await trustedPhone({ content: makeBulkPhone({ count: 1, size: 1 }), askPasscode });
    const onEvent = () => cancel.abort();
    await assert.rejects(run.backUp({ signal: cancel.signal, onEvent }), code('cancelled'));
    assert.deepEqual(run.standing(), []);
    assert.deepEqual(run.phone.media.locks.held(), []);
  });
});

describe('backup that is interrupted', function () {
  // Several whole runs each.
  this.timeout(120_000);

  const interruptions: [string, string, string[], (run: BackupRun, cancel: AbortController) => void][] = [
    ['loses its cable', 'link-lost', ['receiving', 'moving', 'removing'], ({ phone }) => phone.detach()],
    ['is cancelled', 'cancelled', ['receiving', 'moving'], (_, cancel) => cancel.abort()],
    [
      'is cancelled on the device',
      'cancelled',
      ['receiving'],
      ({ phone }) => phone.postNotification('com.apple.itunes-client.syncCancelRequest'),
    ],
  ];
  const moments: Record<string, string> = {
    receiving: 'in the middle of a file',
    moving: 'while files are moved',
    removing: 'while old files are removed',
  };
  for (const [how, expected, phases, act] of interruptions) {
    for (const phase of phases) {
      const moment = moments[phase];
      it(`${how} ${moment}: the last good version stays readable, and the next run goes on`, async () => {
        await using run = await phoneWithBackup();
        const good = await lastGood(run);
        assert.equal(good.size, 200);
        const { uuid } = run.status();
        change(run.content);
        const cancel = new AbortController();
        const interrupt = () => {
          act(run, cancel);
        };
        if (phase === 'receiving') {
          run.content.setFile(DOMAIN, LARGE, { content: new Uint8Array(3_000_000) });
          run.content.setTrap(LARGE, interrupt);
        }
        const watching = phase === 'receiving' ? {} : when(phase, interrupt);
        await assert.rejects(run.backUp({ signal: cancel.signal, ...watching }), code(expected));
        assert.equal(run.status().uuid, uuid);
        assert.equal(run.status().snapshotState, phase === 'receiving' ? 'uploading' : phase);
        if (phase === 'receiving') assert.ok(existsSync(join(run.path, 'Snapshot')));
        assert.ok(!existsSync(join(run.journal, 'lock')));
        assert.deepEqual(run.phone.media.locks.held(), []);
        assert.deepEqual(await lastGood(run), good);

        run.phone.attach();
        await run.backUp();
        assert.deepEqual(run.standing(), run.finished);
        const now = await lastGood(run);
        assert.equal(now.size, phase === 'receiving' ? 201 : 200);
        assert.match(now.get(nameOf(0)) ?? '', /^changed 1/);
        assert.equal(payloadCount(run.path), now.size);
      });
    }
  }

  it('does not send again what already lies in the Snapshot', async () => {
    await using run = await phoneWithBackup();
    for (let index = 0; index < 200; index++) run.content.setFile(DOMAIN, nameOf(index), { content: 'x'.repeat(2000) });
    run.content.setFile(DOMAIN, LARGE, { content: new Uint8Array(3_000_000) });
    run.content.setTrap(LARGE, () => {
      run.phone.detach();
    });
    await assert.rejects(run.backUp(), code('link-lost'));
    run.phone.attach();
    const { filesReceived } = await run.backUp();
    assert.equal(filesReceived, 201 - 128, 'the batch that was answered is not sent again');
  });

  it('keeps the first good version through several interruptions', async () => {
    await using run = await phoneWithBackup();
    const good = await lastGood(run);
    for (const [round, phase] of ['moving', 'receiving', 'removing', 'moving'].entries()) {
      change(run.content, round);
      await assert.rejects(run.backUp(when(phase, () => run.phone.detach())), code('link-lost'));
      assert.deepEqual(await lastGood(run), good, `after interruption ${round}`);
      run.phone.attach();
    }
    await run.backUp();
    assert.match((await lastGood(run)).get(nameOf(0)) ?? '', /^changed 3/);
  });

  it('shows nothing as good when the very first backup was interrupted', async () => {
    await using run = await trustedPhone({ content: makeBulkPhone({ count: 400, size: 300 }) });
    await assert.rejects(run.backUp(when('moving', () => run.phone.detach())), code('link-lost'));
    assert.equal(readJournal(run.path), undefined);
    assert.equal(run.status().snapshotState, 'moving');
    run.phone.attach();
    await run.backUp();
    assert.deepEqual(run.standing(), run.finished);
    assert.equal(payloadCount(run.path), 400);
  });

  it('says that the disk is full, whatever the device calls it', async () => {
    await using run = await phoneWithBackup();
    const good = await lastGood(run);
    change(run.content);
    {
      using _full = diskWithRoomFor(100_000, run.directory);
      await assert.rejects(run.backUp(), (error) => {
        assert.ok(isCodedError(error, 'disk-full'));
        assert.equal(error.data.systemCode, 'ENOSPC');
        assert.ok(error.data.deviceCode);
        return true;
      });
    }
    assert.deepEqual(await lastGood(run), good);
    await run.backUp();
    assert.deepEqual(run.standing(), run.finished);
  });

  it('is remembered as bad when no version stood there before, and what stands there otherwise keeps its own word', async () => {
    using _home = ownStateHome();
    await using run = await trustedPhone({ content: makeBulkPhone({ count: 3, size: 10 }) });
    const damaged = async () => ({ verdict: 'damaged' as const });
    await run.backUp({ remember: true }, damaged);
    assert.equal((await recallVerdict(run.path))?.verdict, 'damaged');
    await run.backUp({ remember: true });
    assert.equal((await recallVerdict(run.path))?.verdict, 'good');
    const { filesReceived, phases, curve, full } = (await listHistory(run.path)).records[1]?.run ?? {};
    assert.deepEqual([filesReceived, full], [3, true]);
    assert.ok(phases?.some(({ phase }) => phase === 'receiving') && phases.at(-1)?.phase === 'verifying');
    assert.ok((curve?.at(-1)?.[1] ?? 0) > 0);
    await run.backUp({ remember: true }, damaged);
    assert.equal(await recallVerdict(run.path), undefined);
  });

  it('keeps the journal, and with it the last good version, when the new backup does not verify', async () => {
    await using run = await phoneWithBackup();
    const good = await lastGood(run);
    change(run.content);
    const { verdict } = await run.backUp({}, async () => ({ verdict: 'damaged' }));
    assert.equal(verdict, 'damaged');
    assert.deepEqual(await lastGood(run), good);
    await run.backUp();
    assert.ok(!existsSync(run.journal));
  });
});

describe('backup into a folder', () => {
  it('that is not there or is no folder is refused before the device is asked', async () => {
    await using run = await trustedPhone();
    const started = run.trace.length;
    await assert.rejects(run.backUp({ directory: join(run.directory, 'none') }), code('folder-missing'));
    await assert.rejects(run.backUp({ directory: import.meta.filename }), code('folder-unwritable'));
    assert.ok(!run.trace.slice(started).some(({ channel }) => channel !== 'usbmuxd'));
  });

  it('that another run writes into is refused, and that run is not disturbed', async () => {
    await using run = await trustedPhone({ content: makeBulkPhone({ count: 300, size: 2000 }) });
    let second: Promise<unknown> | undefined;
    const interrupt = when('receiving', () => {
      second = run.backUp();
      second.catch(() => undefined);
    });
    await run.backUp(interrupt);
    assert.ok(second);
    await assert.rejects(second, code('backup-running'));
    assert.equal(payloadCount(run.path), 300);
  });

  it('shows a last good Manifest.db that is the very file of before', async () => {
    await using run = await phoneWithBackup();
    const before = run.read('Manifest.db');
    change(run.content);
    await assert.rejects(run.backUp(when('removing', () => run.phone.detach())), code('link-lost'));
    const place = readJournal(run.path)?.locate('Manifest.db');
    assert.ok(place);
    assert.deepEqual(readFileSync(place), before);
    assert.notDeepEqual(run.read('Manifest.db'), before);
    assert.equal(
      readJournal(run.path)
        ?.locate(`ab/${fileIdOf(DOMAIN, 'Documents/new-0')}`)
        ?.startsWith(run.path),
      true,
    );
  });
});
