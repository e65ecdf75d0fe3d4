/** The services of a simulated device that speak property lists, against requests written by hand. */
import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import {
  startSimulator,
  type SimulatedDevice,
  type SimulatedDeviceOptions,
  type Simulator,
} from '../../../../src/simulated-device/index.ts';
import { xmlDict, xmlValue } from '../../../support/byte-script.ts';
import { openServices, type OpenServices } from '../../../support/raw-pairing.ts';

const NOTIFICATION_PROXY = 'com.apple.mobile.notification_proxy';
const INSTALLATION_PROXY = 'com.apple.mobile.installation_proxy';
const DIAGNOSTICS_RELAY = 'com.apple.mobile.diagnostics_relay';

describe('plist services of a simulated device', () => {
  let simulator: Simulator;
  let device: SimulatedDevice;
  let services: OpenServices;

  beforeEach(async () => {
    await start({});
  });

  afterEach(async () => {
    services[Symbol.dispose]();
    await simulator.close();
  });

  async function start(options: SimulatedDeviceOptions): Promise<void> {
    simulator = await startSimulator({ devices: [options] });
    const [first] = simulator.devices;
    assert(first);
    device = first;
    services = await openServices(simulator.address);
  }

  async function restart(options: SimulatedDeviceOptions): Promise<void> {
    services[Symbol.dispose]();
    await simulator.close();
    await start(options);
  }

  describe('notification_proxy', () => {
    it('relays what is observed, from the phone and from other hosts, and nothing else', async () => {
      const [observer, poster] = [await services.open(NOTIFICATION_PROXY), await services.open(NOTIFICATION_PROXY)];
      observer.sendFrame({ Command: 'ObserveNotification', Name: 'com.example.one' });
      observer.sendFrame({ Command: 'ObserveNotification', Name: 'com.example.last' });
      // The proxy answers nothing but Shutdown: a notification of its own tells when it has read the two lines above.
      observer.sendFrame({ Command: 'PostNotification', Name: 'com.example.one' });
      assert.equal(xmlValue(await observer.receiveFrame(), 'Name'), 'com.example.one');
      device.postNotification('com.example.unobserved');
      device.postNotification('com.example.one');
      const relayed = await observer.receiveFrame();
      assert.equal(xmlValue(relayed, 'Command'), 'RelayNotification');
      assert.equal(xmlValue(relayed, 'Name'), 'com.example.one');
      poster.sendFrame({ Command: 'PostNotification', Name: 'com.example.last' });
      assert.equal(xmlValue(await observer.receiveFrame(), 'Name'), 'com.example.last');
      assert.deepEqual(
        device.notifications.posted.map(({ name, from }) => `${from} ${name}`),
        ['host com.example.one', 'device com.example.unobserved', 'device com.example.one', 'host com.example.last'],
      );
    });

    it('dies when told, and says so', async () => {
      const proxy = await services.open(NOTIFICATION_PROXY);
      proxy.sendFrame({ Command: 'Shutdown' });
      assert.equal(xmlValue(await proxy.receiveFrame(), 'Command'), 'ProxyDeath');
      await proxy.ended();
    });

    it('reports commands that do not exist', async () => {
      const proxy = await services.open(NOTIFICATION_PROXY);
      proxy.sendFrame({ Command: 'Sing' });
      proxy.sendFrame({ Command: 'ObserveNotification' });
      proxy.sendFrame({ Command: 'Shutdown' });
      await proxy.receiveFrame();
      assert.equal(simulator.violations.length, 2);
    });
  });

  describe('installation_proxy', () => {
    const browse = (type: string) => {
      const attributes = ['CFBundleIdentifier', 'ApplicationSINF', 'iTunesMetadata'].map((name) => `<string>${name}</string>`).join('');
      const options = `<dict><key>ApplicationType</key><string>${type}</string><key>ReturnAttributes</key><array>${attributes}</array></dict>`;
      return `<dict><key>Command</key><string>Browse</string><key>ClientOptions</key>${options}</dict>`;
    };

    it('lists the two applications from the store, with licence and metadata', async () => {
      const proxy = await services.open(INSTALLATION_PROXY);
      const page = await proxy.ask(browse('User'));
      assert.equal(xmlValue(page, 'Status'), 'BrowsingApplications');
      assert.deepEqual([xmlValue(page, 'CurrentAmount'), xmlValue(page, 'CurrentIndex'), xmlValue(page, 'Total')], ['2', '0', '2']);
      assert.equal([...page.matchAll(/<key>CFBundleIdentifier<\/key>/g)].length, 2);
      for (const key of ['ApplicationSINF', 'iTunesMetadata']) {
        const values = [...page.matchAll(new RegExp(`<key>${key}</key>\\s*<data>([^<]+)</data>`, 'g'))];
        assert.equal(values.length, 2);
        assert(values.every(([, base64]) => Buffer.from(base64 ?? '', 'base64').length > 0));
      }
      assert.doesNotMatch(page, /CFBundleVersion/);
      assert.equal(xmlValue(await proxy.receiveFrame(), 'Status'), 'Complete');
    });

    it("lists Apple's own applications without a licence", async () => {
      const proxy = await services.open(INSTALLATION_PROXY);
      const page = await proxy.ask(browse('System'));
      assert.equal(xmlValue(page, 'Status'), 'BrowsingApplications');
      assert.match(page, /com\.apple\./);
      assert.doesNotMatch(page, /ApplicationSINF/);
    });

    it('looks applications up', async () => {
      const [application] = device.content.applications().filter(({ store }) => store);
      assert(application);
      const proxy = await services.open(INSTALLATION_PROXY);
      const ids = `<array><string>${application.id}</string><string>com.example.none</string></array>`;
      const reply = await proxy.ask(
        `<dict><key>Command</key><string>Lookup</string><key>ClientOptions</key><dict><key>BundleIDs</key>${ids}</dict></dict>`,
      );
      assert.equal(xmlValue(reply, 'Status'), 'Complete');
      assert.equal(xmlValue(reply, 'CFBundleVersion'), application.version);
      assert.doesNotMatch(reply, /com\.example\.none|ApplicationSINF/);
    });

    it('installs and removes nothing, and says so', async () => {
      const proxy = await services.open(INSTALLATION_PROXY);
      for (const Command of ['Archive', 'Install', 'RemoveArchive', 'Restore', 'Uninstall', 'Upgrade']) {
        assert.equal(xmlValue(await proxy.ask({ Command, ApplicationIdentifier: 'com.example.x' }), 'Error'), 'APIInternalError', Command);
      }
      assert.equal(xmlValue(await proxy.ask({ Command: 'LookupArchives' }), 'Status'), 'Complete');
      assert.match(await proxy.ask({ Command: 'CheckCapabilitiesMatch' }), /<key>LookupResult<\/key>\s*<true\/>/);
      assert.deepEqual(simulator.violations, []);
    });

    it('hangs up on what it does not know', async () => {
      const proxy = await services.open(INSTALLATION_PROXY);
      proxy.sendFrame({ Command: 'Sing', ApplicationIdentifier: 'x' });
      await proxy.ended();
      assert.equal(simulator.violations.length, 1);
    });
  });

  it('gives icons that are real pictures', async () => {
    const springboard = await services.open('com.apple.springboardservices');
    const [application] = device.content.applications().filter(({ store }) => store);
    springboard.sendFrame({ command: 'getIconPNGData', bundleId: application?.id ?? '' });
    const length = (await springboard.receive(4)).readUInt32BE();
    const reply = await springboard.receive(length);
    assert.equal(reply.toString('latin1', 0, 8), 'bplist00');
    const png = reply.subarray(reply.indexOf('\x89PNG\r\n\x1a\n', 0, 'latin1'));
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    assert(width >= 60 && width === height);
    const data = png.indexOf('IDAT', 0, 'latin1');
    const pixels = inflateSync(png.subarray(data + 4, data + 4 + png.readUInt32BE(data - 4)));
    assert.equal(pixels.length % height, 0);
    springboard.sendFrame({ command: 'getIconPNGData', bundleId: 'com.example.none' });
    const missing = await springboard.receive((await springboard.receive(4)).readUInt32BE());
    assert.match(missing.toString('latin1'), /Error/);
  });

  describe('diagnostics_relay', () => {
    const question = xmlDict({ Request: 'MobileGestalt' }).replace(
      '</dict>',
      '<key>MobileGestaltKeys</key><array><string>PasswordConfigured</string></array></dict>',
    );

    for (const passcodeSet of [true, false]) {
      it(`says that a passcode is ${passcodeSet ? '' : 'not '}set, up to iOS 17.3`, async () => {
        await restart({ productVersion: '17.3.1', passcodeSet });
        const relay = await services.open(DIAGNOSTICS_RELAY);
        const reply = await relay.ask(question);
        assert.match(reply, new RegExp(`<key>PasswordConfigured</key>\\s*<${passcodeSet}/>`));
        assert.equal(xmlValue(await relay.ask({ Request: 'Goodbye' }), 'Status'), 'Success');
      });
    }

    it('calls the question deprecated from iOS 17.4', async () => {
      const reply = await (await services.open(DIAGNOSTICS_RELAY)).ask(question);
      assert.match(reply, /MobileGestaltDeprecated/);
      assert.doesNotMatch(reply, /PasswordConfigured/);
    });

    it('hangs up on what it does not know', async () => {
      const relay = await services.open(DIAGNOSTICS_RELAY);
      relay.sendFrame({ Request: 'EatBattery' });
      await relay.ended();
      assert.equal(simulator.violations.length, 1);
    });
  });
});
