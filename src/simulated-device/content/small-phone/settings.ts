/** The phone's settings: preference files, accounts, privacy choices, and the home screen. */
import { addPlist, addXmlPlist } from '../add-files.ts';
import { dict, writeBinaryPlist, type PlistDict, type PlistValue } from '../../../formats/index.ts';
import { encodeJpeg, landscape } from '../jpeg.ts';
import type { DomainBuilder, PhoneBuilder } from '../phone-builder.ts';
import { addAccounts } from './accounts.ts';
import { addPrivacyChoices } from './privacy-choices.ts';
import { FIELD_NOTES, TRAIL_MAP } from './store-apps.ts';

/** Preference files whose keys readers look at, with values as a phone of one owner in English has them. */
const KNOWN_PREFERENCES: Readonly<Record<string, Readonly<Record<string, PlistValue>>>> = {
  'com.apple.Preferences': { KeyboardsList: ['en_US@sw=QWERTY;hw=Automatic', 'emoji@sw=Emoji'] },
  'com.apple.purplebuddy': { SetupDone: true, SetupFinishedAllSteps: true, Language: 'en', Locale: 'en_US', setupMigratorVersion: 10n },
  'com.apple.mobile.ldbackup': { RequiresEncryption: false },
  'com.apple.springboard': { SBShowBatteryPercentage: true, SBIconVisibility: true },
  'com.apple.MobileSMS': { KeepMessageForDays: 0n, ReadReceiptsEnabled: false },
  'com.apple.AppStore': { AutoPlayVideoSetting: 'on' },
  'com.apple.camera': { CAMUserPreferencePreserveCaptureMode: true },
  'com.apple.mobilephone': { 'call-forwarding': false },
  'com.apple.mobiletimer': { MTAlarms: [] },
  'com.apple.assistant.support': { 'Assistant Enabled': false },
};

/** Preference files of Apple's that matter by their presence: names that readers of backups look for. */
const OTHER_PREFERENCES = [
  ...['Accessibility', 'AdLib', 'AppSupport', 'CloudKit', 'EmojiCache', 'EmojiPreferences', 'GEO', 'GMM.defaults', 'HearingAids', 'Maps'],
  ...['MobileBackup.DemotedApps', 'Music', 'NanoRegistry', 'Passbook', 'PeoplePicker', 'ScreenTimeAgent', 'SpeakSelection', 'TTY', 'UIKit'],
  ...['VoiceOverTouch', 'WebFoundation', 'aggregated', 'airplay', 'assistant', 'assistant.backedup', 'celestial', 'cmfsyncagent'],
  ...['commcenter.shared', 'conference', 'coremedia', 'homesharing', 'icloud.fmfd', 'identityservices.idstatuscache', 'ids', 'imagent'],
  ...['imservice.ids.FaceTime', 'imservice.ids.iMessage', 'itunescloudd', 'itunesstored', 'keyboard', 'lookup.shared', 'madrid'],
  ...['medialibrary', 'mobilecal', 'mobilecal.alarmengine', 'mobileipod', 'mobilemail', 'mobilenotes', 'mobilephone.speeddial'],
  ...['mobileslideshow', 'mobiletimerd', 'nanolifestyle.privacy', 'newscore', 'notificationcenterui', 'parsecd', 'preferences.datetime'],
  ...['preferences.sounds', 'safetyalerts', 'sharingd', 'sleepd', 'spotlightui', 'tipsd', 'translation', 'voiceservices', 'weather'],
];

const SYSTEM_ICONS = ['com.apple.mobilephone', 'com.apple.mobilesafari', 'com.apple.MobileSMS', 'com.apple.Music'];
const FIRST_PAGE = [
  'com.apple.mobilecal',
  'com.apple.mobileslideshow',
  'com.apple.camera',
  'com.apple.mobilenotes',
  'com.apple.Maps',
  'com.apple.Health',
];

export function addSettings(phone: PhoneBuilder): void {
  const home = phone.domain('HomeDomain', { protectionClass: 4 });
  const preference = (name: string, make: () => PlistDict) => {
    addPlist(home, `Library/Preferences/${name}.plist`, make, { permissions: 0o600 });
  };
  preference('.GlobalPreferences', () => dict({ AppleLanguages: ['en-US'], AppleLocale: 'en_US', AppleKeyboards: ['en_US@sw=QWERTY'] }));
  for (const [name, values] of Object.entries(KNOWN_PREFERENCES)) preference(name, () => dict(values));
  preference('com.apple.osanalytics.addaily', () => dict({ netUsageBaseline: networkUse(phone) }));
  for (const name of OTHER_PREFERENCES) preference(`com.apple.${name}`, () => dict({ Version: 1n, Configured: true }));
  home.file('Library/Preferences/com.apple.carrier.bundle.plist', () => new Uint8Array(0), { permissions: 0o600 });
  home.symlink('Library/Preferences/com.apple.carrier.default.plist', 'com.apple.carrier.bundle.plist');
  addHomeScreen(phone, home);
  addAccounts(phone, home);
  addPrivacyChoices(phone, home);
  addPlist(home, 'Library/UserConfigurationProfiles/EffectiveUserSettings.plist', () =>
    dict({ restrictedBool: dict({}), restrictedValue: dict({}) }),
  );
  addXmlPlist(home, 'Library/DataAccess/AccountInformation.plist', () => dict({ AccountVersion: 2n }));
}

/** A date, then bytes received and sent over Wi-Fi, and over the mobile network. */
function networkUse(phone: PhoneBuilder): PlistDict {
  const random = phone.random('network use');
  const use = () => [
    new Date((phone.now - random.int(1, 20) * 86_400) * 1000),
    ...Array.from({ length: 4 }, () => BigInt(random.int(0, 1e6))),
  ];
  return dict({ 'com.apple.mobilesafari': use(), 'com.apple.MobileSMS': use(), [FIELD_NOTES.id]: use() });
}

function addHomeScreen(phone: PhoneBuilder, home: DomainBuilder): void {
  const icons = () => dict({ buttonBar: SYSTEM_ICONS, iconLists: [FIRST_PAGE, [FIELD_NOTES.id, TRAIL_MAP.id]], listMetadata: dict({}) });
  addPlist(home, 'Library/SpringBoard/IconState.plist', icons);
  addPlist(home, 'Library/SpringBoard/DesiredIconState.plist', icons);
  const wallpaper = () => encodeJpeg({ width: 368, height: 800 }, landscape(phone.random('wallpaper')));
  home.file('Library/SpringBoard/LockBackgroundThumbnail.jpg', wallpaper);
  const tags = new Map([['com.apple.assetsd.wallpaper', writeBinaryPlist(dict({ source: 'Sample Wallpaper' }))]]);
  home.file('Library/SpringBoard/HomeBackgroundThumbnail.jpg', wallpaper, { extendedAttributes: tags });
}
