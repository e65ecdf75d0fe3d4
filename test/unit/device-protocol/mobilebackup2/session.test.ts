import assert from 'node:assert/strict';
import { isCodedError } from '../../../../src/base/index.ts';
import {
  BackupSession,
  decodePathFailures,
  encodeData,
  encodeName,
  throwUnlessOk,
  type BackupRequest,
  type BackupResponse,
  type ServeWatcher,
} from '../../../../src/device-protocol/index.ts';
import { dict } from '../../../../src/formats/index.ts';
import { hex } from '../../../support/byte-script.ts';
import { MemoryHost } from '../../../support/memory-host.ts';
import { ScriptedPhone } from '../../../support/scripted-phone.ts';

const BACKUP: BackupRequest = { name: 'Backup', targetIdentifier: 'U', forceFull: false };
const code = (wanted: string) => (error: unknown) => isCodedError(error, wanted);

interface Served extends Disposable {
  readonly phone: ScriptedPhone;
  readonly host: MemoryHost;
  readonly done: Promise<BackupResponse>;
}

/** A session that has greeted and sent its request; the phone of the test is to speak next. */
async function serve(options: { watcher?: ServeWatcher; signal?: AbortSignal } = {}): Promise<Served> {
  const { phone, host: connection, ...pair } = await ScriptedPhone.connect();
  const [session] = await Promise.all([BackupSession.open(connection), phone.greet()]);
  const host = new MemoryHost();
  const done = session.perform(BACKUP, host, options.watcher, options.signal);
  done.catch(() => undefined);
  assert.deepEqual(await phone.request(), { ...BACKUP, sourceIdentifier: undefined });
  return { phone, host, done, ...pair };
}

describe('BackupSession greeting', () => {
  it('answers with the version of the device and offers 2.0 and 2.1', async () => {
    using link = await ScriptedPhone.connect();
    const [session, greeting] = await Promise.all([BackupSession.open(link.host), link.phone.greet(300)]);
    assert.deepEqual(greeting.negotiated, { kind: 'versions-ok', major: 300 });
    assert.deepEqual(greeting.hello, { name: 'Hello', versions: [2, 2.1] });
    assert.equal(session.deviceLinkVersion, 300);
    assert.equal(session.protocolVersion, 2.1);
    await session.close();
    assert.deepEqual(await link.phone.receive(), { kind: 'disconnect', reason: undefined });
  });

  it('refuses a DeviceLink it does not know, with both numbers', async () => {
    using link = await ScriptedPhone.connect();
    const opening = assert.rejects(BackupSession.open(link.host), (error) => {
      assert.ok(isCodedError(error, 'device-link-version'));
      assert.deepEqual(error.data, { deviceVersion: 500, knownVersion: 400 });
      return true;
    });
    await link.phone.send({ kind: 'version-exchange', major: 500, minor: 0 });
    assert.equal(await link.phone.connection.read(), undefined, 'the host only hangs up');
    await Promise.all([opening, link.phone.connection.close()]);
  });

  it('does not wait for ever for any word of the greeting', async () => {
    const words: ((phone: ScriptedPhone) => Promise<unknown>)[] = [
      () => Promise.resolve(),
      (phone) => phone.send({ kind: 'version-exchange', major: 400, minor: 0 }),
      async (phone) => {
        await phone.send({ kind: 'version-exchange', major: 400, minor: 0 });
        await phone.send({ kind: 'device-ready' });
      },
    ];
    for (const say of words) {
      using link = await ScriptedPhone.connect();
      const opening = assert.rejects(BackupSession.open(link.host, undefined, 50), code('service-silent'));
      await say(link.phone);
      while ((await link.phone.connection.read()) !== undefined);
      await Promise.all([opening, link.phone.connection.close()]);
    }
  });

  it('says goodbye when it is cancelled after the versions were agreed on', async () => {
    const cancel = new AbortController();
    using link = await ScriptedPhone.connect();
    const opening = assert.rejects(BackupSession.open(link.host, cancel.signal), code('cancelled'));
    await link.phone.send({ kind: 'version-exchange', major: 400, minor: 0 });
    assert.deepEqual(await link.phone.receive(), { kind: 'versions-ok', major: 400 });
    cancel.abort();
    assert.deepEqual(await link.phone.receive(), { kind: 'disconnect', reason: undefined });
    await Promise.all([opening, link.phone.connection.close()]);
  });

  it('refuses a mobilebackup2 it does not know', async () => {
    using link = await ScriptedPhone.connect();
    await Promise.all([assert.rejects(BackupSession.open(link.host), code('no-common-version')), link.phone.greet(400, 3.5)]);
  });

  it('refuses a first message that is no greeting', async () => {
    using link = await ScriptedPhone.connect();
    const opening = assert.rejects(BackupSession.open(link.host), code('protocol-violation'));
    await link.phone.send({ kind: 'device-ready' });
    assert.equal(await link.phone.connection.read(), undefined, 'the host only hangs up');
    await Promise.all([opening, link.phone.connection.close()]);
  });
});

describe('BackupSession serving', () => {
  it('returns the response of the device', async () => {
    using served = await serve();
    await served.phone.respond(0);
    assert.equal((await served.done).errorCode, 0);
  });

  it('returns a refusal, which becomes an error with the words of the device', async () => {
    using served = await serve();
    await served.phone.respond(208, 'Device locked (MBErrorDomain/208)');
    const response = await served.done;
    assert.throws(
      () => throwUnlessOk(response),
      (error) => {
        assert.ok(isCodedError(error, 'device-refused'));
        assert.deepEqual(error.data, { deviceCode: 208, description: 'Device locked (MBErrorDomain/208)' });
        return true;
      },
    );
  });

  it('sends what is asked, says of a missing file that it is not found, and goes on with the next', async () => {
    using served = await serve();
    served.host.files.set('U/Status.plist', Buffer.from('status'));
    const { files, status } = await served.phone.download(['U/Gone.plist', 'U/Status.plist']);
    assert.deepEqual(files, [
      { path: 'U/Gone.plist', code: 6, text: 'No such file or directory' },
      { path: 'U/Status.plist', content: 'status' },
    ]);
    assert.equal(status.code, -13);
    assert.deepEqual(decodePathFailures(status.value), [{ path: 'U/Gone.plist', code: -6, text: 'No such file or directory' }]);
    assert.ok(served.host.log.includes('close U/Status.plist'));
  });

  it('sends nothing but the terminator for an empty list', async () => {
    using served = await serve();
    assert.deepEqual(await served.phone.download([]), { files: [], status: { kind: 'status', code: 0, text: undefined, value: dict({}) } });
  });

  it('sends a large file in chunks of at most 32 KiB', async () => {
    using served = await serve();
    const content = 'x'.repeat(700_001);
    served.host.files.set('U/Manifest.db', Buffer.from(content));
    await served.phone.send({ kind: 'download-files', paths: ['U/Manifest.db'] });
    const { connection } = served.phone;
    await connection.readExactly(encodeName('U/Manifest.db').length);
    const sizes: number[] = [];
    for (;;) {
      const header = Buffer.from(await connection.readExactly(5));
      const size = header.readUInt32BE(0) - 1;
      if (header[4] === 0) break;
      assert.equal(header[4], 0x0c);
      sizes.push(size);
      await connection.readExactly(size);
    }
    assert.equal(Math.max(...sizes), 32_768);
    assert.equal(
      sizes.reduce((sum, size) => sum + size, 0),
      content.length,
    );
  });

  it('stores what the device sends and tells the watcher', async () => {
    const heard: string[] = [];
    using served = await serve({
      watcher: {
        onFile: (path, sourcePath) => heard.push(`file ${path} from ${sourcePath}`),
        onFileError: ({ path, code: chunkCode, text }) => heard.push(`error ${path} ${chunkCode} ${text}`),
        onBytes: (count) => heard.push(`bytes ${count}`),
      },
    });
    const status = await served.phone.upload([
      { path: 'U/a', sourcePath: '/.b/1/a', content: 'four' },
      { path: 'U/empty', sourcePath: '/.b/1/e' },
      { path: 'U/bad', content: 'half', error: { code: 0x0b, text: 'Input/output error' } },
      { path: 'U/gone', error: { code: 0x06, text: 'No such file or directory' } },
      { path: 'U/last', sourcePath: '/.b/1/z', content: 'z' },
    ]);
    assert.equal(status.code, 0);
    assert.deepEqual(
      [...served.host.files].map(([path, content]) => `${path}=${content.toString()}`),
      ['U/a=four', 'U/empty=', 'U/last=z'],
    );
    assert.deepEqual(heard, [
      'bytes 4',
      'file U/a from /.b/1/a',
      'file U/empty from /.b/1/e',
      'bytes 4',
      'error U/bad 11 Input/output error',
      'error U/gone 6 No such file or directory',
      'bytes 1',
      'file U/last from /.b/1/z',
    ]);
    assert.ok(served.host.log.includes('discard U/bad'));
  });

  it('reads a batch to its end when the disk is full, and says so', async () => {
    using served = await serve();
    served.host.failing.set('write U/b', 'ENOSPC');
    const status = await served.phone.upload([
      { path: 'U/a', content: '1' },
      { path: 'U/b', content: '2' },
      { path: 'U/c', content: '3' },
    ]);
    assert.equal(status.code, -15);
    assert.equal(status.text, 'No space left on device');
    assert.deepEqual([...served.host.files.keys()], ['U/a']);
    assert.ok(served.host.log.includes('discard U/b'));
    assert.ok(!served.host.log.includes('receive U/c'));
    assert.equal((await served.phone.command({ kind: 'create-directory', path: 'U' })).code, 0);
  });

  it('does not listen for ever to a device that goes on sending after the disk is full', async function () {
    this.timeout(30_000);
    using served = await serve();
    served.host.failing.set('write U/endless', 'ENOSPC');
    const rejected = assert.rejects(served.done, code('protocol-violation'));
    await served.phone.send({ kind: 'upload-files', totalBytes: 1 });
    await served.phone.raw(encodeName('/.b/1/a'), encodeName('U/endless'));
    const chunk = encodeData(new Uint8Array(1024 * 1024));
    const sending = (async () => {
      for (;;) await served.phone.raw(chunk);
    })();
    await assert.rejects(sending, code('link-lost'));
    await rejected;
    assert.equal(served.host.files.size, 0);
  });

  it('does the commands between the files', async () => {
    using served = await serve();
    const { phone, host } = served;
    host.files.set('U/a', Buffer.from('a'));
    assert.equal((await phone.command({ kind: 'create-directory', path: 'U/Snapshot' })).code, 0);
    assert.equal((await phone.command({ kind: 'copy-item', from: 'U/a', to: 'U/b' })).code, 0);
    assert.equal((await phone.command({ kind: 'move-items', moves: [['U/a', 'U/c']] })).code, 0);
    assert.equal((await phone.command({ kind: 'remove-items', paths: ['U/b', 'U/never-there'] })).code, 0);
    assert.deepEqual([...host.files.keys()], ['U/c']);
    const listing = await phone.command({ kind: 'contents-of-directory', path: 'U' });
    const entry = dict({ DLFileType: 'DLFileTypeRegular', DLFileSize: 1n, DLFileModificationDate: new Date(1_700_000_000_000) });
    assert.deepEqual(listing.value, dict({ c: entry }));
    assert.deepEqual((await phone.command({ kind: 'free-disk-space' })).value, 5_000_000_000_000n);
  });

  it('answers a listing of a missing directory with an empty one, but tells other failures', async () => {
    using served = await serve();
    served.host.failing.set('U/Snapshot', 'ENOENT').set('U/00', 'EIO');
    assert.deepEqual(await served.phone.command({ kind: 'contents-of-directory', path: 'U/Snapshot' }), {
      kind: 'status',
      code: 0,
      text: undefined,
      value: dict({}),
    });
    assert.equal((await served.phone.command({ kind: 'contents-of-directory', path: 'U/00' })).code, -11);
  });

  it('gives one failed item its own code, and several a code for each path', async () => {
    using served = await serve();
    served.host.files.set('U/b', Buffer.from('b'));
    assert.equal((await served.phone.command({ kind: 'move-items', moves: [['U/a', 'U/x']] })).code, -6);
    const both = await served.phone.command({
      kind: 'move-items',
      moves: [
        ['U/a', 'U/x'],
        ['U/b', 'U/y'],
      ],
    });
    assert.equal(both.code, -13);
    assert.deepEqual(
      decodePathFailures(both.value).map(({ path, code: itemCode }) => [path, itemCode]),
      [['U/a', -6]],
    );
    assert.ok(served.host.files.has('U/y'));
  });

  it('refuses to purge and does not keep an unknown command waiting', async () => {
    using served = await serve();
    assert.equal((await served.phone.command({ kind: 'purge-disk-space', bytes: 1e9, urgency: 4 })).code, -1);
    assert.equal((await served.phone.command({ kind: 'unknown', name: 'DLMessageFoo' })).code, -2);
    await served.phone.send({ kind: 'ping' });
    assert.equal((await served.phone.command({ kind: 'create-directory', path: 'U' })).code, 0);
  });

  const hostile: [string, (phone: ScriptedPhone) => Promise<unknown>][] = [
    ['an upload', (phone) => phone.upload([{ path: '../../x', content: 'evil' }])],
    ['a download', (phone) => phone.download(['U/Status.plist', '/etc/hostname'])],
    ['a directory', (phone) => phone.command({ kind: 'create-directory', path: 'U/../../x' })],
    ['a move', (phone) => phone.command({ kind: 'move-items', moves: [['U/a', '../x']] })],
    ['a removal', (phone) => phone.command({ kind: 'remove-items', paths: ['/'] })],
    ['a copy', (phone) => phone.command({ kind: 'copy-item', from: '/etc/hostname', to: 'U/x' })],
    ['a listing', (phone) => phone.command({ kind: 'contents-of-directory', path: '..' })],
  ];
  for (const [what, act] of hostile) {
    it(`ends the session when ${what} names a path outside`, async () => {
      using served = await serve();
      await Promise.all([assert.rejects(served.done, code('unsafe-path')), act(served.phone).catch(() => undefined)]);
      assert.deepEqual(served.host.log, []);
      assert.equal(served.host.files.size, 0);
    });
  }

  const broken: [string, string, (phone: ScriptedPhone) => Promise<void>][] = [
    ['a frame of absurd length', 'frame-too-long', (phone) => phone.raw(hex('7f ff ff ff'))],
    ['a frame that is no property list', 'protocol-violation', (phone) => phone.raw(hex('00 00 00 04 6e 6f 70 65'))],
    [
      'a process message that is no response',
      'protocol-violation',
      (phone) => phone.send({ kind: 'process-message', payload: dict({ MessageName: 'Hello' }) }),
    ],
    ['a second greeting', 'protocol-violation', (phone) => phone.send({ kind: 'device-ready' })],
    ['a goodbye without a response', 'link-lost', (phone) => phone.send({ kind: 'disconnect' })],
  ];
  for (const [what, expected, act] of broken) {
    it(`ends with ${expected} on ${what}`, async () => {
      using served = await serve();
      await Promise.all([assert.rejects(served.done, code(expected)), act(served.phone)]);
    });
  }

  it('drops the half file when the link breaks in the middle of it', async () => {
    using served = await serve();
    await served.phone.send({ kind: 'upload-files', totalBytes: 100 });
    await served.phone.raw(encodeName('/.b/1/a'), encodeName('U/Snapshot/a'), hex('00 00 00 65 0c'), Buffer.from('half of it'));
    served.phone.connection.destroy();
    await assert.rejects(served.done, code('link-lost'));
    assert.equal(served.host.files.size, 0);
    assert.equal(served.host.log.at(-1), 'discard U/Snapshot/a');
  });

  it('says goodbye when it is cancelled while the device is silent', async () => {
    const cancel = new AbortController();
    using served = await serve({ signal: cancel.signal });
    const rejected = assert.rejects(served.done, code('cancelled'));
    cancel.abort();
    assert.deepEqual(await served.phone.receive(), { kind: 'disconnect', reason: undefined });
    await served.phone.connection.close();
    await rejected;
  });

  it('ends when it is cancelled while the device does not read a long answer', async () => {
    const cancel = new AbortController();
    const asked = Promise.withResolvers();
    using served = await serve({ signal: cancel.signal, watcher: { onMessage: () => asked.resolve(undefined) } });
    for (let count = 0; count < 20_000; count++) served.host.files.set(`U/${String(count)}-${'x'.repeat(1000)}`, Buffer.alloc(0));
    await served.phone.send({ kind: 'contents-of-directory', path: 'U' });
    await asked.promise;
    cancel.abort();
    await assert.rejects(served.done, code('cancelled'));
  });

  it('drops the half file when it is cancelled in the middle of it', async () => {
    const cancel = new AbortController();
    const arrived = Promise.withResolvers();
    using served = await serve({ signal: cancel.signal, watcher: { onBytes: () => arrived.resolve(undefined) } });
    await served.phone.send({ kind: 'upload-files', totalBytes: 100 });
    await served.phone.raw(encodeName('/.b/1/a'), encodeName('U/Snapshot/a'), hex('00 00 00 65 0c'), Buffer.from('half of it'));
    await arrived.promise;
    cancel.abort();
    await served.phone.connection.close();
    await assert.rejects(served.done, code('cancelled'));
    assert.equal(served.host.log.at(-1), 'discard U/Snapshot/a');
  });
});
