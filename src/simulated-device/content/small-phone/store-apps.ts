/** The two apps from the App Store, as the store, the home screen and the file system know them. */
import { dict, writeXmlPlist } from '../../../formats/index.ts';
import type { PhoneBuilder } from '../phone-builder.ts';
import type { PhoneApplication } from '../phone-content.ts';
import { encodePng } from '../png.ts';
import type { SeededRandom } from '../seeded-random.ts';

interface StoreApp {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly shortVersion: string;
  /** The shop's number. */
  readonly itemId: bigint;
  readonly colour: readonly [number, number, number];
}

export const FIELD_NOTES: StoreApp = {
  id: 'com.example.fieldnotes',
  name: 'Field Notes',
  version: '412',
  shortVersion: '4.1.2',
  itemId: 1_000_000_001n,
  colour: [66, 135, 90],
};

export const TRAIL_MAP: StoreApp = {
  id: 'com.example.trailmap',
  name: 'Trail Map',
  version: '2007',
  shortVersion: '2.0.7',
  itemId: 1_000_000_002n,
  colour: [180, 110, 40],
};

const ICON_PIXELS = 120;

/** Registers the application with its container; the files are somebody else's. */
export function registerStoreApp(phone: PhoneBuilder, app: StoreApp): void {
  const { id, name, version, shortVersion } = app;
  const random = phone.random(`application ${id}`);
  const bundlePath = `/private/var/containers/Bundle/Application/${random.uuid()}/${name.replaceAll(' ', '')}.app`;
  const dataPath = `/var/mobile/Containers/Data/Application/${random.uuid()}`;
  const store = { sinf: licence(phone.random(`licence ${id}`)), metadata: shopMetadata(app, phone.now) };
  phone.application({
    id,
    name,
    version,
    shortVersion,
    origin: 'user',
    containerClass: 'Data/Application',
    bundlePath,
    dataPath,
    store,
    icon: () => icon(app),
  });
}

export function registerPlugin(phone: PhoneBuilder, app: StoreApp, suffix: string): void {
  const id = `${app.id}.${suffix}`;
  const random = phone.random(`plug-in ${id}`);
  const dataPath = `/var/mobile/Containers/Data/PluginKitPlugin/${random.uuid()}`;
  const bundlePath = `/private/var/containers/Bundle/Application/${random.uuid()}/${app.name.replaceAll(' ', '')}.app/PlugIns/${suffix}.appex`;
  phone.application({ ...partOf(app), id, containerClass: 'Data/PluginKitPlugin', bundlePath, dataPath });
}

export function registerGroup(
  phone: PhoneBuilder,
  app: Pick<StoreApp, 'name' | 'version' | 'shortVersion'>,
  id: string,
  origin: 'user' | 'system',
): void {
  const dataPath = `/var/mobile/Containers/Shared/AppGroup/${phone.random(`group ${id}`).uuid()}`;
  phone.application({ ...partOf(app), id, origin, containerClass: 'Shared/AppGroup', dataPath });
}

function partOf({ name, version, shortVersion }: Pick<StoreApp, 'name' | 'version' | 'shortVersion'>) {
  return { name, version, shortVersion, origin: 'user', icon: () => undefined } satisfies Partial<PhoneApplication>;
}

/** Boxes as in an MPEG-4 file: u32be size, four letters, content. The licence itself is opaque. */
function licence(random: SeededRandom): Uint8Array {
  const words = (text: string) => Buffer.from(text, 'latin1');
  const scheme = box('schm', words('\0\0\0\0itun\0\0\0\0'));
  return box(
    'sinf',
    Buffer.concat([
      box('frma', words('game')),
      scheme,
      box('schi', Buffer.concat([box('user', random.bytes(4)), box('priv', random.bytes(440))])),
    ]),
  );
}

function box(name: string, content: Uint8Array): Buffer {
  const bytes = Buffer.alloc(8 + content.length);
  bytes.writeUInt32BE(bytes.length, 0);
  bytes.write(name, 4, 'latin1');
  bytes.set(content, 8);
  return bytes;
}

/** "2025-02-01T18:40:00Z": without fractions of a second. */
function shopDate(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}

function shopMetadata(app: StoreApp, now: number): Uint8Array {
  const buyer = dict({ AppleID: 'account1@example.com', DSPersonID: 1_000_000n });
  return writeXmlPlist(
    dict({
      artistName: 'Example Company',
      bundleDisplayName: app.name,
      bundleShortVersionString: app.shortVersion,
      bundleVersion: app.version,
      'com.apple.iTunesStore.downloadInfo': dict({ accountInfo: buyer, purchaseDate: shopDate(now - 30_000_000) }),
      genre: 'Utilities',
      itemId: app.itemId,
      itemName: app.name,
      kind: 'software',
      'product-type': 'ios-app',
      softwareVersionBundleId: app.id,
    }),
  );
}

function icon({ colour }: StoreApp): Uint8Array {
  const middle = ICON_PIXELS / 2;
  return encodePng(ICON_PIXELS, ICON_PIXELS, (x, y) => {
    const inside = Math.hypot(x - middle, y - middle) < middle * 0.6;
    return inside ? [250, 250, 245] : colour;
  });
}
