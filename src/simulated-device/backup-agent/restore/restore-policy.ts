/** What a restore takes and what it leaves alone, from the host's options and the device's own defaults. */
import type { RestoreOptions } from '../../../device-protocol/index.ts';
import type { IosBehaviour } from '../../ios-versions.ts';
import { isSystemDomain } from '../device-paths.ts';
import type { EffectiveOptions } from './restore-target.ts';

/** Folders of settings (assumed: no list was published). '' = the whole domain. */
const SETTINGS: readonly (readonly [domain: string, folder: string])[] = [
  ['HomeDomain', 'Library/Preferences'],
  ['RootDomain', 'Library/Preferences'],
  ['WirelessDomain', 'Library/Preferences'],
  ['SystemPreferencesDomain', ''],
];

/** A key that is absent has the device's default; several of those remove (surprises 24). That of RestorePreserveSettings is assumed. */
export function effectiveOptions(asked: RestoreOptions): EffectiveOptions {
  return {
    systemFiles: asked.systemFiles ?? true,
    shouldReboot: asked.shouldReboot ?? true,
    copyBackup: !(asked.dontCopyBackup ?? false),
    preserveSettings: asked.preserveSettings ?? false,
    removeItemsNotRestored: asked.removeItemsNotRestored ?? true,
  };
}

interface Place {
  readonly domain: string;
  readonly relativePath: string;
}

export class RestorePolicy {
  readonly #options: EffectiveOptions;
  readonly #applications: ReadonlySet<string> | undefined;
  readonly #cleared: ReadonlySet<string>;

  /** `restoreClears`: the domains in which a restore with system files leaves nothing that the backup does not hold. */
  constructor(
    options: EffectiveOptions,
    applicationIds: readonly string[] | undefined,
    { restoreClears }: Pick<IosBehaviour, 'restoreClears'>,
  ) {
    this.#options = options;
    this.#cleared = new Set(options.systemFiles ? restoreClears : []);
    this.#applications = applicationIds && new Set(applicationIds);
  }

  /** Every entry of the phone is the restore's to replace. */
  get takesAll(): boolean {
    return this.#options.systemFiles && !this.#options.preserveSettings && this.#applications === undefined;
  }

  takes(place: Place): boolean {
    if (!this.#options.systemFiles && isSystemDomain(place.domain)) return false;
    if (this.#options.preserveSettings && isSetting(place)) return false;
    const application = applicationOf(place.domain);
    return application === undefined || this.takesApplication(application);
  }

  /** By bundle id; a plug-in goes with its application. */
  takesApplication(id: string): boolean {
    if (this.#applications === undefined || this.#applications.has(id)) return true;
    return [...this.#applications].some((application) => id.startsWith(`${application}.`));
  }

  /** An entry of the phone that the host sent nothing for. */
  stays(place: Place): boolean {
    if (!this.takes(place) || (place.relativePath === '' && this.#cleared.has(place.domain))) return true;
    return !this.#options.removeItemsNotRestored && !this.#cleared.has(place.domain);
  }
}

function isSetting({ domain, relativePath }: Place): boolean {
  return SETTINGS.some(([name, folder]) => name === domain && (folder === '' || relativePath.startsWith(`${folder}/`)));
}

/** Containers of groups belong to several applications and are always taken (assumed). */
function applicationOf(domain: string): string | undefined {
  return /^AppDomain(?:Plugin)?-(.+)$/s.exec(domain)?.[1];
}
