/** com.apple.springboardservices of a simulated device: the home screen. Icons stay where a host moves them. */
import { arrayAt, dict, stringAt, type PlistDict, type PlistValue } from '../../formats/index.ts';
import type { PhoneApplication } from '../content/phone-content.ts';
import { encodePng } from '../content/png.ts';
import type { PhoneCall } from '../phone/phone-call.ts';
import type { SimulatedDevice } from '../phone/simulated-device.ts';
import { plistService } from './plist-service.ts';

/** UIInterfaceOrientationPortrait. */
const PORTRAIT = 1n;
const GRID = { columns: 4, rows: 6, dock: 4, pages: 15, folderColumns: 3, folderRows: 3 } as const;
const ICON_POINTS = 60;

/** What a host may ask, by the name on the wire. */
const COMMANDS: Readonly<Record<string, (call: PhoneCall, request: PlistDict) => readonly PlistValue[]>> = {
  getIconPNGData: ({ device }, request) => [iconOf(device, stringAt(request, 'bundleId'))],
  getIconState: ({ device }) => [[...(device.iconState ?? iconState(device))]],
  // An empty answer (assumed): one client waits for one, the others go without reading it.
  setIconState: ({ device }, request) => {
    device.iconState = arrayAt(request, 'iconState') ?? device.iconState;
    return [dict({})];
  },
  getInterfaceOrientation: () => [dict({ interfaceOrientation: PORTRAIT })],
  getHomeScreenIconMetrics: ({ device }) => [metrics(device)],
  getHomeScreenWallpaperPNGData: ({ device }) => [dict({ pngData: wallpaper(device) })],
  getWallpaperPreviewImage: ({ device }) => [dict({ pngData: wallpaper(device) })],
  getWallpaperInfo: (_, request) => [dict({ wallpaperName: stringAt(request, 'wallpaperName') })],
};

export const serveSpringboard = plistService('springboardservices', 'binary', (call, request) => {
  const command = stringAt(request, 'command') ?? '';
  return Object.hasOwn(COMMANDS, command) ? COMMANDS[command]?.(call, request) : undefined;
});

function iconOf(device: SimulatedDevice, bundleId: string | undefined): PlistDict {
  const application = device.content.applications().find(({ id }) => id === bundleId);
  const icon = application?.icon();
  return icon === undefined ? dict({ Error: 'InvalidApplication' }) : dict({ pngData: icon });
}

/** The dock, then the pages, each a list of icons: format 2. */
function iconState(device: SimulatedDevice): PlistValue[] {
  const shown = device.content.applications().filter(({ containerClass }) => containerClass === 'Data/Application');
  const dock = shown.filter(({ origin }) => origin === 'system').slice(0, GRID.dock);
  const others = shown.filter((application) => !dock.includes(application));
  const pages: PhoneApplication[][] = [dock];
  const perPage = GRID.columns * GRID.rows;
  for (let at = 0; at < others.length; at += perPage) pages.push(others.slice(at, at + perPage));
  return pages.map((page) => page.map(({ id, name }) => dict({ bundleIdentifier: id, displayIdentifier: id, displayName: name })));
}

function metrics({ model: { screen } }: SimulatedDevice): PlistDict {
  return dict({
    homeScreenHeight: BigInt(screen.height),
    homeScreenIconColumns: BigInt(GRID.columns),
    homeScreenIconDockMaxCount: BigInt(GRID.dock),
    homeScreenIconFolderColumns: BigInt(GRID.folderColumns),
    homeScreenIconFolderMaxPages: BigInt(GRID.pages),
    homeScreenIconFolderRows: BigInt(GRID.folderRows),
    homeScreenIconHeight: BigInt(ICON_POINTS),
    homeScreenIconMaxPages: BigInt(GRID.pages),
    homeScreenIconRows: BigInt(GRID.rows),
    homeScreenIconWidth: BigInt(ICON_POINTS),
    homeScreenWidth: BigInt(screen.width),
  });
}

/** A picture of the screen's shape, in stripes. */
function wallpaper({ model: { screen } }: SimulatedDevice): Uint8Array {
  const [width, height] = [Math.round(screen.width / 4), Math.round(screen.height / 4)];
  return encodePng(width, height, (x, y) => [40, 60 + Math.round((y * 160) / height), 90 + ((x >> 3) % 2) * 40]);
}
