/** Answers a page's questions about the personal data in its backup. Knows no VS Code. */
import {
  BackupError,
  openPersonalData,
  smallPictures,
  type Backup,
  type BackupKeys,
  type PersonalData,
  type PersonalPart,
  type UnknownSchema,
} from '../../backup/index.ts';
import {
  contactPictureShown,
  personalEntryRow,
  personalGroupRow,
  personalHead,
  personalKindsShown,
  personalSearchNote,
  smallPictureShown,
  type Locale,
  type Params,
  type Result,
} from '../../view/index.ts';

interface PersonalContentsOptions {
  readonly backup: () => Promise<Backup>;
  /** The keys of the backup while it is unlocked. */
  readonly keys: () => BackupKeys | undefined;
  readonly locale: Locale;
}

export class PersonalContents {
  readonly #options: PersonalContentsOptions;
  #open: { readonly backup: Backup; readonly keys: BackupKeys | undefined; readonly data: PersonalData } | undefined;

  constructor(options: PersonalContentsOptions) {
    this.#options = options;
  }

  async kinds(signal: AbortSignal): Promise<Result<'personalKinds'>> {
    const data = await this.#data();
    return personalKindsShown(await data.kinds({ signal }), this.#options.locale);
  }

  async head({ kind }: Params<'personal'>, signal: AbortSignal): Promise<Result<'personal'>> {
    const data = await this.#data();
    const facts = await data.facts(kind, { signal });
    const presence = (await data.kinds({ signal })).find((each) => each.kind === kind);
    const fileID = presence?.state === 'present' ? presence.fileID : '';
    return personalHead(kind, fileID, facts, this.#options.locale);
  }

  async groups({ kind, ...window }: Params<'personalGroups'>, signal: AbortSignal): Promise<Result<'personalGroups'>> {
    const part = partOf(await (await this.#data()).groups(kind, { ...window, signal }));
    return { ...this.#counts(part), rows: part.items.map((group) => personalGroupRow(kind, group, this.#options.locale)) };
  }

  async entries({ kind, ...window }: Params<'personalEntries'>, signal: AbortSignal): Promise<Result<'personalEntries'>> {
    const part = partOf(await (await this.#data()).entries(kind, { ...window, signal }));
    return { ...this.#counts(part), rows: part.items.map((entry) => personalEntryRow(kind, entry, this.#options.locale)) };
  }

  #counts(part: PersonalPart<unknown>): { readonly total: number; readonly note?: string } {
    const note = personalSearchNote(part, this.#options.locale);
    return { total: part.total, ...(note === undefined ? {} : { note }) };
  }

  async pictures({ fileIDs }: Params<'smallPictures'>, signal: AbortSignal): Promise<Result<'smallPictures'>> {
    const { backup, keys } = this.#options;
    const pictures = await smallPictures(await backup(), fileIDs, { keys: keys(), signal });
    return { pictures: pictures.map((picture) => ({ fileID: picture.fileID, picture: smallPictureShown(picture) })) };
  }

  async contactPictures({ keys }: Params<'contactPictures'>, signal: AbortSignal): Promise<Result<'contactPictures'>> {
    const pictures = await (await this.#data()).contactPictures(keys, { signal });
    return { pictures: pictures.map((picture) => ({ key: picture.key, picture: contactPictureShown(picture) })) };
  }

  /** Ends the databases that are open, and whatever is asked of them. */
  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.data.close();
  }

  /** Anew for a backup that was opened anew, and with the keys that it has now. */
  async #data(): Promise<PersonalData> {
    const backup = await this.#options.backup();
    const keys = this.#options.keys();
    if (this.#open?.backup !== backup || this.#open.keys !== keys) {
      void this.close();
      this.#open = { backup, keys, data: openPersonalData(backup, { keys }) };
    }
    return this.#open.data;
  }
}

/** The page asks for parts only of what is known, so the database must have become another one. */
function partOf<T>(answer: UnknownSchema | PersonalPart<T>): PersonalPart<T> {
  if (answer.state === 'known') return answer;
  throw new BackupError('database-unreadable', 'changed', { data: { reason: 'changed' } });
}
