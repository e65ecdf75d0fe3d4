/** Apple's own apps: containers with a few settings each, and their entries in the list of apps. */
import { addPlist } from '../add-files.ts';
import { dict } from '../../../formats/index.ts';
import type { PhoneBuilder } from '../phone-builder.ts';
import { registerGroup } from './store-apps.ts';

const APPS = [
  ...['mobilesafari', 'MobileSMS', 'mobilephone', 'mobilecal', 'mobilenotes', 'mobileslideshow', 'camera', 'Maps', 'Health', 'Music'],
  ...['weather', 'stocks', 'Preferences', 'reminders', 'podcasts', 'iBooks', 'compass', 'calculator', 'mobiletimer', 'Translate'],
];
const GROUPS = ['group.com.apple.notes', 'group.com.apple.VoiceMemos.shared', 'group.com.apple.stocks'];
const VERSION = '1';

export function addAppleApps(phone: PhoneBuilder): void {
  for (const short of APPS) {
    const id = `com.apple.${short}`;
    const random = phone.random(`application ${id}`);
    const bundlePath = `/Applications/${short}.app`;
    const dataPath = `/var/mobile/Containers/Data/Application/${random.uuid()}`;
    const names = { id, name: short, version: VERSION, shortVersion: '1.0' };
    phone.application({ ...names, origin: 'system', containerClass: 'Data/Application', bundlePath, dataPath, icon: () => undefined });
    const container = phone.domain(`AppDomain-${id}`);
    addPlist(container, `Library/Preferences/${id}.plist`, () => dict({ FirstLaunchDone: true }));
    container.directory('Documents');
  }
  for (const group of GROUPS) registerGroup(phone, { name: group, version: VERSION, shortVersion: '1.0' }, group, 'system');
  addPlist(phone.domain('AppDomainGroup-group.com.apple.stocks'), 'Library/Preferences/group.com.apple.stocks.plist', () =>
    dict({ watchlist: ['EXMPL'] }),
  );
}
