/** The library for tests of others: a phone of one's own, what a host does with it, and errors that say what was wrong. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCodedError } from '../../src/base/index.ts';
import { Device, UsbmuxClient, parseUsbmuxAddress } from '../../src/device-protocol/index.ts';
import { expectFailure, runContract, startPhone, withPhone, type HarnessPhone } from '../../src/harness/index.ts';
import { parseContract } from '../../src/backup/index.ts';
import { VirtualClock } from '../../src/simulated-device/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';

const APP = 'com.example.myapp';

describe('the harness', () => {
  const folder = temporaryFolder();
  const files = join(folder.path, 'App');
  after(() => folder[Symbol.dispose]());

  before(() => {
    mkdirSync(join(files, 'Documents'), { recursive: true });
    mkdirSync(join(files, 'Library/Caches'), { recursive: true });
    writeFileSync(join(files, 'Documents/notes.txt'), 'a note');
    writeFileSync(join(files, 'Library/Caches/x'), 'x');
  });

  const leftBehind = () => readdirSync(tmpdir()).filter((name) => /^(?:ibl-harness|simulated-phone)-/.test(name));
  const fresh = () => startPhone({ content: 'new', app: { id: APP, files } });

  /** The message that a test runner shows. */
  async function messageOf(work: Promise<unknown>): Promise<string> {
    const error = await work.then(
      () => assert.fail('it succeeded'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof assert.AssertionError, String(error));
    return error.message;
  }

  it('backs up, verifies, reads and compares, and leaves nothing behind', async () => {
    const before = leftBehind();
    const made: string[] = [];
    {
      await using phone = await fresh();
      const first = await phone.backUp();
      made.push(first.path);
      await phone.expectGoodBackup(first);
      await phone.expectInBackup(first, `AppDomain-${APP}/Documents/notes.txt`);
      await phone.expectNotInBackup(first, `AppDomain-${APP}/**/Caches/**`);
      phone.device.content.setFile(`AppDomain-${APP}`, 'Documents/later.txt', { content: 'later' });
      const second = await phone.backUp();
      const { files: differences } = await phone.compare(first, second);
      assert.deepEqual(
        differences
          .filter(({ domain, change }) => domain === `AppDomain-${APP}` && change === 'added')
          .map(({ relativePath }) => relativePath),
        ['Documents/later.txt'],
      );
      const third = await phone.backUp({ onto: second });
      assert.deepEqual([third.path, third.full], [second.path, false]);
      await phone.expectLockReleased();
      await phone.expectClientBehaved();
    }
    assert.ok(made.length === 1 && !made.some((path) => existsSync(path)));
    assert.deepEqual(leftBehind(), before);
  });

  it('gives any client what it needs to see the phone, and only this one', async () => {
    await using phone = await startPhone({ seed: 5 });
    await using other = await startPhone({ seed: 5 });
    assert.equal(phone.udid, other.udid, 'same seed, same phone');
    assert.notEqual(phone.address, other.address);
    assert.deepEqual(phone.env, { USBMUXD_SOCKET_ADDRESS: phone.address });
    const devices = await new UsbmuxClient(parseUsbmuxAddress(phone.env.USBMUXD_SOCKET_ADDRESS)).listDevices();
    assert.deepEqual(
      devices.map(({ udid }) => udid),
      [phone.udid],
    );
  });

  it('backs up many phones at a time', async () => {
    const phones = await Promise.all(Array.from({ length: 6 }, () => fresh()));
    try {
      const made = await Promise.all(phones.map((phone) => phone.backUp()));
      assert.equal(new Set(made.map(({ path }) => path)).size, 6);
      assert.ok(made.every(({ verdict }) => verdict === 'good' || verdict === 'good-with-known-gaps'));
    } finally {
      await Promise.all(phones.map((phone) => phone.close()));
    }
  });

  for (const [what, clock] of [
    ['standing', undefined],
    ['virtual', new VirtualClock(new Date('2026-03-01'))],
  ] as const) {
    it(`restores an encrypted backup, and the phone is back afterwards, with a ${what} clock`, async () => {
      await using phone = await startPhone({
        ...(clock === undefined ? {} : { clock }),
        content: 'new',
        backupPassword: 'secret',
        app: { id: APP, files },
      });
      const backup = await phone.backUp();
      assert.equal(backup.encrypted, true);
      phone.device.content.setFile(`AppDomain-${APP}`, 'Documents/notes.txt', { content: 'changed' });
      const { restarts } = await phone.restore(backup);
      assert.equal(restarts, true);
      assert.ok(phone.device.isAttached);
      const read = phone.device.content.file(`AppDomain-${APP}`, 'Documents/notes.txt')?.read();
      assert.equal(Buffer.from(read as Uint8Array).toString(), 'a note');
      await phone.expectGoodBackup(await phone.backUp());
    });
  }

  it('arms faults, and says which code was expected', async () => {
    await using phone = await fresh();
    phone.fault('F05', { after: 'bytes=20000' });
    const { udid } = await expectFailure(phone.backUp(), 'link-lost');
    assert.ok(udid === undefined || udid === phone.udid);
    assert.match(await messageOf(expectFailure(Promise.resolve(1), 'link-lost')), /It succeeded, and was to fail with link-lost/);
    assert.throws(
      () => phone.fault('F999'),
      (error) => isCodedError(error, 'simulator-fault-unknown'),
    );
  });

  describe('holds contracts', () => {
    it('as objects, as files and parsed, and says what broke them', async () => {
      await using phone = await fresh();
      await phone.expectContractKept({ app: APP, must: ['Documents/notes.txt'] });
      const broken = { app: APP, mustNotContain: [{ pattern: 'a note' }] };
      await phone.expectContractBroken(broken, { code: 'content-found', path: 'Documents/notes.txt' });
      assert.match(await messageOf(phone.expectContractKept(broken)), /BROKEN.*mustNotContain: a note\n.*Documents\/notes\.txt contains/);
      assert.match(await messageOf(phone.expectContractBroken(broken, { code: 'file-present' })), /No breach .*file-present/);
      assert.match(await messageOf(phone.expectContractBroken({ app: APP, must: ['Documents/notes.txt'] })), /was to be broken/);
      const file = join(folder.path, 'my.backup-contract.yml');
      writeFileSync(file, `app: ${APP}\nappFiles: ./App\nmust: [Documents/notes.txt]\n`);
      const report = await phone.contract(file);
      assert.deepEqual([report.verdict, report.path, report.isDeclared], ['kept', file, true]);
      assert.equal((await phone.contract(parseContract(`app: ${APP}\nmustNot: ["**"]\n`, file))).verdict, 'broken');
    });

    it('with every mistake in the message', async () => {
      await using phone = await fresh();
      await assert.rejects(phone.contract({ app: APP, mustNt: [], frozn: true }), (error) => {
        assert.ok(isCodedError(error, 'contract-invalid'));
        return /contract:3:3: .*mustNot.*\n.*contract:4:3: .*frozen/s.test(error.message);
      });
    });

    it('for several versions, each heard as soon as it is there', async () => {
      const heard: (string | null)[] = [];
      const contract = parseContract(`app: ${APP}\nappFiles: ${JSON.stringify(files)}\nfrozen: true\nmay: ["Documents/**"]\n`, 'x');
      const reports = await runContract({
        contract,
        productVersions: ['9', '27'],
        onReport: ({ backup }) => heard.push(backup.productVersion),
      });
      assert.deepEqual(
        reports.map(({ verdict }) => verdict),
        ['kept', 'kept'],
      );
      assert.equal(heard.length, 2);
    });
  });

  it('attaches the wire trace to a test that fails, without keys', async () => {
    const traceFolder = join(folder.path, 'traces');
    let phone: HarnessPhone | undefined;
    const error = await withPhone({ traceFolder, content: 'new' }, async (one) => {
      phone = one;
      await one.backUp();
      assert.equal(1, 2, 'one is not two');
    }).then(
      () => assert.fail(),
      (reason: unknown) => reason as Error,
    );
    const [, file = ''] = /^one is not two.*\nWire trace: (.*)$/s.exec(error.message) ?? [];
    assert.ok(error.stack?.includes(file));
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    assert.ok(lines.length > 50);
    for (const line of lines) assert.equal((JSON.parse(line) as { schema: string }).schema, 'backup-lab/trace@1');
    assert.ok(!lines.join().includes('BEGIN'), 'no PEM');
    assert.ok(phone !== undefined);
    await assert.rejects(Device.open(phone.mux, phone.udid), (reason) => isCodedError(reason, 'usbmuxd-missing'));
  });

  it('says that it is closed to whoever still wants a backup, and makes no folder for it', async () => {
    const phone = await startPhone({ trust: 'ask' });
    await phone.close();
    await assert.rejects(phone.backUp(), /The phone is closed/);
    await assert.rejects(phone.contract({ device: true, must: ['**'] }), /The phone is closed/);
    await assert.rejects(phone.restore('nowhere'), /The phone is closed/);
  });

  it('is closed once, whoever asks', async () => {
    const phone = await fresh();
    await Promise.all([phone.close(), phone.close()]);
    await phone[Symbol.asyncDispose]();
  });

  it('starts no phone for an app that is not there', async () => {
    await assert.rejects(startPhone({ app: { id: APP, files: join(folder.path, 'gone') } }), (error) =>
      isCodedError(error, 'simulator-app-folder-missing'),
    );
  });
});
