import assert from 'node:assert/strict';
import { isCodedError } from '../../../../src/base/index.ts';
import {
  Connection,
  NotificationProxy,
  browseUserApplications,
  readIcon,
  readPasswordConfigured,
} from '../../../../src/device-protocol/index.ts';
import { plistFrame, xmlDict, xmlValue } from '../../../support/byte-script.ts';
import { scriptPlistService } from '../../../support/scripted-peer.ts';
import { socketPair } from '../../../support/socket-pair.ts';

const data = (text: string) => `<data>${Buffer.from(text).toString('base64')}</data>`;

/** A connection to a service that answers as told. */
async function withService(answer: (request: string) => string | Buffer | undefined) {
  const pair = await socketPair();
  const asked: string[] = [];
  scriptPlistService(pair.far, (request) => {
    asked.push(request);
    return answer(request);
  });
  return { connection: Connection.over(pair.near), far: pair.far, asked, [Symbol.dispose]: () => pair[Symbol.dispose]() };
}

describe('notification_proxy', () => {
  const relay = (name: string) => plistFrame(xmlDict({ Command: 'RelayNotification', Name: name }));
  const proxy = (request: string) => (xmlValue(request, 'Command') === 'Shutdown' ? xmlDict({ Command: 'ProxyDeath' }) : Buffer.alloc(0));

  it('is asked, told and shut down in its own words', async () => {
    using service = await withService(proxy);
    const client = new NotificationProxy(service.connection);
    await client.observe('com.apple.itunes-client.syncCancelRequest');
    await client.post('com.apple.itunes-mobdev.syncWillStart');
    await client.shutdown();
    assert.deepEqual(
      service.asked.map((request) => [xmlValue(request, 'Command'), xmlValue(request, 'Name')]),
      [
        ['ObserveNotification', 'com.apple.itunes-client.syncCancelRequest'],
        ['PostNotification', 'com.apple.itunes-mobdev.syncWillStart'],
        ['Shutdown', undefined],
      ],
    );
  });

  it('relays names until it is shut down, while somebody listens', async () => {
    using service = await withService(proxy);
    const client = new NotificationProxy(service.connection);
    const heard: string[] = [];
    service.far.write(Buffer.concat([relay('a'), plistFrame(xmlDict({ Command: 'Unknown' })), relay('b')]));
    let shutdown: Promise<void> | undefined;
    for await (const name of client.relayed()) {
      heard.push(name);
      if (name === 'b') shutdown = client.shutdown();
    }
    await shutdown;
    assert.deepEqual(heard, ['a', 'b']);
  });

  it('says nothing more when the device is gone', async () => {
    using service = await withService(() => undefined);
    const client = new NotificationProxy(service.connection);
    service.far.resetAndDestroy();
    for await (const name of client.relayed()) assert.fail(name);
  });

  it('can be left while it says nothing', async () => {
    using service = await withService(() => Buffer.alloc(0));
    const client = new NotificationProxy(service.connection);
    const abort = new AbortController();
    const listening = client.relayed(abort.signal).next();
    abort.abort();
    await assert.rejects(listening, (error) => isCodedError(error, 'cancelled'));
  });
});

describe('installation_proxy', () => {
  const page = (...applications: string[]) =>
    plistFrame(
      `<dict><key>Status</key><string>BrowsingApplications</string><key>CurrentList</key><array>${applications.join('')}</array></dict>`,
    );
  const complete = plistFrame(xmlDict({ Status: 'Complete' }));

  it('gives applications page by page', async () => {
    using service = await withService(() =>
      Buffer.concat([
        page(`<dict><key>CFBundleIdentifier</key><string>com.example.a</string><key>ApplicationSINF</key>${data('sinf')}</dict>`),
        page(
          '<string>x</string>',
          '<dict/>',
          `<dict><key>CFBundleIdentifier</key><string>com.example.b</string><key>iTunesMetadata</key>${data('m')}</dict>`,
        ),
        complete,
      ]),
    );
    const found = await browseUserApplications(service.connection);
    assert.deepEqual(
      found.map(({ bundleId, applicationSinf, iTunesMetadata }) => [
        bundleId,
        applicationSinf && Buffer.from(applicationSinf).toString(),
        iTunesMetadata?.length,
      ]),
      [
        ['com.example.a', 'sinf', undefined],
        ['com.example.b', undefined, 1],
      ],
    );
    const [asked = ''] = service.asked;
    assert.equal(xmlValue(asked, 'Command'), 'Browse');
    assert.equal(xmlValue(asked, 'ApplicationType'), 'User');
    assert.match(asked, /<string>ApplicationSINF<\/string>/);
  });

  it('gives none when there are none', async () => {
    using service = await withService(() => complete);
    assert.deepEqual(await browseUserApplications(service.connection), []);
  });

  it('says why it refused', async () => {
    using service = await withService(() => xmlDict({ Error: 'APIInternalError', ErrorDescription: 'x' }));
    await assert.rejects(
      browseUserApplications(service.connection),
      (error) => isCodedError(error, 'service-unavailable') && error.data.reason === 'APIInternalError',
    );
  });
});

describe('springboardservices', () => {
  it('gives the icon of an application, or none', async () => {
    using service = await withService((request) =>
      request.startsWith('bplist00') && request.includes('com.example.a') ? `<dict><key>pngData</key>${data('PNG')}</dict>` : '<dict/>',
    );
    assert.equal(Buffer.from((await readIcon(service.connection, 'com.example.a')) ?? []).toString(), 'PNG');
    assert.equal(await readIcon(service.connection, 'com.example.b'), undefined);
  });
});

describe('diagnostics_relay', () => {
  const answering = (gestalt: string) => (request: string) =>
    xmlValue(request, 'Request') === 'Goodbye'
      ? xmlDict({ Status: 'Success' })
      : `<dict><key>Diagnostics</key><dict><key>MobileGestalt</key>${gestalt}</dict></dict>`;

  it('says whether a passcode is set, if it wants to', async () => {
    using yes = await withService(answering(xmlDict({ PasswordConfigured: true, Status: 'Success' })));
    assert.equal(await readPasswordConfigured(yes.connection), true);
    assert.equal(yes.asked.length, 2);
    using deprecated = await withService(answering(xmlDict({ Status: 'MobileGestaltDeprecated' })));
    assert.equal(await readPasswordConfigured(deprecated.connection), undefined);
  });
});
