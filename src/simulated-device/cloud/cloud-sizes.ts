/** How much an iCloud backup of a phone has, by app. Sizes are those of the phone's real content; they are counted once for each state of it. */
import { Breather } from '../../base/index.ts';
import type { StagedCloudApp } from '../../device-protocol/index.ts';
import type { PhoneApplication, PhoneContent } from '../content/phone-content.ts';
import { isLeftOut } from './left-out.ts';

/** What is no app and has a switch in the settings nevertheless. */
const PHOTO_LIBRARY = { id: 'com.apple.mobileslideshow', name: 'Photo Library', domain: 'CameraRollDomain' } as const;

/** Bytes of a phone by the part that has a switch of its own. */
interface CloudSizes {
  /** Settings, messages and everything else that has no switch. */
  readonly rest: number;
  readonly apps: readonly { readonly id: string; readonly name: string; readonly size: number }[];
}

interface MeasuredPhone {
  readonly content: PhoneContent;
  readonly productVersion: string;
}

/** Counts what an iCloud backup would have. */
export class CloudMeter {
  readonly #phone: MeasuredPhone;
  #counted: { readonly content: PhoneContent; readonly revision: number; readonly sizes: Promise<CloudSizes> } | undefined;

  constructor(phone: MeasuredPhone) {
    this.#phone = phone;
  }

  /** Of the content as it is now. */
  sizes(): Promise<CloudSizes> {
    const { content } = this.#phone;
    const { revision } = content;
    if (this.#counted?.content !== content || this.#counted.revision !== revision) {
      this.#counted = { content, revision, sizes: this.#count(content) };
    }
    return this.#counted.sizes;
  }

  async #count(content: PhoneContent): Promise<CloudSizes> {
    const breather = new Breather();
    const owners = ownersOf(content.applications());
    const sizes = new Map<string, number>([...owners.apps.keys()].map((id) => [id, 0]));
    let rest = 0;
    for (const file of content.snapshot().files()) {
      if (breather.isDue) await breather.breathe();
      if (file.kind !== 'file' || isLeftOut(file, this.#phone.productVersion)) continue;
      const owner = owners.byDomain.get(file.domain);
      if (owner === undefined) rest += file.size;
      else sizes.set(owner, (sizes.get(owner) ?? 0) + file.size);
    }
    return { rest, apps: [...owners.apps].map(([id, name]) => ({ id, name, size: sizes.get(id) ?? 0 })) };
  }
}

/** The apps as the settings list them, the largest first. */
export function listedApps({ apps }: CloudSizes, excluded: ReadonlySet<string>): StagedCloudApp[] {
  return apps.map((app) => ({ ...app, isIncluded: !excluded.has(app.id) })).sort((a, b) => b.size - a.size || (a.id < b.id ? -1 : 1));
}

/** Bytes of a backup without the apps that are switched off. */
export function sizeOf({ rest, apps }: CloudSizes, excluded: ReadonlySet<string>): number {
  return apps.reduce((sum, { id, size }) => (excluded.has(id) ? sum : sum + size), rest);
}

/** Whether the settings of iCloud Backup list an app of that id. */
export function hasSwitch(content: Pick<PhoneContent, 'applications'>, id: string): boolean {
  return ownersOf(content.applications()).apps.has(id);
}

const DOMAIN_OF_CONTAINER: Readonly<Record<PhoneApplication['containerClass'], string>> = {
  'Data/Application': 'AppDomain',
  'Data/PluginKitPlugin': 'AppDomainPlugin',
  'Shared/AppGroup': 'AppDomainGroup',
};

interface Owners {
  /** Id to name: the apps from the App Store, and the photo library. Apple's own apps have no switch (assumed). */
  readonly apps: ReadonlyMap<string, string>;
  readonly byDomain: ReadonlyMap<string, string>;
}

/** Plug-ins and groups belong to the app of the same name. */
function ownersOf(applications: readonly PhoneApplication[]): Owners {
  const bought = applications.filter(({ origin }) => origin === 'user');
  const apps = bought.filter(({ containerClass }) => containerClass === 'Data/Application');
  const idByName = new Map(apps.map(({ id, name }) => [name, id]));
  const domains = bought.flatMap(({ id, name, containerClass }): [string, string][] => {
    const owner = idByName.get(name);
    return owner === undefined ? [] : [[`${DOMAIN_OF_CONTAINER[containerClass]}-${id}`, owner]];
  });
  return {
    apps: new Map([[PHOTO_LIBRARY.id, PHOTO_LIBRARY.name], ...apps.map(({ id, name }): [string, string] => [id, name])]),
    byDomain: new Map([[PHOTO_LIBRARY.domain, PHOTO_LIBRARY.id], ...domains]),
  };
}
