/**
 * lockdownd's values that live in a domain, as a healthy, activated device that is not managed has them before anybody
 * changes one. Domains that are listed and empty exist; every other name is unknown to the device.
 *
 * Names and types from published outputs; where none was ever published (international, iTunes) the values are assumed.
 */
import { dict, type PlistDict } from '../../formats/index.ts';
import type { IosBehaviour } from '../ios-versions.ts';
import type { DeviceModel } from '../models/models.ts';

interface DomainSources {
  readonly model: DeviceModel;
  readonly behaviour: IosBehaviour;
}

const TOTAL_SYSTEM_BYTES = 10_485_760_000;
const RESERVED_BYTES = 167_772_160;
/** What the device itself believes to use of its data volume; the content of a small phone is far below. */
const USED_DATA_BYTES = 6_442_450_944;

const DOMAINS: Readonly<Record<string, (sources: DomainSources) => PlistDict>> = {
  // WillEncrypt is absent until a backup password was ever set.
  'com.apple.mobile.backup': () => dict({ CloudBackupEnabled: false, RequiresEncryption: false, Version: '2.0' }),
  'com.apple.mobile.battery': () =>
    dict({
      BatteryCurrentCapacity: 70n,
      BatteryIsCharging: true,
      ExternalChargeCapable: true,
      ExternalConnected: true,
      FullyCharged: false,
      GasGaugeCapability: true,
      HasBattery: true,
    }),
  'com.apple.disk_usage': diskUsage,
  'com.apple.disk_usage.factory': diskUsage,
  'com.apple.mobile.iTunes': iTunes,
  'com.apple.iTunes': () => dict({}),
  'com.apple.mobile.data_sync': dataSync,
  'com.apple.mobile.tethered_sync': () => dict({}),
  'com.apple.international': () => dict({ Keyboard: 'en_US', Language: 'en', Locale: 'en_US' }),
  'com.apple.fmip': () => dict({ IsAssociated: false }),
  'com.apple.mobile.wireless_lockdown': () => dict({ EnableWifiConnections: false }),
  'com.apple.mobile.chaperone': () => dict({ DeviceIsChaperoned: false }),
  'com.apple.purplebuddy': () => dict({ SetupState: 'Complete' }),
  'com.apple.PurpleBuddy': () => dict({}),
  'com.apple.mobile.internal': () => dict({ IsInternal: false }),
  'com.apple.mobile.restriction': () => dict({ ProhibitAppDelete: false, ProhibitAppInstall: false }),
  'com.apple.mobile.lockdown_cache': () => dict({ ActivationState: 'Activated' }),
  'com.apple.Accessibility': accessibility,
  'com.apple.MobileDeviceCrashCopy': () => dict({ ShouldSubmit: false }),
  'com.apple.TerminalFlashr': () => dict({}),
  'com.apple.mobile.iTunes.accessories': () => dict({}),
  'com.apple.mobile.iTunes.store': () => dict({}),
  'com.apple.mobile.iTunes.SQLMusicLibraryPostProcessCommands': () => dict({}),
  'com.apple.mobile.mobile_application_usage': () => dict({}),
  'com.apple.mobile.sync_data_class': () => dict({}),
  'com.apple.mobile.user_preferences': () => dict({}),
  'com.apple.mobile.software_behavior': () => dict({}),
  'com.apple.mobile.third_party_termination': () => dict({}),
  'com.apple.mobile.nikita': () => dict({}),
  'com.apple.mobile.lockdownd': () => dict({}),
  'com.apple.fairplay': () => dict({}),
  'com.apple.iqagent': () => dict({}),
  'com.apple.xcode.developerdomain': () => dict({}),
};

/** The domains that travel in Manifest.plist's Lockdown dictionary. */
export const BACKED_UP_DOMAINS = [
  'com.apple.Accessibility',
  'com.apple.MobileDeviceCrashCopy',
  'com.apple.TerminalFlashr',
  'com.apple.mobile.data_sync',
  'com.apple.mobile.iTunes.accessories',
  'com.apple.mobile.wireless_lockdown',
] as const;

/** Says whether the phone is in developer mode; before it, nobody knew that domain. */
const DEVELOPER_MODE_DOMAIN = 'com.apple.security.mac.amfi';

/** Undefined for a domain that the device does not know. */
export function domainValues(domain: string, sources: DomainSources): PlistDict | undefined {
  if (domain === DEVELOPER_MODE_DOMAIN) {
    return sources.behaviour.laterValues.includes('DeveloperModeStatus') ? dict({ DeveloperModeStatus: false }) : undefined;
  }
  return Object.hasOwn(DOMAINS, domain) ? DOMAINS[domain]?.(sources) : undefined;
}

/** Bytes. AmountDataAvailable = TotalDataAvailable − AmountDataReserved held exactly in the one log that shows both. */
function diskUsage({ model }: DomainSources): PlistDict {
  // The system of a phone with 16 GB is smaller, and so is what fits beside it.
  const system = Math.min(TOTAL_SYSTEM_BYTES, Math.floor(model.diskCapacity / 3));
  const totalData = model.diskCapacity - system;
  const available = totalData - Math.min(USED_DATA_BYTES, Math.floor(totalData / 3));
  return dict({
    AmountDataAvailable: BigInt(available - RESERVED_BYTES),
    AmountDataReserved: BigInt(RESERVED_BYTES),
    AmountRestoreAvailable: BigInt(available - RESERVED_BYTES),
    CalculateDiskUsage: 'OkilyDokily',
    CalendarUsage: 110_592n,
    CameraUsage: 0n,
    MediaCacheUsage: 0n,
    NANDInfo: new Uint8Array(16),
    NotesUsage: 32_768n,
    PhotoUsage: 0n,
    TotalDataAvailable: BigInt(available),
    TotalDataCapacity: BigInt(totalData),
    TotalDiskCapacity: BigInt(model.diskCapacity),
    TotalSystemAvailable: 0n,
    TotalSystemCapacity: BigInt(system),
    VoicemailUsage: 0n,
    WebAppCacheUsage: 0n,
  });
}

/** An iPad's log shows MissingValue for MinITunesVersion, an iPhone's of the same iOS has it. */
function iTunes({ model, behaviour }: DomainSources): PlistDict {
  return dict({
    MinITunesVersion: model.deviceClass === 'iPad' ? undefined : behaviour.minITunesVersion,
    ScreenHeight: BigInt(model.screen.height),
    ScreenWidth: BigInt(model.screen.width),
    SyncDataClasses: ['Contacts', 'Calendars', 'Bookmarks', 'Mail Accounts', 'Notes'],
    UseVoiceMemos: true,
  });
}

function dataSync(): PlistDict {
  const onDevice = () => dict({ AccountNames: ['On My Device'], Sources: ['Local'] });
  return dict({ Bookmarks: onDevice(), Calendars: onDevice(), Contacts: onDevice(), Notes: onDevice() });
}

function accessibility(): PlistDict {
  return dict({
    ClosedCaptioningEnabledByiTunes: 0n,
    InvertDisplayEnabledByiTunes: 0n,
    MonoAudioEnabledByiTunes: 0n,
    SpeakAutoCorrectionsEnabledByiTunes: 0n,
    VoiceOverTouchEnabledByiTunes: 0n,
    ZoomTouchEnabledByiTunes: 0n,
  });
}
