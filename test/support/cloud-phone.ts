/** A phone with content of known sizes, for its staged iCloud: an app with a plug-in and a group, photos, settings, and what iCloud has already. */
import { EditableContent } from '../../src/simulated-device/content/editable-content.ts';
import { PhoneBuilder } from '../../src/simulated-device/content/phone-builder.ts';
import type { PhoneApplication } from '../../src/simulated-device/content/phone-content.ts';

/** The app whose switch tests turn. */
export const APP = 'com.example.cloudy';
export const PHOTOS = 'com.apple.mobileslideshow';
/** Bytes of each part. */
export const SIZES = { app: 6000, photos: 3000, rest: 1000 } as const;
export const ALL_BYTES = SIZES.app + SIZES.photos + SIZES.rest;

export function cloudContent(): EditableContent {
  return new EditableContent(() => {
    const phone = new PhoneBuilder(1, 1_768_464_000);
    const bytes = (size: number) => () => new Uint8Array(size);
    const application = { name: 'Cloudy', version: '1', shortVersion: '1.0', origin: 'user', icon: () => undefined } as const;
    const register = (id: string, containerClass: PhoneApplication['containerClass']) => {
      phone.application({ ...application, id, containerClass, dataPath: `/var/mobile/Containers/${id}` });
    };
    register(APP, 'Data/Application');
    register(`${APP}.widget`, 'Data/PluginKitPlugin');
    register(`group.${APP}`, 'Shared/AppGroup');
    phone.domain(`AppDomain-${APP}`).file('Documents/a', bytes(4000));
    phone.domain(`AppDomainPlugin-${APP}.widget`).file('Documents/b', bytes(500));
    phone.domain(`AppDomainGroup-group.${APP}`).file('c', bytes(1500));
    phone.domain('CameraRollDomain').file('Media/DCIM/1.jpg', bytes(SIZES.photos));
    phone
      .domain('HomeDomain')
      .file('Library/AddressBook/AddressBook.sqlitedb', bytes(70_000))
      .file('Library/Preferences/x.plist', bytes(1000));
    phone.domain('HealthDomain').file('Health/healthdb.sqlite', bytes(80_000));
    return phone.finish();
  });
}
