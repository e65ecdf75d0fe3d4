/** com.apple.mobile.installation_proxy of a simulated device: the installed apps. */
import { arrayAt, dict, dictAt, stringAt, type PlistDict } from '../../formats/index.ts';
import type { PhoneApplication } from '../content/phone-content.ts';
import type { SimulatedDevice } from '../phone/simulated-device.ts';
import { plistService } from './plist-service.ts';

/** Real devices list a few applications per message, to keep messages short. */
const APPLICATIONS_PER_PAGE = 20;

export const serveInstallationProxy = plistService('installation_proxy', 'xml', ({ device }, request) => {
  const options = dictAt(request, 'ClientOptions') ?? dict({});
  switch (stringAt(request, 'Command')) {
    case 'Browse':
      return browse(device, options);
    case 'Lookup':
      return [lookup(device, options)];
    case 'CheckCapabilitiesMatch':
      return [dict({ LookupResult: true, Status: 'Complete' })];
    case 'LookupArchives':
      return [dict({ LookupResult: dict({}), Status: 'Complete' })];
    case 'Archive':
    case 'Install':
    case 'RemoveArchive':
    case 'Restore':
    case 'Uninstall':
    case 'Upgrade':
      return [dict({ Error: 'APIInternalError', ErrorDescription: 'a simulated phone cannot install or remove apps on request' })];
    default:
      return undefined;
  }
});

/** Pages of applications, then Complete; nothing found is Complete alone. */
function browse(device: SimulatedDevice, options: PlistDict): PlistDict[] {
  const found = selected(device, options);
  const pages: PlistDict[] = [];
  for (let index = 0; index < found.length; index += APPLICATIONS_PER_PAGE) {
    const page = found.slice(index, index + APPLICATIONS_PER_PAGE);
    pages.push(
      dict({
        CurrentAmount: BigInt(page.length),
        CurrentIndex: BigInt(index),
        CurrentList: page.map((application) => attributes(application, options)),
        Status: 'BrowsingApplications',
        Total: BigInt(found.length),
      }),
    );
  }
  return [...pages, dict({ Status: 'Complete' })];
}

/** Bundle ids that are not installed are left out. */
function lookup(device: SimulatedDevice, options: PlistDict): PlistDict {
  const wanted = arrayAt(options, 'BundleIDs');
  const found = selected(device, options).filter(({ id }) => wanted === undefined || wanted.includes(id));
  const result: PlistDict = new Map(found.map((application) => [application.id, attributes(application, options)]));
  return dict({ LookupResult: result, Status: 'Complete' });
}

/** ApplicationType: User is what one installs oneself, System is Apple's own, Any is both. App groups and plug-ins are no applications. */
function selected(device: SimulatedDevice, options: PlistDict): PhoneApplication[] {
  const type = stringAt(options, 'ApplicationType') ?? 'Any';
  return device.content
    .applications()
    .filter(({ containerClass }) => containerClass === 'Data/Application')
    .filter(({ origin }) => type === 'Any' || (type === 'User') === (origin === 'user'));
}

function attributes(application: PhoneApplication, options: PlistDict): PlistDict {
  const all = dict({
    ApplicationSINF: application.store?.sinf,
    ApplicationType: application.origin === 'user' ? 'User' : 'System',
    CFBundleDisplayName: application.name,
    CFBundleIdentifier: application.id,
    CFBundleName: application.name,
    CFBundleShortVersionString: application.shortVersion,
    CFBundleVersion: application.version,
    Container: application.dataPath,
    Path: application.bundlePath,
    iTunesMetadata: application.store?.metadata,
  });
  const wanted = arrayAt(options, 'ReturnAttributes');
  return wanted === undefined ? withoutStoreData(all) : new Map([...all].filter(([key]) => wanted.includes(key)));
}

/** Licences and shop data come only to those who ask for them by name. */
function withoutStoreData(all: PlistDict): PlistDict {
  return new Map([...all].filter(([key]) => key !== 'ApplicationSINF' && key !== 'iTunesMetadata'));
}
