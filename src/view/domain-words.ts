/** What kind of domain a name stands for, and what people call it. */
import { phrase } from './phrase.ts';

export type DomainGroup = 'system' | 'app' | 'group' | 'plugin';

interface DomainWords {
  readonly group: DomainGroup;
  /** The name without the prefix that its group already says. */
  readonly label: string;
  /** What a system domain holds, as an English template; undefined where only its name is known. */
  readonly meaning?: string;
}

const PREFIXES: readonly (readonly [string, DomainGroup])[] = [
  ['AppDomainGroup-', 'group'],
  ['AppDomainPlugin-', 'plugin'],
  ['AppDomain-', 'app'],
  ['SysSharedContainerDomain-', 'group'],
  ['SysContainerDomain-', 'app'],
];

const SYSTEM_MEANINGS: Readonly<Record<string, string>> = {
  CameraRollDomain: phrase('Photos and videos'),
  DatabaseDomain: phrase('System databases'),
  HealthDomain: phrase('Health'),
  HomeDomain: phrase('Messages, contacts, settings'),
  HomeKitDomain: phrase('Home'),
  InstallDomain: phrase('Installed software'),
  KeyboardDomain: phrase('Keyboard'),
  KeychainDomain: phrase('Keychain'),
  ManagedPreferencesDomain: phrase('Managed settings'),
  MediaDomain: phrase('Media and attachments'),
  MobileDeviceDomain: phrase('Device pairing'),
  NetworkDomain: phrase('Network'),
  ProtectedDomain: phrase('Protected data'),
  RootDomain: phrase('System'),
  SystemPreferencesDomain: phrase('Network and system settings'),
  TonesDomain: phrase('Tones'),
  WirelessDomain: phrase('Calls and mobile network'),
};

export const GROUP_WORDS: Readonly<Record<DomainGroup, string>> = {
  system: phrase('System'),
  app: phrase('Apps'),
  group: phrase('App groups'),
  plugin: phrase('Extensions'),
};

export const GROUP_ORDER: readonly DomainGroup[] = ['system', 'app', 'group', 'plugin'];

export function domainWords(domain: string): DomainWords {
  for (const [prefix, group] of PREFIXES) {
    if (domain.startsWith(prefix) && domain.length > prefix.length) return { group, label: domain.slice(prefix.length) };
  }
  const meaning = Object.hasOwn(SYSTEM_MEANINGS, domain) ? SYSTEM_MEANINGS[domain] : undefined;
  return { group: 'system', label: domain, ...(meaning === undefined ? {} : { meaning }) };
}
